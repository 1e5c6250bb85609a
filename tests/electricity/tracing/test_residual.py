"""Residual mix: conservation, the average without claims, what may not be claimed, the file of claims."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import InputError, Problems
from fourfold.electricity.grid.memory import GridInMemory
from fourfold.electricity.tracing.claims import Claim
from fourfold.electricity.tracing.claims_file import read_claims
from fourfold.electricity.tracing.options import TraceOptions
from fourfold.electricity.tracing.residual import ResidualMix, residual
from fourfold.electricity.tracing.result import Reason
from support.grids import START_S, GridShape, random_grid
from support.small_grids import small_grid
from support.tracing_runs import ALL_RULES, traced

SHAPE = GridShape(areas=3, technologies=2, ties=4, borders=1, stores=1, intervals=5, loss_share=0.1, idle_share=0.2)
DIRECT = TraceOptions()


def two_areas() -> GridInMemory:
    """A: 60 coal at 900, 40 wind at 10, sends 20 to B with 50 gas at 400. Demands 80 and 70."""
    return small_grid(
        "AB",
        {("A", "coal"): (900.0, [60]), ("A", "wind"): (10.0, [40]), ("B", "gas"): (400.0, [50])},
        {("A", "B"): [20]},
    )


def mix(grid: GridInMemory, *claims: Claim, options: TraceOptions = DIRECT) -> ResidualMix:
    return residual(grid, claims, options)


def codes(grid: GridInMemory, *claims: Claim) -> list[str]:
    with pytest.raises(InputError) as refused:
        mix(grid, *claims)
    return [problem.kind.code for problem in refused.value.problems]


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.sampled_from(ALL_RULES), st.data())
def test_i14_what_is_claimed_and_what_is_left_are_all_there_was(
    seed: int, options: TraceOptions, data: st.DataObject
) -> None:
    """I14: r (E − Σ q) + Σ q e = F in every area and interval, and over the traced grid Σ x d + … + Σ q e = Σ F."""
    grid = random_grid(seed, SHAPE)
    claims = _random_claims(grid, data.draw(st.floats(0.0, 1.0)), seed)
    result = mix(grid, *claims, options=options)
    blocks = list(result.blocks())
    state = grid.state
    emitted, claimed = np.zeros((5, 3)), np.concatenate([block.claimed for block in blocks])
    for index, source in enumerate(state.frame.sources):
        emitted[:, source.area] += state.generation_mwh[:, index] * state.per_mwh[0, index, 0]
    r = np.nan_to_num(np.concatenate([block.generation_per_mwh for block in blocks]))
    left = np.concatenate([block.generation_mwh for block in blocks])
    np.testing.assert_allclose(r * left + claimed, emitted, rtol=1e-12, atol=1e-8)
    (balance,) = result.balances()
    assert balance.relative_error <= 1e-12
    assert balance.generated + claimed.sum() == pytest.approx(emitted.sum(), rel=1e-12)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sampled_from(ALL_RULES))
def test_i14_without_claims_the_residual_is_the_average(seed: int, options: TraceOptions) -> None:
    """I14: no claims, and the traced residual is the factor, that of generation F/E."""
    grid = random_grid(seed, SHAPE)
    blocks = list(mix(grid, options=options).blocks())
    x = np.concatenate([block.traced_per_mwh for block in blocks if block.traced_per_mwh is not None])
    np.testing.assert_allclose(x, traced(grid, options).x[:, :, 0], rtol=1e-12)


def test_claims_by_hand() -> None:
    """30 wind of A claimed by A: left are 60 coal and 10 wind for a demand of 50; B gets the dirtier 20."""
    (block,) = mix(two_areas(), Claim(START_S, "A", "wind", 30.0)).blocks()
    at_a = (60 * 900 + 10 * 10) / 70
    assert block.generation_per_mwh[0] == pytest.approx([at_a, 400.0])
    assert block.system_per_mwh[0] == pytest.approx((60 * 900 + 10 * 10 + 50 * 400) / 120)
    assert block.traced_per_mwh is not None
    assert block.traced_per_mwh[0] == pytest.approx([at_a, (20 * at_a + 50 * 400) / 70])
    assert block.demand_mwh[0] == pytest.approx([50.0, 70.0])


def test_claims_carry_their_own_factor() -> None:
    """30 of wind claimed at 50 a MWh leave 300 + … less emissions to the residual than at its 10."""
    (block,) = mix(two_areas(), Claim(START_S, "A", "wind", 30.0, 50.0)).blocks()
    assert block.generation_per_mwh[0, 0] == pytest.approx((60 * 900 + 40 * 10 - 30 * 50) / 70)


def test_everything_claimed_leaves_no_residual_and_says_why() -> None:
    """q = E: no factor of generation; no demand is left either, so none after trade."""
    grid = small_grid("A", {("A", "wind"): (10.0, [40])})
    (block,) = mix(grid, Claim(START_S, "A", "wind", 25.0), Claim(START_S, "A", "wind", 15.0)).blocks()
    assert np.isnan(block.generation_per_mwh[0, 0])
    assert block.generation_reason[0, 0] == Reason.ALL_CLAIMED
    assert np.isnan(block.system_per_mwh[0])
    assert block.traced_reason is not None
    assert block.traced_reason[0, 0] == Reason.ALL_CLAIMED


def test_claims_used_elsewhere_leave_only_the_residual_of_generation() -> None:
    """Energy claimed in A for B says nothing of ties: no traced residual, and that is said."""
    result = mix(two_areas(), Claim(START_S, "A", "wind", 30.0, consumer_area="B"))
    (block,) = result.blocks()
    assert not result.is_traced
    assert block.traced_per_mwh is None
    assert block.demand_mwh[0] == pytest.approx([80.0, 40.0])
    assert block.generation_per_mwh[0, 0] == pytest.approx((60 * 900 + 10 * 10) / 70)
    assert [note.kind.code for note in result.assumptions()] == ["claims-cross-areas"]


def test_claims_that_cannot_be_are_refused_all_at_once() -> None:
    """Unknown areas, technologies and intervals together; then what exceeds generation, demand, emissions."""
    grid = two_areas()
    unknown = (
        Claim(START_S, "Z", "wind", 1.0),
        Claim(START_S, "B", "wind", 1.0),
        Claim(START_S + 60, "A", "wind", 1.0),
        Claim(START_S, "A", "wind", 1.0, consumer_area="Y"),
    )
    assert codes(grid, *unknown) == [
        "claim-area-unknown",
        "claim-area-unknown",
        "claim-interval-unknown",
        "claim-technology-unknown",
    ]
    twice = (Claim(START_S, "A", "wind", 25.0), Claim(START_S, "A", "wind", 15.1))
    assert codes(grid, *twice) == ["claim-above-generation"]
    assert codes(grid, Claim(START_S, "A", "coal", 60.0), Claim(START_S, "A", "wind", 21.0)) == ["claim-above-demand"]
    assert codes(grid, Claim(START_S, "A", "wind", 40.0, 2000.0)) == ["claim-above-emissions"]
    island = small_grid("A", {("A", "coal"): (900.0, [40])})
    assert codes(island, Claim(START_S, "A", "coal", 40.0, 10.0)) == ["claim-above-emissions"]


def test_the_file_of_claims(tmp_path: Path) -> None:
    """Chinese names, offsets, blanks that mean the factor of the technology."""
    path = tmp_path / "claims.csv"
    path.write_text(
        "start,area,technology,energy_mwh,kg_co2e_per_mwh,consumer_area,claim\n"
        "2024-01-01T08:00+08:00,江苏,风电,12.5,,,绿证-1\n"
        "2024-01-01T00:00Z,江苏,光伏,3,41.5,浙江,\n",
        "utf-8",
    )
    problems = Problems()
    first, second = read_claims(path, "kg_co2e_per_mwh", problems)
    assert not problems.errors
    assert (first.start_s, first.area, first.technology, first.energy_mwh) == (START_S, "江苏", "风电", 12.5)
    assert (first.kg_co2e_per_mwh, first.name, first.place.row) == (None, "绿证-1", 2)
    assert (second.start_s, second.kg_co2e_per_mwh, second.consumer_area) == (START_S, 41.5, "浙江")


def test_faults_of_the_file_of_claims_have_rows_and_columns(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(
        "start,area,technology,energy_mwh\n"
        "2024-01-01T00:00,A,wind,1\n"
        "yesterday,A,wind,1\n"
        '2024-01-01T00:00Z,A,wind,"1,5"\n'
        "2024-01-01T00:00Z,,wind,-1\n",
        "utf-8",
    )
    problems = Problems()
    assert read_claims(path, "kg_co2e_per_mwh", problems) == ()
    assert [(problem.kind.code, problem.place.row, problem.place.column) for problem in problems.sorted()] == [
        ("grid-stamp-local", 2, "start"),
        ("grid-stamp-wrong", 3, "start"),
        ("number-comma", 4, "energy_mwh"),
        ("grid-cell-blank", 5, "area"),
        ("claim-negative", 5, "energy_mwh"),
    ]


def test_columns_of_the_file_of_claims(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text("start,area,tecnology,energy_mwh,kg_co2_per_mwh\n", "utf-8")
    problems = Problems()
    assert read_claims(path, "kg_co2e_per_mwh", problems) == ()
    found = {problem.kind.code: problem.found for problem in problems}
    assert found == {
        "claim-column-missing": "technology",
        "claim-column-unknown": "tecnology",
        "claim-quantity": "kg_co2_per_mwh",
    }


def claims_in(folder: Path, *rows: str) -> tuple[tuple[Claim, ...], list[tuple[str, int]]]:
    """The claims of a file, and the codes and rows of what is wrong with it."""
    path = folder / "claims.csv"
    path.write_text("\n".join(("start,area,technology,energy_mwh,consumer_area,claim", *rows)) + "\n", "utf-8")
    problems = Problems()
    claims = read_claims(path, "kg_co2e_per_mwh", problems)
    return claims, [(problem.kind.code, problem.place.row) for problem in problems.sorted()]


def test_a_file_with_the_header_alone_has_no_claims(tmp_path: Path) -> None:
    """I14: so that "no claims: the residual is the average" can be had from a file."""
    assert claims_in(tmp_path) == ((), [])


def test_a_claim_that_stands_twice_is_refused_and_names_tell_claims_apart(tmp_path: Path) -> None:
    hour = "2024-01-01T00:00Z,A,wind"
    assert claims_in(tmp_path, f"{hour},5,,", f"{hour},5,,", f"{hour},7,A,")[1] == [
        ("claim-twice", 3),
        ("claim-twice", 4),
    ]
    assert claims_in(tmp_path, f"{hour},5,,x", f"{hour},5,,y", f"{hour},5,B,x", f"{hour},5,,")[1] == []
    assert claims_in(tmp_path, f"{hour},5,,x", f"{hour},5,,x")[1] == [("claim-twice-named", 3)]


def test_names_with_blanks_around_them_name_nothing(tmp_path: Path) -> None:
    (claim,), faults = claims_in(tmp_path, "2024-01-01T00:00Z,A ,wind, 5 ,,")
    assert not faults
    assert codes(two_areas(), claim) == ["claim-area-unknown"]


def test_the_residual_of_generation_does_not_look_at_demand() -> None:
    """A generates 100 and uses 80: 40 of wind and 45 of coal are claimed, by whom does not matter to what is left."""
    claims = [Claim(START_S, "A", "wind", 40.0), Claim(START_S, "A", "coal", 45.0)]
    assert codes(two_areas(), *claims) == ["claim-above-demand"]
    result = residual(two_areas(), claims, DIRECT, of_consumption=False)
    (block,) = result.blocks()
    assert not result.is_traced
    assert block.traced_per_mwh is None
    assert block.generation_mwh[0] == pytest.approx([15.0, 50.0])
    assert block.generation_per_mwh[0] == pytest.approx([900.0, 400.0])
    assert result.assumptions() == ()


def _random_claims(grid: GridInMemory, share: float, seed: int) -> list[Claim]:
    """Claims within what each area generates and uses; some take all of a technology."""
    rng = np.random.default_rng(seed)
    claims, state = [], grid.state
    room = state.demand_mwh * share
    for interval in range(len(state.starts_s)):
        for index, source in enumerate(state.frame.sources):
            most = min(float(state.generation_mwh[interval, index]), float(room[interval, source.area]))
            energy = most * float(rng.choice([0.0, 1.0, rng.random()]))
            room[interval, source.area] -= energy
            own = None if rng.random() < 0.5 else float(state.per_mwh[0, index, 0] * rng.random() * 0.9)
            if energy < state.generation_mwh[interval, index] * 0.999 or own is None:
                code = grid.frame.areas[source.area].code
                claims.append(Claim(int(state.starts_s[interval]), code, source.technology, energy, own))
    return claims

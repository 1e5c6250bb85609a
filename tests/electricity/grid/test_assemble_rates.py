"""What generation carries by interval: editions of factors, rates of units by output, and rows laid aside on disk."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fourfold.core.problems import Place, Problems
from fourfold.electricity.grid.assemble import assemble
from fourfold.electricity.grid.assembly.spool import ROW, Spool
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.rates import ANY_TIME_S, Editions, RateBook
from fourfold.electricity.grid.tables import TableKind, UnitRate
from support.tidy_tables import DOCUMENTS, START_S, TOTAL, assembled, book, codes, rate, table, tables_of

GENERATION = TableKind.GENERATION
CURVE = UnitRate((50.0, 100.0), {"kg_co2e_per_mwh": (40_000.0, 70_000.0)}, Place("gen.csv", 7))


def unit(*energies_mwh: float) -> dict[TableKind, pl.DataFrame]:
    rows = [
        {"at": at, "area": "A", "technology": "gas", "unit": "G1", "energy_mwh": energy}
        for at, energy in enumerate(energies_mwh)
    ]
    return {GENERATION: table(GENERATION, rows)}


def test_rate_of_a_unit_follows_its_output() -> None:
    """Per hour 40,000 kg at 50 MW and 70,000 kg at 100 MW: at 75 MW 55,000 kg, over 75 MWh."""
    tables = tables_of(unit(50, 75, 100, 0), unit_rates={"G1": CURVE})
    grid, problems = assembled(tables, book({}))
    assert grid is not None, list(problems)
    (block,) = grid.blocks()
    np.testing.assert_allclose(block.per_mwh[:, 0, 0], [800.0, 55_000 / 75, 700.0, 0.0])


@pytest.mark.parametrize("output", [49.0, 100.1])
def test_output_outside_the_curve_is_refused(output: float) -> None:
    tables = tables_of(unit(50, output), unit_rates={"G1": CURVE})
    grid, problems = assembled(tables, book({}))
    assert grid is None
    (problem,) = problems
    assert problem.kind.code == "grid-output-outside-curve"
    assert (problem.place, problem.params["found"]) == (Place("gen.csv", 7), f"{output:g}")


def test_unit_rate_without_an_attribute_of_the_grid() -> None:
    rates = UnitRate((0.0, 100.0), {"other": (0.0, 1.0)}, Place("gen.csv", 7))
    grid, problems = assembled(tables_of(unit(50), unit_rates={"G1": rates}), book({}))
    assert grid is None
    assert codes(problems) == ["grid-unit-rate-incomplete"]


def test_blocks_are_cut_where_factors_change() -> None:
    edition = START_S + 5 * 3600
    rates = RateBook(
        (TOTAL,), (edition,), DOCUMENTS, {("coal", ""): Editions((ANY_TIME_S, edition), (rate(900.0), rate(800.0)))}
    )
    rows = [{"at": at, "area": "A", "technology": "coal", "energy_mwh": 1.0} for at in range(300)]
    grid, _ = assembled(tables_of({GENERATION: table(GENERATION, rows)}), rates)
    assert grid is not None
    blocks = list(grid.blocks())
    assert [block.starts_s.size for block in blocks] == [5, 192, 103]
    assert [block.per_mwh.tolist() for block in blocks] == [[[[900.0]]], [[[800.0]]], [[[800.0]]]]


def test_factor_that_only_holds_later_is_missing() -> None:
    edition = START_S + 5 * 3600
    rates = RateBook((TOTAL,), (edition,), DOCUMENTS, {("coal", ""): Editions((edition,), (rate(800.0),))})
    rows = [{"at": at, "area": "A", "technology": "coal", "energy_mwh": 1.0} for at in range(300)]
    grid, problems = assembled(tables_of({GENERATION: table(GENERATION, rows)}), rates)
    assert grid is None
    assert codes(problems) == ["grid-technology-without-factor"]


def spooled_folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("fourfold-grid-*"))


def test_temporary_folder_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After use, after refusal, and after an exception in the middle."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    rows = [{"at": at, "area": "A", "technology": "coal", "energy_mwh": 1.0} for at in range(300)]
    tables = tables_of({GENERATION: table(GENERATION, rows)})
    grid, _ = assembled(tables, book({"coal": 1.0}), rows_in_memory=10)
    assert grid is not None
    assert len(spooled_folders()) == 1
    del grid
    assert not spooled_folders()
    assert assembled(tables, book({}), rows_in_memory=10)[0] is None
    assert not spooled_folders()

    def stop(what: str, done: int, of: int) -> None:
        if done > 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        assemble(tables, book({"coal": 1.0}), GridDeclaration(), None, Problems(), stop, rows_in_memory=10)
    assert not spooled_folders()


def test_spool_gives_back_what_lies_in_a_range() -> None:
    rng = np.random.default_rng(3)
    rows = np.zeros(5000, ROW)
    rows["start_s"] = rng.integers(-10_000, 10_000, rows.size)
    rows["value"] = rng.random(rows.size)
    for budget in (10_000, 700):
        spool = Spool(900, budget)
        for part in np.split(rows, 10):
            spool.add(part)
        for start, end in ((-10_000, 10_000), (-901, 1), (17, 18), (20_000, 30_000)):
            found = np.sort(spool.between(start, end)["value"])
            inside = (rows["start_s"] >= start) & (rows["start_s"] < end)
            np.testing.assert_array_equal(found, np.sort(rows["value"][inside]))
        assert sum(bucket.size for bucket in spool.buckets()) == rows.size
        spool.close()

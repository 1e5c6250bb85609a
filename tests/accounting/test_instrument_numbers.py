"""Certificates of a study: each kWh once, valid, delivered with losses, out of stores, proven by statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.accounting.assess import Result
from fourfold.accounting.power.held import InstrumentTerms, read_instruments
from fourfold.accounting.study.instrument_rows import InstrumentRow
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.proven import NOTHING_PROVEN, ProvenClaim, ProvenClaims
from fourfold.accounting.study.rows import ROW_CLASSES
from fourfold.accounting.study.schema import tables
from fourfold.core.problems import InputError, Place, Problems
from fourfold.electricity.supply.criteria import Criterion
from support.instrument_files import CODE
from support.instruments import instrument, supplied_by
from support.outcomes import assumed, calculated, close, faults, refused
from support.power_studies import TWO_DAYS, interval_file, meter_row, metered, power_tables, series_row
from support.studies import own_factor, write_study

DAY = ("2024-03-01", "2024-03-02")
METHOD = supplied_by("on_site", "instruments", "grid")
TRACE = "power.trace.json"
START = int(datetime(2024, 2, 29, 16, tzinfo=UTC).timestamp())
PROVEN = ProvenClaim("c-1", START, START + 86_400, "CN-JS", 12_000, 10_000, "wind")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """48 hours at 1 kWh; the grid at 0.4."""
    interval_file(tmp_path, "meters/m.csv", {"kwh": ["1"] * 48})
    interval_file(tmp_path, "series/s.csv", {"factor": ["0.4"] * 48})
    (tmp_path / TRACE).write_text("{}", encoding="utf-8")
    return tmp_path


def study_of(folder: Path, *instruments: dict[str, object], supply: dict[str, Any] | None = None, **more: Any) -> Study:
    factors = [
        own_factor("wind", "0.01", "kWh"),
        own_factor("whole", "0.01", "kWh", family="electricity", losses="included"),
    ]
    rows = {"meters": [meter_row("m")], "series": [series_row("s")], "instruments": instruments, "factors": factors}
    declared = {"period": TWO_DAYS, "supply": supply or {}}
    return Study.load(write_study(folder, power_tables([metered("main", "f", "m")], **{**rows, **more}), **declared))


def result_of(folder: Path, *instruments: dict[str, object], supply: dict[str, Any] | None = None) -> Result:
    return calculated(study_of(folder, *instruments, supply=supply), METHOD)


def told(folder: Path, *instruments: dict[str, object], **more: Any) -> list[tuple[str, str, int, str]]:
    with pytest.raises(InputError) as caught:
        study_of(folder, *instruments, **more)
    return faults(list(caught.value.problems))


def at(row: int, code: str, column: str) -> tuple[str, str, int, str]:
    return code, "tables/instruments.csv", row, column


def use_of(result: Result, name: str = "i") -> Any:
    return next(one for one in result.electricity.instruments if one.instrument == name)


def test_one_certificate_in_two_rows_is_refused(folder: Path) -> None:
    rows = [instrument("a", 4, *DAY, certificate="c-1"), instrument("b", 6, *DAY, certificate="c-1")]
    assert told(folder, *rows) == [at(3, "instrument-certificate-twice", "certificate")]


def test_one_green_certificate_in_two_rows_is_refused(folder: Path) -> None:
    rows = [instrument("a", 4, *DAY, green_code=CODE), instrument("b", 6, *DAY, green_code=CODE)]
    assert told(folder, *rows) == [at(3, "instrument-certificate-twice", "green_code")]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=4), st.integers(1, 60))
@settings(max_examples=12, deadline=None)
def test_rows_of_a_certificate_come_to_no_more_than_it_stands_for(
    tmp_path_factory: pytest.TempPathFactory, parts: list[int], whole: int
) -> None:
    folder = tmp_path_factory.mktemp("study")
    interval_file(folder, "meters/m.csv", {"kwh": ["1"] * 48})
    interval_file(folder, "series/s.csv", {"factor": ["0.4"] * 48})
    more: dict[str, Any] = {"certificate": "c-1", "certificate_amount": whole}
    rows = [instrument(f"i-{n}", part, *DAY, document=str(n), **more) for n, part in enumerate(parts)]
    over = [n for n in range(len(parts)) if sum(parts[: n + 1]) > whole]
    if over:
        assert told(folder, *rows) == [at(n + 2, "instrument-certificate-exceeded", "amount") for n in over]
    else:
        assert study_of(folder, *rows).tables.instruments


def test_the_whole_of_a_certificate_is_one_energy(folder: Path) -> None:
    more = {"certificate": "c-1"}
    rows = [
        instrument("a", 1, *DAY, certificate_amount=10, **more),
        instrument("b", 1, *DAY, certificate_amount=9, comment="x", **more),
    ]
    assert told(folder, *rows) == [at(3, "instrument-certificate-amounts-differ", "certificate_amount")]


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"green_code": CODE[:-2]}, "green-code-length", "green_code"),
        ({"green_code": CODE.lower()}, "green-code-spelling", "green_code"),
        ({"stored": "yes"}, "value-missing", "storage_efficiency"),
        ({"storage_efficiency": "0.8"}, "instrument-not-stored", "storage_efficiency"),
        ({"stored": "yes", "storage_efficiency": "1.01"}, "instrument-storage-efficiency", "storage_efficiency"),
        ({"retired_on": "2024-02-28"}, "instrument-retired-early", "retired_on"),
        ({"trace": TRACE, "certificate": "c-1"}, "instrument-trace-not-listed", "trace"),
        ({"delivered": "gate"}, "choice-unknown", "delivered"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(folder: Path, change: dict[str, Any], code: str, column: str) -> None:
    assert told(folder, instrument("i", 1, *DAY, **change)) == [at(2, code, column)]


def test_codes_of_a_plant_begin_with_one_project(folder: Path) -> None:
    rows = [
        instrument("a", 1, *DAY, green_code=CODE, device="solar"),
        instrument("b", 2, *DAY, green_code="9" + CODE[1:], device="solar"),
    ]
    assert told(folder, *rows) == [at(3, "green-code-other-project", "green_code")]


def test_energy_of_a_plant_whose_attributes_are_kept_is_no_instrument_besides(folder: Path) -> None:
    interval_file(folder, "meters/g.csv", {"kwh": ["1"] * 48})
    generation = [{"generation": "roof", "site": "plant", "meter": "g", "factor": "wind", "attributes": "kept"}]
    meters = [meter_row("m"), meter_row("g", role="generation", file="meters/g.csv")]
    found = told(folder, instrument("i", 1, *DAY, device="roof"), generation=generation, meters=meters)
    assert found == [at(2, "instrument-own-plant-kept", "device")]
    generation[0]["attributes"] = "sold"
    assert study_of(folder, instrument("i", 1, *DAY, device="roof"), generation=generation, meters=meters)


@pytest.mark.parametrize(
    ("dates", "failed"),
    [
        ({}, ()),
        ({"valid_until": "2025-03-01", "retired_on": "2025-03-01"}, ()),
        ({"valid_until": "2025-03-01", "retired_on": "2025-03-02"}, (Criterion.RETIRED,)),
        ({"valid_until": "2025-03-01"}, (Criterion.RETIRED,)),
        ({"retired_on": "2025-03-02"}, ()),
    ],
)
def test_what_was_not_retired_while_it_was_valid_is_not_retired(
    folder: Path, dates: dict[str, Any], failed: tuple[Criterion, ...]
) -> None:
    result = result_of(folder, instrument("i", 1, *DAY, **dates))
    assert use_of(result).failed == failed
    assert ("instrument-validity" in assumed(result)) == bool(failed)


@given(st.decimals("0.001", "1000", places=3), st.decimals("0", "0.999", places=3))
@settings(max_examples=50, deadline=None)
def test_what_arrives_and_what_is_lost_are_the_whole_amount(amount: Decimal, share: Decimal) -> None:
    row = row_of(instrument("i", amount, *DAY, delivered="plant"))
    held = read_instruments([row], InstrumentTerms({"plant": "Asia/Shanghai"}, share), Problems(), [])["i"].instrument
    assert held.amount_wh + held.lost_wh == amount * 1000
    assert held.lost_wh == amount * 1000 * share


def test_of_energy_at_the_plant_only_what_arrives_covers_load(folder: Path) -> None:
    row = instrument("i", 20, *DAY, delivered="plant")
    result = result_of(folder, row, supply={"delivery_loss_share": "0.1"})
    assert use_of(result).used_kwh == 18
    assert "delivery-losses" in assumed(result)
    assert "delivery-losses-unstated" in assumed(result_of(folder, row))


def kg_of(result: Result, name: str = "i") -> Decimal:
    """What the items of an instrument emit in the period."""
    items = [item for item in result.electricity.items if item.id.endswith(f"/{name}")]
    assert items
    return sum((e.kg_co2e.value for item in items for e in item.emissions), Decimal(0))


def test_a_factor_per_kwh_made_counts_all_that_was_made_and_one_with_losses_what_arrives(folder: Path) -> None:
    """20 kWh made at 0.01, of which 18 arrive: 0.2 kg. A factor that counts the network's losses: 18 × 0.01."""
    supply = {"delivery_loss_share": "0.1"}
    made = result_of(folder, instrument("i", 20, *DAY, delivered="plant"), supply=supply)
    whole = result_of(folder, instrument("i", 20, *DAY, delivered="plant", factor="whole"), supply=supply)
    assert close(kg_of(made), "0.2")
    assert close(kg_of(whole), "0.18")


@given(st.decimals("0.05", "1", places=3))
@settings(max_examples=8, deadline=None)
def test_what_was_emitted_for_charging_leaves_with_what_comes_out(
    tmp_path_factory: pytest.TempPathFactory, efficiency: Decimal
) -> None:
    """charged × factor = discharged × (factor ÷ efficiency), with discharged = charged × efficiency."""
    folder = tmp_path_factory.mktemp("study")
    interval_file(folder, "meters/m.csv", {"kwh": ["1"] * 48})
    interval_file(folder, "series/s.csv", {"factor": ["0.4"] * 48})
    charged = Decimal(20)
    row = instrument("i", charged * efficiency, *DAY, stored="yes", storage_efficiency=efficiency)
    result = result_of(folder, row)
    assert close(kg_of(result), charged * Decimal("0.01"))
    assert "instrument-storage-divided" in assumed(result)


def traced(amount: object = 10, **more: object) -> dict[str, object]:
    """A row that rests on the statement."""
    start = str(more.pop("start", DAY[0]))
    row = instrument("i", amount, start, DAY[1], certificate="c-1", trace=TRACE)
    return row | more


def proven_by(folder: Path, row: dict[str, object], claim: ProvenClaim = PROVEN) -> Study:
    study = study_of(folder, row, supply={"traces": [TRACE]})
    return replace(study, proven=ProvenClaims({TRACE: {claim.certificate: claim}}))


def test_a_statement_proves_only_after_somebody_verified_it(folder: Path) -> None:
    study = study_of(folder, traced(), supply={"traces": [TRACE]})
    assert study.files[TRACE].role == "trace"
    assert study.proven is NOTHING_PROVEN
    unverified = calculated(study, METHOD)
    assert use_of(unverified).failed == (Criterion.SOLE_CLAIM, Criterion.RETIRED)
    assert "instrument-trace-unverified" in assumed(unverified)
    proven = calculated(proven_by(folder, traced()), METHOD)
    assert use_of(proven).failed == ()
    assert use_of(proven).used_kwh == 10
    assert "instrument-trace-unverified" not in assumed(proven)


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (traced("10.001"), "trace-exceeded", "amount"),
        (traced("12.001", delivered="plant"), "trace-exceeded", "amount"),
        (traced(area="CN-ZJ"), "trace-other-area", "area"),
        (traced(area=""), "trace-other-area", "area"),
        (traced(technology="solar"), "trace-other-technology", "technology"),
        (traced(start="2024-03-01T01:00"), "trace-other-interval", "start"),
        (traced(certificate="c-2"), "trace-without-certificate", "certificate"),
        (traced(certificate=""), "trace-without-certificate", "certificate"),
    ],
)
def test_a_row_that_says_other_than_its_statement_proves_is_refused(
    folder: Path, row: dict[str, object], code: str, column: str
) -> None:
    assert faults(refused(proven_by(folder, row), METHOD)) == [at(2, code, column)]


def test_energy_at_the_plant_is_held_against_what_was_claimed(folder: Path) -> None:
    assert calculated(proven_by(folder, traced(12, delivered="plant")), METHOD)


def row_of(values: dict[str, object]) -> InstrumentRow:
    """A typed row of the table, as reading a study makes it."""
    start, end = (datetime.fromisoformat(str(values[name])) for name in ("start", "end"))
    blank: dict[str, Any] = {column.name: "" for column in tables()["instruments"].columns}
    blank |= dict.fromkeys(("commissioned", "storage_efficiency", "retired_on", "valid_until", "certificate_amount"))
    made = ROW_CLASSES["instruments"](
        Place("tables/instruments.csv", 2),
        **{**blank, **values, "start": start, "end": end, "amount": Decimal(str(values["amount"]))},
    )
    assert isinstance(made, InstrumentRow)
    return made

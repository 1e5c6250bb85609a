"""Energy a store gives back: never more than went in, by losses that are declared or recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.core.problems import InputError
from fourfold.electricity.instruments.reading import ToldFiles, read_instruments
from fourfold.electricity.ledger.model import Certificate, StorageFlag
from fourfold.electricity.ledger.operations import Issue
from support.instrument_files import Row, write_table
from support.ledgers import BUYER, CHARGER, NOW, STORE, MemoryLedger, begin, issue, measure, used

CHARGED = 1_000
RECORD = {"store": STORE, "start": "2026-01-01T00:00Z", "end": "2026-02-10T00:00Z", "unit": "Wh"}
DISCHARGE = {"certificate": "d-1", "device": STORE, "account": BUYER, "unit": "Wh", "storage": "discharge"}
DISCHARGE |= {"start": "2026-02-01T05:00Z", "end": "2026-02-01T06:00Z", "issued": "2026-02-02T00:00Z"}


def charged_ledger() -> tuple[MemoryLedger, int]:
    """A ledger whose store was charged by a claim of 1,000 Wh, and the claim's number."""
    ledger = MemoryLedger()
    begin(ledger, measure(0, CHARGED, CHARGER), issue("sun-0", energy_wh=CHARGED))
    return ledger, ledger.record(used("sun-0", 0, CHARGED, 0, CHARGER), NOW)[-1].entry


def read(folder: Path, ledger: MemoryLedger, row: Row, *records: Row) -> ToldFiles:
    paths = [write_table(folder, "granular_certificates", [row])]
    return read_instruments([*paths, *([write_table(folder, "storage_records", records)] if records else [])], ledger)


def faults(folder: Path, ledger: MemoryLedger, row: Row, *records: Row) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read(folder, ledger, row, *records)
    return [(p.kind.code, p.place.column) for p in caught.value.problems]


def certificate_of(found: ToldFiles) -> Certificate:
    (issued,) = [one.order.operation for one in found.told if isinstance(one.order.operation, Issue)]
    return issued.certificate


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 2_000))
def test_never_more_comes_out_than_records_allow_and_the_ledger_agrees(
    tmp_path: Path, went_in: int, came_out: int, energy_wh: int
) -> None:
    """What is issued is at most claimed × Σ discharged ÷ Σ charged, and the ledger takes it."""
    ledger, claim = charged_ledger()
    row = DISCHARGE | {"charge": claim, "amount": energy_wh}
    record = RECORD | {"charged": went_in, "discharged": came_out}
    allowed = came_out <= went_in and energy_wh * 10**6 <= CHARGED * (came_out * 10**6 // went_in)
    if not allowed:
        assert faults(tmp_path, ledger, row, record)
        return
    found = read(tmp_path, ledger, row, record)
    made = certificate_of(found)
    assert (made.storage, made.charge, made.charge_wh) == (StorageFlag.DISCHARGE, claim, CHARGED)
    assert made.energy_wh * went_in <= CHARGED * came_out
    assert [one.kind.code for one in found.assumptions] == ["storage-efficiency"]
    ledger.record([one.order for one in found.told], NOW)


def test_a_declared_efficiency_goes_before_records_and_is_listed(tmp_path: Path) -> None:
    ledger, claim = charged_ledger()
    row = DISCHARGE | {"charge": claim, "amount": 850, "efficiency": "0.85"}
    found = read(tmp_path, ledger, row, RECORD | {"charged": 100, "discharged": 10})
    assert certificate_of(found).efficiency_ppm == 850_000
    assert [one.kind.code for one in found.assumptions] == ["storage-efficiency-declared"]
    assert faults(tmp_path, ledger, row | {"amount": 851}) == [("ledger-charge-unfit", "amount")]


def test_records_over_parts_of_the_time_are_summed(tmp_path: Path) -> None:
    ledger, claim = charged_ledger()
    records = [
        RECORD | {"end": "2026-01-20T00:00Z", "charged": 300, "discharged": 100},
        RECORD | {"start": "2026-01-20T00:00Z", "charged": 100, "discharged": 220},
    ]
    found = read(tmp_path, ledger, DISCHARGE | {"charge": claim, "amount": 800}, *records)
    assert certificate_of(found).efficiency_ppm == 800_000


@pytest.mark.parametrize(
    ("records", "fault"),
    [
        ([], ("storage-without-records", "efficiency")),
        ([{"end": "2026-01-20T00:00Z"}], ("storage-without-records", "efficiency")),
        ([{"start": "2025-08-01T00:00Z"}], ("storage-too-long", "end")),
        ([{}, {"start": "2026-02-01T00:00Z"}], ("storage-overlap", "start")),
        ([{"discharged": 101}], ("storage-gains", "discharged")),
        ([{"discharged": 0}], ("storage-gains", "discharged")),
    ],
)
def test_records_that_cannot_tell_the_losses_are_refused(
    tmp_path: Path, records: list[Row], fault: tuple[str, str]
) -> None:
    ledger, claim = charged_ledger()
    rows = [RECORD | {"charged": 100, "discharged": 80, **change} for change in records]
    assert faults(tmp_path, ledger, DISCHARGE | {"charge": claim, "amount": 1}, *rows) == [fault]


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [
        ("2026-02-01T05:00Z", "2026-02-01T06:00Z", True),
        ("2026-01-01T00:00Z", "2026-02-01T05:00Z", False),
        ("2026-01-01T00:00Z", "2026-02-01T05:59Z", False),
        ("2026-02-01T05:01Z", "2026-02-10T00:00Z", False),
        ("2026-02-01T06:00Z", "2026-02-10T00:00Z", False),
    ],
)
def test_all_of_the_discharge_lies_in_the_stretch_of_the_records(
    tmp_path: Path, start: str, end: str, holds: bool
) -> None:
    ledger, claim = charged_ledger()
    record = RECORD | {"start": start, "end": end, "charged": 100, "discharged": 80}
    row = DISCHARGE | {"charge": claim, "amount": 1}
    if holds:
        assert certificate_of(read(tmp_path, ledger, row, record)).efficiency_ppm == 800_000
    else:
        assert faults(tmp_path, ledger, row, record) == [("storage-without-records", "efficiency")]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"charge": ""}, ("instrument-charge-missing", "charge")),
        ({"charge": 999}, ("ledger-unknown", "charge")),
        ({"efficiency": "1.1"}, ("storage-efficiency-wrong", "efficiency")),
        ({"efficiency": "0.0000001"}, ("storage-efficiency-wrong", "efficiency")),
    ],
)
def test_a_discharge_without_a_claim_or_with_an_impossible_share_is_refused(
    tmp_path: Path, change: Row, fault: tuple[str, str]
) -> None:
    ledger, claim = charged_ledger()
    row = DISCHARGE | {"charge": claim, "amount": 1, "efficiency": "0.9"} | {**change}
    assert faults(tmp_path, ledger, row) == [fault]

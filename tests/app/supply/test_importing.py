"""Files of instruments told to a ledger: all or nothing, once, in the row that asks for it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fourfold.app.supply.importing import Imported, ImportRequest, import_instruments
from fourfold.app.supply.ledgers import OpenedLedger, make_ledger
from fourfold.certification.keys.key import SigningKey, new_key
from fourfold.core.problems import InputError
from fourfold.electricity.ledger.operations import Cancel, Claim, Order, Range
from fourfold.electricity.supply.criteria import MatchWindow
from support.instrument_files import (
    ACCOUNTS,
    AREAS,
    CODE,
    MILL,
    WIND,
    Row,
    granular,
    green,
    hour,
    write_table,
    write_tables,
)

AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def opened(tmp_path: Path) -> OpenedLedger:
    return make_ledger(tmp_path / "ledger", "Ledger", AT)


def bring(opened: OpenedLedger, *files: Path, **more: Any) -> Imported:
    return import_instruments(opened, ImportRequest(files, AT, **more))


def told(opened: OpenedLedger, *files: Path, **more: Any) -> list[tuple[str, str, int, str]]:
    with pytest.raises(InputError) as caught:
        bring(opened, *files, **more)
    return [(p.kind.code, Path(p.place.file).name, p.place.row, p.place.column) for p in caught.value.problems]


def everything(folder: Path) -> list[Path]:
    readings: list[Row] = [{"meter": "mill-1", "start": hour(at), "amount": 900, "unit": "kWh"} for at in range(3)]
    rows = [granular("g-1"), granular("g-2", amount=5)]
    return write_tables(folder, granular_certificates=rows, green_certificates=[green()], readings=readings)


def test_what_tables_hold_is_what_the_ledger_holds(tmp_path: Path, opened: OpenedLedger) -> None:
    done = bring(opened, *everything(tmp_path))
    ledger = opened.ledger
    assert done.recorded == {**done.rows}
    assert [one.account for one in ledger.accounts()] == ["buyer", "mill", "registry"]
    assert sum(done.recorded.values()) == sum(1 for _ in ledger.journal())
    assert done.issued_wh == ledger.balance("mill").held == ledger.balance().total == 2_005_000
    assert [use.energy_wh for use in ledger.uses("mill-1")] == [900_000] * 3
    assert {one.certificate for one in ledger.certificates()} == {"g-1", "g-2", CODE}


def test_a_second_time_every_row_is_refused_and_nothing_changes(tmp_path: Path, opened: OpenedLedger) -> None:
    files = everything(tmp_path)
    done = bring(opened, *files)
    again = told(opened, *files)
    assert {code for code, *_ in again} == {"ledger-twice"}
    assert len(again) == sum(done.rows.values())
    assert sum(1 for _ in opened.ledger.journal()) == sum(done.recorded.values())


def test_rows_the_ledger_has_alike_can_be_left_out(tmp_path: Path, opened: OpenedLedger) -> None:
    files = everything(tmp_path)
    first = bring(opened, *files)
    again = bring(opened, *files, skip_known=True)
    assert (again.recorded, again.known) == ({}, first.recorded)
    grown = write_table(tmp_path, "granular_certificates", [granular("g-1"), granular("g-3", amount=1)])
    third = bring(opened, grown, skip_known=True)
    assert (third.recorded, third.known) == ({"granular_certificates": 1}, {"granular_certificates": 1})


def test_a_row_like_a_known_one_but_for_its_energy_is_refused(tmp_path: Path, opened: OpenedLedger) -> None:
    bring(opened, *everything(tmp_path))
    changed = write_table(tmp_path, "granular_certificates", [granular("g-1", amount=999)])
    assert told(opened, changed, skip_known=True) == [("import-differs", "granular_certificates.csv", 2, "")]
    with pytest.raises(InputError, match="energy_wh 999000 ≠ 1000000"):
        bring(opened, changed, skip_known=True)


@pytest.mark.parametrize(
    ("table", "row", "differs"),
    [
        ("accounts", {**ACCOUNTS[0], "name": "Another"}, "name Another ≠ "),
        ("areas", {**AREAS[0], "market": "moon"}, "moon"),
        ("meters", {**MILL, "resolution_minutes": 15}, "step_s 900 ≠ 3600"),
        ("devices", {**WIND, "technology": "solar"}, "technology solar ≠ wind"),
    ],
)
def test_in_what_a_row_differs_from_what_is_recorded_is_told(
    tmp_path: Path, opened: OpenedLedger, table: str, row: Row, differs: str
) -> None:
    bring(opened, *everything(tmp_path))
    changed = write_table(tmp_path, table, [row], "changed.csv")
    with pytest.raises(InputError) as caught:
        bring(opened, changed, table=table)
    (problem,) = caught.value.problems
    assert (problem.kind.code, differs in str(problem)) == ("import-differs", True), str(problem)


def test_certificates_of_the_future_are_refused(tmp_path: Path, opened: OpenedLedger) -> None:
    bring(opened, *write_tables(tmp_path))
    ahead = granular("g-1", start="2026-02-28T23:30Z", end="2026-03-01T00:30Z", issued="2026-03-01T00:45Z")
    stamped = granular("g-2", issued="2026-03-01T00:01Z")
    rows = [ahead, stamped, granular("g-3", issued="2026-03-01T00:00Z")]
    found = told(opened, write_table(tmp_path, "granular_certificates", rows))
    assert [(code, row, column) for code, _, row, column in found] == [
        ("import-not-over", 2, "end"),
        ("import-not-over", 2, "issued"),
        ("import-not-over", 3, "issued"),
    ]
    month = write_table(tmp_path, "green_certificates", [green(month="2026-03")])
    assert [one[::3] for one in told(opened, month)] == [("import-not-over", "month")]


def test_a_correction_below_what_is_claimed_names_the_claims(tmp_path: Path, opened: OpenedLedger) -> None:
    bring(opened, *everything(tmp_path))
    start = opened.ledger.uses("mill-1")[0].start_s
    window = (MatchWindow.HOUR, start, start + 3_600, "CN-JS")
    claims = [Claim(Range("g-1", at, at + 100_000), "mill-1", start, 100_000, *window) for at in (0, 100_000)]
    orders = [Order("mill", Cancel(Range("g-1", 0, 200_000)), nonce="c")]
    orders += [Order("mill", one, nonce=str(number)) for number, one in enumerate(claims)]
    kept = opened.ledger.record(orders, int(AT.timestamp()))
    row = {"meter": "mill-1", "start": hour(0), "amount": 199, "unit": "kWh", "version": 2}
    correction = write_table(tmp_path, "readings", [row], "correction.csv")
    assert told(opened, correction) == [("import-reading-below-claims", "correction.csv", 2, "amount")]
    with pytest.raises(InputError, match=f"199000 Wh .* 200000 Wh .*: {kept[1].entry}, {kept[2].entry}"):
        bring(opened, correction)
    bring(opened, write_table(tmp_path, "readings", [row | {"amount": 200}], "right.csv"))


def test_a_table_without_rows_is_told(tmp_path: Path, opened: OpenedLedger) -> None:
    bring(opened, *write_tables(tmp_path))
    (tmp_path / "none.csv").write_text("certificate,device,account,start,end,amount,unit,issued\n", encoding="utf-8")
    done = bring(opened, tmp_path / "none.csv")
    assert [one.kind.code for one in done.warnings] == ["instrument-table-empty"]
    assert done.recorded == {}


def test_what_the_ledger_refuses_stands_in_its_row_and_leaves_nothing(tmp_path: Path, opened: OpenedLedger) -> None:
    bring(opened, *everything(tmp_path))
    before = sum(1 for _ in opened.ledger.journal())
    half = granular("half", start="2024-05-01T00:30+08:00", end="2024-05-01T01:30+08:00")
    late = write_table(tmp_path, "g", [granular("good", start=hour(5), end=hour(6)), half])
    assert [one[:3] for one in told(opened, late)] == [("ledger-certificates-overlap", "g.csv", 3)]
    assert sum(1 for _ in opened.ledger.journal()) == before
    assert opened.ledger.certificate("good") is None


def test_a_rehearsal_records_nothing(tmp_path: Path, opened: OpenedLedger) -> None:
    done = bring(opened, *everything(tmp_path), dry_run=True)
    assert done.is_rehearsal
    assert done.issued_wh == 2_005_000
    assert list(opened.ledger.journal()) == []


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return new_key()


def test_an_issuer_with_a_key_signs_what_it_issues(tmp_path: Path, opened: OpenedLedger, key: SigningKey) -> None:
    accounts = [{"account": "registry", "key": key.public.multikey}, *ACCOUNTS[1:]]
    files = write_tables(tmp_path, accounts=accounts, granular_certificates=[granular("g-1")])
    assert told(opened, *files) == [("order-unsigned", "granular_certificates.csv", 2, "")]
    assert told(opened, *files, keys=(new_key(),)) == [("order-unsigned", "granular_certificates.csv", 2, "")]
    bring(opened, *files, keys=(key,))
    signed = [entry.order.actor for entry in opened.ledger.journal() if entry.order.signature]
    assert signed == ["registry"]
    later = write_table(tmp_path, "more", [granular("g-2", start=hour(1), end=hour(2))])
    bring(opened, later, keys=(key,))
    assert opened.ledger.balance("mill").held == 2_000_000


def test_a_correction_of_a_reading_is_its_next_version(tmp_path: Path, opened: OpenedLedger) -> None:
    bring(opened, *everything(tmp_path))
    row: Row = {"meter": "mill-1", "start": hour(0), "amount": 950, "unit": "kWh", "version": 2}
    bring(opened, write_table(tmp_path, "late", [row]))
    assert sum(use.energy_wh for use in opened.ledger.uses("mill-1")) == 2_750_000
    gap = write_table(tmp_path, "gap", [{**row, "version": 4}])
    assert told(opened, gap) == [("ledger-version-gap", "gap.csv", 2, "version")]


def test_an_interval_off_the_meter_s_grid_is_refused_in_its_row(tmp_path: Path, opened: OpenedLedger) -> None:
    off = {"meter": "mill-1", "start": "2024-05-01T00:17Z", "amount": 1, "unit": "kWh"}
    files = write_tables(tmp_path, meters=[MILL], devices=[WIND], readings=[off])
    assert [one[:3] for one in told(opened, *files)] == [("ledger-off-grid", "readings.csv", 2)]

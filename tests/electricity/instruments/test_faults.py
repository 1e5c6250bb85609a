"""Faults of tables of instruments: all at once, each with file, row and column, none reported twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.core.problems import InputError
from fourfold.electricity.instruments.reading import read_instruments
from fourfold.electricity.instruments.schema import tables
from fourfold.electricity.ledger.entry_json import check_orders
from fourfold.formats.tables import write_csv
from support.instrument_files import (
    CODE,
    MILL,
    SOLAR,
    WIND,
    Row,
    granular,
    green,
    hour,
    refused_rows,
    told,
    write_table,
    write_tables,
)
from support.ledger_checks import told as in_words
from support.ledgers import MemoryLedger

BERLIN = "Europe/Berlin"
TWICE_SHOWN = {"start": "2023-10-29T02:00", "end": "2023-10-29T03:00", "time_zone": BERLIN}
ACROSS = {"start": "2024-03-31T01:30", "end": "2024-03-31T03:30", "time_zone": BERLIN}
ONE_ROW = [
    ({"end": hour(0)}, "instrument-empty", "end"),
    ({"end": hour(2)}, "granular-too-long", "end"),
    ({"start": "2024-05-01T00:00"}, "instrument-time-without-zone", "start"),
    (TWICE_SHOWN, "instrument-off-clock", "start"),
    ({"start": "2024-03-31T02:30", "end": "2024-03-31T03:30", "time_zone": BERLIN}, "instrument-off-clock", "start"),
    (ACROSS, "instrument-across-clock-change", "start"),
    ({"amount": "0.0001"}, "instrument-below-wh", "amount"),
    ({"amount": "-1"}, "number-not-positive", "amount"),
    ({"unit": "kg"}, "instrument-energy-unit", "unit"),
    ({"device": "nix"}, "ledger-unknown", "device"),
    ({"account": "nix"}, "ledger-unknown", "account"),
    ({"area": "CN-QH"}, "instrument-device-differs", "area"),
    ({"technology": "solar"}, "instrument-device-differs", "technology"),
    ({"issuer": "mill"}, "instrument-device-differs", "issuer"),
    ({"commissioned": "2020-01-01"}, "instrument-device-differs", "commissioned"),
    ({"start": "2020-01-01T00:00Z", "end": "2020-01-01T01:00Z"}, "instrument-made-before-plant", "device"),
    ({"issued": hour(0)}, "instrument-issued-early", "issued"),
    ({"range_start": 0}, "granular-range-half", "range_end"),
    ({"range_start": 0, "range_end": 1_000_000}, "granular-range-differs", "range_end"),
    ({"charge": 3}, "instrument-not-discharged", "charge"),
    ({"efficiency": "0.9"}, "instrument-not-discharged", "efficiency"),
    ({"storage": "charge"}, "choice-unknown", "storage"),
    ({"document": "sha256:abc"}, "instrument-digest-wrong", "document"),
]


@pytest.mark.parametrize(
    ("change", "code", "column"), ONE_ROW, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_row_with_one_fault_is_refused_there_and_nowhere_else(
    tmp_path: Path, change: dict[str, object], code: str, column: str
) -> None:
    rows = [granular("good"), granular("bad", **change)]
    found = refused_rows(tmp_path, MemoryLedger(), granular_certificates=rows)
    assert set(found) == {(code, "granular_certificates.csv", 3, column)}


@pytest.mark.parametrize(
    ("rows", "clause"),
    [
        ({"granular_certificates": [granular("a", **TWICE_SHOWN)]}, "EnergyTag"),
        ({"granular_certificates": [granular("a", **ACROSS)]}, "EnergyTag"),
        ({"green_certificates": [green(CODE[:-1])]}, "coding rule of green certificates"),
        ({"green_certificates": [green(CODE.lower())]}, "coding rule of green certificates"),
        ({"green_certificates": [green(month="2024-13")]}, "common rule"),
    ],
)
def test_times_codes_and_months_are_refused_with_the_clause_that_asks_for_them(
    tmp_path: Path, rows: dict[str, list[Row]], clause: str
) -> None:
    with pytest.raises(InputError) as caught:
        told(tmp_path, None, **rows)
    (problem,) = caught.value.problems
    said = in_words(problem)
    assert clause in said
    assert "{" not in said


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    found = refused_rows(
        tmp_path,
        accounts=[{"account": "registry"}, {"account": "mill"}, {"account": "mill", "name": "again"}],
        granular_certificates=[granular("a"), granular("a"), granular("b", end=hour(3))],
        green_certificates=[green(CODE[:-1]), green(kwh_per_certificate=""), green(month="2024-13")],
    )
    assert {(code, file, row) for code, file, row, _ in found} == {
        ("instrument-row-twice", "accounts.csv", 4),
        ("instrument-row-twice", "granular_certificates.csv", 3),
        ("granular-too-long", "granular_certificates.csv", 4),
        ("green-code-length", "green_certificates.csv", 2),
        ("green-energy-missing", "green_certificates.csv", 3),
        ("year-month-wrong", "green_certificates.csv", 4),
    }


def test_certificates_of_a_plant_that_meet_in_time_are_refused(tmp_path: Path) -> None:
    half = granular("half", start="2024-05-01T00:30+08:00", end="2024-05-01T01:30+08:00")
    found = refused_rows(
        tmp_path, granular_certificates=[granular("whole"), half, granular("next", start=hour(1), end=hour(2))]
    )
    assert found == [
        ("ledger-certificates-overlap", "granular_certificates.csv", 3, "start"),
        ("ledger-certificates-overlap", "granular_certificates.csv", 4, "start"),
    ]


def test_a_month_and_an_hour_of_one_plant_cannot_both_be_certified(tmp_path: Path) -> None:
    found = refused_rows(
        tmp_path,
        granular_certificates=[granular("g", device="solar", amount=1)],
        green_certificates=[green()],
    )
    assert [code for code, *_ in found] == ["ledger-certificates-overlap"]


def test_certificates_of_an_interval_hold_no_more_than_the_plant_can_make(tmp_path: Path) -> None:
    devices = [WIND | {"capacity": "1.5", "capacity_unit": "MW"}]
    exact = [granular("a"), granular("b", amount=500)]
    assert told(tmp_path, devices=devices, granular_certificates=exact).told
    found = refused_rows(tmp_path, devices=devices, granular_certificates=[*exact, granular("c", amount="0.001")])
    assert found == [("ledger-above-capacity", "granular_certificates.csv", 4, "amount")]


def test_ranges_of_an_issuer_that_meet_are_refused(tmp_path: Path) -> None:
    rows = [
        granular("a", amount=1, range_start=0, range_end=999),
        granular("b", amount=1, range_start=1000, range_end=1999),
        granular("c", amount=1, range_start=1999, range_end=2998),
    ]
    found = refused_rows(tmp_path, granular_certificates=rows)
    assert found == [("granular-ranges-overlap", "granular_certificates.csv", 4, "range_start")]


def test_codes_of_one_plant_name_one_project_those_of_the_ledger_included(tmp_path: Path) -> None:
    other = "X" + CODE[1:]
    found = refused_rows(tmp_path, green_certificates=[green(), green(other)])
    assert found == [("green-code-other-project", "green_certificates.csv", 3, "code")]
    ledger = MemoryLedger()
    ledger.record([one.order for one in told(tmp_path, green_certificates=[green()]).told], 1_800_000_000)
    path = write_table(tmp_path, "green_certificates", [green(other)])
    with pytest.raises(InputError) as caught:
        read_instruments([path], ledger)
    assert [(p.kind.code, p.place.row) for p in caught.value.problems] == [("green-code-other-project", 2)]


def test_a_plant_whose_row_is_faulty_is_not_unknown_besides(tmp_path: Path) -> None:
    found = refused_rows(
        tmp_path,
        MemoryLedger(),
        devices=[SOLAR, WIND | {"commissioned": "yesterday"}],
        granular_certificates=[granular("g")],
    )
    assert found == [("date-wrong", "devices.csv", 3, "commissioned")]


def test_a_file_that_cannot_be_read_makes_no_name_unknown(tmp_path: Path) -> None:
    paths = write_tables(tmp_path, granular_certificates=[granular("g")])
    paths[0].write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError) as caught:
        read_instruments(paths, MemoryLedger())
    assert [p.place.file for p in caught.value.problems] == [paths[0].as_posix()]


def test_a_file_named_twice_is_told(tmp_path: Path) -> None:
    paths = write_tables(tmp_path)
    with pytest.raises(InputError) as caught:
        read_instruments([*paths, paths[1]])
    assert [p.kind.code for p in caught.value.problems] == ["instrument-file-twice"]


def test_a_missing_file_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_instruments([tmp_path / "nix.csv"])
    assert [p.kind.code for p in caught.value.problems] == ["file-missing"]


def test_capacity_without_a_unit_is_not_guessed(tmp_path: Path) -> None:
    found = refused_rows(tmp_path, devices=[WIND | {"capacity": 3}, SOLAR])
    assert found == [("value-missing", "devices.csv", 2, "capacity_unit")]


def test_one_interval_of_a_meter_is_told_once_however_it_is_spelled(tmp_path: Path) -> None:
    reading = {"meter": "mill-1", "amount": 1, "unit": "kWh"}
    rows = [reading | {"start": "2024-05-01T00:00Z"}, reading | {"start": "2024-05-01T08:00+08:00"}]
    assert refused_rows(tmp_path, readings=rows) == [("instrument-row-twice", "readings.csv", 3, "start")]
    versions = [rows[0] | {"version": 2}, rows[1] | {"version": 1}]
    found = [one.place.row for one in told(tmp_path, readings=versions).told if one.table == "readings"]
    assert found == [3, 2]


def test_power_sold_to_its_user_is_not_sold(tmp_path: Path) -> None:
    row: dict[str, object] = {"delivery": "d", "contract": "c", "kind": "ppa", "device": "wind"}
    row |= {"account": "mill", "sold_to": "mill"}
    row |= {"start": hour(0), "end": hour(5), "amount": 1, "unit": "MWh"}
    assert refused_rows(tmp_path, deliveries=[row]) == [("instrument-sold-to-user", "deliveries.csv", 2, "sold_to")]


def test_a_meter_of_an_unknown_account_is_told(tmp_path: Path) -> None:
    found = refused_rows(tmp_path, MemoryLedger(), meters=[MILL | {"owner": "nix"}], devices=[WIND])
    assert found == [("ledger-unknown", "meters.csv", 2, "owner")]


_ODD = ["0", "1", "-1", "1e400", "NaN", "9" * 40, "2024-02-30", "9999-12-31T23:59Z", "Europe/Berlin", "kWh"]
_CELLS = st.text(max_size=12) | st.sampled_from(_ODD)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(list(tables())), st.data())
def test_whatever_cells_hold_is_orders_or_problems_in_their_rows(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    header = tables()[name].names
    row = {column: data.draw(_CELLS, label=column) for column in header}
    path = tmp_path / "any.csv"
    path.write_bytes(write_csv(header, [list(row.values())]))
    places = set()
    try:
        check_orders([one.order for one in read_instruments([path], table=name).told])
    except InputError as error:
        places = {problem.place.file for problem in error.problems}
    assert places <= {path.as_posix(), "orders"}

"""Tables of instruments: described once, told by their headers, and what is written is what is read."""

from __future__ import annotations

import types
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from fourfold.core.problems import InputError
from fourfold.electricity.instruments.reading import read_instruments
from fourfold.electricity.instruments.rows import ROW_CLASSES
from fourfold.electricity.instruments.schema import known, tables, tables_with
from fourfold.electricity.ledger.operations import Issue, Measure
from support.instrument_files import CODE, MILL, Row, granular, green, told, write_table, write_tables

_TYPES = {"positive": Decimal, "nonnegative": Decimal, "whole": int, "minutes": int, "date": date, "moment": datetime}


def test_every_table_has_a_row_class_with_its_columns() -> None:
    assert list(tables()) == list(ROW_CLASSES)
    for name, table in tables().items():
        hints = get_type_hints(ROW_CLASSES[name])
        assert {one.name for one in fields(ROW_CLASSES[name])} == {"place", *table.names}, name
        for column in table.columns:
            wanted, hint = _TYPES.get(column.type, str), hints[column.name]
            optional = isinstance(hint, types.UnionType)
            assert (get_args(hint)[0] if optional else hint) is wanted, (name, column.name)
            assert optional or column.required or wanted is str, (name, column.name)


def test_every_type_is_read_and_every_column_explained_in_both_languages() -> None:
    for table in tables().values():
        for column in table.columns:
            assert column.type in known().readers, column
            assert bool(column.choices) == (column.type == "choice"), column
            assert column.help["en"], column
            assert column.help["zh"], column


@pytest.mark.parametrize("name", list(tables()))
def test_a_table_is_told_by_its_header_whole_or_required_alone(name: str) -> None:
    columns = tables()[name].columns
    assert tables_with([column.name for column in columns]) == (name,)
    assert tables_with([column.name for column in columns if column.required]) == (name,)


@pytest.mark.parametrize("name", [name for name, table in tables().items() if len(table.columns) > 4])
def test_a_table_is_told_also_where_an_optional_column_is_misspelled(name: str) -> None:
    columns = tables()[name].columns
    header = [column.name for column in columns]
    for at in (number for number, column in enumerate(columns) if not column.required):
        assert tables_with([*header[:at], header[at] + "x", *header[at + 1 :]]) == (name,)


def test_a_header_of_no_table_is_refused_with_those_there_are(tmp_path: Path) -> None:
    path = write_table(tmp_path, "strange", [{"colour": "red", "size": "3"}])
    with pytest.raises(InputError) as caught:
        read_instruments([path])
    assert [(p.kind.code, p.place.row) for p in caught.value.problems] == [("instrument-table-unknown", 1)]


def test_sheets_of_a_workbook_are_the_tables_they_are_named_after(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    tables_of: dict[str, Row] = {"accounts": {"account": "mill"}, "areas": {"area": "CN-JS"}, "meters": MILL}
    for name, row in tables_of.items():
        sheet = book.create_sheet(name)
        sheet.append(list(row))
        sheet.append(list(row.values()))
    book.create_sheet("remarks").append(["whatever", "this", "is"])
    book.save(tmp_path / "all.xlsx")
    assert [one.table for one in read_instruments([tmp_path / "all.xlsx"]).told] == ["accounts", "areas", "meters"]


def test_the_first_sheet_is_read_where_none_is_named_after_a_table(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = "Export"
    book.worksheets[0].append(["account", "name"])
    book.worksheets[0].append(["mill", "A mill"])
    book.save(tmp_path / "export.xlsx")
    assert [one.place.sheet for one in read_instruments([tmp_path / "export.xlsx"]).told] == ["Export"]


def test_orders_come_in_an_order_in_which_each_rests_on_those_before(tmp_path: Path) -> None:
    paths = write_tables(tmp_path, granular_certificates=[granular("g-1")], green_certificates=[green()])
    one, other = read_instruments(paths), read_instruments(paths[::-1])
    assert [(t.table, t.order) for t in one.told] == [(t.table, t.order) for t in other.told]
    assert [t.order.actor for t in one.told][-2:] == ["registry", "registry"]


_HOURS = st.lists(st.integers(0, 8759), min_size=1, max_size=8, unique=True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_HOURS, st.integers(1, 10**9), st.sampled_from(["Z", "+08:00", "-03:30"]))
def test_what_is_written_is_what_the_ledger_is_told(tmp_path: Path, hours: list[int], energy_wh: int, at: str) -> None:
    begins = datetime(2024, 1, 1, tzinfo=UTC)
    shift = datetime.fromisoformat(f"2024-01-01T00:00{at}").utcoffset() or timedelta()

    def spelled(hour: int) -> str:
        return (begins + timedelta(hours=hour) + shift).replace(tzinfo=None).isoformat(timespec="minutes") + at

    rows = [
        granular(
            f"g-{h}", start=spelled(h), end=spelled(h + 1), amount=energy_wh, unit="Wh", issued="2025-06-01T00:00Z"
        )
        for h in hours
    ]
    readings = [{"meter": "mill-1", "start": spelled(h), "amount": energy_wh, "unit": "Wh"} for h in hours]
    operations = [one.order.operation for one in told(tmp_path, granular_certificates=rows, readings=readings).told]
    issued = {o.certificate.certificate: o.certificate for o in operations if isinstance(o, Issue)}
    measured = {o.start_s: o.energy_wh for o in operations if isinstance(o, Measure)}
    for h in hours:
        second = int((begins + timedelta(hours=h)).timestamp())
        assert (issued[f"g-{h}"].start_s, issued[f"g-{h}"].end_s) == (second, second + 3600)
        assert issued[f"g-{h}"].energy_wh == measured[second] == energy_wh


@given(st.decimals("0.001", "1000000", places=9), st.sampled_from([("Wh", 1), ("kWh", 1000), ("MWh", 10**6)]))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_energies_are_rounded_down_to_whole_wh_and_what_is_lost_is_told(
    tmp_path: Path, amount: Decimal, unit: tuple[str, int]
) -> None:
    rows = [{"meter": "mill-1", "start": "2024-01-01T00:00Z", "amount": f"{amount:f}", "unit": unit[0]}]
    found = told(tmp_path, readings=rows)
    (measure,) = [one.order.operation for one in found.told if isinstance(one.order.operation, Measure)]
    lost = amount * unit[1] - measure.energy_wh
    assert 0 <= lost < 1
    assert [Decimal(str(one.params["lost"])) for one in found.assumptions] == ([lost] if lost else [])


def test_one_green_certificate_is_1000_kwh_only_where_that_is_declared_and_listed(
    tmp_path: Path,
) -> None:
    by_rule = told(tmp_path, green_certificates=[green()])
    assert [one.kind.code for one in by_rule.assumptions] == ["green-energy-assumed"]
    by_amount = told(tmp_path, green_certificates=[green(kwh_per_certificate="", amount="1", unit="MWh")])
    assert by_amount.assumptions == ()
    for found in (by_rule, by_amount):
        (issue,) = [one.order.operation for one in found.told if isinstance(one.order.operation, Issue)]
        assert (issue.certificate.certificate, issue.certificate.code, issue.certificate.energy_wh) == (
            CODE,
            CODE,
            1_000_000,
        )
        assert (issue.certificate.start_s, issue.certificate.end_s) == (1714492800, 1717171200)


def test_attributes_that_were_sold_are_issued_to_their_buyer_and_gone_for_the_user(tmp_path: Path) -> None:
    row = {"delivery": "d-1", "contract": "c", "kind": "on-site", "device": "solar", "account": "mill", "amount": 5}
    row |= {"unit": "kWh", "start": "2024-05-01T00:00Z", "end": "2024-05-01T01:00Z"}
    kept, sold = row, row | {"sold_to": "buyer"}
    for rows, wanted in (([kept], ("mill", "direct-line")), ([sold], ("buyer", "certificate"))):
        (issue,) = [
            one.order.operation
            for one in told(tmp_path, deliveries=rows).told
            if isinstance(one.order.operation, Issue)
        ]
        assert (issue.to, issue.certificate.kind) == wanted
        assert (issue.certificate.delivery, issue.certificate.contract) == ("on-site", "c")
        assert (issue.certificate.code, issue.certificate.in_grid) == ("", False)


def test_stamp_numbers_and_contract_of_an_instrument_stay_with_its_certificate(tmp_path: Path) -> None:
    row = granular("g", amount=1, unit="Wh", range_start=17, range_end=17, issued="2025-06-01T02:00+02:00")
    origin = row | {"certificate": "o", "kind": "guarantee-of-origin"}
    del origin["range_start"], origin["range_end"]
    ppa = {name: row[name] for name in ("device", "account", "start", "end", "amount", "unit")}
    ppa |= {"delivery": "p", "contract": "PPA 7", "kind": "ppa"}
    orders = told(tmp_path, granular_certificates=[row], certificates=[origin], deliveries=[ppa]).told
    issued = [one.order.operation.certificate for one in orders if isinstance(one.order.operation, Issue)]
    stamp = int(datetime(2025, 6, 1, tzinfo=UTC).timestamp())
    assert [(one.issued_s, one.number_range, one.contract, one.code, one.in_grid) for one in issued] == [
        (stamp, "17-17", "", "", True),
        (stamp, "", "", "", True),
        (0, "", "PPA 7", "", True),
    ]

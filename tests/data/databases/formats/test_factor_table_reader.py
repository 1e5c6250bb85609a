"""Tables of factors: mappings, rows that are no factors, units, parts and totals, CSV and Excel, dirt."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from fourfold.app.databases.importing import MAPPING_FILE
from fourfold.core.problems import InputError, Problems
from fourfold.core.progress import no_tick
from fourfold.data.databases.assemble import Assembled, assemble
from fourfold.data.databases.formats.factor_table.mapping import FactorMapping, read_mapping
from fourfold.data.databases.formats.factor_table.reader import GIVEN_MAPPING, READER, shipped_mappings
from fourfold.data.databases.formats.factor_table.rows import EMPTY, PARTS, REFUSED, SKIPPED, TAKEN
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.data.factor_rows import COLUMNS
from support.ilcd import MemoryPackage, codes

UK_HEADER = [
    "ID",
    "Scope",
    "Level 1",
    "Level 2",
    "Level 3",
    "Level 4",
    "Column Text",
    "UOM",
    "GHG/Unit",
    "GHG Conversion Factor 2031",
]
TOTAL, OF_CO2, OF_CH4, OF_N2O = "kg CO2e", *(f"kg CO2e of {gas} per unit" for gas in ("CO2", "CH4", "N2O"))
MAPPING = """
fourfold: factor-mapping/1
title: Materials of a made-up office
columns: {name: Material, value: Factor, unit: Unit, note: Remark}
table: {delimiter: ";", decimal: comma, encoding: windows-1252}
factor:
  factor: made-up-{name}
  name: "{name}"
  family: material
  gas: CO2e
  line: unsplit
  value: "{value}"
  per_unit: "{unit}"
  valid_from: 2024-01-01
  valid_to: 2025-01-01
  quantity: co2e_lifecycle
  status: unconfirmed
  publisher: Office of examples
  document: Table 1
  note: "{note}"
units:
  kg: kg
  100 kg: {unit: kg, times: 0.01}
rules:
  - when: {note: "old*"}
    skip: withdrawn
"""
CSV = "Made-up factors\r\nMaterial;Factor;Unit;Remark;More\r\nsteel;1.200,5;t;;x\r\nZink (schön);310;100 kg;fein;\r\n"


def _uk_row(key: str, levels: list[str], uom: str, gas: str, value: Any, scope: str = "Scope 1") -> list[Any]:
    return [key, scope, *levels, *[None] * (5 - len(levels)), uom, gas, value]


BUTANE = ["Fuels", "Gaseous fuels", "Butane"]
UK_ROWS = [
    _uk_row("1_100_1_15_1", BUTANE, "tonnes", TOTAL, 3000.5),
    _uk_row("1_100_1_15_2", BUTANE, "tonnes", OF_CO2, 2990),
    _uk_row("1_100_1_15_3", BUTANE, "tonnes", OF_CH4, 8.25),
    _uk_row("1_100_1_15_4", BUTANE, "tonnes", OF_N2O, 2.25),
    _uk_row("1_100_1_5_1", BUTANE, "kWh (Gross CV)", TOTAL, 0.2),
    _uk_row("1_100_1_6_1", BUTANE, "kWh (Net CV)", TOTAL, 0.22),
    _uk_row("6_1_1_1_5", ["SECR kWh pass & delivery vehs", "Cars"], "km", "kWh (Net CV)", 0.5),
    _uk_row("2_1_1_1_1", ["Passenger vehicles", "Cars"], "miles", TOTAL, None),
    _uk_row("14_1_1_15_1", ["WTT- fuels", "Gaseous fuels", "Butane"], "tonnes", TOTAL, 340, "Scope 3"),
    _uk_row("21_1_1_11_1", ["Business travel- air", "Flights"], "passenger.km", TOTAL, 0.1, "Scope 3"),
    _uk_row("17_1_1_10_1", ["Water supply", "Water supply"], "million litres", TOTAL, 191.30156, "Scope 3"),
    _uk_row("7_1_1_5_1", ["UK electricity", "Electricity generated"], "kWh", TOTAL, 0.177, "Scope 2"),
    _uk_row("99_1_1_8_2", ["Outside of scopes", "Biofuel"], "litres", OF_CO2, 2.43, "Outside of Scopes"),
    _uk_row("9_1_1_8_1", ["Fuels", "Liquid fuels"], "barrels", TOTAL, 2.43),
]


def _workbook(rows: Sequence[Any], sheet: str = "Factors by Category") -> bytes:
    book = Workbook()
    front = book.active
    assert front is not None
    front.title = "Front page"
    front.append(["A front page"])
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _uk(rows: list[list[Any]]) -> MemoryPackage:
    page = [["Title"], [], [None, None, "Category"], UK_HEADER, *rows, [], [None, "END"], ["after the end", "x"]]
    return MemoryPackage({"flat-file.xlsx": _workbook(page)})


def _read(package: MemoryPackage) -> tuple[Assembled, ImportReport]:
    assert READER.recognises(package)
    report = ImportReport()
    return assemble(READER.records(package, report, no_tick), report), report


def _outcomes(report: ImportReport) -> list[int]:
    counts = [report.counts[name] for name in (TAKEN, PARTS, EMPTY, SKIPPED, REFUSED)]
    assert sum(counts) == report.counts["factor table rows"]
    return counts


def test_the_flat_file_is_recognised_whatever_its_year() -> None:
    found, report = _read(_uk(UK_ROWS))
    assert _outcomes(report) == [8, 3, 1, 1, 1]
    assert set(found.factors) == {
        "uk-ghg-2031-1-100-1-15",
        "uk-ghg-2031-1-100-1-5",
        "uk-ghg-2031-1-100-1-6",
        "uk-ghg-2031-14-1-1-15",
        "uk-ghg-2031-21-1-1-11",
        "uk-ghg-2031-17-1-1-10",
        "uk-ghg-2031-7-1-1-5",
        "uk-ghg-2031-99-1-1-8",
    }
    butane = found.factors["uk-ghg-2031-1-100-1-15"]
    assert butane.names["en"] == "Fuels, Gaseous fuels, Butane [tonnes]"
    assert [(p.gas, str(p.line), p.value) for p in butane.parts] == [("CO2e", "fossil", Decimal("3000.5"))]
    assert "CO2 2990, CH4 8.25, N2O 2.25" in butane.note
    assert (butane.per.text, butane.valid_from.year, butane.valid_to.year, butane.area) == ("t", 2031, 2032, "GB")
    assert (str(butane.basis.quantity), str(butane.basis.gwp_set)) == ("co2e_direct", "AR5")


def test_what_kinds_of_factors_the_flat_file_holds() -> None:
    found, report = _read(_uk(UK_ROWS))
    by_id = {key.removeprefix("uk-ghg-2031-"): factor for key, factor in found.factors.items()}
    assert [by_id[key].heating_basis for key in ("1-100-1-5", "1-100-1-6", "1-100-1-15")] == ["gross", "net", ""]
    assert str(by_id["14-1-1-15"].basis.quantity) == "co2e_upstream"
    assert str(by_id["21-1-1-11"].parts[0].line) == "aircraft"
    assert (by_id["17-1-1-10"].per.text, by_id["17-1-1-10"].parts[0].value) == ("m3", Decimal("0.19130156"))
    power = by_id["7-1-1-5"]
    assert (power.family, str(power.basis.claim), str(power.basis.losses)) == ("electricity", "location", "excluded")
    biogenic = by_id["99-1-1-8"]
    assert (biogenic.parts[0].gas, str(biogenic.parts[0].line)) == ("CO2", "biogenic_emissions")
    assert str(biogenic.basis.gwp_set) == "not_weighted"
    effects = {f.problem.kind.code: f.effect for f in report.findings}
    assert effects == {
        "factor-row-skipped": Effect.NOT_READ,
        "factor-row-without-value": Effect.NOT_READ,
        "factor-row-unit-unknown": Effect.UNIT,
    }
    assert {f.problem.place.sheet for f in report.findings} == {"Factors by Category"}


def test_parts_that_do_not_add_up_are_told() -> None:
    rows = [list(row) for row in UK_ROWS[:4]]
    rows[2][-1] = 8.26
    found, report = _read(_uk(rows))
    assert codes(report) == ["factor-parts-unlike-total"]
    assert found.factors["uk-ghg-2031-1-100-1-15"].parts[0].value == Decimal("3000.5")


def test_a_part_without_its_total_is_told() -> None:
    _, report = _read(_uk(UK_ROWS[1:5]))
    assert _outcomes(report) == [1, 0, 0, 0, 3]
    assert codes(report) == ["factor-part-alone"] * 3


@settings(max_examples=15, deadline=None)
@given(chosen=st.lists(st.sampled_from(range(len(UK_ROWS))), min_size=1, max_size=8))
def test_every_row_has_one_outcome(chosen: list[int]) -> None:
    report = ImportReport()
    found = assemble(READER.records(_uk([UK_ROWS[i] for i in chosen]), report, no_tick), report)
    _outcomes(report)
    assert report.counts["factor table rows"] == len(chosen)
    totals = [i for i in chosen if UK_ROWS[i][8] == TOTAL or UK_ROWS[i][1] == "Outside of Scopes"]
    usable = {i for i in totals if UK_ROWS[i][9] is not None and UK_ROWS[i][7] != "barrels"}
    assert len(found.factors) == sum(chosen.count(i) == 1 for i in usable)
    assert ("factor-part-twice" in codes(report)) == any(chosen.count(i) > 1 for i in usable)


def test_a_mapping_beside_a_table() -> None:
    files = {"office.csv": CSV.encode("cp1252"), "office.mapping.yaml": MAPPING.encode()}
    found, report = _read(MemoryPackage(files))
    assert {key: (f.parts[0].value, f.per.text) for key, f in found.factors.items()} == {
        "made-up-steel": (Decimal("1200.5"), "t"),
        "made-up-Zink-schon": (Decimal("3.1"), "kg"),
    }
    assert found.factors["made-up-Zink-schon"].note == "fein"
    assert codes(report) == ["factor-table-column-not-read", "factor-id-turned"]


@pytest.mark.parametrize(
    ("line", "outcome", "code"),
    [
        ("lead;;kg;", 2, "factor-row-without-value"),
        ("lead;2,5;kg;old table", 3, "factor-row-skipped"),
        ("lead;2.5;kg;", 4, "number-unreadable"),
        ("lead;1e99;kg;", 4, "number-unreadable"),
        ("lead;2,5;stone;", 4, "factor-row-unit-unknown"),
        ("lead;2,5;kg", 0, None),
        ("Weiß;2,5;kg;", 4, "factor-id-unusable"),
    ],
)
def test_outcomes_of_rows(line: str, outcome: int, code: str | None) -> None:
    table = f"Material;Factor;Unit;Remark\n{line}\nsteel;1;t;\n"
    _, report = _read(MemoryPackage({"a.csv": table.encode("cp1252"), "fourfold-mapping.yaml": MAPPING.encode()}))
    expected = [1, 0, 0, 0, 0]
    expected[outcome] += 1
    assert _outcomes(report) == expected
    assert codes(report) == ([code] if code else [])


def test_a_table_with_our_own_columns_needs_no_mapping() -> None:
    cells = {
        **dict.fromkeys(COLUMNS, ""),
        "factor": "steel-1",
        "name": "Steel",
        "family": "material",
        "gas": "CO2",
        "line": "fossil",
        "value": "1.9",
        "per_unit": "kg",
        "valid_from": "2024-01-01",
        "valid_to": "2025-01-01",
        "quantity": "co2e_lifecycle",
        "claim": "not_applicable",
        "averaging": "average",
        "losses": "not_applicable",
        "gwp_set": "not_weighted",
        "status": "derived",
        "publisher": "Example",
        "document": "Example",
    }
    second = {**cells, "gas": "CH4", "value": "0.01"}
    table = [",".join(COLUMNS), *(",".join(row[name] for name in COLUMNS) for row in (cells, second))]
    plain, _ = _read(MemoryPackage({"factors.csv": "\n".join(table).encode()}))
    rows = [list(COLUMNS), *([row[name] or None for name in COLUMNS] for row in (cells, second))]
    book, report = _read(MemoryPackage({"factors.xlsx": _workbook_of_one(rows)}))
    assert plain.factors == book.factors
    assert [p.gas for p in plain.factors["steel-1"].parts] == ["CO2", "CH4"]
    assert codes(report) == []


def _workbook_of_one(rows: Sequence[Any]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_formulas_are_refused() -> None:
    rows = [list(row) for row in UK_ROWS[4:6]]
    rows[0][-1] = "=1+1"
    _, report = _read(_uk(rows))
    assert _outcomes(report) == [1, 0, 0, 0, 1]
    assert codes(report) == ["factor-cell-unusable"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("status: unconfirmed", "state: unconfirmed"), "declaration-choice"),
        (("  status: unconfirmed\n", ""), "declaration-missing"),
        (('"{unit}"', '"{units}"'), "mapping-placeholder"),
        (("when: {note", "when: {remark"), "mapping-column"),
        (("times: 0.01", "times: 0"), "number-not-positive"),
        (("factor-mapping/1", "factor-mapping/2"), "declaration-choice"),
        (("skip: withdrawn", "drop: withdrawn"), "declaration-unknown"),
        (("title:", "title"), "yaml-broken"),
    ],
)
def test_a_mapping_that_cannot_be_used(change: tuple[str, str], code: str) -> None:
    assert change[0] in MAPPING
    data = MAPPING.replace(*change).encode()
    package = MemoryPackage({"a.csv": CSV.encode("cp1252"), "mapping.yaml": data})
    assert READER.recognises(package)
    with pytest.raises(InputError) as caught:
        list(READER.records(package, ImportReport(), no_tick))
    assert code in {problem.kind.code for problem in caught.value.problems}
    assert {problem.place.file for problem in caught.value.problems} == {"mapping.yaml"}


def test_a_header_that_is_not_there() -> None:
    package = MemoryPackage({"a.csv": b"Material;Wert;Unit;Remark\nsteel;1;t;\n", "mapping.yaml": MAPPING.encode()})
    _, report = _read(package)
    (finding,) = report.findings
    assert finding.effect is Effect.REFUSED
    assert finding.problem.kind.code == "factor-table-header-missing"
    assert "Wert" in str(finding.problem.params["similar"])


@pytest.mark.parametrize(
    "files",
    [
        {"notes.csv": b"a,b\n1,2\n"},
        {"table.csv": b""},
        {"data.json": b"{}", "mapping.yaml": MAPPING.encode()},
        {"process.xml": b"<x/>", "a.csv": CSV.encode("cp1252"), "mapping.yaml": MAPPING.encode()},
        {"broken.xlsx": b"PK\x03\x04"},
    ],
)
def test_other_packages_are_left_to_others(files: dict[str, bytes]) -> None:
    assert not READER.recognises(MemoryPackage(files))


def test_an_import_hands_a_mapping_on_under_the_name_it_is_looked_for() -> None:
    assert GIVEN_MAPPING == MAPPING_FILE


def test_shipped_mappings_are_sound() -> None:
    assert [mapping.title for mapping in shipped_mappings()] == [
        "UK Government GHG conversion factors for company reporting, flat file"
    ]


def test_a_mapping_is_read_whole() -> None:
    mapping = read_mapping(MAPPING.encode(), "m.yaml", Problems())
    assert isinstance(mapping, FactorMapping)
    assert mapping.unit_of("100 kg").times == Decimal("0.01")
    assert mapping.unit_of("t").unit == "t"


@settings(max_examples=120, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_mutated_files_never_raise(seed: int) -> None:
    chance = random.Random(seed)
    files = {"office.csv": CSV.encode("cp1252"), "mapping.yaml": MAPPING.encode()}
    if chance.random() < 0.2:
        files = dict(_uk(UK_ROWS[:3]).files)
    name = chance.choice(list(files))
    data = bytearray(files[name])
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(3)] = chance.choice([b"\0", b'"', b";", b"1e999", b"\xff", b"", b"{", b"- "])
        data = data or bytearray(b" ")
    files[name] = bytes(data)
    package = MemoryPackage(files)
    report = ImportReport()
    READER.recognises(package)
    with suppress(InputError):
        assemble(READER.records(package, report, no_tick), report)

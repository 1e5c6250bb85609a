"""Facts of a study and its result: every name of the dictionary, each value with its kind, unit, choices and place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.accounting.assess import Result
from fourfold.accounting.study.model import Study
from fourfold.core.problems import NOWHERE, Place
from fourfold.electricity.supply.rule import SupplyKind
from fourfold.exchange.study_workbook import study_workbook
from fourfold.standards.facts.facts import StudyFacts
from fourfold.standards.facts.making import entry_of, made, made_of_texts, row_of
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.dictionary import Entry
from fourfold.standards.language.values import Kind, Missing, Value
from support.rich_study import rich_tables, write_rich
from support.studies import emits, output, own_factor, process, uses, write_study
from support.study_facts import contents, rows, small_facts


def entries() -> Iterator[tuple[Entry, dict[str, Entry]]]:
    """Every name that can be looked up, with the fields of its rows."""
    lists = {entry.name for entry in dictionary() if entry.kind is Kind.LIST}
    for entry in dictionary():
        if entry.name.rpartition(".")[0] not in lists:
            yield entry, {field.name.rpartition(".")[2]: field for field in dictionary().fields(entry.name)}


PYTHON = {Kind.NUMBER: Decimal, Kind.TEXT: str, Kind.FLAG: bool, Kind.DATE: date, Kind.LIST: tuple}


def assert_is(value: Value, entry: Entry, kind: Kind) -> None:
    assert (value.kind, value.unit, value.origin) == (kind, entry.unit, entry.name)
    assert (value.content is None) == (value.missing is not Missing.NOT)
    if value.content is not None:
        assert type(value.content) is PYTHON[kind], entry.name
        assert not entry.choices or value.content in entry.choices, (entry.name, value.content)


def test_every_name_has_the_kind_unit_and_choices_of_the_dictionary(facts: StudyFacts) -> None:
    seen = 0
    for entry, fields in entries():
        value = facts.look_up(entry.name)
        assert_is(value, entry, entry.kind)
        for part in value.content if isinstance(value.content, tuple) else ():
            if fields:
                assert part.kind is Kind.RECORD
                assert isinstance(part.content, Mapping)
                assert part.content.keys() == fields.keys()
                for name, field in fields.items():
                    assert_is(part.content[name], field, field.kind)
                    seen += 1
            else:
                assert part.kind is Kind.TEXT
        seen += 1
    assert seen > 500


NEVER_HERE = {"result.electricity.instruments.refused_because"}
"""Known only where a method refuses an instrument; see below."""


def test_nothing_that_the_rich_study_says_is_missing(facts: StudyFacts) -> None:
    missing = {entry.name for entry, _ in entries() if not facts.look_up(entry.name).known}
    for entry, fields in entries():
        found = rows(facts.look_up(entry.name)) if fields else []
        if fields and not found:
            missing.add(entry.name)
        missing |= {field.name for name, field in fields.items() if not any(row[name].known for row in found)}
    assert missing == NEVER_HERE


def test_a_name_that_is_none_is_a_fault_of_the_program(facts: StudyFacts) -> None:
    for name in ("study.colour", "study.cut_offs.what", "result.sources.kind", "study", "study.inputs.amount"):
        with pytest.raises(KeyError):
            facts.look_up(name)


def test_a_value_is_made_once_and_so_is_a_field_of_a_row(facts: StudyFacts) -> None:
    assert facts.look_up("study.inputs") is facts.look_up("study.inputs")
    for name, field in (("study.inputs", "kind"), ("result.contributions", "share")):
        row = rows(facts.look_up(name))[0]
        assert row[field] is row[field]
        assert field in row
        assert "colour" not in row
        assert len(row) == len(list(row)) == len(dictionary().fields(name))


def test_a_study_that_was_not_read_from_a_file_says_the_same(rich: Study) -> None:
    without = StudyFacts(replace(rich, yaml=None), None)
    audience = without.look_up("study.goal.audience")
    assert (audience.content, audience.place) == ("goal.audience", Place("study.yaml", 0, "goal.audience.en"))
    assert contents(without.look_up("study.stages"), "stage") == contents(
        StudyFacts(rich, None).look_up("study.stages"), "stage"
    )


LANG_TEXTS = st.dictionaries(st.sampled_from(["en", "zh"]), st.sampled_from(["", " ", "n/a", "待定", "said", "说了"]))


@given(LANG_TEXTS)
def test_a_text_by_language_is_known_exactly_if_one_of_them_says_something(texts: dict[str, str]) -> None:
    value = made_of_texts(entry_of("study.title"), texts, Place("f", 1), lambda lang: Place("f", 1, lang))
    saying = {lang: text for lang, text in texts.items() if text in ("said", "说了")}
    assert value.known == bool(saying)
    assert value.content == saying.get("en", saying.get("zh"))
    if saying:
        assert texts[value.place.column] == value.content
    else:
        blank = not any(text.strip() for text in texts.values())
        assert value.missing is (Missing.ABSENT if blank else Missing.FILLER)


def test_without_a_result_every_name_of_it_is_not_calculated(rich: Study) -> None:
    alone = StudyFacts(rich, None)
    for entry, _ in entries():
        calculated_name = alone.look_up(entry.name).missing is Missing.NOT_CALCULATED
        assert calculated_name == entry.name.startswith("result.")
        assert calculated_name == entry.needs_result


def test_masses_energies_and_times_are_in_the_unit_of_the_dictionary(facts: StudyFacts) -> None:
    assert facts.look_up("study.product.mass_kg").content == 1
    assert contents(facts.look_up("study.instruments"), "energy_kwh", "hours", "start", "end") == [
        (20, 48, date(2024, 3, 1), date(2024, 3, 3))
    ]
    assert facts.look_up("study.service.energy_delivered_kwh").content == 1500
    assert facts.look_up("study.period.days").content == 2


def test_an_instrument_that_ends_within_a_day_stands_for_that_day_too(rich: Study, tmp_path: Path) -> None:
    row = {**rich_tables()["instruments"][0], "end": "2024-03-02T13:30", "area": "CN-ZJ"}
    changed = StudyFacts(Study.load(write_rich(tmp_path, {"instruments": [row]})), None).look_up("study.instruments")
    assert contents(changed, "end", "hours", "near") == [(date(2024, 3, 3), Decimal("37.5"), "country")]
    assert contents(StudyFacts(rich, None).look_up("study.instruments"), "near") == [("area",)]


def test_an_instrument_without_an_area_may_lie_anywhere(tmp_path: Path) -> None:
    row = {**rich_tables()["instruments"][0], "area": ""}
    facts = StudyFacts(Study.load(write_rich(tmp_path, {"instruments": [row]})), None)
    near = rows(facts.look_up("study.instruments"))[0]["near"]
    assert (near.missing, near.place.column) == (Missing.ABSENT, "area")


def test_a_study_without_masses_and_service_says_where_they_would_stand(tmp_path: Path) -> None:
    facts = small_facts(tmp_path, service={"energy_capacity_kwh": "2", "years": "3"})
    names = ("product.mass_kg", "validity.years", "service.energy_delivered_kwh")
    found = [facts.look_up(f"study.{name}") for name in names]
    assert [value.missing for value in found] == [Missing.ABSENT] * 3
    assert [value.place.column for value in found] == [
        "product.mass_per_unit",
        "validity.until",
        "service.cycles_per_year",
    ]


def test_a_row_lacking_a_field_of_the_dictionary_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError, match="code"):
        row_of("study.product.codes", NOWHERE, {"scheme": made(entry_of("study.product.codes.scheme"), "hs")})


@pytest.mark.parametrize(
    ("texts", "content", "missing", "column"),
    [
        ({"en": "Buyers", "zh": "买方"}, "Buyers", Missing.NOT, "goal.audience.en"),
        ({"zh": "买方"}, "买方", Missing.NOT, "goal.audience.zh"),
        ({"en": "n/a", "zh": "买方"}, "买方", Missing.NOT, "goal.audience.zh"),
        ({"en": "n/a", "zh": "待定"}, None, Missing.FILLER, "goal.audience.en"),
        ({"zh": "待定"}, None, Missing.FILLER, "goal.audience.zh"),
        ({"en": " "}, None, Missing.ABSENT, "goal.audience"),
    ],
)
def test_a_text_by_language_is_the_english_else_the_chinese_and_filler_only_if_all_is(
    tmp_path: Path, texts: dict[str, str], content: str | None, missing: Missing, column: str
) -> None:
    value = small_facts(tmp_path, goal={"audience": texts}).look_up("study.goal.audience")
    assert (value.content, value.missing, value.place.column) == (content, missing, column)


def test_fillers_are_found_in_free_texts_and_not_in_names_and_choices(tmp_path: Path) -> None:
    tables = {
        "processes": [{**process("na"), "name": "-", "allocation_reason": "待定"}],
        "outputs": [output("na", "product")],
        "emissions": [emits("na", "tbd", "CO2", 2)],
    }
    facts = small_facts(tmp_path, tables=tables, review={"kind": "none", "reviewer": "tbd"})
    [row] = rows(facts.look_up("study.processes"))
    assert (row["process"].content, row["name"].missing) == ("na", Missing.FILLER)
    assert row["allocation_reason"].missing is Missing.FILLER
    assert facts.look_up("study.review.kind").content == "none"
    assert facts.look_up("study.review.reviewer").missing is Missing.FILLER


@pytest.mark.parametrize("code", ["NA", "EE"])
def test_an_area_whose_code_reads_like_a_filler_is_an_area(tmp_path: Path, code: str) -> None:
    facts = small_facts(tmp_path, sites=[{"id": "plant", "names": {"en": "Plant"}, "area": code, "time_zone": "UTC"}])
    [row] = rows(facts.look_up("study.sites"))
    assert row["area"].content == code


def test_what_is_not_there_has_the_place_where_it_would_stand(tmp_path: Path) -> None:
    facts = small_facts(tmp_path)
    audience = facts.look_up("study.goal.audience")
    assert (audience.missing, audience.place.file, audience.place.column) == (
        Missing.ABSENT,
        "study.yaml",
        "goal.audience",
    )
    assert facts.look_up("study.instruments").place == Place("tables/instruments.csv")
    assert facts.look_up("study.instruments").content == ()
    [row] = rows(facts.look_up("study.processes"))
    assert row["allocation"].place == Place("tables/processes.csv", 2, "allocation")


def test_a_table_that_a_workbook_lacks_would_be_a_sheet_of_it(tmp_path: Path) -> None:
    write_study(tmp_path, {})
    tables = {"processes": [process("main")], "outputs": [output("main", "product")]}
    texts = {name: [{key: str(cell) for key, cell in row.items()} for row in table] for name, table in tables.items()}
    (tmp_path / "study.xlsx").write_bytes(study_workbook(texts))
    facts = StudyFacts(Study.load(tmp_path / "study.xlsx"), None)
    assert facts.look_up("study.suppliers").place == Place("study.xlsx", sheet="suppliers")
    assert rows(facts.look_up("study.processes"))[0]["name"].place == Place("study.xlsx", 2, "name", "processes")


@pytest.mark.parametrize(
    ("row", "control"),
    [
        ({"control": "other"}, "other"),
        ({"control": "own", "site": ""}, "own"),
        ({}, "own"),
        ({"site": ""}, None),
    ],
)
def test_a_process_at_a_site_is_the_companys_own_unless_its_row_says_otherwise(
    tmp_path: Path, row: dict[str, str], control: str | None
) -> None:
    facts = small_facts(tmp_path, tables={"processes": [process("main", **row)]})
    assert contents(facts.look_up("study.processes"), "control") == [(control,)]


def test_primary_inputs_count_rows_and_are_undefined_without_any(facts: StudyFacts) -> None:
    found = {row["process"].content: row["primary_inputs"] for row in rows(facts.look_up("study.processes"))}
    assert [found[name].content for name in ("heat", "steel", "bare")] == [1, 1, None]
    of_main = found["main"].content
    assert isinstance(of_main, Decimal)
    assert abs(of_main - Decimal(2) / 7) < Decimal("1e-20")
    assert found["bare"].missing is Missing.UNDEFINED


@pytest.mark.parametrize(
    ("change", "repeated"),
    [
        ({}, True),
        ({"document": " c-1 "}, True),
        ({"start": "2024-03-02T23:00", "end": "2024-03-04T00:00"}, True),
        ({"start": "2024-03-03T00:00", "end": "2024-03-04T00:00"}, False),
        ({"document": "C-2"}, False),
        ({"issuer": "Another registry"}, False),
        ({"kind": "ppa"}, False),
    ],
)
def test_one_certificate_in_two_rows_for_the_same_time_is_repeated(
    tmp_path: Path, change: dict[str, str], repeated: bool
) -> None:
    first = rich_tables()["instruments"][0]
    second = {**first, "instrument": "gc-2", "retired_for": "Another company", **change}
    facts = StudyFacts(Study.load(write_rich(tmp_path, {"instruments": [first, second]})), None)
    assert contents(facts.look_up("study.instruments"), "repeated") == [(repeated,), (repeated,)]


@pytest.mark.parametrize(
    ("first", "second", "repeated"),
    [
        ({"document": ""}, {}, (None, None)),
        ({"issuer": ""}, {}, (None, None)),
        ({"document": "", "issuer": ""}, {"document": ""}, (None, None)),
        ({"issuer": ""}, {"document": "C-2"}, (False, False)),
        ({"document": ""}, {"start": "2024-03-03T00:00", "end": "2024-03-04T00:00"}, (False, False)),
        ({"document": ""}, {"kind": "ppa"}, (False, False)),
    ],
)
def test_a_blank_issuer_or_number_leaves_open_whether_two_rows_are_one_paper(
    tmp_path: Path, first: dict[str, str], second: dict[str, str], repeated: tuple[bool | None, bool | None]
) -> None:
    row = rich_tables()["instruments"][0]
    two = [{**row, **first}, {**row, "instrument": "gc-2", "retired_for": "Another company", **second}]
    facts = StudyFacts(Study.load(write_rich(tmp_path, {"instruments": two})), None)
    assert contents(facts.look_up("study.instruments"), "repeated") == [(found,) for found in repeated]


def test_sources_say_whether_what_they_value_comes_through_the_grid(facts: StudyFacts, result: Result) -> None:
    found = contents(facts.look_up("result.sources"), "source", "through_grid", "grid_mix")
    kinds = {one.item: one.kind for one in result.electricity.supplied}
    for (source, through, mix), (_, used_by) in zip(found, result.sources, strict=True):
        supplied = {kinds[item] for item in used_by if item in kinds}
        assert (through, mix) == (bool(supplied - {SupplyKind.ON_SITE}), SupplyKind.GRID in supplied), source
    assert {(through, mix) for _, through, mix in found} == {(True, True), (True, False), (False, False)}


def test_the_sources_of_what_is_not_split_are_named_the_largest_first(tmp_path: Path) -> None:
    tables = {
        "inputs": [
            uses("main", "small", "1", "factor", "small"),
            uses("main", "large", "2", "factor", "large"),
            uses("main", "split", "9", "factor", "split"),
        ],
        "factors": [
            own_factor("small", "1"),
            own_factor("large", "1"),
            own_factor("split", "1", line="fossil"),
        ],
    }
    value = small_facts(tmp_path, result=True, tables=tables).look_up("result.unsplit_sources")
    assert isinstance(value.content, tuple)
    assert [member.content for member in value.content] == ["large", "small"]


def test_freight_and_services_done_by_others_are_no_data_of_the_company(tmp_path: Path) -> None:
    tables = {
        "inputs": [
            uses("main", "metal", "1", "factor", "metal", data_kind="primary"),
            {
                **uses("main", "haul", "1", "factor", "metal", data_kind="secondary"),
                "kind": "transport",
                "distance_km": 100,
            },
            {**uses("main", "repair", "1", "factor", "metal", data_kind="secondary"), "kind": "service"},
        ],
        "factors": [own_factor("metal", "1")],
    }
    facts = small_facts(tmp_path, tables=tables)
    assert contents(facts.look_up("study.processes"), "primary_inputs") == [(1,)]


@pytest.mark.parametrize(
    ("until", "years"),
    [
        ("2028-01-01", Decimal(3)),
        ("2027-12-31", 2 + Decimal(364) / 365),
        ("2025-01-01", Decimal(0)),
        ("2025-07-02", Decimal(182) / 365),
        ("2024-01-01", Decimal(-1)),
    ],
)
def test_validity_is_counted_by_anniversaries_of_the_end_of_the_period(
    tmp_path: Path, until: str, years: Decimal
) -> None:
    found = small_facts(tmp_path, validity={"until": until}).look_up("study.validity.years").content
    assert isinstance(found, Decimal)
    assert abs(found - years) < Decimal("1e-20")


def test_the_anniversary_of_the_29th_of_february_is_the_first_of_march(tmp_path: Path) -> None:
    period = {"start": "2023-03-01", "end": "2024-02-29", "time_zone": "Asia/Shanghai"}
    facts = small_facts(tmp_path, period=period, validity={"until": "2027-03-01"})
    assert facts.look_up("study.validity.years").content == 3


@pytest.mark.parametrize(
    ("start", "end", "is_year"),
    [("2024-01-01", "2025-01-01", True), ("2024-02-01", "2025-02-01", False), ("2024-01-01", "2026-01-01", False)],
)
def test_a_calendar_year_begins_and_ends_on_the_first_of_january(
    tmp_path: Path, start: str, end: str, is_year: bool
) -> None:
    facts = small_facts(tmp_path, period={"start": start, "end": end, "time_zone": "Asia/Shanghai"})
    assert facts.look_up("study.period.is_calendar_year").content is is_year


@pytest.mark.parametrize(
    ("unit", "known"),
    [
        ({"unit": "t"}, True),
        ({"unit": "year", "flow_amount": "3", "flow_unit": "kg"}, True),
    ],
)
def test_a_unit_has_a_reference_flow_if_it_measures_the_flow_or_names_it(
    tmp_path: Path, unit: dict[str, str], known: bool
) -> None:
    base = {"kind": "functional", "amount": "1", "names": {"en": "One"}, "flow": "product"}
    facts = small_facts(tmp_path, unit={**base, **unit})
    assert facts.look_up("study.unit.has_reference_flow").content is known


def balance(facts: StudyFacts, name: str = "main") -> tuple[object, ...]:
    fields = ("process", "mass_in_kg", "mass_out_kg", "waste_out_kg", "complete")
    return next(row[1:] for row in contents(facts.look_up("study.balances"), *fields) if row[0] == name)


def test_a_balance_weighs_materials_products_and_waste_in_kg(facts: StudyFacts) -> None:
    assert balance(facts) == (9, 10, Decimal("0.5"), True)
    assert balance(facts, "steel") == (2, 11, 0, True)


@pytest.mark.parametrize(("made_here", "kg"), [({"virgin": "wood"}, 13), ({"recycled": "wood"}, 13), ({}, 2)])
def test_material_whose_making_the_end_of_life_counts_goes_in(
    tmp_path: Path, made_here: dict[str, str], kg: int
) -> None:
    row = {**rich_tables()["end_of_life"][0], **made_here}
    facts = StudyFacts(Study.load(write_rich(tmp_path, {"end_of_life": [row]})), None)
    assert balance(facts, "steel") == (kg, 11, 0, True)


def test_a_balance_with_something_that_has_no_mass_is_not_complete(facts: StudyFacts) -> None:
    assert balance(facts, "bare") == (0, 0, 0, False)


def test_the_flow_of_the_declared_unit_weighs_what_the_study_says(tmp_path: Path) -> None:
    tables = {
        "outputs": [output("main", "product", 2, "MWh")],
        "inputs": [uses("main", "in-steel", 20, "cut-off", "steel", "t")],
    }
    declared: dict[str, Any] = {
        "unit": {"kind": "declared", "amount": "10", "unit": "kWh", "names": {"en": "x"}, "flow": "product"},
        "cut_offs": [{"id": "steel", "what": {"en": "Steel"}, "reason": {"en": "x"}}],
    }
    mass = {"names": {"en": "Product"}, "mass_per_unit": {"amount": "62.5", "unit": "kg"}}
    weighed = small_facts(tmp_path / "weighed", tables=tables, product=mass, **declared)
    unknown = small_facts(tmp_path / "unknown", tables=tables, **declared)
    assert balance(weighed) == (20_000, 12_500, 0, True)
    assert balance(unknown) == (20_000, 0, 0, False)


def test_a_wide_study_is_looked_up_row_by_row(tmp_path: Path) -> None:
    inputs = [uses("main", f"in-{number}", 1, "cut-off", "small") for number in range(3000)]
    cut_off = {"id": "small", "what": {"en": "Small"}, "reason": {"en": "Small"}}
    facts = small_facts(tmp_path, tables={"inputs": inputs}, cut_offs=[cut_off])
    found = rows(facts.look_up("study.inputs"))
    assert len(found) == 3000
    assert found[-1]["input"].place == Place("tables/inputs.csv", 3001, "input")

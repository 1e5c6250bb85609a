"""Parameters of the day, and the Method a line of packs compiles to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fourfold.accounting.method import ElectricityResolution
from fourfold.accounting.method_files import MethodFile, method
from fourfold.electricity.supply.rule import SupplyKind
from fourfold.standards.language.values import Kind, Missing
from fourfold.standards.pack.methods import choice_keys
from support.pack_folders import CLAUSES, DAY, pack_folder, refusals, resolved

LIMIT = {"parameter": "limit", "unit": "1", "value": "0.050", "clause": "1", "stricter": "lower"}
WHY = {"reason_en": "the document says so"}


def test_the_value_of_the_day_is_exact_and_knows_its_source(tmp_path: Path) -> None:
    rows = [
        {**LIMIT, "from": "2024-01-01", "to": "2025-01-01", "value": "0.050"},
        {"parameter": "limit", "from": "2025-01-01", "value": "0.030", "clause": "1"},
    ]
    pack_folder(tmp_path, "p", parameters=rows)
    first, second, none = (
        resolved(tmp_path, "p", day).values["limit"] for day in (DAY, date(2025, 1, 1), date(2023, 1, 1))
    )
    assert (first.content, second.content) == (Decimal("0.050"), Decimal("0.030"))
    assert (first.unit, first.origin, first.source, first.place.row) == ("1", "param.limit", "p 1", 2)
    assert (second.place.row, second.place.column) == (3, "value")
    assert (none.content, none.missing) == (None, Missing.ABSENT)


def test_parameters_are_numbers_dates_and_texts(tmp_path: Path) -> None:
    rows = [
        {"parameter": "start", "unit": "date", "value": "2025-02-18"},
        {"parameter": "kind", "unit": "text", "value": "declared"},
        {"parameter": "open", "unit": "kg"},
    ]
    pack_folder(tmp_path, "p", parameters=rows)
    values = resolved(tmp_path, "p").values
    assert (values["start"].kind, values["start"].content) == (Kind.DATE, date(2025, 2, 18))
    assert (values["kind"].kind, values["kind"].content) == (Kind.TEXT, "declared")
    assert (values["open"].known, values["open"].unit) == (False, "kg")


@pytest.mark.parametrize(
    ("stricter", "value", "accepted"),
    [
        ("lower", "0.04", True),
        ("lower", "0.05", True),
        ("lower", "0.06", False),
        ("higher", "0.06", True),
        ("higher", "0.04", False),
        ("", "0.05", True),
        ("", "0.04", False),
        ("", "0.06", False),
    ],
)
def test_a_child_moves_a_parameter_in_the_stricter_way_or_says_why(
    tmp_path: Path, stricter: str, value: str, accepted: bool
) -> None:
    pack_folder(tmp_path, "top", parameters=[{**LIMIT, "stricter": stricter}])
    own = {"parameter": "limit", "unit": "1", "value": value}
    pack_folder(tmp_path, "bare", "top", parameters=[own])
    pack_folder(tmp_path, "reasoned", "top", parameters=[{**own, **WHY}])
    held = resolved(tmp_path, "reasoned").parameters["limit"]
    assert (held.pack, held.replaced, held.value.content) == ("reasoned", ("top",), Decimal(value))
    if accepted:
        assert resolved(tmp_path, "bare").values["limit"].content == Decimal(value)
    else:
        assert refusals(tmp_path, "bare")[0][::3] == ("parameter-loosened", "value")


def test_a_value_of_another_time_does_not_loosen(tmp_path: Path) -> None:
    pack_folder(tmp_path, "top", parameters=[{**LIMIT, "from": "2020-01-01", "to": "2024-01-01"}])
    own = {"parameter": "limit", "unit": "1", "value": "0.9", "from": "2024-01-01", "to": "2026-01-01"}
    pack_folder(tmp_path, "child", "top", parameters=[own])
    assert resolved(tmp_path, "child").values["limit"].content == Decimal("0.9")
    assert resolved(tmp_path, "child", date(2023, 1, 1)).values["limit"].content == Decimal("0.050")


def test_a_unit_is_not_changed_by_a_child(tmp_path: Path) -> None:
    pack_folder(tmp_path, "top", parameters=[LIMIT])
    pack_folder(tmp_path, "child", "top", parameters=[{**LIMIT, "unit": "kg", **WHY}])
    assert refusals(tmp_path, "child")[0][::3] == ("parameter-unit-changed", "unit")


def test_rules_of_a_parent_read_the_value_of_the_child(tmp_path: Path) -> None:
    rule = {"requirement": "r", "test": "all(c.estimated_share <= param.limit for c in study.cut_offs)"}
    pack_folder(tmp_path, "top", parameters=[LIMIT], requirements=[rule])
    pack_folder(tmp_path, "child", "top", parameters=[{**LIMIT, "value": "0.01"}])
    found = resolved(tmp_path, "child")
    assert found.requirements[0].pack == "top"
    assert found.values["limit"].content == Decimal("0.01")
    assert found.values["limit"].source == "child 1"


def stating(root: Path, name: str, *parents: str, sheet: str, row: dict[str, str]) -> None:
    """A pack with one parameter or one choice."""
    if sheet == "parameters":
        pack_folder(root, name, *parents, parameters=[row])
    else:
        pack_folder(root, name, *parents, method=[row])


@pytest.mark.parametrize(
    ("sheet", "row"),
    [("parameters", LIMIT), ("method", {"choice": "gwp_set", "value": "AR6"})],
)
def test_two_parents_that_say_different_things_disagree(tmp_path: Path, sheet: str, row: dict[str, str]) -> None:
    stating(tmp_path, "one", sheet=sheet, row=row)
    stating(tmp_path, "same", sheet=sheet, row=row)
    other = {**row, "value": {"0.050": "0.04", "AR6": "AR5"}[row["value"]]}
    stating(tmp_path, "other", sheet=sheet, row=other)
    resolved(tmp_path, "one")
    pack_folder(tmp_path, "agreed", "one", "same")
    resolved(tmp_path, "agreed")
    pack_folder(tmp_path, "open", "one", "other")
    assert [fault[0] for fault in refusals(tmp_path, "open")] == ["pack-parents-disagree"]
    stating(tmp_path, "settled", "one", "other", sheet=sheet, row={**other, **WHY})
    found = resolved(tmp_path, "settled")
    held = found.parameters.get("limit") or found.choices["gwp_set"]
    assert (held.pack, held.replaced) == ("settled", ("one", "other"))


METHOD = [
    {"choice": "gwp_set", "value": "AR5", "clause": "1"},
    {"choice": "electricity", "value": "annual-mean"},
    {"choice": "supply_order", "value": "on_site | grid"},
    {"choice": "cut_off.each", "value": "0.01"},
    {"choice": "rounding.display_significant_digits", "value": "3"},
]


def test_choices_compile_to_a_method(tmp_path: Path) -> None:
    pack_folder(tmp_path, "top", method=METHOD)
    pack_folder(tmp_path, "child", "top", method=[{"choice": "gwp_set", "value": "AR6", **WHY}])
    found = resolved(tmp_path, "child")
    made = found.method
    assert made is not None
    assert (made.id, made.version, made.names) == ("child", "1.0", {"en": "Title of child", "zh": "标题"})
    assert made.source == "nobody, Document child"
    assert (str(made.gwp_set), made.electricity) == ("AR6", ElectricityResolution.ANNUAL_MEAN)
    assert made.supply.order == (SupplyKind.ON_SITE, SupplyKind.GRID)
    assert (made.cut_off.each, made.cut_off.together) == (Decimal("0.01"), None)
    assert made.rounding.display_significant_digits == 3
    held = found.choices["gwp_set"]
    assert (held.pack, held.replaced) == ("child", ("top",))
    assert found.choices["electricity"].pack == "top"


def test_choices_nobody_makes_come_from_the_default_method_and_are_named(tmp_path: Path) -> None:
    pack_folder(tmp_path, "p", method=METHOD)
    found = resolved(tmp_path, "p")
    needed = {name for name, field in MethodFile.model_fields.items() if field.is_required()}
    made = {row["choice"] for row in METHOD}
    assert set(found.defaulted) == needed - made - {"fourfold", "id", "version", "names", "source"}
    default = method("fourfold-default")
    assert found.method is not None
    assert found.method.allocation_order == default.allocation_order
    assert found.method.accepted_gwp_sets == default.accepted_gwp_sets


def test_without_choices_there_is_no_method(tmp_path: Path) -> None:
    pack_folder(tmp_path, "p")
    assert resolved(tmp_path, "p").method is None


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ({"choice": "gwp-set", "value": "AR6"}, "choice-unknown", "choice"),
        ({"choice": "cut_off", "value": "0.01"}, "choice-unknown", "choice"),
        ({"choice": "gwp_set", "value": "AR7"}, "declaration-choice", "value"),
        ({"choice": "cut_off.each", "value": "1.5"}, "share-out-of-range", "value"),
        ({"choice": "cut_off.each", "value": "1,5"}, "number-comma", "value"),
        ({"choice": "supply_order", "value": "on_site | gird"}, "declaration-choice", "value"),
    ],
)
def test_a_choice_that_cannot_be_made_is_reported_at_its_row(
    tmp_path: Path, row: dict[str, str], code: str, column: str
) -> None:
    pack_folder(tmp_path, "p", method=[METHOD[1], row])
    [(found, file, number, at)] = refusals(tmp_path, "p")
    assert (found, file.rpartition("/")[2], number, at) == (code, "method.csv", 3, column)


def test_a_choice_other_than_the_parents_needs_a_reason(tmp_path: Path) -> None:
    pack_folder(tmp_path, "top", method=METHOD)
    pack_folder(tmp_path, "child", "top", method=[{"choice": "gwp_set", "value": "AR6"}])
    assert refusals(tmp_path, "child")[0][::3] == ("choice-without-reason", "reason_en")
    pack_folder(tmp_path, "same", "top", method=[{"choice": "supply_order", "value": "on_site|grid"}])
    assert resolved(tmp_path, "same").choices["supply_order"].pack == "same"


def test_every_field_of_a_method_file_can_be_chosen() -> None:
    assert {"gwp_set", "cut_off.each", "instruments.match", "stages", "result_unit.quantity"} <= set(choice_keys())
    assert not {"id", "names", "fourfold"} & set(choice_keys())
    assert not [key for key in choice_keys() if key.startswith("clauses")]


def test_a_disclosure_of_a_child_stands_in_the_place_of_its_parents(tmp_path: Path) -> None:
    one = {"disclosure": "audience", "clause": "1", "what_en": "audience", "fact": "study.goal.audience"}
    pack_folder(tmp_path, "top", clauses=CLAUSES, disclosures=[one, {**one, "disclosure": "reason"}])
    pack_folder(tmp_path, "child", "top", disclosures=[{**one, "what_en": "readers"}])
    found = resolved(tmp_path, "child").disclosures
    assert [(pack, held.id, held.what["en"]) for pack, held in found] == [
        ("child", "audience", "readers"),
        ("top", "reason", "audience"),
    ]

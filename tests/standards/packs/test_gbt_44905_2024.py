"""The rule of electrolytic aluminium: its examples, what it inherits, and a study of one tonne."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fourfold.core.problems import InputError
from fourfold.standards.pack.model import ReadExtent, ReviewStatus
from support.checked_packs import checked, findings, judged, method_on, verdicts
from support.shipped_packs import examined, in_force, not_chinese, one_sided, shipped
from support.studies import Rows, own_factor, process, uses, write_study

PACK = "gbt-44905-2024"
DAY = date(2025, 6, 30)
OWN = ("unit.one_tonne", "boundary.cradle_to_gate", "cut_off.each", "cut_off.together", "period.calendar_year")


def smelter(
    folder: Path,
    instead: dict[str, Rows] | None = None,
    data_kind: str = "primary",
    amount: str = "1",
    unit: str = "t",
    **changes: Any,
) -> Path:
    """A study of aluminium: 1.9 kg of alumina at 1.2 kg CO2e make a kilogram."""
    tables: dict[str, Rows] = {
        "processes": [process("electrolysis", control="own")],
        "outputs": [{"process": "electrolysis", "flow": "ingot", "name": "Ingot", "amount": "1000", "unit": "t"}],
        "inputs": [uses("electrolysis", "alumina", "1900", "factor", "alumina", "t", data_kind=data_kind)],
        "factors": [own_factor("alumina", "1.2")],
    }
    of_one = {"kind": "declared", "amount": amount, "unit": unit, "names": {"en": "aluminium"}, "flow": "ingot"}
    left_out = [{"id": "packaging", "what": {"en": "Straps"}, "reason": {"en": "Small"}, "estimated_share": "0.009"}]
    said = {"date": "2025-06-30", "unit": of_one, "cut_offs": left_out, "stages": stages("making")}
    return write_study(folder, {**tables, **(instead or {})}, **{**said, **changes})


def stages(*ids: str, role: str = "production") -> list[dict[str, Any]]:
    """Stages of a study, all of one role."""
    return [{"id": name, "names": {"en": name}, "role": role} for name in ids]


def test_every_example_holds_and_every_change_of_a_rule_is_noticed() -> None:
    assert findings(PACK) == []
    assert examined(PACK).changes > 30


def test_all_texts_are_there_in_both_languages() -> None:
    assert one_sided(shipped(PACK)) == []
    assert not_chinese(shipped(PACK)) == []


def test_it_says_how_little_of_the_document_was_read() -> None:
    identity = shipped(PACK).identity
    assert identity.status is ReviewStatus.DRAFT
    assert identity.reading.extent is ReadExtent.SECONDARY
    assert set(identity.unknown) == {"en", "zh"}
    assert all(len(clause.number) <= 1 for clause in shipped(PACK).clauses)


def test_it_holds_from_may_2025_for_unwrought_aluminium() -> None:
    identity = shipped(PACK).identity
    assert identity.document.effective.start == date(2025, 5, 1)
    assert identity.codes == {"hs": ("7601",)}


def test_it_stands_on_the_general_rules_and_adds_its_limits() -> None:
    found = in_force(PACK, DAY)
    assert [pack.id for pack in found.chain] == ["iso-14067-2018", "gbt-24067-2024", PACK]
    method = method_on(PACK, DAY)
    assert (method.cut_off.each, method.cut_off.together) == (Decimal("0.01"), Decimal("0.05"))
    assert (method.result_unit.quantity, method.result_unit.unit) == ("mass", "t")
    assert method.beside_grid_mix
    replaced = {rule.id: rule.replaced for rule in found.requirements if rule.pack == PACK and rule.replaced}
    assert replaced == {
        "period.calendar_year": ("iso-14067-2018#time.seasons",),
        "data.on_site_primary": ("iso-14067-2018#data.own-processes",),
        "pcr.this_one": ("iso-14067-2018#pcr.named",),
    }
    assert [str(role) for role in method.stages] == ["raw-materials", "production"]


def test_a_tonne_of_metal_from_measured_data_meets_its_rules(tmp_path: Path) -> None:
    found = checked(smelter(tmp_path), PACK)
    assert verdicts(found, PACK, *OWN, "data.on_site_primary", "product.kind") == {
        **dict.fromkeys((*OWN, "data.on_site_primary"), "pass"),
        "product.kind": "needs_person",
    }
    result = found.results[0]
    assert result is not None
    assert result.footprint.total_kg_co2e == Decimal(2280)


def test_literature_data_of_the_plant_itself_fail_with_the_process_named(tmp_path: Path) -> None:
    judgement = judged(checked(smelter(tmp_path, data_kind="secondary"), PACK), PACK)["data.on_site_primary"]
    assert judgement.texts["en"] == "Own processes hold rows that are not primary data: electrolysis."
    assert judgement.texts["zh"] == "企业自身过程中有非初级数据的行：electrolysis。"
    assert "set data_kind to primary" in judgement.repair["en"]


@pytest.mark.parametrize(
    ("amount", "unit", "verdict"), [("1000", "kg", "pass"), ("1", "kg", "fail"), ("1", "吨", "pass")]
)
def test_a_tonne_is_a_tonne_however_it_is_written(tmp_path: Path, amount: str, unit: str, verdict: str) -> None:
    found = checked(smelter(tmp_path, amount=amount, unit=unit), PACK)
    assert verdicts(found, PACK, "unit.one_tonne") == {"unit.one_tonne": verdict}


def test_a_study_made_before_it_came_into_force_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        checked(smelter(tmp_path, date="2025-04-30"), PACK)
    assert [problem.kind.code for problem in refused.value.problems] == ["edition-not-in-force"]


def test_what_lies_beyond_the_gate_is_no_part_of_the_figure(tmp_path: Path) -> None:
    away = [process("electrolysis", control="own"), process("away", stage="delivery", control="other", site="")]
    inputs = [
        uses("electrolysis", "alumina", "1900", "factor", "alumina", "t", data_kind="primary"),
        uses("away", "metal", "1000", "process", "metal", "t"),
        uses("away", "wrapping", "10", "factor", "alumina", "t"),
    ]
    outputs = [
        {"process": "electrolysis", "flow": "metal", "name": "Metal", "amount": "1000", "unit": "t"},
        {"process": "away", "flow": "ingot", "name": "Ingot", "amount": "1000", "unit": "t"},
    ]
    tables: dict[str, Rows] = {"processes": away, "inputs": inputs, "outputs": outputs}
    study = smelter(tmp_path, tables, stages=[*stages("making"), *stages("delivery", role="distribution")])
    by_this, by_the_general = checked(study, PACK, "gbt-24067-2024").results
    assert by_this is not None
    assert by_the_general is not None
    assert by_this.footprint.total_kg_co2e == Decimal(2280)
    assert by_the_general.footprint.total_kg_co2e == Decimal(2292)


def test_a_study_that_looked_for_a_rule_and_names_none_is_told_that_this_one_is_there(tmp_path: Path) -> None:
    found = checked(smelter(tmp_path, rules_search={"en": "Two lists, in May 2025"}), PACK)
    assert verdicts(found, PACK, "pcr.this_one") == {"pcr.this_one": "fail"}
    general = judged(checked(tmp_path, "gbt-24067-2024"), "gbt-24067-2024")["pcr.named"]
    assert str(general.verdict) == "pass"


@pytest.mark.parametrize(
    ("codes", "asked", "day", "told"),
    [
        ({"hs": "7601.10"}, ("gbt-24067-2024",), DAY, True),
        ({"hs": "7601.10"}, ("gbt-24067-2024",), date(2025, 4, 30), False),
        ({"hs": "7601.10"}, ("gbt-24067-2024", PACK), DAY, False),
        ({"hs": "7602"}, ("gbt-24067-2024",), DAY, False),
        ({"hs": "76"}, ("gbt-24067-2024",), DAY, False),
        ({}, ("gbt-24067-2024",), DAY, False),
    ],
)
def test_a_check_by_the_general_rules_says_that_there_is_a_rule_for_the_product(
    tmp_path: Path, codes: dict[str, str], asked: tuple[str, ...], day: date, told: bool
) -> None:
    study = smelter(tmp_path, product={"names": {"en": "Aluminium"}, "codes": codes})
    notes = checked(study, *asked, day=day).reports[0].notes
    said = [note for note in notes if note.kind.code == "pack-not-asked"]
    assert [note.params["pack"] for note in said] == ([PACK] if told else [])
    assert all(note.params["codes"] == "hs 7601" for note in said)


def test_any_product_rule_that_is_named_is_asked_about(tmp_path: Path) -> None:
    named = [{"document": "A rule of batteries", "edition": "2024", "kind": "pcr", "reason": {"en": "Found"}}]
    found = judged(checked(smelter(tmp_path, rules=named), PACK), PACK)
    assert str(found["pcr.this_one"].verdict) == "pass"
    question = found["pcr.this_one_followed"]
    assert (str(question.verdict), "A rule of batteries" in question.texts["en"]) == ("needs_person", True)

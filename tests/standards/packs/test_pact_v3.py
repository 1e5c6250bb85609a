"""The data rules of PACT version 3: their examples, the dates on which they bind, and studies against them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fourfold.app.comparing import compare_folder
from fourfold.core.problems import InputError
from fourfold.standards.conformity.report import Outcome
from fourfold.standards.pack.model import Modality, ReadExtent, ReviewStatus
from support.checked_packs import checked, findings, judged, method_on, verdicts
from support.outcomes import close
from support.shipped_packs import examined, not_chinese, one_sided, shipped
from support.studies import Rows, emits, own_factor, process, uses, write_study

PACK = "pact-v3"
LFP = Path(__file__).resolve().parents[3] / "examples" / "lfp-cell"
RATED = "2;2;2;2;2"
FULL: dict[str, Any] = {
    "company": {"names": {"en": "Works"}, "identifiers": ["urn:example:company:1"]},
    "product": {
        "names": {"en": "Product"},
        "identifiers": ["urn:example:product:1"],
        "mass_per_unit": {"amount": "1", "unit": "kg"},
    },
    "boundary": {"kind": "cradle-to-gate", "description": {"en": "From ore to product"}},
    "rules": [{"document": "ISO 14067:2018", "kind": "core"}, {"document": "A sector rule", "kind": "pcr"}],
    "scope": {
        "packaging": {"en": "None is used"},
        "carbon_capture": {"en": "None is included"},
        "geography": {"en": "China"},
        "fossil_carbon_kg": "0",
    },
    "validity": {"until": "2028-01-01"},
    "stages": [
        {"id": "making", "names": {"en": "Making"}, "role": "production"},
        {"id": "use", "names": {"en": "Use"}, "role": "use"},
        {"id": "end", "names": {"en": "End of life"}, "role": "end-of-life"},
    ],
}


def product(folder: Path, amount: str = "5", **changes: Any) -> Path:
    """A product of fossil emissions and one material whose source is split by line, under AR6."""
    steel = own_factor("steel", "2", line="fossil", gwp_set="AR6", quality=RATED)
    row = uses("making", "steel", amount, "factor", "steel", quality=RATED)
    tables: dict[str, Rows] = {
        "processes": [process("making")],
        "outputs": [{"process": "making", "flow": "product", "name": "P", "amount": "10", "unit": "kg"}],
        "inputs": [row],
        "emissions": [emits("making", "stack", "CO2", "3", quality=RATED)],
        "factors": [steel],
    }
    return write_study(folder, tables, **{**FULL, "date": "2026-06-30", **changes})


def test_every_example_holds_and_every_change_of_a_rule_is_noticed() -> None:
    assert findings(PACK) == []
    assert examined(PACK).changes > 120


def test_all_texts_are_there_in_both_languages() -> None:
    assert one_sided(shipped(PACK)) == []
    assert not_chinese(shipped(PACK)) == []


def test_sections_are_numbered_as_the_specification_points_to_them() -> None:
    pack = shipped(PACK)
    assert (pack.identity.status, pack.identity.reading.extent) == (ReviewStatus.DRAFT, ReadExtent.PARTIAL)
    confirmed = [clause for clause in pack.clauses if clause.status == "confirmed"]
    assert [clause.number for clause in confirmed] == [clause.id for clause in confirmed]
    unread = [clause.id for clause in pack.clauses if not clause.number]
    assert unread == ["electricity", "calculation"]


def test_the_former_ceiling_of_exempted_emissions_warns_and_does_not_bind() -> None:
    rules = {rule.id: rule for rule in shipped(PACK).requirements}
    assert rules["exemptions.above_five_per_cent"].modality is Modality.SHOULD
    assert method_on(PACK, date(2026, 6, 30)).cut_off.together is None


def test_a_study_that_says_everything_is_conformant(tmp_path: Path) -> None:
    found = checked(product(tmp_path), PACK)
    got = verdicts(found, PACK)
    assert "fail" not in got.values()
    assert "unknown" not in got.values()
    assert found.outcome is Outcome.CONFORMANT


@pytest.mark.parametrize(("day", "verdict"), [("2027-12-30", "not_applicable"), ("2027-12-31", "pass")])
def test_ratings_bind_from_the_last_day_of_2027(tmp_path: Path, day: str, verdict: str) -> None:
    found = checked(product(tmp_path, date=day), PACK)
    assert verdicts(found, PACK, "data.quality_ratings") == {"data.quality_ratings": verdict}


@pytest.mark.parametrize(
    ("until", "verdict"),
    [("2028-01-01", "pass"), ("2028-01-02", "fail"), ("2025-01-01", "pass"), ("2024-12-31", "fail")],
)
def test_a_result_is_valid_for_three_years_at_most(tmp_path: Path, until: str, verdict: str) -> None:
    found = checked(product(tmp_path, validity={"until": until}), PACK)
    assert verdicts(found, PACK, "validity.at_most_three_years") == {"validity.at_most_three_years": verdict}


@pytest.mark.parametrize(("share", "verdict"), [("0.05", "pass"), ("0.06", "fail"), (None, "unknown")])
def test_more_than_five_per_cent_exempted_is_a_warning(tmp_path: Path, share: str | None, verdict: str) -> None:
    left_out = {"id": "office", "what": {"en": "Offices"}, "reason": {"en": "Small"}}
    given = left_out if share is None else {**left_out, "estimated_share": share}
    found = checked(product(tmp_path, cut_offs=[given]), PACK)
    judgement = judged(found, PACK)["exemptions.above_five_per_cent"]
    assert (str(judgement.verdict), str(judgement.severity)) == (verdict, "warn")


def test_the_example_cell_is_told_what_it_lacks() -> None:
    found = checked(LFP, PACK)
    got = verdicts(found, PACK)
    assert {name for name, verdict in got.items() if verdict == "fail"} == {
        "gwp.latest",
        "lines.split",
        "lines.fossil_carbon",
    }
    assert {name for name, verdict in got.items() if verdict == "unknown"} == {
        "exemptions.share",
        "exemptions.above_five_per_cent",
    }
    split = judged(found, PACK)["lines.split"]
    said = split.texts
    assert str(split.severity) == "warn"
    assert got["lines.split_judged"] == "needs_person"
    assert said["en"].startswith("72.6")
    assert "CO2e per declared unit come from sources that do not say what is fossil" in said["en"]
    assert "kg kg" not in said["en"] + said["zh"]


def test_it_holds_since_the_day_it_was_launched(tmp_path: Path) -> None:
    assert checked(product(tmp_path, date="2025-04-30"), PACK).outcome is Outcome.CONFORMANT
    with pytest.raises(InputError):
        checked(product(tmp_path, date="2025-04-29"), PACK)


def whole_life(folder: Path) -> Path:
    """A product with 1.3 kg CO2e per kg up to the gate, 4 in use and 0.5 at its end of life."""
    tables: dict[str, Rows] = {
        "processes": [process("making"), process("using", stage="use"), process("burning", stage="end")],
        "outputs": [
            {"process": "making", "flow": "made", "name": "M", "amount": "10", "unit": "kg"},
            {"process": "using", "flow": "used", "name": "U", "amount": "10", "unit": "kg"},
            {"process": "burning", "flow": "product", "name": "P", "amount": "10", "unit": "kg"},
        ],
        "inputs": [
            uses("making", "steel", "5", "factor", "steel", quality=RATED),
            uses("using", "made", "10", "process", "made", quality=RATED),
            uses("burning", "used", "10", "process", "used", quality=RATED),
        ],
        "emissions": [
            emits("making", "stack", "CO2", "3", quality=RATED),
            emits("using", "engine", "CO2", "40", quality=RATED),
            emits("burning", "fire", "CO2", "5", quality=RATED),
        ],
        "factors": [own_factor("steel", "2", line="fossil", gwp_set="AR6", quality=RATED)],
    }
    boundary = {"kind": "cradle-to-grave", "description": {"en": "All of its life"}}
    return write_study(folder, tables, **{**FULL, "date": "2026-06-30", "boundary": boundary})


def test_use_and_end_of_life_are_no_part_of_its_figure(tmp_path: Path) -> None:
    comparison, _ = compare_folder(whole_life(tmp_path), ["iso-14067-2018", PACK])
    footprint = comparison.sides[0]
    whole, gate = (figure.total_kg_co2e for figure in footprint.figures)
    assert close(whole, Decimal("5.8"))
    assert close(gate, Decimal("1.3"))
    steps = {step.groups[0].id: step.total_kg_co2e for step in footprint.decompositions[0].steps}
    assert close(steps["stages"], Decimal("-4.5"))


def test_sources_that_do_not_split_are_a_question_and_no_verdict(tmp_path: Path) -> None:
    folder = product(tmp_path)
    path = folder / "tables" / "factors.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",fossil,", ",unsplit,"), encoding="utf-8")
    found = checked(folder, PACK)
    assert verdicts(found, PACK, "lines.split", "lines.split_judged") == {
        "lines.split": "fail",
        "lines.split_judged": "needs_person",
    }
    assert found.outcome is Outcome.UNDETERMINED
    assert "(steel)" in judged(found, PACK)["lines.split_judged"].texts["en"]


@pytest.mark.parametrize(("carbon", "verdict"), [("0", "fail"), ("0.45", "pass")])
def test_carbon_in_the_product_is_held_against_what_was_taken_up(tmp_path: Path, carbon: str, verdict: str) -> None:
    """1.815 kg taken up and 0.165 kg given off for 1 kg: (1.815 - 0.165) * 12 / 44 = 0.45 kg of carbon."""
    tables: dict[str, Rows] = {
        "processes": [process("making")],
        "outputs": [{"process": "making", "flow": "product", "name": "P", "amount": "1", "unit": "kg"}],
        "emissions": [
            emits("making", "growth", "CO2", "1.815", origin="removal", quality=RATED),
            emits("making", "bark", "CO2", "0.165", origin="biogenic", quality=RATED),
        ],
    }
    stated = {**FULL, "scope": {**FULL["scope"], "biogenic_carbon_kg": carbon}, "date": "2026-06-30"}
    found = checked(write_study(tmp_path, tables, **stated), PACK)
    assert verdicts(found, PACK, "lines.biogenic_balance") == {"lines.biogenic_balance": verdict}

"""The data rules of PACT version 3: their examples, the dates on which they bind, and studies against them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fourfold.core.problems import InputError
from fourfold.standards.conformity.report import Outcome
from fourfold.standards.pack.model import Modality, ReadExtent, ReviewStatus
from support.checked_packs import checked, findings, judged, method_on, verdicts
from support.shipped_packs import examined, not_chinese, one_sided, shipped
from support.studies import Rows, emits, own_factor, process, uses, write_study

PACK = "pact-v3"
LFP = Path(__file__).resolve().parents[3] / "examples" / "lfp-cell"
RATED = "2;2;2;2;2"
FULL = {
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
    said = judged(found, PACK)["lines.split"].texts
    assert said["en"].startswith("72.6")
    assert "CO2e per declared unit come from sources that do not say what is fossil" in said["en"]
    assert "kg kg" not in said["en"] + said["zh"]


def test_it_holds_since_the_day_it_was_launched(tmp_path: Path) -> None:
    assert checked(product(tmp_path, date="2025-04-30"), PACK).outcome is Outcome.CONFORMANT
    with pytest.raises(InputError):
        checked(product(tmp_path, date="2025-04-29"), PACK)

"""The electricity rule of the GHG Protocol, in the edition of 2015 and in the draft of 2025: two days by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from fourfold.app.checking import Checked
from fourfold.standards.conformity.report import Outcome
from fourfold.standards.pack.model import PackKind, ReviewStatus
from support.checked_packs import checked, findings, judged, method_on, verdicts
from support.instruments import instrument
from support.outcomes import close
from support.power_studies import TWO_DAYS, interval_file, meter_row, metered, power_tables, series_row
from support.shipped_packs import examined, not_chinese, one_sided, shipped
from support.studies import own_factor, write_study

OLD, DRAFT = "ghgp-scope2-2015", "ghgp-scope2-draft-2025"
BOTH = ("2024-03-01", "2024-03-03")
DAY = date(2026, 6, 30)
SAID: dict[str, Any] = {"scope": {"electricity": {"en": "A certificate for half, the rest as the edition says"}}}
EXPLAINED = {"date": "2026-06-30", **SAID}
REST = {"residual_factor": "mix", "fossil_factor": "coal"}
HOUR = ("2024-03-01T05:00", "2024-03-01T06:00")


def works(
    folder: Path, *instruments: dict[str, object], electricity: dict[str, str] | None = None, **more: Any
) -> Path:
    """48 hours at 1 kWh for 10 kg of product; the grid at 0.4 on the first day and 0.8 on the second."""
    interval_file(folder, "meters/m.csv", {"kwh": ["1"] * 48})
    interval_file(folder, "series/s.csv", {"factor": ["0.4"] * 24 + ["0.8"] * 24})
    factors = [own_factor("wind", "0.01", "kWh"), own_factor("mix", "0.7", "kWh"), own_factor("coal", "1", "kWh")]
    held = [{"retired_for": "Test works, March 2024", **row} for row in instruments]
    tables = power_tables(
        [metered("main", "e", "m")],
        meters=[meter_row("m")],
        series=[series_row("s")],
        instruments=held,
        factors=factors,
    )
    return write_study(folder, tables, **{"period": TWO_DAYS, "electricity": electricity or {}, **EXPLAINED, **more})


def _hourly(held: dict[str, object], pack: str) -> dict[str, object]:
    """The same instrument as the edition counts it: over the period, or for an hour."""
    return held if pack == OLD else {**held, **instrument("gc", 1, *HOUR), "retired_for": held["retired_for"]}


def per_day(found: Checked) -> Decimal:
    """kg CO2e of the two days: 10 declared units."""
    result = found.results[0]
    assert result is not None
    return result.footprint.total_kg_co2e * 10


@pytest.mark.parametrize("pack", [OLD, DRAFT])
def test_every_example_holds_and_every_change_of_a_rule_is_noticed(pack: str) -> None:
    assert findings(pack) == []
    assert examined(pack).changes > 80


@pytest.mark.parametrize("pack", [OLD, DRAFT])
def test_all_texts_are_there_in_both_languages(pack: str) -> None:
    assert one_sided(shipped(pack)) == []
    assert not_chinese(shipped(pack)) == []


def test_both_are_editions_of_one_standard_and_only_the_old_one_is_in_force() -> None:
    old, draft = shipped(OLD).identity, shipped(DRAFT).identity
    assert old.standard == draft.standard == "ghgp-scope2"
    assert (old.kind, draft.kind) == (PackKind.SUPPLY, PackKind.SUPPLY)
    assert old.document.effective.holds(DAY)
    assert draft.document.effective.start is None
    assert (old.status, draft.status) == (ReviewStatus.DRAFT, ReviewStatus.DRAFT)


def test_the_orders_and_criteria_differ_as_the_editions_do() -> None:
    old, draft = method_on(OLD, DAY), method_on(DRAFT, DAY)
    assert [str(kind) for kind in old.supply.order] == [
        "on_site", "direct_line", "instruments", "supplier_product", "residual", "grid",
    ]  # fmt: skip
    assert [str(kind) for kind in draft.supply.order] == [
        "on_site", "direct_line", "instruments", "standard_supply", "residual", "fossil",
    ]  # fmt: skip
    assert [str(one.supply.instruments.match) for one in (old, draft)] == ["year", "hour"]
    assert [str(one.supply.instruments.area) for one in (old, draft)] == ["country", "area"]
    assert [str(one.electricity) for one in (old, draft)] == ["annual-mean", "hourly"]
    assert old.beside_grid_mix
    assert draft.beside_grid_mix


def test_in_2015_an_annual_certificate_covers_half_and_the_residual_mix_the_rest(tmp_path: Path) -> None:
    """24 kWh at 0.01 and 24 kWh at 0.7; by location all 48 kWh at the mean of 0.6."""
    held = instrument("gec", 24, *BOTH)
    found = checked(works(tmp_path, held, electricity={"residual_factor": "mix"}), OLD)
    assert close(per_day(found), Decimal("0.24") + Decimal("16.8"))
    said = judged(found, OLD)["figures.both"].texts["en"]
    assert said == "Electricity emits 1.704 kg CO2e per declared unit by market and 2.88 kg CO2e by location."
    got = verdicts(found, OLD)
    assert {name for name, verdict in got.items() if verdict == "needs_person"} == {
        "criteria.market_judged",
        "criteria.retired_for_user",
    }
    assert "fail" not in got.values()
    assert found.outcome is Outcome.UNDETERMINED


def test_in_2015_a_person_has_the_last_word_on_instruments_that_count(tmp_path: Path) -> None:
    folder = works(tmp_path, instrument("gec", 24, *BOTH), electricity={"residual_factor": "mix"})
    study = checked(folder, OLD).reports[0].study
    said = {
        "who": "A. Person",
        "role": "verifier",
        "on": "2026-06-30",
        "reason": "Seen in the registry.",
        "study": study,
    }
    asked = ("criteria.market_judged", "criteria.retired_for_user")
    given = [{"pack": OLD, "requirement": name, "verdict": "pass", **said} for name in asked]
    (folder / "answers.yaml").write_text(yaml.safe_dump({"fourfold": "answers/1", "answers": given}), encoding="utf-8")
    assert checked(folder, OLD).outcome is Outcome.CONFORMANT


def test_who_an_instrument_was_retired_for_is_asked_unless_it_is_the_company_by_name(tmp_path: Path) -> None:
    held = instrument("gec", 24, *BOTH, retired_for="Another Company")
    for pack in (OLD, DRAFT):
        folder = works(tmp_path / pack, _hourly(held, pack), electricity=REST)
        question = judged(checked(folder, pack), pack)["criteria.retired_for_user"]
        assert question.texts["en"].startswith("Was every instrument that counts retired for Test works and")
        assert question.texts["en"].endswith("The table says: Another Company.")
        own = _hourly({**held, "retired_for": "Test works"}, pack)
        folder = works(tmp_path / "own" / pack, own, electricity=REST)
        assert verdicts(checked(folder, pack), pack, "criteria.retired_for_user") == {
            "criteria.retired_for_user": "not_applicable"
        }


@pytest.mark.parametrize("pack", [OLD, DRAFT])
def test_one_certificate_in_two_rows_does_not_conform(tmp_path: Path, pack: str) -> None:
    once = instrument("first", 1, *HOUR, issuer="Registry", document="GEC-1")
    again = {**once, "instrument": "again", "name": "Other", "retired_for": "Another Company"}
    found = checked(works(tmp_path, once, again, electricity=REST), pack)
    judgement = judged(found, pack)["criteria.once"]
    assert (str(judgement.verdict), str(judgement.severity)) == ("fail", "block")
    assert "first, again" in judgement.texts["en"]
    assert found.outcome is Outcome.NOT_CONFORMANT


def test_an_hour_across_two_hours_of_the_clock_is_refused_and_told(tmp_path: Path) -> None:
    held = instrument("gc", 1, "2024-03-01T05:30", "2024-03-01T06:30")
    found = checked(works(tmp_path, held, electricity={"fossil_factor": "coal"}), DRAFT)
    assert verdicts(found, DRAFT, "hourly.same_hour", "criteria.all_accepted") == {
        "hourly.same_hour": "pass",
        "criteria.all_accepted": "fail",
    }
    assert close(per_day(found), Decimal(48))


def test_in_the_draft_the_same_certificate_counts_for_nothing(tmp_path: Path) -> None:
    """It stands for two days and not for an hour, so all 48 kWh take the residual mix of 0.7."""
    held = instrument("gec", 24, *BOTH)
    found = checked(works(tmp_path, held, electricity={"residual_factor": "mix", "fossil_factor": "coal"}), DRAFT)
    assert close(per_day(found), Decimal("33.6"))
    judgement = judged(found, DRAFT)["hourly.same_hour"]
    assert (str(judgement.verdict), str(judgement.severity)) == ("fail", "warn")
    assert "cannot be matched by the hour: gec." in judgement.texts["en"]
    assert found.outcome is Outcome.CONFORMANT


def test_in_the_draft_a_certificate_of_an_hour_covers_that_hour_and_fossil_power_the_rest(tmp_path: Path) -> None:
    held = instrument("gc-5", 1, *HOUR, kind="granular-certificate")
    found = checked(works(tmp_path, held, electricity={"fossil_factor": "coal"}), DRAFT)
    assert close(per_day(found), Decimal("47.01"))
    assert verdicts(found, DRAFT, "hourly.same_hour", "deliverability.same_area", "rest.residual_before_fossil") == {
        "hourly.same_hour": "pass",
        "deliverability.same_area": "pass",
        "rest.residual_before_fossil": "pass",
    }


def test_a_plant_of_another_province_is_in_the_market_of_2015_and_not_deliverable_in_the_draft(tmp_path: Path) -> None:
    held = instrument("gc-5", 1, *HOUR, area="CN-QH")
    folder = works(tmp_path, held, electricity={"fossil_factor": "coal"})
    assert verdicts(checked(folder, OLD), OLD, "criteria.market") == {"criteria.market": "pass"}
    found = checked(folder, DRAFT)
    assert verdicts(found, DRAFT, "deliverability.same_area") == {"deliverability.same_area": "fail"}
    assert close(per_day(found), Decimal(48))


@pytest.mark.parametrize(
    ("flaw", "requirement"),
    [
        ({"attributes": "not-conveyed"}, "criteria.conveys"),
        ({"sole_claim": "no"}, "criteria.sole_claim"),
        ({"retired": "no"}, "criteria.retired"),
        ({"area": "DE"}, "criteria.market"),
    ],
)
def test_an_instrument_that_fails_a_criterion_is_left_out_and_told(
    tmp_path: Path, flaw: dict[str, str], requirement: str
) -> None:
    """Without it all 48 kWh take the grid mean of 0.6; the figure stays right, so it is a warning."""
    found = checked(works(tmp_path, instrument("gec", 24, *BOTH, **flaw)), OLD)
    assert close(per_day(found), Decimal("28.8"))
    got = {name for name, verdict in verdicts(found, OLD).items() if verdict == "fail"}
    assert got == {requirement, "criteria.all_accepted"}
    assert found.outcome is Outcome.UNDETERMINED


def test_whether_a_residual_mix_is_published_is_asked_where_the_grid_average_counts(tmp_path: Path) -> None:
    found = checked(works(tmp_path), OLD)
    waiting = {name for name, verdict in verdicts(found, OLD).items() if verdict == "needs_person"}
    assert waiting == {"residual.none_published"}
    assert found.outcome is Outcome.UNDETERMINED
    named = checked(works(tmp_path / "named", electricity={"residual_factor": "mix"}), OLD)
    assert verdicts(named, OLD, "residual.none_published") == {"residual.none_published": "not_applicable"}


def test_grid_power_without_a_word_on_electricity_does_not_conform(tmp_path: Path) -> None:
    found = checked(works(tmp_path, scope={}), OLD)
    assert verdicts(found, OLD, "figures.explained") == {"figures.explained": "fail"}
    assert found.outcome is Outcome.NOT_CONFORMANT


def test_the_draft_cannot_be_calculated_without_a_residual_mix_or_a_fossil_factor(tmp_path: Path) -> None:
    found = checked(works(tmp_path), DRAFT)
    assert found.results == (None,)
    assert [problem.kind.code for problem in found.reports[0].problems] == ["supply-factor-missing"]
    assert found.outcome is Outcome.UNDETERMINED

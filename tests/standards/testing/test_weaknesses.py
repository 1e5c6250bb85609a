"""Packs that are weak on purpose: each weakness is found, and the same pack without it is good."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from fourfold.core.problems import Problems
from fourfold.standards.conformity.report import Verdict
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.testing.findings import Finding
from fourfold.standards.testing.tester import PackTest, examine
from support.small_packs import examined, limit, pack_at, write_pack

Examples = Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]]

LIST = "study.cut_offs"
SHARE = f"{LIST}.1.estimated_share"
CUT = {
    "requirement": "cut",
    "applies_when": f"count({LIST}) > 0",
    "test": f"all(c.estimated_share < param.limit for c in {LIST})",
}
EDGES: Examples = {
    "pass-below": ({SHARE: "0.009"}, {"cut": "pass"}),
    "fail-at-limit": ({SHARE: "0.01"}, {"cut": "fail"}),
    "fail-second": ({SHARE: "0.001", f"{LIST}.2.estimated_share": "0.05"}, {"cut": "fail"}),
    "unknown-share": ({SHARE: ""}, {"cut": "unknown"}),
    "not-applicable-nothing": ({LIST: "none"}, {"cut": "not_applicable"}),
}
AUDIENCE = {"requirement": "audience", "test": "present(study.goal.audience)"}
TOLD: Examples = {
    "pass-told": ({"study.goal.audience": "buyers"}, {"audience": "pass"}),
    "fail-not-told": ({"study.goal.audience": "n/a"}, {"audience": "fail"}),
}


def without(examples: Examples, *names: str) -> Examples:
    return {name: example for name, example in examples.items() if name not in names}


def codes(test: PackTest) -> set[str]:
    return {finding.problem.kind.code for finding in test.findings}


def the(test: PackTest, code: str) -> Finding:
    (found,) = [finding for finding in test.findings if finding.problem.kind.code == code]
    return found


def test_a_good_pack_has_no_findings(tmp_path: Path) -> None:
    test = examined(write_pack(tmp_path / "good", [CUT, AUDIENCE], {**EDGES, **TOLD}, [limit("0.01")]))
    assert test.findings == ()
    assert test.ok
    assert test.changes > 10
    assert not test.survivors
    assert [trial.got for trial in test.trials.done] == [trial.expected for trial in test.trials.done]


def test_a_wrong_example_is_told_with_what_came_and_where(tmp_path: Path) -> None:
    examples = {"pass-told": ({"study.goal.audience": "待定"}, {"audience": "pass"})}
    test = examined(write_pack(tmp_path / "weak", [AUDIENCE], examples))
    finding = the(test, "example-wrong")
    assert (finding.example, finding.requirement) == ("pass-told", "audience")
    assert finding.problem.params["got"] == "fail"
    assert finding.problem.place.file.endswith("expected.csv")
    assert finding.problem.place.row == 2
    assert codes(test) == {"example-wrong"}  # what a wrong example would show is not asked
    (trial,) = test.trials.done
    assert trial.judgement.traces


def test_an_example_without_the_limit_itself_is_missed(tmp_path: Path) -> None:
    examples = {**without(EDGES, "fail-at-limit"), "fail-far": ({SHARE: "0.5"}, {"cut": "fail"})}
    test = examined(write_pack(tmp_path / "weak", [CUT], examples, [limit("0.01")]))
    assert {(str(s.change.was), s.change.now) for s in test.survivors} == {
        ("c.estimated_share < param.limit", "c.estimated_share <= param.limit"),
        ("0.01", "0.02"),
    }
    for survivor in test.survivors:
        assert survivor.variant is not None
        assert survivor.variant.changes == ((SHARE, "0.01"),)
        assert survivor.variant.verdict is Verdict.FAIL
        assert survivor.other is Verdict.PASS
    assert not test.ok


def test_an_example_found_missing_makes_the_pack_good_once_it_is_added(tmp_path: Path) -> None:
    examples = {**without(EDGES, "fail-at-limit"), "fail-far": ({SHARE: "0.5"}, {"cut": "fail"})}
    test = examined(write_pack(tmp_path / "weak", [CUT], examples, [limit("0.01")]))
    for number, survivor in enumerate(test.survivors):
        assert survivor.variant is not None
        given = {"base": survivor.variant.case.id, **dict(survivor.variant.changes)}
        examples[f"fail-found-{number}"] = (given, {"cut": survivor.variant.verdict})
    assert examined(write_pack(tmp_path / "mended", [CUT], examples, [limit("0.01")])).findings == ()


def test_a_condition_no_example_needs_is_missed(tmp_path: Path) -> None:
    test = examined(write_pack(tmp_path / "weak", [CUT], without(EDGES, "not-applicable-nothing"), [limit("0.01")]))
    assert "true" in {survivor.change.now for survivor in test.survivors}


def test_all_and_any_are_told_apart_by_a_second_row(tmp_path: Path) -> None:
    test = examined(write_pack(tmp_path / "weak", [CUT], without(EDGES, "fail-second"), [limit("0.01")]))
    (survivor,) = test.survivors
    assert survivor.change.now.startswith("any(")
    assert survivor.variant is not None
    assert survivor.variant.changes[0][0].startswith(f"{LIST}.2.")


def test_a_sum_is_brought_to_its_limit(tmp_path: Path) -> None:
    rule = {"requirement": "sum", "test": f"count({LIST}) > 0 and sum(c.estimated_share for c in {LIST}) <= param.all"}
    two = {SHARE: "0.01", f"{LIST}.2.estimated_share": "0.013"}
    examples = {
        "pass-little": (two, {"sum": "pass"}),
        "fail-much": ({SHARE: "0.5"}, {"sum": "fail"}),
        "fail-none": ({LIST: "none"}, {"sum": "fail"}),
        "unknown-share": ({SHARE: ""}, {"sum": "unknown"}),
    }
    test = examined(write_pack(tmp_path / "weak", [rule], examples, [limit("0.05", "all")]))
    moved = {s.change.now: s.variant.changes for s in test.survivors if s.variant is not None}
    assert moved["sum(c.estimated_share for c in study.cut_offs) < param.all"] == ((SHARE, "0.037"),)


def test_dates_are_brought_to_each_other(tmp_path: Path) -> None:
    rule = {"requirement": "valid", "test": "study.validity.until > study.date"}
    day = {"study.date": "2025-01-01"}
    examples = {
        "pass-later": ({**day, "study.validity.until": "2028-01-01"}, {"valid": "pass"}),
        "fail-earlier": ({**day, "study.validity.until": "2020-01-01"}, {"valid": "fail"}),
        "unknown-end": (day, {"valid": "unknown"}),
    }
    test = examined(write_pack(tmp_path / "weak", [rule], examples))
    (survivor,) = test.survivors
    assert survivor.change.now == "study.validity.until >= study.date"
    assert survivor.variant is not None
    assert survivor.variant.verdict is Verdict.FAIL


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_days_like_others(day: str, tmp_path: Path) -> None:
    rule = {"requirement": "a", "test": "study.date != param.day"}
    examples: Examples = {
        "fail-a": ({"study.date": day}, {"a": "fail"}),
        "pass-a": ({"study.date": "2025-01-01"}, {"a": "pass"}),
    }
    test = examined(write_pack(tmp_path / "ends", [rule], examples, [limit(day, "day", "date")]))
    assert {finding.problem.kind.code for finding in test.findings} == {"no-unknown-example"}
    assert test.changes == 2  # the comparison inverted, the day moved to its one neighbour


@pytest.mark.parametrize("mass", ["1e-30", "1e30", "0.3333333333333333333333333333333333333333", "-7"])
def test_numbers_of_any_size_are_moved(mass: str, tmp_path: Path) -> None:
    rule = {
        "requirement": "a",
        "test": "study.product.mass_kg / study.product.mass_kg * study.product.mass_kg > param.m",
    }
    examples: Examples = {"fail-a": ({"study.product.mass_kg": mass}, {"a": "fail"})}
    test = examined(write_pack(tmp_path / "sizes", [rule], examples, [limit("1e30", "m", "kg")]))
    assert not test.ok


@pytest.mark.parametrize(
    ("test", "given"),
    [
        ("count(study.inputs) >= 0", {"study.inputs.1.name": "steel"}),
        ("study.unit.amount == study.unit.amount", {"study.unit.amount": "1"}),
        ("present(study.title) or not present(study.title)", {"study.title": "Cell"}),
    ],
)
def test_a_rule_that_cannot_fail_is_found(test: str, given: dict[str, str], tmp_path: Path) -> None:
    examples = {"pass-a": (given, {"a": "pass"})}
    assert "cannot-fail" in codes(
        examined(write_pack(tmp_path / "weak", [{"requirement": "a", "test": test}], examples))
    )


def test_a_rule_that_cannot_pass_is_found(tmp_path: Path) -> None:
    rule = {"requirement": "a", "test": "present(study.title) and not present(study.title)"}
    examples = {"fail-a": ({"study.title": "Cell"}, {"a": "fail"})}
    assert "cannot-pass" in codes(examined(write_pack(tmp_path / "weak", [rule], examples)))


def test_a_missing_example_is_told_with_one_that_would_do(tmp_path: Path) -> None:
    test = examined(write_pack(tmp_path / "no-fail", [AUDIENCE], without(TOLD, "fail-not-told")))
    assert the(test, "no-fail-example").problem.params["facts"] == "study.goal.audience = “”"
    test = examined(write_pack(tmp_path / "no-pass", [AUDIENCE], without(TOLD, "pass-told")))
    assert str(the(test, "no-pass-example").problem.params["facts"]).startswith("study.goal.audience = ")
    assert codes(examined(write_pack(tmp_path / "none", [AUDIENCE], {}))) == {"requirement-without-examples"}


def test_what_a_rule_does_without_data_is_asked_for(tmp_path: Path) -> None:
    test = examined(write_pack(tmp_path / "weak", [CUT], without(EDGES, "unknown-share"), [limit("0.01")]))
    finding = the(test, "no-unknown-example")
    assert finding.problem.params["fact"] == SHARE
    assert not finding.is_fault
    assert test.ok


def test_a_rule_that_never_applies_is_found(tmp_path: Path) -> None:
    rule = {**AUDIENCE, "applies_when": 'study.unit.kind == "functional"'}
    given = {"study.goal.audience": "buyers", "study.unit.kind": "declared"}
    test = examined(
        write_pack(tmp_path / "weak", [rule], {"not-applicable-a": (given, {"audience": "not_applicable"})})
    )
    assert "never-applies" in codes(test)


def test_a_condition_that_can_never_be_true_is_found_also_where_it_cannot_be_told(tmp_path: Path) -> None:
    contradiction = 'study.unit.kind == "functional" and study.unit.kind == "declared"'
    rule = {**AUDIENCE, "applies_when": contradiction}
    examples = {"unknown-a": ({"study.goal.audience": "buyers"}, {"audience": "unknown"})}
    found = codes(examined(write_pack(tmp_path / "weak", [rule], examples)))
    assert "never-applies" in found
    assert not {"cannot-pass", "cannot-fail"} & set(found)


def test_a_presence_test_that_compares_with_nothing_is_refused(tmp_path: Path) -> None:
    rule = {"requirement": "a", "test": 'study.goal.audience != ""'}
    problems = Problems()
    pack = pack_at(write_pack(tmp_path / "weak", [rule], {}))
    assert examine(pack, PackLibrary([tmp_path]), problems) is None
    assert problems.errors


def test_counting_rows_that_say_nothing_is_found(tmp_path: Path) -> None:
    given = {"study.rules.1.document": "A product rule"}
    examples: Examples = {"pass-a": (given, {"a": "pass"}), "fail-a": ({"study.rules": "none"}, {"a": "fail"})}
    counted = {"requirement": "a", "test": "count(study.rules) > 0"}
    finding = the(examined(write_pack(tmp_path / "weak", [counted], examples)), "filler-passes")
    assert finding.problem.params["fact"] == "study.rules"
    read = {"requirement": "a", "test": "any(present(r.document) for r in study.rules)"}
    more: Examples = {**examples, "pass-b": ({**given, "study.rules.2.document": "-"}, {"a": "pass"})}
    assert "filler-passes" not in codes(examined(write_pack(tmp_path / "mended", [read], more)))


def test_what_a_person_judges_needs_no_example_unless_it_has_a_condition(tmp_path: Path) -> None:
    asked = {"requirement": "a", "ask_en": "Is it so?", "ask_zh": "是否如此？"}
    assert examined(write_pack(tmp_path / "always", [asked], {})).findings == ()
    sometimes = {**asked, "applies_when": "present(study.title)"}
    assert codes(examined(write_pack(tmp_path / "some", [sometimes], {}))) == {"requirement-without-examples"}
    examples: Examples = {
        "needs-person-a": ({"study.title": "Cell"}, {"a": "needs_person"}),
        "not-applicable-a": ({}, {"a": "not_applicable"}),
    }
    assert examined(write_pack(tmp_path / "both", [sometimes], examples)).findings == ()


def test_verdicts_of_nothing_are_told(tmp_path: Path) -> None:
    examples = {**TOLD, "pass-other": ({}, {"audiense": "pass"})}
    finding = the(examined(write_pack(tmp_path / "weak", [AUDIENCE], examples)), "expected-requirement-unknown")
    assert finding.example == "pass-other"


def test_facts_that_are_wrong_make_a_pack_unusable(tmp_path: Path) -> None:
    pack = pack_at(write_pack(tmp_path / "weak", [AUDIENCE], {"pass-a": ({"study.goal.audiense": "x"}, {})}))
    problems = Problems()
    assert examine(pack, PackLibrary([tmp_path]), problems) is None
    assert [p.kind.code for p in problems] == ["fact-unknown"]


def test_every_dated_value_is_tried_on_its_days(tmp_path: Path) -> None:
    values = [
        limit("0.01", to="2025-01-01"),
        {"parameter": "limit", "from": "2025-01-01", "value": "0.005", "clause": "1"},
    ]
    test = examined(write_pack(tmp_path / "weak", [CUT], EDGES, values))
    finding = the(test, "value-untried")
    assert (finding.problem.params["value"], finding.problem.params["start"]) == ("0.005", "2025-01-01")
    later: Examples = {
        "fail-later": ({SHARE: "0.005", "day": "2025-01-01"}, {"cut": "fail"}),
        "pass-later": ({SHARE: "0.004", "day": "2025-01-01"}, {"cut": "pass"}),
    }
    assert examined(write_pack(tmp_path / "mended", [CUT], {**EDGES, **later}, values)).findings == ()


def test_a_child_shows_the_limits_it_moves_and_only_those(tmp_path: Path) -> None:
    write_pack(tmp_path / "parent", [CUT, AUDIENCE], {**EDGES, **TOLD}, [limit("0.01", stricter="lower")])
    lower = [limit("0.005", stricter="lower")]
    test = examined(write_pack(tmp_path / "silent", [], {}, lower, ["parent"]))
    assert codes(test) == {"parameter-unshown"}
    examples: Examples = {
        "pass-below": ({SHARE: "0.004"}, {"cut": "pass", "audience": "fail"}),
        "fail-at-limit": ({SHARE: "0.005"}, {"cut": "fail"}),
    }
    test = examined(write_pack(tmp_path / "child", [], examples, lower, ["parent"]))
    assert test.findings == ()
    assert test.changes == 2


def test_changes_that_say_the_same_are_warnings(tmp_path: Path) -> None:
    rule = {"requirement": "a", "test": "present(study.title) and (present(study.title) or present(study.goal.reason))"}
    examples: Examples = {
        "pass-a": ({"study.title": "Cell", "study.goal.reason": "r"}, {"a": "pass"}),
        "pass-b": ({"study.title": "Cell"}, {"a": "pass"}),
        "fail-a": ({"study.goal.reason": "r"}, {"a": "fail"}),
        "fail-b": ({}, {"a": "fail"}),
    }
    test = examined(write_pack(tmp_path / "twice", [rule], examples))
    assert codes(test) == {"change-untold"}
    assert test.ok


def test_without_changes_only_examples_are_judged(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "weak", [AUDIENCE], without(TOLD, "fail-not-told"))
    test = examined(folder, change_rules=False)
    assert (test.changes, test.findings, len(test.trials.done)) == (0, (), 1)


def test_of_a_tightening_the_childs_test_is_changed(tmp_path: Path) -> None:
    write_pack(tmp_path / "parent", [AUDIENCE], TOLD)
    tighter = {
        "requirement": "audience",
        "test": "study.goal.comparative or present(study.goal.reason)",
        "change": "tighten",
        "overrides": "parent#audience",
    }
    both = {"study.goal.audience": "buyers", "study.goal.reason": "a question", "study.goal.comparative": "true"}
    examples: Examples = {
        "pass-both": (both, {"audience": "pass"}),
        "fail-parents-test": ({**both, "study.goal.audience": "-"}, {"audience": "fail"}),
    }
    test = examined(write_pack(tmp_path / "child", [tighter], examples, parents=["parent"]))
    assert {survivor.change.now for survivor in test.survivors} >= {
        "study.goal.comparative and present(study.goal.reason)",
        "not study.goal.comparative",
    }
    assert all("audience" not in survivor.change.was for survivor in test.survivors)
    more: Examples = {
        **examples,
        "pass-comparative": ({"base": "pass-both", "study.goal.reason": ""}, {"audience": "pass"}),
        "pass-reason": ({"base": "pass-both", "study.goal.comparative": "false"}, {"audience": "pass"}),
        "fail-neither": (
            {"base": "pass-both", "study.goal.comparative": "false", "study.goal.reason": ""},
            {"audience": "fail"},
        ),
        "unknown-comparative": (
            {"base": "pass-both", "study.goal.comparative": "", "study.goal.reason": ""},
            {"audience": "unknown"},
        ),
    }
    assert examined(write_pack(tmp_path / "mended", [tighter], more, parents=["parent"])).findings == ()


def test_what_the_language_finds_odd_is_a_warning(tmp_path: Path) -> None:
    rule = {**CUT, "applies_when": ""}
    examples: Examples = {**EDGES, "not-applicable-nothing": ({LIST: "none"}, {"cut": "pass"})}
    test = examined(write_pack(tmp_path / "odd", [rule], examples, [limit("0.01")]))
    (finding,) = test.findings
    assert not finding.is_fault
    assert finding.problem.place.column == "test"
    assert LIST in finding.problem.in_english

"""What a child may do to the requirements of its parents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from fourfold.core.problems import Problems
from fourfold.core.words import words
from fourfold.standards.conformity.judge import judge
from fourfold.standards.conformity.report import Verdict
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.resolve import resolve
from fourfold.standards.pack.resolved import InForce
from support.pack_folders import DAY, given, pack_folder, refusals, resolved

TEXT = {"requirement": "audience", "test": "present(study.goal.audience)"}
WHY = {"reason_en": "the document says so", "reason_zh": "文件如此规定"}


def child_of(root: Path, parent: Mapping[str, str], child: Mapping[str, str]) -> None:
    pack_folder(root, "top", requirements=[parent])
    pack_folder(root, "child", "top", requirements=[child])


def codes(root: Path, name: str = "child") -> list[str]:
    return [fault[0] for fault in refusals(root, name)]


def test_a_child_adds(tmp_path: Path) -> None:
    child_of(tmp_path, TEXT, {"requirement": "reason", "test": "present(study.goal.reason)"})
    assert [(rule.pack, rule.id) for rule in resolved(tmp_path, "child").requirements] == [
        ("top", "audience"),
        ("child", "reason"),
    ]


def test_a_child_overrides_with_a_reason(tmp_path: Path) -> None:
    change = {"requirement": "audience.new", "test": "true", "change": "override", "overrides": "top#audience", **WHY}
    child_of(tmp_path, TEXT, change)
    [rule] = resolved(tmp_path, "child").requirements
    assert (rule.pack, rule.id, rule.replaced) == ("child", "audience.new", ("top#audience",))
    assert [test.text for test in rule.tests] == ["true"]


def test_a_grandchild_names_what_it_changes_by_any_of_its_names(tmp_path: Path) -> None:
    pack_folder(tmp_path, "top", requirements=[TEXT])
    first = {**TEXT, "change": "tighten", "overrides": "top#audience", "test": "present(study.goal.reason)"}
    pack_folder(tmp_path, "middle", "top", requirements=[first])
    for name in ("top", "middle"):
        last = {**TEXT, "change": "tighten", "overrides": f"{name}#audience", "test": "present(study.title)"}
        pack_folder(tmp_path, f"by-{name}", "middle", requirements=[last])
        [rule] = resolved(tmp_path, f"by-{name}").requirements
        assert rule.replaced == ("middle#audience", "top#audience")
        assert [test.text for test in rule.tests] == [
            "present(study.title)",
            "present(study.goal.reason)",
            "present(study.goal.audience)",
        ]


def test_a_change_of_an_unknown_requirement_is_refused(tmp_path: Path) -> None:
    child_of(tmp_path, TEXT, {**TEXT, "change": "override", "overrides": "top#audienc", **WHY})
    assert refusals(tmp_path, "child")[0][::3] == ("requirement-change-of-unknown", "overrides")


def test_two_changes_of_one_requirement_are_refused(tmp_path: Path) -> None:
    pack_folder(tmp_path, "top", requirements=[TEXT])
    rows = [
        {"requirement": name, "test": "true", "change": "tighten", "overrides": "top#audience"} for name in ("a", "b")
    ]
    pack_folder(tmp_path, "child", "top", requirements=rows)
    assert "requirement-changed-twice" in codes(tmp_path)


def test_a_new_requirement_with_the_name_of_an_inherited_one_is_refused(tmp_path: Path) -> None:
    child_of(tmp_path, TEXT, TEXT)
    assert refusals(tmp_path, "child")[0][::3] == ("requirement-id-taken", "requirement")


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"modality": "should"}, "modality"),
        ({"severity": "warn"}, "severity"),
        ({"severity": "draft: note"}, "severity"),
    ],
)
@pytest.mark.parametrize("change", ["override", "tighten"])
def test_a_change_may_not_weaken_unless_it_is_justified(
    tmp_path: Path, more: dict[str, str], column: str, change: str
) -> None:
    weaker = {**TEXT, "change": change, "overrides": "top#audience", **WHY, **more}
    child_of(tmp_path / "a", TEXT, weaker)
    assert refusals(tmp_path / "a", "child")[0][::3] == ("requirement-weakened", column)
    child_of(tmp_path / "b", TEXT, {**weaker, "change": "justified"})
    [rule] = resolved(tmp_path / "b", "child").requirements
    assert rule.pack == "child"


OWN = "study.unit.kind == 'functional'"


@pytest.mark.parametrize(("before", "now"), [("", OWN), (OWN, "present(study.goal.reason)"), (OWN, "false")])
@pytest.mark.parametrize("asked", ["test", "ask_en"])
def test_an_override_may_not_apply_elsewhere_unless_it_is_justified(
    tmp_path: Path, before: str, now: str, asked: str
) -> None:
    parent = {"requirement": "audience", asked: "true", "applies_when": before}
    change = {"requirement": "audience", "test": "true", "applies_when": now, "overrides": "top#audience", **WHY}
    child_of(tmp_path / "a", parent, {**change, "change": "override"})
    assert refusals(tmp_path / "a", "child")[0][::3] == ("requirement-condition-changed", "applies_when")
    child_of(tmp_path / "b", parent, {**change, "change": "justified"})
    [rule] = resolved(tmp_path / "b", "child").requirements
    assert rule.applies_when is not None
    assert rule.applies_when.text == now


def test_the_refusal_names_both_conditions(tmp_path: Path) -> None:
    change = {**TEXT, "applies_when": OWN, "change": "override", "overrides": "top#audience", **WHY}
    child_of(tmp_path, TEXT, change)
    problems = Problems()
    library = PackLibrary([tmp_path])
    pack = library.get("child", problems)
    assert pack is not None
    resolve(pack, library, DAY, problems)
    [problem] = problems.errors
    assert (
        words("en").problem(problem)
        == f"audience overrides top#audience and applies elsewhere: {OWN} instead of always"
    )


@pytest.mark.parametrize(
    ("before", "now"), [("", ""), ("", "true"), ("true", ""), (OWN, ""), (OWN, "true"), (OWN, f" ( {OWN} ) ")]
)
def test_an_override_may_apply_where_its_parent_does_or_always(tmp_path: Path, before: str, now: str) -> None:
    change = {**TEXT, "applies_when": now, "change": "override", "overrides": "top#audience", **WHY}
    child_of(tmp_path, {**TEXT, "applies_when": before}, change)
    [rule] = resolved(tmp_path, "child").requirements
    assert (rule.applies_when.text if rule.applies_when else "") == now.strip()


def test_an_override_of_a_tightened_requirement_applies_where_every_part_does(tmp_path: Path) -> None:
    pack_folder(tmp_path, "top", requirements=[TEXT])
    tightened = {**TEXT, "applies_when": OWN, "change": "tighten", "overrides": "top#audience"}
    pack_folder(tmp_path, "middle", "top", requirements=[tightened])
    last = {**TEXT, "applies_when": OWN, "change": "override", "overrides": "middle#audience", **WHY}
    pack_folder(tmp_path, "child", "middle", requirements=[last])
    assert codes(tmp_path) == ["requirement-condition-changed"]


def test_a_requirement_can_be_taken_away_with_a_reason(tmp_path: Path) -> None:
    gone = {"requirement": "audience", "modality": "info", "change": "justified", "overrides": "top#audience", **WHY}
    child_of(tmp_path, TEXT, gone)
    assert resolved(tmp_path, "child").requirements == ()


@pytest.mark.parametrize(("parent", "child"), [("test", "ask_en"), ("ask_en", "test"), ("ask_en", "ask_en")])
def test_only_tests_tighten_tests(tmp_path: Path, parent: str, child: str) -> None:
    change = {"requirement": "a", child: "true", "change": "tighten", "overrides": "top#a"}
    child_of(tmp_path, {"requirement": "a", parent: "true"}, change)
    assert codes(tmp_path) == ["requirement-tighten-no-test"]


def test_parents_that_changed_the_same_requirement_disagree_until_the_child_says_what_holds(tmp_path: Path) -> None:
    pack_folder(tmp_path, "top", requirements=[TEXT])
    for name, fact in (("left", "study.goal.reason"), ("right", "study.title")):
        row = {**TEXT, "test": f"present({fact})", "change": "tighten", "overrides": "top#audience"}
        pack_folder(tmp_path, name, "top", requirements=[row])
    pack_folder(tmp_path, "open", "left", "right")
    assert codes(tmp_path, "open") == ["pack-parents-disagree"]
    settles = {**TEXT, "test": "true", "change": "override", "overrides": "left#audience", **WHY}
    pack_folder(tmp_path, "settled", "left", "right", requirements=[settles])
    [rule] = resolved(tmp_path, "settled").requirements
    assert set(rule.replaced) == {"left#audience", "right#audience", "top#audience"}
    both = {**TEXT, "test": "true", "change": "tighten", "overrides": "right#audience"}
    pack_folder(tmp_path, "all", "left", "right", requirements=[both])
    [rule] = resolved(tmp_path, "all").requirements
    assert {test.text for test in rule.tests} == {
        "true",
        "present(study.goal.reason)",
        "present(study.title)",
        "present(study.goal.audience)",
    }


def test_a_parent_that_replaced_what_the_other_only_inherits_wins(tmp_path: Path) -> None:
    pack_folder(tmp_path, "top", requirements=[TEXT])
    pack_folder(tmp_path, "plain", "top")
    change = {**TEXT, "test": "true", "change": "override", "overrides": "top#audience", **WHY}
    pack_folder(tmp_path, "changed", "top", requirements=[change])
    pack_folder(tmp_path, "child", "plain", "changed")
    [rule] = resolved(tmp_path, "child").requirements
    assert rule.pack == "changed"


YES_NO_OPEN = st.sampled_from(["true", "false", ""])
FACTS = ("study.goal.comparative", "study.tracking.same_rules", "study.scope.delayed_outside_total")


def kleene(condition: str, test: str) -> Verdict:
    """The verdict of one rule, by the table of the reference."""
    if condition != "true":
        return Verdict.UNKNOWN if condition == "" else Verdict.NOT_APPLICABLE
    return {"true": Verdict.PASS, "false": Verdict.FAIL, "": Verdict.UNKNOWN}[test]


@pytest.fixture(scope="module")
def tightened(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, InForce]:
    root = tmp_path_factory.mktemp("packs")
    parent = {"requirement": "r", "applies_when": FACTS[0], "test": FACTS[2]}
    pack_folder(root, "top", requirements=[parent])
    own = {"requirement": "r", "test": "study.period.is_calendar_year", "change": "tighten", "overrides": "top#r"}
    pack_folder(root, "own", "top", requirements=[{**own, "applies_when": FACTS[1]}])
    pack_folder(root, "blank", "top", requirements=[own])
    pack_folder(root, "always", "top", requirements=[{**own, "applies_when": "true"}])
    return {name: resolved(root, name).requirements[0] for name in ("own", "blank", "always")}


@drawn(parent=YES_NO_OPEN, child=YES_NO_OPEN, first=YES_NO_OPEN, second=YES_NO_OPEN)
def test_tightened_both_must_hold_each_where_it_applies(
    tightened: Mapping[str, InForce], parent: str, child: str, first: str, second: str
) -> None:
    facts = given(
        study__goal__comparative=parent,
        study__tracking__same_rules=child,
        study__scope__delayed_outside_total=first,
        study__period__is_calendar_year=second,
    )
    for name, condition in (("own", child), ("blank", parent), ("always", "true")):
        found = {kleene(parent, first), kleene(condition, second)}
        order = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS, Verdict.NOT_APPLICABLE)
        assert judge(tightened[name], facts, {}, "issue").verdict is next(
            verdict for verdict in order if verdict in found
        )

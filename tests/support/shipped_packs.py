"""Packs that come with Fourfold: tested by their own examples, resolved on a day, and studies checked against them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from fourfold.accounting.method import Method
from fourfold.app.checking import Checked, check_folder
from fourfold.core.problems import Problems
from fourfold.standards.conformity.report import Judgement
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.model import RulePack
from fourfold.standards.pack.resolve import resolve
from fourfold.standards.pack.resolved import Resolved
from fourfold.standards.testing.tester import PackTest, examine


@cache
def shipped(pack_id: str) -> RulePack:
    """A shipped pack; whatever reading it finds is spelled out."""
    problems = Problems()
    pack = PackLibrary().get(pack_id, problems)
    assert pack is not None and not list(problems), [problem.in_english for problem in problems]
    return pack


@cache
def examined(pack_id: str) -> PackTest:
    """A shipped pack, tested by its examples and by changes of its rules."""
    problems = Problems()
    found = examine(shipped(pack_id), PackLibrary(), problems)
    assert found is not None and not list(problems), [problem.in_english for problem in problems]
    return found


def findings(pack_id: str) -> list[str]:
    """What testing a shipped pack finds, warnings included."""
    return [finding.problem.in_english for finding in tested(pack_id).findings]


@cache
def resolved_on(pack_id: str, day: date) -> Resolved:
    """A shipped pack with what it inherits, on a day."""
    problems = Problems()
    found = resolve(shipped(pack_id), PackLibrary(), day, problems)
    assert found is not None and not list(problems), [problem.in_english for problem in problems]
    return found


def method_on(pack_id: str, day: date) -> Method:
    """The Method a shipped pack compiles to on a day."""
    found = resolved_on(pack_id, day).method
    assert found is not None
    return found


def checked(folder: Path, *pack_ids: str, day: date | None = None) -> Checked:
    """A study folder against shipped packs."""
    return check_folder(folder, pack_ids, day)


def judged(found: Checked, pack_id: str) -> Mapping[str, Judgement]:
    """What became of each requirement of a pack."""
    report = next(report for report in found.reports if report.resolved.pack.id == pack_id)
    return {judgement.rule.id: judgement for judgement in report.judgements}


def verdicts(found: Checked, pack_id: str, *requirements: str) -> dict[str, str]:
    """Verdicts of requirements of a pack; of all of them where none is named."""
    all_of_them = judged(found, pack_id)
    return {name: str(all_of_them[name].verdict) for name in requirements or all_of_them}

"""Packs tested: which, by what, and what came of it, as values and as a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fourfold.accounting.documents.parts import place_document, problem_document
from fourfold.accounting.documents.result import engine_document
from fourfold.app.outputs import OUTPUT_OVER_INPUT, check_places, same_place
from fourfold.core.canonical import JSON
from fourfold.core.problems import Place, Problem, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.core.words import Lang, in_both, words
from fourfold.formats.vocabulary import closest
from fourfold.standards.conformity.document import trace_json
from fourfold.standards.pack.editions import STANDARD_UNKNOWN
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.model import RulePack
from fourfold.standards.pack.reading import read_pack
from fourfold.standards.testing.findings import Finding
from fourfold.standards.testing.noticing import Survivor
from fourfold.standards.testing.tester import PackTest, examine
from fourfold.standards.testing.trials import Trial

FORMAT = "pack-test/1"


@dataclass(frozen=True, slots=True)
class Examined:
    """Packs tested.

    Attributes:
        tests: one for each pack.
        warnings: what was said while packs were read and resolved.
    """

    tests: tuple[PackTest, ...]
    warnings: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether every pack is good."""
        return all(test.ok for test in self.tests)


def examine_packs(
    names: Sequence[str], roots: Sequence[Path] = (), *, change_rules: bool = True, tick: Tick = no_tick
) -> Examined:
    """Test packs.

    Args:
        names: ids of packs, standards (all their editions) or paths; none for all that ship with Fourfold.
        roots: folders with more packs, such as parents.
        change_rules: whether small changes of rules are tried.
        tick: told of progress.

    Raises:
        InputError: a pack is not there or cannot be used.
    """
    problems = Problems()
    library = PackLibrary(roots)
    wanted = _packs(names or PackLibrary().ids(), library, problems)
    problems.raise_if_errors()
    tests = [examine(pack, library, problems, change_rules=change_rules, tick=tick) for pack in wanted]
    problems.raise_if_errors()
    return Examined(tuple(test for test in tests if test is not None), tuple(problems.sorted()))


def _packs(names: Sequence[str], library: PackLibrary, problems: Problems) -> list[RulePack]:
    found: dict[tuple[str, str], RulePack] = {}
    for name in names:
        for pack in _packs_called(name, library, problems):
            found[pack.id, pack.digest] = pack
    return list(found.values())


def _packs_called(name: str, library: PackLibrary, problems: Problems) -> list[RulePack]:
    if name in library.ids():
        pack = library.get(name, problems)
        return [] if pack is None else [pack]
    if name in library.standards():
        return list(library.editions(name, problems))
    if _is_there(name):
        pack = read_pack(Path(name), problems)
        return [] if pack is None else [pack]
    known = sorted({*library.ids(), *library.standards()})
    problems.error(STANDARD_UNKNOWN, Place(name), found=name, known=", ".join(known), similar=closest(name, known))
    library.report_unreadable(problems)
    return []


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False


def check_output(output: Path, names: Sequence[str]) -> None:
    """Whether a document may stand at a path: never over a pack.

    Raises:
        InputError: it cannot stand there, or would replace a pack or a file of one.
    """
    option = "--json"
    check_places({option: output})
    problems = Problems()
    for path in (Path(name) for name in names if _is_there(name)):
        inside = path.is_dir() and output.exists() and output.resolve().is_relative_to(path.resolve())
        if inside or same_place(output, path):
            problems.error(OUTPUT_OVER_INPUT, Place(option), found=output, option=option)
    problems.raise_if_errors()


def pack_test_document(examined: Examined, lang: Lang) -> dict[str, JSON]:
    """The document of format ``pack-test/1``.

    Args:
        examined: the packs.
        lang: language of `message` and `repair` beside the texts in both.
    """
    return {
        "fourfold": FORMAT,
        "engine": engine_document(),
        "lang": lang,
        "ok": examined.ok,
        "packs": [_pack(test, lang) for test in examined.tests],
        "warnings": [problem_document(problem) for problem in examined.warnings],
    }


def _pack(test: PackTest, lang: Lang) -> JSON:
    identity, trials = test.pack.identity, test.trials
    wrong = sum(not trial.ok for trial in trials.done)
    return {
        "id": test.pack.id,
        "version": identity.version,
        "status": identity.status,
        "digest": test.pack.digest,
        "origin": test.pack.origin,
        "ok": test.ok,
        "examples": {"count": trials.examples, "verdicts": len(trials.done), "wrong": wrong},
        "changes": {
            "tried": test.changes,
            "noticed": test.changes - len(test.survivors),
            "survived": [_survivor(survivor) for survivor in test.survivors],
        },
        "verdicts": [_trial(trial, lang) for trial in trials.done],
        "findings": [_finding(finding, lang) for finding in test.findings],
    }


def _trial(trial: Trial, lang: Lang) -> JSON:
    said: dict[str, JSON] = {
        "example": trial.case.id,
        "requirement": trial.rule.id,
        "pack": trial.rule.pack,
        "expected": trial.expected,
        "got": trial.got,
        "ok": trial.ok,
        "place": place_document(trial.place),
    }
    if not trial.ok:
        said["message"] = words(lang).name(trial.judgement.texts)
        said["trace"] = [trace_json(trace) for trace in trial.judgement.traces]
    return said


def _survivor(survivor: Survivor) -> JSON:
    change, variant = survivor.change, survivor.variant
    told: JSON = None
    if variant is not None and survivor.other is not None:
        told = {
            "like": variant.case.id,
            "facts": dict(variant.changes),
            "verdict": variant.verdict,
            "changed": survivor.other,
        }
    what = str(words("en")("{what}", what=change.what))
    return {"requirement": survivor.rule.id, "what": what, "was": change.was, "now": change.now, "told_by": told}


def _finding(finding: Finding, lang: Lang) -> JSON:
    problem, w = finding.problem, words(lang)
    return {
        "severity": problem.severity,
        "code": problem.kind.code,
        "requirement": finding.requirement,
        "example": finding.example,
        "place": place_document(problem.place),
        "message": w.problem(problem),
        "expected": w.expected(problem),
        "repair": w.repair(problem),
        "texts": dict(in_both(problem.kind.text, problem.params)),
    }

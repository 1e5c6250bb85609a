"""What testing a pack finds: faults (the pack is not good yet) and warnings, each with its repair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fourfold.core.problems import N_, MessageKind, Place, Problem, params_of


@dataclass(frozen=True, slots=True)
class Finding:
    """Something testing a pack found.

    Attributes:
        requirement: the requirement it is about; empty where about the pack.
        example: the example it is about, if one.
        problem: what is the matter, where, and what to do about it; a warning does not spoil the test.
    """

    requirement: str
    example: str
    problem: Problem

    @staticmethod
    def error(
        kind: MessageKind, place: Place, requirement: str, said: Mapping[str, object] | None = None, example: str = ""
    ) -> Finding:
        """A fault; `said` are further fields of its message."""
        return _finding("error", kind, place, (requirement, example), said or {})

    @staticmethod
    def warning(
        kind: MessageKind, place: Place, requirement: str, said: Mapping[str, object] | None = None, example: str = ""
    ) -> Finding:
        """A warning; `said` are further fields of its message."""
        return _finding("warning", kind, place, (requirement, example), said or {})

    @property
    def is_fault(self) -> bool:
        """Whether the pack is not good as long as it stands."""
        return self.problem.severity == "error"


def _finding(
    severity: Literal["error", "warning"],
    kind: MessageKind,
    place: Place,
    about: tuple[str, str],
    said: Mapping[str, object],
) -> Finding:
    requirement, example = about
    params = params_of({"requirement": requirement, "example": example, **said})
    return Finding(requirement, example, Problem(kind, place, params, severity))


REQUIREMENT_UNKNOWN = MessageKind(
    "expected-requirement-unknown",
    N_("{example} expects a verdict of {requirement}, and no such requirement is in force on its day"),
    N_("the id of a requirement of this pack or of one it derives from"),
    N_("correct the id in sheet expected"),
)
EXAMPLE_WRONG = MessageKind(
    "example-wrong",
    N_("{example} expects {expected} of {requirement}, and the rule gives {got}"),
    N_("the verdict the example names"),
    N_("correct the facts of the example if they do not show what it is called after, else the rule"),
)
NO_EXAMPLES = MessageKind(
    "requirement-without-examples",
    N_("no example expects a verdict of {requirement}"),
    N_("at least one example that passes and one that fails"),
    N_("add examples, and name the requirement in sheet expected"),
)
NO_PASS = MessageKind(
    "no-pass-example",
    N_("no example passes {requirement}"),
    N_("at least one example that passes"),
    N_("add one such as {like} with {facts}, which passes"),
)
NO_FAIL = MessageKind(
    "no-fail-example",
    N_("no example fails {requirement}"),
    N_("at least one example that fails"),
    N_("add one such as {like} with {facts}, which fails"),
)
CANNOT_FAIL = MessageKind(
    "cannot-fail",
    N_("nothing was found that fails {requirement}: as it is written it may hold whatever a study says"),
    N_("a rule that some study fails"),
    N_("see whether the rule says what the clause wants. A text that is missing is unknown, not false: ask for it with"
       " present(…)"),
)  # fmt: skip
CANNOT_PASS = MessageKind(
    "cannot-pass",
    N_("nothing was found that passes {requirement}"),
    N_("a rule that some study passes"),
    N_("see whether the rule contradicts itself, then add an example that passes"),
)
NEVER_APPLIES = MessageKind(
    "never-applies",
    N_("{requirement} applies in no example"),
    N_("an example in which its applies_when is true"),
    N_("see whether the condition can be true at all, and add an example in which it is"),
)
NO_UNKNOWN = MessageKind(
    "no-unknown-example",
    N_("no example shows what {requirement} does without {fact}, though it cannot tell then"),
    N_("an example that expects unknown"),
    N_("add one such as {like} without {fact}"),
)
FILLER_PASSES = MessageKind(
    "filler-passes",
    N_("{requirement} passes {example} when {fact} says “{filler}”, and does not pass when nothing stands there"),
    N_("a text that says nothing counts like no text"),
    N_("ask for the text itself with present(…), for rows of a list as any(present(r.text) for r in list)"),
)
CHANGE_UNNOTICED = MessageKind(
    "change-unnoticed",
    N_("no example notices when {what} of {requirement} reads {now} instead of {was}"),
    N_("an example whose verdict such a change alters"),
    N_("add one such as {like} with {facts}: there the rule says {verdict}, the changed one {other}"),
)
CHANGE_UNTOLD = MessageKind(
    "change-untold",
    N_("no example notices when {what} of {requirement} reads {now} instead of {was}, and none was found that would"),
    N_("an example whose verdict such a change alters, or a rule that does not say one thing twice"),
    N_("look whether both mean the same; if so the rule can be said more simply, if not add an example"),
)
VALUE_UNTRIED = MessageKind(
    "value-untried",
    N_("no example expects a verdict of {requirement} on a day on which param.{parameter} is {value}"),
    N_("an example on a day from {start}"),
    N_("give an example that day in column day"),
)
PARAMETER_UNSHOWN = MessageKind(
    "parameter-unshown",
    N_("param.{parameter} decides {requirement} of {pack}, and no example of this pack expects a verdict of it"),
    N_("an example at the limit and one beyond it"),
    N_("add examples, and name {requirement} in sheet expected"),
)

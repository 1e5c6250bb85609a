"""Tables for people: problems, warnings and assumptions in the language asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext

from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.segment import Segment
from rich.text import Text

from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import N_, Problem, harmless
from fourfold.core.words import Lang, words

_spoken: Lang = "en"


def speak(lang: Lang) -> None:
    """Set the language in which the entry point reports input problems of the running verb."""
    global _spoken
    _spoken = lang


def spoken() -> Lang:
    """The language of the running verb."""
    return _spoken


class _Harmless(Console):
    """Prints text of others without what would steer the terminal; only its own styles do that."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else harmless(text, "\n\t"), style, control)


def plain_console(*, stderr: bool = False, soft_wrap: bool = False) -> Console:
    """A console that prints what people wrote as they wrote it: no markup, no emoji names, no colours of its own.

    Control characters, escapes, and signs that cannot be seen are marked (`harmless`).
    """
    return _Harmless(stderr=stderr, soft_wrap=soft_wrap, highlight=False, markup=False, emoji=False)


def show_problems(problems: Sequence[Problem], lang: Lang | None = None) -> None:
    """Print problems to standard error: where, what is the matter, what was expected, how to repair it."""
    w = words(lang or _spoken)
    console = plain_console(stderr=True)
    errors = sum(p.severity == "error" for p in problems)
    for problem in problems:
        style = "bold red" if problem.severity == "error" else "bold yellow"
        mark = w(N_("error")) if problem.severity == "error" else w(N_("warning"))
        place = str(problem.place) or w(N_("the study"))
        console.print(Text.assemble((f"{mark}: ", style), (place, "bold")), soft_wrap=True)
        lines = [w.problem(problem)]
        for label, text in ((N_("expected: {text}"), w.expected(problem)), (N_("repair: {text}"), w.repair(problem))):
            lines += [w(label, text=text)] if text else []
        console.print(Padding(Text("\n".join(lines)), (0, 0, 0, 4)))
    count = w(N_("errors: {errors}, warnings: {warnings}"), errors=errors, warnings=len(problems) - errors)
    console.print(Text(count, style="bold"))


def print_json(document: JSON) -> None:
    """Print a document as canonical JSON, one line, in UTF-8 whatever the terminal's encoding."""
    sys.stdout.buffer.write(canonical_bytes(document) + b"\n")
    sys.stdout.flush()


def significant(value: Decimal, digits: int) -> str:
    """A number at this many significant digits, without exponent: for people, not for files."""
    if not value:
        return "0"
    with localcontext() as context:
        context.prec = digits
        return format(+value, "f")

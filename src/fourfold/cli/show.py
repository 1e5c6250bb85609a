"""Tables for people: problems, warnings and assumptions in the language asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal, localcontext

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import N_, Problem
from fourfold.core.words import Lang, words

_spoken: Lang = "en"


def speak(lang: Lang) -> None:
    """Set the language in which the entry point reports input problems of the running verb."""
    global _spoken
    _spoken = lang


def show_problems(problems: Sequence[Problem], lang: Lang | None = None) -> None:
    """Print problems to standard error: place, what was found, what was expected, how to repair it."""
    w = words(lang or _spoken)
    console = Console(stderr=True, highlight=False, soft_wrap=False)
    errors = sum(p.severity == "error" for p in problems)
    table = Table(title=w(N_("{errors} errors, {warnings} warnings"), errors=errors, warnings=len(problems) - errors))
    table.title_justify = "left"
    for heading in (N_("where"), N_("what"), N_("expected"), N_("repair")):
        table.add_column(w(heading), overflow="fold")
    for problem in problems:
        place = Text(str(problem.place) or "study", style="bold red" if problem.severity == "error" else "yellow")
        cells = (w.problem(problem), w.expected(problem), w.repair(problem))
        table.add_row(place, *(Text(cell) for cell in cells), end_section=True)
    console.print(table)


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

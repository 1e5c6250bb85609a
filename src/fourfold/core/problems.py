"""Errors, warnings and assumptions as values: a kind, parameters and a place (laws 1, 2 and 5).

A room declares the kinds it can report beside the rule that finds them, as English templates marked with ``N_`` so
that the catalogue tool sees them. Nothing is rendered here: `fourfold.core.words` turns a value into English or Chinese
where a person reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar
from unicodedata import category

Lang = Literal["en", "zh"]
Texts: TypeAlias = Mapping[str, str] | Mapping[Lang, str]
"""A text by language."""
Severity = Literal["error", "warning"]
T = TypeVar("T")


def N_(text: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a template for translation and return it unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Term:
    """A parameter that is itself a template and is translated with the message: ``Term(N_("life-cycle CO2e"))``."""

    template: str


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter that a study gives in several languages."""

    names: tuple[tuple[str, str], ...]

    @staticmethod
    def of(names: Texts) -> Named:
        """From a mapping of language to text."""
        return Named(tuple(sorted((str(lang), text) for lang, text in names.items())))


Param: TypeAlias = str | Term | Named


def params_of(values: Mapping[str, object]) -> dict[str, Param]:
    """Parameters of a message: terms and names are kept, everything else is spelled as text."""
    return {key: value if isinstance(value, Term | Named) else str(value) for key, value in values.items()}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the input something stands.

    Attributes:
        file: path relative to the study folder, with forward slashes; empty for the study as a whole.
        row: 1-based row of a table or line of a text file, as an editor or spreadsheet shows it; 0 when the whole file.
        column: column name, or dotted path in a YAML file; empty when the whole row.
        sheet: sheet of a workbook; empty for other files.
    """

    file: str
    row: int = 0
    column: str = ""
    sheet: str = ""

    def at(self, column: str) -> Place:
        """The same row, at one column."""
        return Place(self.file, self.row, column, self.sheet)

    def __str__(self) -> str:
        text = f"{self.file}[{self.sheet}]" if self.sheet else self.file
        if self.row:
            text += f":{self.row}"
        return f"{text} {self.column}".strip()


NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message: a stable code and English templates with named fields.

    Attributes:
        code: lower-case words joined by hyphens; what programs compare.
        text: what is the matter.
        expected: what would have been right; may be empty.
        repair: what to do about it; may be empty for assumptions.
    """

    code: str
    text: str
    expected: str = ""
    repair: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the input: an error (the input cannot be used) or a warning (it can, and this is said).

    Attributes:
        kind: what sort of problem.
        place: where it stands.
        params: the fields of the templates, already spelled. ``found`` is what stood there.
        severity: ``error`` or ``warning``.
    """

    kind: MessageKind
    place: Place
    params: Mapping[str, Param] = field(default_factory=dict)
    severity: Severity = "error"

    @property
    def found(self) -> str:
        """What stood at the place, shortened for display."""
        found = self.params.get("found", "")
        return clip(found) if isinstance(found, str) else ""

    @property
    def in_english(self) -> str:
        """What is the matter, for programs; people are told by `fourfold.core.words`."""
        text = self.kind.text
        for name, value in self.params.items():
            text = text.replace(f"{{{name}}}", clip(_english(value)))
        return text


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something a result rests on that the data did not say: listed in every result that uses it (law 1)."""

    kind: MessageKind
    params: Mapping[str, Param] = field(default_factory=dict)
    places: tuple[Place, ...] = ()


class InputError(Exception):
    """The input cannot be used. Carries every problem found, not the first one.

    As text it is the first of them in English: place, code, what is the matter, and how many more there are.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        if not self.problems:
            return "input cannot be used"
        first = self.problems[0]
        parts = (str(first.place), first.kind.code, first.in_english)
        more = f" (+{len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        return ": ".join(part for part in parts if part) + more


class Problems:
    """Collects problems while reading, so that all are reported at once.

    Files with a systematic fault (a million bad rows) would drown the reader: of each kind in each file and column the
    first `SHOWN_PER_KIND` are kept and the rest are counted.
    """

    SHOWN_PER_KIND = 20

    def __init__(self) -> None:
        self._items: list[Problem] = []
        self._seen: dict[tuple[str, str, str, str], int] = {}

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def error(self, kind: MessageKind, place: Place, **params: object) -> None:
        """Add an error."""
        self.add(Problem(kind, place, params_of(params), "error"))

    def warn(self, kind: MessageKind, place: Place, **params: object) -> None:
        """Add a warning."""
        self.add(Problem(kind, place, params_of(params), "warning"))

    def add(self, problem: Problem) -> None:
        """Add one problem, or count it where its like already fill the list."""
        place = problem.place
        key = (problem.kind.code, place.file, place.sheet, place.column)
        count = self._seen.get(key, 0) + 1
        self._seen[key] = count
        if count <= self.SHOWN_PER_KIND:
            self._items.append(problem)

    def add_all(
        self, kind: MessageKind, found: Sequence[T], describe: Callable[[T], tuple[Place, dict[str, object]]]
    ) -> None:
        """Add an error for each thing found, describing only as many as are shown.

        Args:
            kind: the one kind of all.
            found: what was found, all in one file and column.
            describe: place and parameters of one.
        """
        for thing in found[: self.SHOWN_PER_KIND]:
            place, params = describe(thing)
            self.error(kind, place, **params)
        if len(found) > self.SHOWN_PER_KIND:
            place, _ = describe(found[0])
            self._seen[kind.code, place.file, place.sheet, place.column] += len(found) - self.SHOWN_PER_KIND

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add many."""
        for problem in problems:
            self.add(problem)

    def absorb(self, other: Problems) -> None:
        """Add what another collected, what it only counted included."""
        self.extend(other)
        for key, count in other._seen.items():
            self._seen[key] += max(count - self.SHOWN_PER_KIND, 0)

    @property
    def errors(self) -> list[Problem]:
        """Those that make the input unusable."""
        return [p for p in self._items if p.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        """Those that are only said."""
        return [p for p in self._items if p.severity == "warning"]

    def raise_if_errors(self) -> None:
        """Raise `InputError` with everything collected, in the order of the files, if any of it is an error."""
        if any(p.severity == "error" for p in self._items):
            raise InputError(self.sorted())

    def needed(self, value: T | None) -> T:
        """A value that is missing only where something is wrong.

        Args:
            value: what a reader made, having told here why it made none.

        Raises:
            InputError: with everything collected, if any of it is an error.
            AssertionError: there is no value and nobody told why: a fault of the program, not of the input.
        """
        self.raise_if_errors()
        if value is None:
            raise AssertionError("there is no value, and no error says why")
        return value

    def sorted(self) -> list[Problem]:
        """All problems by file, sheet, row and column, the unlisted repeats added as one closing problem per kind."""
        items = sorted(self._items, key=lambda p: (p.place.file, p.place.sheet, p.place.row, p.place.column))
        for (code, file, sheet, column), count in sorted(self._seen.items()):
            if count > self.SHOWN_PER_KIND:
                severity: Severity = "error"
                params: dict[str, Param] = {"count": str(count - self.SHOWN_PER_KIND), "code": code}
                items.append(Problem(MORE_OF_THE_SAME, Place(file, 0, column, sheet), params, severity))
        return items


MORE_OF_THE_SAME = MessageKind(
    "more-of-the-same",
    N_("{count} further places with the same problem ({code})"),
    repair=N_("repair the ones shown and run again"),
)


def _english(value: Param) -> str:
    if isinstance(value, Term):
        return value.template
    return dict(value.names).get("en", "") if isinstance(value, Named) else value


def harmless(text: str, kept: str = "") -> str:
    """Foreign text with a mark in place of what steers a terminal or cannot be seen.

    Marked are control characters and escapes, signs of no width, signs that turn the direction of writing, and halves
    of characters.

    Args:
        text: any.
        kept: control characters that stay.
    """
    if text.isprintable():
        return text
    mark = "\N{REPLACEMENT CHARACTER}"
    return "".join(c if c.isprintable() or c in kept or category(c) == "Zs" else mark for c in text)


def clip(text: str, most: int = 80) -> str:
    """Shorten foreign text for a message: one line, no control characters, at most `most` characters."""
    line = harmless(text)
    return line if len(line) <= most else line[: most - 1] + "…"

"""Papers: a certificate or a statement as a PDF. Here they are headings, rows and tables of text; typst lays them out.

A paper is a picture of a signed document, never the document: it carries the digest of the JSON it shows, and says that
its status is not printed on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.problems import N_, Texts
from fourfold.core.words import Lang, Words, words
from fourfold.exchange.certificates.code import Code, code_of
from fourfold.exchange.certificates.signs import Pen
from fourfold.exchange.certificates.typesetting import code_data, set_pdf
from fourfold.exchange.report.labels import label
from fourfold.exchange.report.numbers import MINUS

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Cell:
    """A text of a paper.

    Attributes:
        text: already fit to be drawn.
        kind: ``text``, ``code`` (digests, keys: even widths), ``number`` (right-aligned), ``quiet``.
    """

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper: rows of name and values, or a table with a head, and a note below.

    Attributes:
        title: heading.
        rows: of each its cells; without a head the first is the name.
        head: names of columns; empty for rows of name and value.
        note: below.
    """

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    head: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper in one language.

    Attributes:
        lang: language.
        title: what it is.
        issuer: who says it.
        number: by which it is cited.
        bands: what must not be overlooked.
        figure, figure_unit, per: the headline; empty for none.
        sections: in order.
        warning: what is not printed.
        digest: of the JSON document.
        running: name of pages, with ``{page}`` and ``{pages}``.
        code: the code; ``None`` for none.
        date: of the document.
    """

    lang: Lang
    title: str
    issuer: str
    number: str
    bands: tuple[str, ...]
    figure: str
    figure_unit: str
    per: str
    sections: tuple[Section, ...]
    warning: str
    digest: str
    digest_name: str
    running: str
    code: Code | None
    date: datetime


@dataclass(slots=True)
class Writer:
    """Makes cells in one language."""

    lang: Lang
    pen: Pen = field(default_factory=Pen)
    words: Words = field(init=False)

    def __post_init__(self) -> None:
        self.words = words(self.lang)

    def __call__(self, template: str, **params: object) -> str:
        """A text of ours."""
        return self.pen(self.words(template, **params))

    def text(self, text: str) -> Cell:
        """Foreign text."""
        return Cell(self.pen(text) or NOTHING)

    def name(self, names: Texts) -> Cell:
        """A name in the paper's language."""
        return self.text(self.words.name(names))

    def names(self, names: Sequence[Texts]) -> Cell:
        """Names in a row."""
        return self.row_of([self.words.name(one) for one in names])

    def row_of(self, texts: Sequence[str]) -> Cell:
        """Texts that may hold commas, in a row."""
        return self.text(self.words(N_("; ")).join(texts))

    def listed(self, texts: Sequence[str]) -> Cell:
        """Texts in a row."""
        return self.text(", ".join(texts))

    def code(self, text: str) -> Cell:
        """A digest, a key, an address."""
        return Cell(self.pen(text), "code") if text else Cell(NOTHING)

    def number(self, value: Decimal) -> Cell:
        """A decimal, exact, with a true minus sign."""
        return Cell(decimal_text(value).replace("-", MINUS), "number")

    def moment(self, moment: datetime) -> Cell:
        """A moment, UTC."""
        return Cell(f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC")

    def label(self, vocabulary: str, code: str) -> str:
        """The word for a code of the report's vocabularies."""
        return self.pen(label(self.words, vocabulary, code))

    def row(self, name: str, *cells: Cell) -> tuple[Cell, ...]:
        """A row with its name, a template."""
        return Cell(self(name), "quiet"), *cells


def paper_pdf(paper: Paper) -> bytes:
    """The paper as a PDF/A-2u; the same paper gives the same bytes."""
    data: Mapping[str, JSON] = {
        "lang": paper.lang,
        "title": paper.title,
        "issuer": paper.issuer,
        "number": paper.number,
        "bands": [*paper.bands],
        "figure": paper.figure,
        "figure_unit": paper.figure_unit,
        "per": paper.per,
        "sections": [_section(section) for section in paper.sections],
        "warning": paper.warning,
        "digest": paper.digest,
        "digest_name": paper.digest_name,
        "running": paper.running,
        "code": code_data(paper.code),
    }
    return set_pdf("paper.typ", data, paper.date)


def code_for(address: str) -> Code | None:
    """The code of an address, where there is one."""
    return code_of(address) if address else None


def _section(section: Section) -> JSON:
    return {
        "title": section.title,
        "head": [*section.head],
        "rows": [[[cell.text, cell.kind] for cell in row] for row in section.rows],
        "note": section.note,
    }

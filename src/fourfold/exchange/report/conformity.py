"""What a report shows of conformity: for each standard the tree of its clauses, with the verdicts below each clause.

The document is ``conformity/1``. Rules of a parent pack stand in the parent's tree of clauses, so a standard that
derives from another shows both trees, its own first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Words
from fourfold.exchange.report.document import Object, integer_at, names_at, object_at, objects_at, text_at
from fourfold.exchange.report.labels import label

VERDICTS = ("fail", "unknown", "needs_person", "pass", "not_applicable")
"""In the order in which a reader wants them."""


@dataclass(frozen=True, slots=True)
class ClauseNode:
    """A clause with what was judged under it.

    Attributes:
        number: as in the document; empty where unknown.
        heading: its names by language.
        verdicts: of the requirements of the clause itself.
        children: clauses below it that hold any verdict.
    """

    number: str
    heading: Mapping[str, str]
    verdicts: Sequence[Object]
    children: Sequence[ClauseNode]

    def all_verdicts(self) -> Iterator[Object]:
        """Of this clause and of those below it."""
        yield from self.verdicts
        for child in self.children:
            yield from child.all_verdicts()

    @property
    def kinds(self) -> str:
        """The verdicts that stand anywhere below, as class names of the page."""
        found = {text_at(verdict, "verdict") for verdict in self.all_verdicts()}
        return " ".join(f"has-{verdict}" for verdict in VERDICTS if verdict in found)


@dataclass(frozen=True, slots=True)
class PackTree:
    """The clauses of one pack of a standard's lineage."""

    pack: str
    clauses: Sequence[ClauseNode]


@dataclass(frozen=True, slots=True)
class StandardView:
    """A study against one standard.

    Attributes:
        key: a name for the page's own links.
        report: the report in the document.
        counts: verdict and count, in the order of `VERDICTS`.
        trees: clauses with verdicts, the standard's own pack first.
    """

    key: str
    report: Object
    counts: Sequence[tuple[str, int]]
    trees: Sequence[PackTree]


def read_conformity(document: Mapping[str, JSON] | None) -> list[StandardView]:
    """The standards of a conformity document; none where there is no document.

    Raises:
        ResultShapeError: the document is not shaped like one.
    """
    if document is None:
        return []
    by_standard: dict[str, list[Object]] = {}
    for verdict in objects_at(document, "verdicts"):
        by_standard.setdefault(text_at(verdict, "standard"), []).append(verdict)
    return [
        _standard(f"standard-{number}", report, by_standard)
        for number, report in enumerate(objects_at(document, "reports"), start=1)
    ]


def _standard(key: str, report: Object, by_standard: Mapping[str, Sequence[Object]]) -> StandardView:
    name = text_at(object_at(report, "standard"), "id")
    summary = object_at(report, "summary")
    verdicts = by_standard.get(name, ())
    rows = objects_at(report, "clauses")
    packs = list(dict.fromkeys(reversed([text_at(pack, "id") for pack in objects_at(report, "chain")])))
    trees = [PackTree(pack, _children(pack, "", rows, verdicts)) for pack in packs]
    counts = [(verdict, integer_at(summary, verdict)) for verdict in VERDICTS]
    return StandardView(key, report, counts, [tree for tree in trees if tree.clauses])


def _children(pack: str, parent: str, rows: Sequence[Object], verdicts: Sequence[Object]) -> list[ClauseNode]:
    found = []
    for row in rows:
        if text_at(row, "pack") == pack and text_at(row, "parent") == parent:
            clause = text_at(row, "clause")
            own = [v for v in verdicts if (v["pack"], v["clause_id"]) == (pack, clause)]
            node = ClauseNode(
                text_at(row, "number"), names_at(row, "heading"), own, _children(pack, clause, rows, verdicts)
            )
            if node.verdicts or node.children:
                found.append(node)
    return found


def value_text(value: Object, w: Words) -> str:
    """A value of a trace or of evidence as people read it."""
    missing = text_at(value, "missing")
    if missing:
        return label(w, "missing", missing)
    content = value.get("value")
    if isinstance(content, bool):
        return label(w, "flag", "true" if content else "false")
    if isinstance(content, list):
        return w(N_("{count} rows"), count=len(content))
    unit = text_at(value, "unit")
    return f"{content} {unit}" if unit not in ("", "1") else str(content)

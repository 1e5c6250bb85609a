"""What differs between a sealed result and its recomputation, by what it is: from inputs over rules to single items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fourfold.certification.dossier.comparing import Comparison, Leaf
from fourfold.core.canonical import JSON
from fourfold.core.json_shape import Step, spelled


class DifferenceKind(StrEnum):
    """What differs. Causes come before what follows from them, and the whole before its parts."""

    INPUT = "input"
    DECLARATION = "declaration"
    PACK = "pack"
    RULE = "rule"
    FACTOR = "factor"
    DATABASE = "database"
    SUPPLIER = "supplier"
    TOTAL = "total"
    LINE = "line"
    STAGE = "stage"
    PROCESS = "process"
    ITEM = "item"
    ELECTRICITY = "electricity"
    GAS = "gas"
    TREE = "tree"
    SHARE = "share"
    VERDICT = "verdict"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that differs.

    Attributes:
        kind: what it is.
        name: its id: a file, a pack, a factor, a line, a stage, a process, an item, a requirement.
        part: the entry of the dossier it was read from.
        leaves: where in that document, and what stood there; at most `MOST_LEAVES`.
        count: how many leaves there are.
        context: where it belongs: process, stage, factor, file and row of an item.
    """

    kind: DifferenceKind
    name: str
    part: str
    leaves: tuple[Leaf, ...]
    count: int
    context: Mapping[str, str]

    def document(self) -> dict[str, JSON]:
        """As JSON."""
        leaves: list[JSON] = [
            {"path": spelled(leaf.path), "sealed": leaf.sealed, "recomputed": leaf.recomputed, "count": leaf.count}
            for leaf in self.leaves
        ]
        return {
            "kind": str(self.kind),
            "name": self.name,
            "part": self.part,
            "context": dict(self.context.items()),
            "count": self.count,
            "values": leaves,
        }


@dataclass(frozen=True, slots=True)
class DatabaseAnew:
    """A database whose figures a dossier states, solved anew where it is at hand.

    Attributes:
        name, digest: which version of which.
        is_solved: whether that very version was at hand and its datasets were solved again.
        digits: significant digits to which the figures have to agree.
        datasets: how many datasets the study takes.
        differing: figures that do not agree: dataset, line and gas, stated and solved kg CO2e per unit.
    """

    name: str
    digest: str
    is_solved: bool
    digits: int
    datasets: int
    differing: tuple[tuple[str, str, str], ...] = ()

    def document(self) -> dict[str, JSON]:
        """As JSON."""
        return {
            "name": self.name,
            "digest": self.digest,
            "solved": self.is_solved,
            "digits": self.digits,
            "datasets": self.datasets,
            "differing": [{"figure": f, "stated": stated, "solved": solved} for f, stated, solved in self.differing],
        }


MOST_LEAVES = 20
_MOST_TEXT = 400
_NAMED: Mapping[tuple[str, ...], DifferenceKind] = {
    ("study", "files"): DifferenceKind.INPUT,
    ("sources",): DifferenceKind.FACTOR,
    ("method",): DifferenceKind.RULE,
    ("databases",): DifferenceKind.DATABASE,
    ("suppliers",): DifferenceKind.SUPPLIER,
    ("footprint", "lines"): DifferenceKind.LINE,
    ("footprint", "stages"): DifferenceKind.STAGE,
    ("footprint", "processes"): DifferenceKind.PROCESS,
    ("footprint", "contributions"): DifferenceKind.ITEM,
    ("footprint", "gases"): DifferenceKind.GAS,
    ("electricity", "rows"): DifferenceKind.ELECTRICITY,
    ("verdicts",): DifferenceKind.VERDICT,
}
"""Where things with an id of their own stand."""
_WHOLE: Mapping[tuple[str, ...], DifferenceKind] = {
    ("footprint", "total_kg_co2e"): DifferenceKind.TOTAL,
    ("footprint", "tree"): DifferenceKind.TREE,
    ("study",): DifferenceKind.DECLARATION,
    ("electricity",): DifferenceKind.ELECTRICITY,
    ("standard",): DifferenceKind.PACK,
}
_LEFT_OUT = ("engine",)
"""What names the engine is compared apart; that it differs is no difference of a result."""


def differences_of(
    part: str, sealed: Mapping[str, JSON], recomputed: Mapping[str, JSON], comparison: Comparison
) -> list[Difference]:
    """What differs between two documents of one form, gathered by what it is.

    Args:
        part: name of the entry.
        sealed: as it stands in the dossier.
        recomputed: as it was calculated.
        comparison: how they are compared; it counts.
    """
    known = (_without(sealed), _without(recomputed))
    gathered: dict[tuple[DifferenceKind, str], list[Leaf]] = {}
    for leaf in comparison.leaves(known[0], known[1]):
        gathered.setdefault(_kind_and_name(leaf.path), []).append(leaf)
    found = [_difference(part, kind, name, leaves, known) for (kind, name), leaves in gathered.items()]
    order = list(DifferenceKind)
    return sorted(found, key=lambda one: order.index(one.kind))


def database_differences(databases: Iterable[DatabaseAnew]) -> list[Difference]:
    """Figures of datasets that do not come out as stated when their database is solved anew."""
    return [
        Difference(
            DifferenceKind.DATABASE,
            database.name,
            f"databases/{database.name}.json",
            tuple(Leaf((figure,), stated, solved) for figure, stated, solved in database.differing[:MOST_LEAVES]),
            len(database.differing),
            {},
        )
        for database in databases
        if database.differing
    ]


def _without(document: Mapping[str, JSON]) -> dict[str, JSON]:
    return {name: value for name, value in document.items() if name not in _LEFT_OUT}


def _kind_and_name(path: tuple[Step, ...]) -> tuple[DifferenceKind, str]:
    """What stands at a path. Shares all move with the total and tell nothing of the item they stand at."""
    names = tuple(str(step) for step in path)
    if names[:1] == ("footprint",) and names[-1] == "share":
        return DifferenceKind.SHARE, ""
    for length in (2, 1):
        kind = _NAMED.get(names[:length])
        if kind is not None and len(names) > length:
            return kind, names[length]
    if names[:1] == ("reports",) and len(names) > 2 and names[2] in ("chain", "standard"):
        return DifferenceKind.PACK, names[3] if names[2] == "chain" and len(names) > 3 else ""
    for length in (2, 1):
        if names[:length] in _WHOLE:
            return _WHOLE[names[:length]], ""
    return DifferenceKind.DOCUMENT, names[0] if names else ""


def _difference(
    part: str,
    kind: DifferenceKind,
    name: str,
    leaves: list[Leaf],
    documents: tuple[Mapping[str, JSON], Mapping[str, JSON]],
) -> Difference:
    shown = tuple(
        Leaf(leaf.path, _clipped(leaf.sealed), _clipped(leaf.recomputed), leaf.count) for leaf in leaves[:MOST_LEAVES]
    )
    context = _context(name, documents) if kind is DifferenceKind.ITEM else {}
    return Difference(kind, name, part, shown, sum(leaf.count for leaf in leaves), context)


def _clipped(text: str | None) -> str | None:
    return text if text is None or len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 1] + "…"


def _context(name: str, documents: tuple[Mapping[str, JSON], Mapping[str, JSON]]) -> dict[str, str]:
    """Where an item belongs, as it was recomputed or, where it is not in that, as it was sealed."""
    for document in reversed(documents):
        footprint = document.get("footprint")
        items = footprint.get("contributions") if isinstance(footprint, dict) else None
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict) and item.get("item") == name:
                return _context_of(item)
    return {}


def _context_of(item: Mapping[str, JSON]) -> dict[str, str]:
    source, place = item.get("source"), item.get("place")
    found = {"process": item.get("process"), "stage": item.get("stage")}
    found |= {"source": source.get("id")} if isinstance(source, dict) else {}
    found |= {"file": place.get("file"), "row": place.get("row")} if isinstance(place, dict) else {}
    return {key: str(value) for key, value in found.items() if value is not None}

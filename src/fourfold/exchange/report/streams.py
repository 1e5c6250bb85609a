"""The footprint as streams: from rows through processes and stages to the product, drawn as a picture without script.

Every contribution goes one way from its row to the product, so that what comes into a node is what leaves it. What is
small goes through a node of its own that is the rest of its column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from markupsafe import Markup

from fourfold.core.problems import N_
from fourfold.core.words import Words
from fourfold.exchange.report.document import Object, decimal_at, names_at, object_at, objects_at, text_at
from fourfold.exchange.report.numbers import Numbers
from fourfold.exchange.streams.layout import layout
from fourfold.exchange.streams.svg import Caption, draw

CUT_OFF = Decimal("0.01")
_COLUMN = 430.0
_MOST = (1, 10, 14, 20)
_REST = ("", N_("{count} smaller stages"), N_("{count} smaller processes"), N_("{count} smaller rows"))
_LEVELS = ("product", "stage", "process", "row")


@dataclass(frozen=True, slots=True)
class Node:
    """Something that a part of the footprint passes through.

    Attributes:
        level: ``product``, ``stage``, ``process`` or ``row``.
        name: of the thing, or how many smaller ones.
        kg: what passes, the sum of burdens and credits.
    """

    level: str
    name: str
    kg: Decimal

    @property
    def kg_co2e(self) -> float:
        """For drawing."""
        return float(self.kg)


@dataclass(frozen=True, slots=True)
class Link:
    """A stream; `source` and `target` are places in the list of nodes."""

    source: int
    target: int
    kg: Decimal

    @property
    def kg_co2e(self) -> float:
        """For drawing."""
        return float(self.kg)


@dataclass(frozen=True, slots=True)
class Streams:
    """Nodes by column, the product first, and the streams from each to the column before it."""

    nodes: Sequence[Node]
    links: Sequence[Link]

    @property
    def rows(self) -> list[tuple[Node, Node, Decimal]]:
        """From, to and kg CO2e of every stream, for a table."""
        return [(self.nodes[link.source], self.nodes[link.target], link.kg) for link in self.links]


def footprint_streams(result: Object, w: Words) -> Streams:
    """The streams of a result.

    Args:
        result: the result document.
        w: words of the report.

    Raises:
        ResultShapeError: the document is not shaped like a result.
    """
    footprint = object_at(result, "footprint")
    contributions = [
        (_path(part), decimal_at(part, "total_kg_co2e")) for part in objects_at(footprint, "contributions")
    ]
    named = _names(result, footprint, w)
    kept = [_kept(contributions, level) for level in range(len(_LEVELS))]
    through: dict[tuple[int, str], Decimal] = {}
    carried: dict[tuple[tuple[int, str], tuple[int, str]], Decimal] = {}
    for path, kg in contributions:
        keys = [(level, name if name in kept[level] else "") for level, name in enumerate(path)]
        for key in keys:
            through[key] = through.get(key, Decimal(0)) + kg
        for target, source in pairwise(keys):
            carried[source, target] = carried.get((source, target), Decimal(0)) + kg
    order = sorted(through, key=lambda key: (key[0], not key[1], -abs(through[key]), key[1]))
    place = {key: at for at, key in enumerate(order)}
    nodes = [
        Node(
            _LEVELS[level],
            named[level](name)
            if name
            else w(_REST[level], count=len({p[level] for p, _ in contributions} - kept[level])),
            through[level, name],
        )
        for level, name in order
    ]
    links = [Link(place[source], place[target], kg) for (source, target), kg in carried.items() if kg]
    return Streams(nodes, sorted(links, key=lambda link: (link.target, link.source)))


def _path(contribution: Object) -> tuple[str, ...]:
    """Product, stage, process and row of a contribution, none of them empty."""
    return ("product", *(text_at(contribution, key) or "–" for key in ("stage", "process", "item")))


def _names(result: Object, footprint: Object, w: Words) -> tuple[Callable[[str], str], ...]:
    """By level, how what has an id is called."""
    product = w.name(names_at(object_at(object_at(result, "study"), "product")))
    stages, processes, items = (
        {text_at(part, key): w.name(names_at(part)) for part in objects_at(footprint, group)}
        for group, key in (("stages", "id"), ("processes", "id"), ("contributions", "item"))
    )

    def known(names: Mapping[str, str]) -> Callable[[str], str]:
        return lambda name: names.get(name) or name

    return lambda _: product, known(stages), known(processes), known(items)


def _kept(contributions: Sequence[tuple[tuple[str, ...], Decimal]], level: int) -> set[str]:
    """What has a node of its own on a level: the largest; all of them where only one would be the rest."""
    sizes: dict[str, Decimal] = {}
    for path, kg in contributions:
        sizes[path[level]] = sizes.get(path[level], Decimal(0)) + abs(kg)
    least = CUT_OFF * sum(sizes.values(), Decimal(0))
    order = sorted(sizes, key=lambda name: (-sizes[name], name))
    kept = {name for name in order[: _MOST[level]] if sizes[name] >= least and sizes[name]}
    return set(order) if len(order) - len(kept) == 1 else kept


def streams_picture(streams: Streams, w: Words, numbers: Numbers) -> Markup:
    """The picture as an ``svg`` element; figures as the report shows them."""
    captions = [
        Caption(node.name, numbers.kg(node.kg), w(N_("{name}: {kg} kg CO₂e"), name=node.name, kg=numbers.kg(node.kg)))
        for node in streams.nodes
    ]
    told = [
        w(N_("{source} → {target}: {kg} kg CO₂e"), source=source.name, target=target.name, kg=numbers.kg(kg))
        for source, target, kg in streams.rows
    ]
    title = w(N_("streams of kg CO₂e from rows through processes and stages to the product"))
    return draw(streams, layout(streams, _COLUMN), captions, told, title)

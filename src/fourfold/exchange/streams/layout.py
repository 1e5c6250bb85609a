"""Where nodes and streams of a Sankey diagram stand.

Users stand left of their suppliers: the demanded product is leftmost, and a product stands one column right of the
farthest of its users, streams that close a loop aside. Heights are proportional to what passes; within a column nodes
are ordered by the mean height of their users, so that few streams cross.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

NARROWEST, NODE_WIDTH, GAP = 1100.0, 14.0, 26.0
LEAST = 2.0
"""Smallest height of a node."""
_FAINTEST = 1e-290
"""Less than this in the fullest column is drawn as if it were this, so that no scale is infinite."""
_LABEL = 235.0
"""What a name needs; columns stand no nearer."""
_COLUMN = 560.0
"""Height of the fullest column without its gaps."""


class Node(Protocol):
    """What has a place."""

    @property
    def kg_co2e(self) -> float:
        """What passes through it."""


class Link(Protocol):
    """A stream between two nodes."""

    @property
    def source(self) -> int:
        """Place of the node it comes from, in the list of nodes."""

    @property
    def target(self) -> int:
        """Place of the node it goes to."""

    @property
    def kg_co2e(self) -> float:
        """What it carries."""


class Picture(Protocol):
    """Nodes and the streams between them."""

    @property
    def nodes(self) -> Sequence[Node]:
        """What has a place."""

    @property
    def links(self) -> Sequence[Link]:
        """What is drawn between."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node: place of its upper left corner, height, and column."""

    x: float
    y: float
    height: float
    column: int


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream from the left edge of its source to the right edge of its target; a loop goes the other way.

    Attributes:
        link: number of the stream in the diagram.
        start, end: middle of its ends on source and target.
        thickness: of the band.
        is_loop: whether it closes a loop.
    """

    link: int
    start: tuple[float, float]
    end: tuple[float, float]
    thickness: float
    is_loop: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that is drawn; in the order of nodes and streams of the diagram."""

    width: float
    height: float
    boxes: Sequence[Box]
    streams: Sequence[Stream]


def layout(picture: Picture, column: float = _COLUMN) -> Layout:
    """Places for a diagram.

    Args:
        picture: nodes and streams.
        column: height of the fullest column without its gaps.
    """
    count = len(picture.nodes)
    loops = _loops(count, picture.links)
    columns = _columns(count, picture.links, loops)
    rows: dict[int, list[int]] = {}
    for node in range(count):
        rows.setdefault(columns[node], []).append(node)
    sizes = [_size(picture, node) for node in range(count)]
    fullest = max((sum(sizes[node] for node in row) for row in rows.values()), default=0.0)
    scale = column / max(fullest, _FAINTEST)
    last = max(rows, default=0)
    width = max(NARROWEST, (last + 1) * _LABEL + NODE_WIDTH)
    step = (width - _LABEL - NODE_WIDTH) / max(1, last)
    boxes: dict[int, Box] = {}
    for number in sorted(rows):
        y = GAP
        for node in sorted(rows[number], key=lambda n: (round(_wanted(n, picture.links, boxes), 6), n)):
            height = max(LEAST, sizes[node] * scale)
            boxes[node] = Box(number * step, y, height, number)
            y += height + GAP
    height = max((box.y + box.height for box in boxes.values()), default=0.0) + GAP
    ordered = [boxes[node] for node in range(count)]
    return Layout(width, height, ordered, _streams(picture.links, ordered, loops, scale))


def _size(picture: Picture, node: int) -> float:
    """What the larger side of a node carries, without regard to signs."""
    came = sum(abs(link.kg_co2e) for link in picture.links if link.target == node)
    went = sum(abs(link.kg_co2e) for link in picture.links if link.source == node)
    return max(abs(picture.nodes[node].kg_co2e), came, went)


def _loops(count: int, links: Sequence[Link]) -> frozenset[int]:
    """Streams that close a loop: taken from the largest on, those that would make a circle."""
    after: list[set[int]] = [set() for _ in range(count)]
    found = set()
    for number, link in sorted(enumerate(links), key=lambda item: (-abs(item[1].kg_co2e), item[0])):
        if _reaches(after, link.target, link.source):
            found.add(number)
        else:
            after[link.source].add(link.target)
    return frozenset(found)


def _reaches(after: Sequence[set[int]], start: int, goal: int) -> bool:
    todo, seen = [start], {start}
    while todo:
        node = todo.pop()
        if node == goal:
            return True
        fresh = after[node] - seen
        seen |= fresh
        todo += fresh
    return False


def _columns(count: int, links: Sequence[Link], loops: frozenset[int]) -> list[int]:
    columns = [0] * count
    for _ in range(count):
        before = list(columns)
        for number, link in enumerate(links):
            if number not in loops:
                columns[link.source] = max(columns[link.source], columns[link.target] + 1)
        if columns == before:
            break
    return columns


def _wanted(node: int, links: Sequence[Link], boxes: dict[int, Box]) -> float:
    """Mean height of the users that stand already, by what they take."""
    users = [(abs(link.kg_co2e), boxes[link.target]) for link in links if link.source == node and link.target in boxes]
    weight = sum(size for size, _ in users)
    return sum(size * (box.y + box.height / 2) for size, box in users) / weight if weight else 0.0


def _streams(links: Sequence[Link], boxes: Sequence[Box], loops: frozenset[int], scale: float) -> list[Stream]:
    left, right = [box.y for box in boxes], [box.y for box in boxes]
    made: dict[int, Stream] = {}
    for number, link in sorted(
        enumerate(links), key=lambda item: (boxes[item[1].source].y, boxes[item[1].target].y, item[0])
    ):
        source, target = boxes[link.source], boxes[link.target]
        thickness = max(1.0, abs(link.kg_co2e) * scale)
        start = (source.x, left[link.source] + thickness / 2)
        end = (target.x + NODE_WIDTH, right[link.target] + thickness / 2)
        left[link.source] += thickness
        right[link.target] += thickness
        made[number] = Stream(number, start, end, thickness, number in loops)
    return [made[number] for number in range(len(links))]

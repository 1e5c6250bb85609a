"""The supply chain of a demand as a tree for people: the largest branches first, and nothing lost.

A node is an amount of a product; its figure is amount × score of one unit, supplies included. It is what the product
gives off itself, plus its suppliers, plus the rest: suppliers below the cut-off, too deep, or beyond the limit of
nodes. Where a path comes back to a product it has passed, the node is marked and not unfolded: its figure already holds
all further turns of the loop.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fourfold.accounting.background.inventory import Assessed
from fourfold.accounting.background.system import Product

CUT_OFF = 0.01
DEPTH = 6
MOST_NODES = 500


@dataclass(slots=True, eq=False)
class TreeNode:
    """A node of the tree.

    Attributes:
        product: column of the product; −1 for the root, which is the demand.
        amount: of the product, in its unit; negative for a credit. ``nan`` for the root.
        kg_co2e: with all supplies.
        own: what it gives off itself.
        depth: 0 for the root.
        loop: whether the path has passed the product before.
        children: suppliers shown, the largest first.
        rest: what belongs to suppliers that are not shown: `kg_co2e` − `own` − the children.
        hidden: how many suppliers are not shown.
    """

    product: int
    amount: float
    kg_co2e: float
    own: float
    depth: int
    loop: bool = False
    children: list[TreeNode] = field(default_factory=list)
    rest: float = 0.0
    hidden: int = 0

    def walk(self) -> Iterator[TreeNode]:
        """This node and all below it, depth first."""
        yield self
        for child in self.children:
            yield from child.walk()


def supply_tree(
    assessed: Assessed, cut_off: float = CUT_OFF, depth: int = DEPTH, most_nodes: int = MOST_NODES
) -> TreeNode:
    """The tree of a demand.

    Args:
        assessed: the demand, solved.
        cut_off: nodes whose figure is a smaller share of the total than this go into the rest. Where credits make the
            total smaller than one of the demanded products' own parts, the largest of those counts instead.
        depth: suppliers of suppliers so far.
        most_nodes: so many nodes are shown at most; the largest are unfolded first.
    """
    demand = assessed.demand
    root = TreeNode(-1, float("nan"), assessed.total, 0.0, 0)
    wanted = {int(product): float(demand[product]) for product in demand.nonzero()[0]}
    largest = max((abs(amount * assessed.unit_totals[product]) for product, amount in wanted.items()), default=0.0)
    walk = _Walk(assessed, cut_off * max(abs(assessed.total), float(largest)), depth, most_nodes)
    walk.grow(root, list(wanted.items()), frozenset(), least=0.0)
    walk.run()
    return root


class _Walk:
    """Unfolds nodes, the largest first."""

    def __init__(self, assessed: Assessed, least: float, depth: int, most_nodes: int) -> None:
        self._directs, self._totals = assessed.unit_directs, assessed.unit_totals
        self._needs = assessed.system.coefficients
        self._least, self._depth, self._left = least, depth, most_nodes
        self._heap: list[tuple[float, int, TreeNode, frozenset[int]]] = []
        self._pushed = 0

    def run(self) -> None:
        while self._heap:
            _, _, node, path = heapq.heappop(self._heap)
            first, last = self._needs.indptr[node.product : node.product + 2]
            suppliers = self._needs.indices[first:last].tolist()
            amounts = (self._needs.data[first:last] * node.amount).tolist()
            self.grow(node, list(zip(suppliers, amounts, strict=True)), path, self._least)

    def grow(self, node: TreeNode, needs: Sequence[tuple[int, float]], path: frozenset[int], least: float) -> None:
        """Add the suppliers of a node, as far as cut-off, depth and limit allow."""
        figures = sorted(
            ((amount * float(self._totals[product]), product, amount) for product, amount in needs if amount),
            key=lambda item: (-abs(item[0]), item[1]),
        )
        for figure, product, amount in figures:
            if abs(figure) < least or node.depth >= self._depth or not self._left:
                node.hidden += 1
                node.rest += figure
                continue
            self._left -= 1
            own = amount * float(self._directs[product])
            child = TreeNode(product, amount, figure, own, node.depth + 1, product in path)
            node.children.append(child)
            if child.loop:
                child.rest = figure - own
                continue
            self._pushed += 1
            heapq.heappush(self._heap, (-abs(figure), self._pushed, child, path | {product}))


def product_of(node: TreeNode, products: Sequence[Product]) -> Product | None:
    """The product of a node; ``None`` for the root."""
    return None if node.product < 0 else products[node.product]

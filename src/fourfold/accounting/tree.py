"""The contribution tree: from the product upstream along every path, the largest branches first.

A node's figure is amount × footprint per unit of the flow, upstream included; the nodes of one parent, with what the
walk left out, sum to it. The walk opens the largest nodes first and stops after `MOST_OPENED`, so that a study of any
shape gives a tree a person can read.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fourfold.accounting.footprint import Node
from fourfold.accounting.inventory import Inventory, Item, Link, Product
from fourfold.accounting.traced import Traced, total

MOST_OPENED = 400


@dataclass(slots=True)
class _Open:
    """A flow node under construction."""

    product: Product
    kind: str
    names: Mapping[str, str]
    amount: Decimal
    kg_co2e: Decimal
    path: frozenset[str]
    loop: bool
    leaves: list[Node] = field(default_factory=list)
    branches: list[_Open] = field(default_factory=list)


def contribution_tree(inventory: Inventory, intensities: Mapping[str, Traced], quantum: Decimal) -> Node:
    """The tree of the declared unit.

    Args:
        inventory: processes, products, links, items.
        intensities: kg CO2e per unit of every flow, upstream included.
        quantum: figures are rounded to multiples of this.
    """
    walk = _Walk(inventory, intensities, quantum)
    return walk.run()


class _Walk:
    def __init__(self, inventory: Inventory, intensities: Mapping[str, Traced], quantum: Decimal) -> None:
        self._inventory, self._intensities, self._quantum = inventory, intensities, quantum
        self._items: dict[str, list[Item]] = {}
        for item in inventory.items:
            self._items.setdefault(item.process, []).append(item)
        self._links: dict[str, list[Link]] = {}
        for link in inventory.links:
            self._links.setdefault(link.process, []).append(link)

    def run(self) -> Node:
        product = self._inventory.products[self._inventory.demand_flow]
        root = self._open(product, "product", product.names, self._inventory.demand.value, frozenset())
        heap: list[tuple[Decimal, int, _Open]] = [(Decimal(0), 0, root)]
        pushed = 0
        opened = 0
        while heap and opened < MOST_OPENED:
            _, _, node = heapq.heappop(heap)
            opened += 1
            self._expand(node)
            for branch in node.branches:
                if not branch.loop and branch.kg_co2e:
                    pushed += 1
                    heapq.heappush(heap, (-abs(branch.kg_co2e), pushed, branch))
        return self._freeze(root)

    def _open(
        self, product: Product, kind: str, names: Mapping[str, str], amount: Decimal, path: frozenset[str]
    ) -> _Open:
        value = (amount * self._intensities[product.flow].value).quantize(self._quantum)
        return _Open(product, kind, names, amount, value, path | {product.flow}, product.flow in path)

    def _expand(self, node: _Open) -> None:
        process = node.product.process
        for item in self._items.get(process, ()):
            runs = self._runs(node, item.id)
            value = (runs * total(e.kg_co2e for e in item.emissions).value).quantize(self._quantum)
            node.leaves.append(Node(item.id, item.kind, item.names, runs * item.amount, item.unit, value))
        for link in self._links.get(process, ()):
            supplier = self._inventory.products[link.flow]
            amount = self._runs(node, link.input) * link.amount.value
            node.branches.append(self._open(supplier, link.kind, supplier.names, amount, node.path))

    def _runs(self, node: _Open, name: str) -> Decimal:
        share = self._inventory.share_of(node.product, name)
        return node.amount * share.value / node.product.amount.value

    def _freeze(self, node: _Open) -> Node:
        children = [*node.leaves, *(self._freeze(branch) for branch in node.branches)]
        children.sort(key=lambda child: (-abs(child.kg_co2e), child.id))
        product = node.product
        return Node(
            product.flow, node.kind, node.names, node.amount, product.unit, node.kg_co2e, node.loop, tuple(children)
        )

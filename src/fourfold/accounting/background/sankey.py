"""The figure of a demand as streams between products, for a Sankey diagram.

The stream from product q to product p is amount of p × C[q, p] × score of q: what p's need of q carries. What comes
into a product (its suppliers and what it gives off itself) equals what leaves it (to users and to the demand), loops
included, because x = C x + d and y = D + Cᵀ y. Streams below the cut-off are added up at both their ends as the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from fourfold.accounting.background.inventory import Assessed
from fourfold.accounting.background.spelling import number_text
from fourfold.core.canonical import JSON

CUT_OFF = 0.01
MOST_NODES = 60


@dataclass(frozen=True, slots=True)
class SankeyNode:
    """A product in the picture.

    Attributes:
        product: its column.
        id, name, location, unit: of the product.
        amount: in all.
        kg_co2e: what passes through it: amount × score of one unit; in a loop it passes more than once.
        own: what it gives off itself.
        demanded: what goes to the demand.
        rest_in, rest_out: what comes from suppliers and goes to users that are not shown.
    """

    product: int
    id: str
    name: str
    location: str
    unit: str
    amount: float
    kg_co2e: float
    own: float
    demanded: float
    rest_in: float
    rest_out: float


@dataclass(frozen=True, slots=True)
class SankeyLink:
    """A stream; `source` and `target` are places in the list of nodes. `amount`: of the source, in its unit."""

    source: int
    target: int
    kg_co2e: float
    amount: float


@dataclass(frozen=True, slots=True)
class Sankey:
    """Nodes, the largest first, and the streams between them; `total` is the figure of the demand."""

    total: float
    cut_off: float
    nodes: Sequence[SankeyNode]
    links: Sequence[SankeyLink]

    def content(self) -> dict[str, JSON]:
        """The same for JSON."""
        words, figures = (
            ("id", "name", "location", "unit"),
            ("amount", "kg_co2e", "own", "demanded", "rest_in", "rest_out"),
        )
        nodes: list[JSON] = [
            {
                **{name: getattr(node, name) for name in words},
                **{name: number_text(getattr(node, name)) for name in figures},
            }
            for node in self.nodes
        ]
        links: list[JSON] = [
            {
                "source": link.source,
                "target": link.target,
                "kg_co2e": number_text(link.kg_co2e),
                "amount": number_text(link.amount),
            }
            for link in self.links
        ]
        return {
            "total_kg_co2e": number_text(self.total),
            "cut_off": number_text(self.cut_off),
            "nodes": nodes,
            "links": links,
        }


def sankey(assessed: Assessed, cut_off: float = CUT_OFF, most_nodes: int = MOST_NODES) -> Sankey:
    """Streams of a demand.

    Args:
        assessed: the demand, solved.
        cut_off: products and streams that carry a smaller share of the total than this are in the rest.
        most_nodes: so many products are shown at most, the largest.
    """
    amounts, totals = assessed.amounts, assessed.unit_totals
    through = amounts * totals
    demanded = assessed.demand * totals
    least = cut_off * max(abs(assessed.total), float(np.abs(demanded).max(initial=0.0)))
    order = np.lexsort((np.arange(len(through)), -np.abs(through)))
    kept = [int(p) for p in order[:most_nodes] if abs(through[p]) >= least and through[p]]
    streams, needs = _streams(assessed)
    place = {product: at for at, product in enumerate(kept)}
    links = []
    seen_in, seen_out = np.zeros(len(through)), np.zeros(len(through))
    for q, p, value, amount in zip(
        streams.row.tolist(), streams.col.tolist(), streams.data.tolist(), needs, strict=True
    ):
        if q in place and p in place and value and abs(value) >= least:
            links.append(SankeyLink(place[q], place[p], value, amount))
            seen_in[p] += value
            seen_out[q] += value
    own = amounts * assessed.unit_directs
    products = assessed.system.products
    nodes = [
        SankeyNode(
            p,
            products[p].id,
            products[p].name,
            products[p].location,
            products[p].unit,
            float(amounts[p]),
            float(through[p]),
            float(own[p]),
            float(demanded[p]),
            float(through[p] - own[p] - seen_in[p]),
            float(through[p] - demanded[p] - seen_out[p]),
        )
        for p in kept
    ]
    return Sankey(
        assessed.total, cut_off, nodes, sorted(links, key=lambda link: (-abs(link.kg_co2e), link.source, link.target))
    )


def _streams(assessed: Assessed) -> tuple[sp.coo_array, list[float]]:
    """kg CO2e that each need carries [supplied, using], and the amounts needed, entry by entry."""
    needs = (assessed.system.coefficients @ sp.diags_array(assessed.amounts)).tocoo()
    values = sp.coo_array((needs.data * assessed.unit_totals[needs.row], (needs.row, needs.col)), shape=needs.shape)
    return values, needs.data.tolist()

"""The contribution tree of a demand on a database, as a document and as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from fourfold.accounting.background.contributions import Contributions, Part, contributions
from fourfold.accounting.background.rated import MeanScore, rated
from fourfold.accounting.background.sankey import Sankey, sankey
from fourfold.accounting.background.spelling import number_text
from fourfold.accounting.background.tree import TreeNode, supply_tree
from fourfold.app.databases.scoring import Demand, solution_document
from fourfold.core.canonical import JSON
from fourfold.data.quality import SCALE, Indicator

FORMAT = "database-tree/1"
CUTS = ("lines", "flows", "gases", "processes", "locations", "tiers", "stages")
"""Ways in which a figure is cut."""


@dataclass(frozen=True, eq=False)
class Unfolded:
    """A demand with everything that explains its figure.

    Attributes:
        demand: what was asked for.
        cut_off, depth: of the tree.
    """

    demand: Demand
    cut_off: float
    depth: int

    @cached_property
    def tree(self) -> TreeNode:
        """The supply chain; the demanded product, below the root."""
        return supply_tree(self.demand.assessed, self.cut_off, self.depth).children[0]

    @cached_property
    def parts(self) -> Contributions:
        """The figure cut several ways."""
        return contributions(self.demand.assessed, self.demand.scoring.database)

    @cached_property
    def picture(self) -> Sankey:
        """The figure as streams."""
        return sankey(self.demand.assessed, self.cut_off)

    @cached_property
    def quality(self) -> Mapping[Indicator, MeanScore]:
        """Pedigree scores, rolled up by contribution."""
        return rated(self.demand.assessed, self.demand.scoring.database)

    def cut(self, name: str) -> Sequence[Part]:
        """One of `CUTS`."""
        parts: Sequence[Part] = getattr(self.parts, name)
        return parts


def tree_document(unfolded: Unfolded) -> dict[str, JSON]:
    """Demand, figure, tree, parts and streams as canonical JSON holds them; numbers at twelve digits."""
    demand, assessed = unfolded.demand, unfolded.demand.assessed
    cuts: dict[str, JSON] = {name: [_part(part) for part in unfolded.cut(name)] for name in CUTS}
    return {
        "fourfold": FORMAT,
        "basis": demand.scoring.basis(),
        "demand": demand.content(),
        "total_kg_co2e": number_text(assessed.total),
        "solution": solution_document(assessed.scored),
        "contributions": cuts,
        "uncounted": [_part(part) for part in unfolded.parts.uncounted],
        "tree": {
            "cut_off": number_text(unfolded.cut_off),
            "depth": unfolded.depth,
            "root": _node(unfolded, unfolded.tree),
        },
        "streams": unfolded.picture.content(),
        "quality": {
            "scale": SCALE,
            "indicators": [
                {"id": str(indicator), "score": number_text(found.mean), "rated_share": number_text(found.rated_share)}
                for indicator, found in unfolded.quality.items()
            ],
        },
    }


def _node(unfolded: Unfolded, node: TreeNode) -> JSON:
    product = unfolded.demand.scoring.system.products[node.product]
    return {
        "id": product.id,
        "name": product.name,
        "location": product.location,
        "amount": number_text(node.amount),
        "unit": product.unit,
        "kg_co2e": number_text(node.kg_co2e),
        "own_kg_co2e": number_text(node.own),
        "rest_kg_co2e": number_text(node.rest),
        "hidden": node.hidden,
        "loop": node.loop,
        "children": [_node(unfolded, child) for child in node.children],
    }


def _part(part: Part) -> JSON:
    return {
        "key": part.key,
        "name": part.name,
        "kg_co2e": number_text(part.kg_co2e),
        "amount": number_text(part.amount),
        "unit": part.unit,
        "detail": part.detail,
    }

"""The rules by which a process with several products is divided, and the order a method prefers them in.

ISO 14044:2006 4.3.4.2 (clause number from memory, not verified) asks for three steps: avoid dividing, by splitting the
process or by widening the system to what the co-products displace; else divide by a physical relation; else by another
relation such as price. Splitting a process is done in the tables: two processes in place of one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fourfold.core.problems import N_, Term

RULES = ("substitution", "causal", "energy", "exergy", "physical", "economic", "shares")
"""Every rule, in the order of the shipped methods."""

RULE_NAMES: Mapping[str, Term] = {
    "physical": Term(N_("physical")),
    "economic": Term(N_("economic")),
    "shares": Term(N_("given shares")),
    "causal": Term(N_("causal")),
    "substitution": Term(N_("substitution")),
    "energy": Term(N_("energy")),
    "exergy": Term(N_("exergy")),
}

_PHYSICAL = frozenset({"causal", "physical", "energy", "exergy"})
_ALWAYS_HELD_AGAINST = frozenset({"physical", "economic", "shares"})


def preferred_before(rule: str, order: Sequence[str], possible: Sequence[str]) -> str:
    """The rule a method prefers to the one used, empty where there is none.

    Rules of one step of the standard (physical relations) are not held against each other. Physical, price and given
    shares are preferred whatever the data, because data for them can be found; the others where their data are there.

    Args:
        rule: the rule used.
        order: the method's order.
        possible: rules the study has the data for.
    """
    earlier = order[: order.index(rule)] if rule in order else order
    for other in earlier:
        same_step = rule in _PHYSICAL and other in _PHYSICAL
        if not same_step and (other in possible or other in _ALWAYS_HELD_AGAINST):
            return other
    return ""

"""The clauses of a pack that ask for the criteria of instruments, as a Method quotes them.

A choice of a pack names the clause it rests on. The choice of a criterion therefore leads to the clause that asks for
it: ``instruments.match`` to that of closeness in time. Whether instruments count at all may rest on the clause of the
order of supply. A criterion without a clause is asked for by its general one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fourfold.electricity.supply.criteria import Criterion
from fourfold.standards.pack.model import Clause, RulePack
from fourfold.standards.pack.resolved import ChoiceInForce

_CHOICES: Mapping[Criterion, tuple[str, ...]] = {
    Criterion.KIND: ("instruments.kinds", "supply_order"),
    Criterion.MATCH: ("instruments.match",),
    Criterion.PERIOD: ("instruments.match",),
    Criterion.AREA: ("instruments.area",),
    Criterion.CONVEYED: ("instruments.conveyed",),
    Criterion.SOLE_CLAIM: ("instruments.sole_claim",),
    Criterion.RETIRED: ("instruments.retired",),
    Criterion.COMMISSIONED: ("instruments.commissioned_within_months",),
    Criterion.TECHNOLOGY: ("instruments.technologies",),
    Criterion.STORED: ("instruments.stored",),
}
_STATUS = {"memory": " (from memory)", "secondary": " (from secondary sources)"}


def clauses_of(choices: Mapping[str, ChoiceInForce], chain: Sequence[RulePack]) -> dict[Criterion, str]:
    """For each criterion the clause that the choices in force rest it on; criteria without one are left out.

    Args:
        choices: by key.
        chain: the packs they come from.
    """
    packs = {pack.id: pack for pack in chain}
    found: dict[Criterion, str] = {}
    for criterion, keys in _CHOICES.items():
        held = (choices[key] for key in keys if key in choices)
        quoted = (_quoted(one, packs[one.pack]) for one in held if one.pack in packs)
        text = next((one for one in quoted if one), "")
        if text:
            found[criterion] = text
    return found


def _quoted(held: ChoiceInForce, pack: RulePack) -> str:
    """The document, the number of the clause or its name in the pack, and how far that is confirmed."""
    clause = next((one for one in pack.clauses if one.id == held.choice.clause), None)
    if clause is None:
        return ""
    document = pack.identity.document
    status = _STATUS.get(_least_confirmed(held.choice.status, clause), "")
    return f"{document.number or pack.identity.title.get('en', pack.id)}, {clause.number or clause.id}{status}"


def _least_confirmed(status: str, clause: Clause) -> str:
    """Of the statuses of a choice and its clause the less certain one."""
    return next((one for one in _STATUS if one in (status, clause.status)), "")

"""Which clause asks for a criterion of instruments: the method's own, else a general one, which is from memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fourfold.accounting.method import Method
from fourfold.core.problems import N_
from fourfold.electricity.ledger.faults import ISO_MARKET, ISO_SOLE, ISO_TIME
from fourfold.electricity.supply.criteria import Criterion

GENERAL: Mapping[Criterion, str] = {
    Criterion.KIND: N_(
        "ISO 14067:2018, 6.4.9.4 (from memory): electricity of a supplier's product is shown by instruments the rule"
        " accepts"
    ),
    Criterion.MATCH: ISO_TIME.template,
    Criterion.PERIOD: ISO_TIME.template,
    Criterion.AREA: ISO_MARKET.template,
    Criterion.CONVEYED: N_(
        "ISO 14067:2018, 6.4.9.4 (from memory): conveys the information of the unit of electricity delivered"
    ),
    Criterion.SOLE_CLAIM: ISO_SOLE.template,
    Criterion.RETIRED: ISO_SOLE.template,
    Criterion.COMMISSIONED: N_(
        "EnergyTag Granular Certificate Scheme Standard, 2024 (from memory): date of commissioning of the device"
    ),
    Criterion.TECHNOLOGY: N_(
        "EnergyTag Granular Certificate Scheme Standard, 2024 (from memory): technology of the device"
    ),
    Criterion.STORED: N_(
        "EnergyTag Granular Certificate Scheme Standard, 2024 (from memory): certificates of energy out of a store"
    ),
}
"""Clause of each criterion where a method names none: English, translated where a person reads it."""


def clauses_for(failed: Sequence[Criterion], method: Method) -> tuple[str, ...]:
    """The clause that asks for each failed criterion under a method, in their order."""
    return tuple(method.clauses.get(criterion) or GENERAL[criterion] for criterion in failed)

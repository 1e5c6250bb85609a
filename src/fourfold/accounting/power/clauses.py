"""Which clause asks for a criterion of instruments: the method's own, else a general one, which is from memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fourfold.accounting.method import Method
from fourfold.electricity.ledger.faults import ENERGYTAG, ISO_MARKET, ISO_SOLE, ISO_TIME
from fourfold.electricity.supply.criteria import Criterion

_ISO = "ISO 14067:2018, 6.4.9.4 (from memory)"
GENERAL: Mapping[Criterion, str] = {
    Criterion.KIND: f"{_ISO}: electricity of a supplier's product is shown by instruments the rule accepts",
    Criterion.MATCH: ISO_TIME,
    Criterion.PERIOD: ISO_TIME,
    Criterion.AREA: ISO_MARKET,
    Criterion.CONVEYED: f"{_ISO}: conveys the information of the unit of electricity delivered",
    Criterion.SOLE_CLAIM: ISO_SOLE,
    Criterion.RETIRED: ISO_SOLE,
    Criterion.COMMISSIONED: f"{ENERGYTAG}: date of commissioning of the device",
    Criterion.TECHNOLOGY: f"{ENERGYTAG}: technology of the device",
    Criterion.STORED: f"{ENERGYTAG}: certificates of energy out of a store",
}
"""Clause of each criterion where a method names none."""


def clauses_for(failed: Sequence[Criterion], method: Method) -> tuple[str, ...]:
    """The clause that asks for each failed criterion under a method, in their order."""
    return tuple(method.clauses.get(criterion) or GENERAL[criterion] for criterion in failed)

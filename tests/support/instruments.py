"""Rows of contractual instruments, and methods that take them."""

from __future__ import annotations

from typing import Any

from fourfold.accounting.method import Method
from fourfold.electricity.supply.criteria import InstrumentCriteria, MatchWindow
from fourfold.electricity.supply.rule import SupplyKind, SupplyRule
from support.outcomes import default_with


def instrument(name: str, amount: object, start: str, end: str, **more: object) -> dict[str, object]:
    """A row of ``instruments``: a certificate of wind power that meets every criterion, in kWh."""
    times = {"start": _moment(start), "end": _moment(end)}
    row = {"instrument": name, "kind": "certificate", "site": "plant", **times}
    good = {"attributes": "conveyed", "sole_claim": "yes", "retired": "yes", "area": "CN-JS"}
    return {**row, "amount": amount, "unit": "kWh", "factor": "wind", **good, **more}


def supplied_by(*order: str, match: str = "period", criteria: dict[str, Any] | None = None, **changes: Any) -> Method:
    """The default method with another order of supply; ``criteria`` changes what an instrument must be."""
    wanted = InstrumentCriteria(match=MatchWindow(match), **criteria or {})
    return default_with(supply=SupplyRule("test", tuple(SupplyKind(kind) for kind in order), wanted), **changes)


def _moment(text: str) -> str:
    return text if "T" in text else f"{text}T00:00"

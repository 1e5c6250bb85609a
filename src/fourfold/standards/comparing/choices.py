"""The choices of a method as a method file spells them, so that two methods are compared by what people wrote."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal

from fourfold.accounting.method import Method
from fourfold.electricity.supply.criteria import InstrumentCriteria
from fourfold.electricity.supply.rule import SupplyKind
from fourfold.standards.comparing.rules import Group, field_of
from fourfold.standards.pack.resolved import ChoiceInForce, Resolved


@dataclass(frozen=True, slots=True)
class ChoiceChange:
    """One choice that differs between two schemes.

    Attributes:
        key: of the choice, as in a method file.
        before, after: the choice of each, as a method file spells it; empty where it sets nothing.
        base, other: where each pack makes it; ``None`` where it leaves it at its default.
    """

    key: str
    before: str
    after: str
    base: ChoiceInForce | None
    other: ChoiceInForce | None


def changes(group: Group, methods: tuple[Method, Method], packs: tuple[Resolved, Resolved]) -> tuple[ChoiceChange, ...]:
    """The choices of a group that two methods make differently, with where each pack makes them.

    Criteria of instruments count only where both methods use instruments.
    """
    one, other = (choices_of(method) for method in methods)
    base, second = (pack.choices for pack in packs)
    both_use = all(SupplyKind.INSTRUMENTS in method.supply.order for method in methods)
    return tuple(
        ChoiceChange(key, one[key], other[key], base.get(key), second.get(key))
        for key in one
        if field_of(key) in group.fields and one[key] != other[key] and (both_use or not key.startswith(_CRITERIA))
    )


_CRITERIA = "instruments."


def choices_of(method: Method) -> dict[str, str]:
    """Every choice of a method by its key, in the order of a method file."""
    supply, unit = method.supply, method.result_unit
    instruments = {f"instruments.{f.name}": getattr(supply.instruments, f.name) for f in fields(InstrumentCriteria)}
    return {
        key: _spelled(value)
        for key, value in {
            "gwp_set": method.gwp_set,
            "accepted_gwp_sets": method.accepted_gwp_sets,
            "accept_unsplit": method.accept_unsplit,
            "electricity": method.electricity,
            "electricity_quantity": method.electricity_quantity,
            "supply_order": supply.order,
            **instruments,
            "beside_grid_mix": method.beside_grid_mix,
            "allocation_order": method.allocation_order,
            "reference_temperature_k": method.reference_temperature_k,
            "end_of_life": method.end_of_life,
            "biogenic": method.biogenic,
            "stages": method.stages,
            "cut_off.each": method.cut_off.each,
            "cut_off.together": method.cut_off.together,
            "rounding.quantum_kg_co2e": method.rounding.quantum_kg_co2e,
            "rounding.display_significant_digits": method.rounding.display_significant_digits,
            "result_unit.quantity": unit.quantity,
            "result_unit.unit": unit.unit,
        }.items()
    }


def _spelled(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | frozenset):
        return " | ".join(str(one) for one in value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)

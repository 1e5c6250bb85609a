"""The choices of a Method in groups, in the order in which one method is turned into another.

The order is part of every comparison: a difference attributed to a rule is the change of the total when that rule is
changed after those before it and before those after it. It goes from what weighs an emission, over where it comes from,
to what is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from fourfold.accounting.method import Method
from fourfold.core.problems import N_
from fourfold.electricity.supply.rule import SupplyRule


@dataclass(frozen=True, slots=True)
class Group:
    """Choices that are changed together.

    Attributes:
        id: its name in documents.
        title: in words.
        fields: attributes of `Method`.
        electricity: whether a scheme that governs electricity alone decides it.
    """

    id: str
    title: str
    fields: tuple[str, ...]
    electricity: bool = False


GROUPS = (
    Group("warming-potentials", N_("warming potentials"), ("gwp_set", "accepted_gwp_sets", "accept_unsplit")),
    Group(
        "electricity-factors",
        N_("factors of grid electricity"),
        ("electricity", "electricity_quantity"),
        electricity=True,
    ),
    Group("supply", N_("how electricity is covered"), ("supply", "beside_grid_mix"), electricity=True),
    Group("allocation", N_("allocation"), ("allocation_order", "reference_temperature_k")),
    Group("end-of-life", N_("end of life"), ("end_of_life",)),
    Group("biogenic", N_("biogenic carbon"), ("biogenic",)),
    Group("stages", N_("stages that count"), ("stages",)),
    Group("cut-off", N_("limits of what is left out"), ("cut_off",)),
    Group("rounding", N_("rounding"), ("rounding",)),
)
NAMING = frozenset({"id", "version", "names", "source", "result_unit", "clauses"})
"""Fields of a method that change no figure per declared unit."""


def differing(one: Method, other: Method) -> tuple[Group, ...]:
    """The groups in which two methods differ, in order."""
    return tuple(group for group in GROUPS if any(not _same(one, other, name) for name in group.fields))


def turned(method: Method, towards: Method, group: Group) -> Method:
    """A method with the choices of one group taken from another."""
    chosen = {name: getattr(towards, name) for name in group.fields}
    return replace(method, **chosen)


def electricity_of(method: Method, scheme: Method) -> Method:
    """A method that covers and values electricity as a scheme does, under its name, and all else as before."""
    for group in GROUPS:
        if group.electricity:
            method = turned(method, scheme, group)
    return replace(method, id=scheme.id, version=scheme.version, names=scheme.names, source=scheme.source)


def field_of(key: str) -> str:
    """The attribute of `Method` a key of a method file decides."""
    head = key.partition(".")[0]
    return _FIELDS.get(head, head)


_FIELDS: Mapping[str, str] = {"supply_order": "supply", "instruments": "supply"}


def _same(one: Method, other: Method, name: str) -> bool:
    mine, theirs = getattr(one, name), getattr(other, name)
    if isinstance(mine, SupplyRule) and isinstance(theirs, SupplyRule):
        return replace(mine, id="") == replace(theirs, id="")
    return bool(mine == theirs)


def ungrouped_fields() -> frozenset[str]:
    """Fields of `Method` that no group holds and that are no naming: a test keeps this empty."""
    grouped = {name for group in GROUPS for name in group.fields}
    return frozenset(field.name for field in fields(Method)) - grouped - NAMING

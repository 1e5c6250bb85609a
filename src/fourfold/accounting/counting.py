"""What of an inventory a method counts: biogenic carbon dioxide or none, every stage or some.

Both are done to the inventory, before anything is summed, so that lines, stages, contributions and the tree agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from fourfold.accounting.calculate import calculate
from fourfold.accounting.inventory import Inventory, Item
from fourfold.accounting.method import BiogenicTreatment, Method
from fourfold.accounting.notes import Notes
from fourfold.accounting.study.model import Study
from fourfold.accounting.traced import ZERO
from fourfold.core.canonical import decimal_text
from fourfold.core.lines import CO2E, Line
from fourfold.core.problems import N_, MessageKind, Problems

BIOGENIC_LEFT = MessageKind(
    "biogenic-not-split",
    N_(
        "biogenic emissions given only as CO2e stay as they are, though method {method} sets biogenic carbon dioxide to"
        " nothing: how much of them is carbon dioxide is not known: {source}"
    ),
)
STAGE_LEFT_OUT = MessageKind(
    "stage-left-out",
    N_("the stage {stage}, {kg_co2e} kg CO2e per declared unit, is left out: method {method} counts {roles}"),
)
STAGE_ROLE_MISSING = MessageKind(
    "stage-role-missing",
    N_(
        "the stage {stage} does not say which stage of the life cycle it is, and the method {method} counts only"
        " {roles}"
    ),
    N_("a role of every stage in which something emits, so that it is known whether it counts"),
    N_("give stages.role in study.yaml"),
)
_CO2 = "CO2"


def counted(inventory: Inventory, study: Study, method: Method, notes: Notes) -> Inventory:
    """The inventory with what the method leaves out taken out; what was left out is listed as assumptions."""
    if method.biogenic is BiogenicTreatment.ZERO:
        inventory = replace(inventory, items=tuple(_without_biogenic(item, method, notes) for item in inventory.items))
    return _of_counted_stages(inventory, study, method, notes) if method.stages else inventory


def _without_biogenic(item: Item, method: Method, notes: Notes) -> Item:
    """An item whose biogenic carbon dioxide, taken up or given off, weighs nothing; its mass stays on its line.

    A removal is an uptake of carbon dioxide, also where its source gives it as CO2e.
    """
    if any(e.line is Line.BIOGENIC_EMISSIONS and e.gas == CO2E and e.kg_co2e.value for e in item.emissions):
        notes.assume(BIOGENIC_LEFT, item.place, method=method.id, source=item.source_id or item.id)
    emissions = tuple(replace(e, kg_co2e=ZERO) if is_biogenic_co2(e.line, e.gas) else e for e in item.emissions)
    return replace(item, emissions=emissions)


def is_biogenic_co2(line: Line, gas: str) -> bool:
    """Whether a gas on a line is carbon dioxide of biogenic origin, taken up or given off."""
    return line is Line.BIOGENIC_REMOVALS or (line is Line.BIOGENIC_EMISSIONS and gas == _CO2)


def _of_counted_stages(inventory: Inventory, study: Study, method: Method, notes: Notes) -> Inventory:
    roles = {str(role) for role in method.stages}
    used = {item.stage for item in inventory.items}
    for number, stage in enumerate(study.declarations.stages):
        if stage.id in used and not stage.role:
            place = study.declared_at("stages", number, "role")
            params = {"stage": stage.id, "method": method.id, "roles": ", ".join(method.stages)}
            notes.problems.error(STAGE_ROLE_MISSING, place, **params)
    kept = {stage.id for stage in study.declarations.stages if stage.role in roles}
    left = [item for item in inventory.items if item.stage not in kept]
    if left:
        _note_left_out(left, inventory, study, method, notes)
    return replace(inventory, items=tuple(item for item in inventory.items if item.stage in kept))


def _note_left_out(left: Iterable[Item], inventory: Inventory, study: Study, method: Method, notes: Notes) -> None:
    """Say how much of each stage is left out; where the whole cannot be calculated, that is reported elsewhere."""
    whole = calculate(inventory, method, Problems())
    amounts = whole.by(lambda cell: cell.item.stage) if whole is not None else {}
    stages = {item.stage for item in left}
    for number, stage in enumerate(study.declarations.stages):
        if stage.id in stages:
            kg = amounts[stage.id].value if stage.id in amounts else Decimal(0)
            place = study.declared_at("stages", number, "role")
            params = {"method": method.id, "roles": ", ".join(method.stages), "kg_co2e": decimal_text(kg)}
            notes.assume(STAGE_LEFT_OUT, place, stage=stage.id, **params)

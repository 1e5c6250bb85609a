"""Direct emissions of a process: mass of a gas, weighted by the method's GWP set, on the line its origin decides."""

from __future__ import annotations

from decimal import Decimal

from fourfold.accounting.inventory import Emission, Item, Step
from fourfold.accounting.notes import Notes, UsedSource
from fourfold.accounting.study.rows import EmissionRow
from fourfold.accounting.suitability import Setting, unsplit_is_accepted
from fourfold.accounting.traced import CellBook, Traced
from fourfold.core.lines import LINE_OF_ORIGIN, EmissionKind, Line, Origin
from fourfold.core.problems import N_, NOWHERE, MessageKind, Place, Term
from fourfold.core.quantities import Unit
from fourfold.core.words import in_both
from fourfold.data.gwp import Gwp, gwp_of

METHANE_ORIGIN_UNKNOWN = MessageKind(
    "methane-origin-unknown",
    N_("the origin of {gas} in {item} is not stated; its warming potential is taken as {value} ({species})"),
)

REMOVAL_KIND = MessageKind(
    "removal-kind",
    N_("a removal by {found}"),
    N_("kind = process: an uptake neither burns nor leaks"),
    N_("write process, or correct the origin"),
)

_NAME = N_("{gas}, {origin}, {kind}")
_ORIGINS = {
    Origin.FOSSIL: Term(N_("fossil")),
    Origin.BIOGENIC: Term(N_("biogenic")),
    Origin.LAND_USE_CHANGE: Term(N_("land-use change")),
    Origin.REMOVAL: Term(N_("removal")),
    Origin.AIRCRAFT: Term(N_("aircraft")),
    Origin.UNSTATED: Term(N_("origin not stated")),
}
_KINDS = {
    EmissionKind.COMBUSTION: Term(N_("combustion")),
    EmissionKind.FUGITIVE: Term(N_("fugitive")),
    EmissionKind.PROCESS: Term(N_("process emission")),
}


def direct_emission(row: EmissionRow, stage: str, at: Setting, book: CellBook, notes: Notes) -> Item | None:
    """The item of an emission row, per run of its process; ``None`` after reporting a problem."""
    origin, kind = Origin(row.origin), EmissionKind(row.kind)
    potential = gwp_of(at.method.gwp_set, row.gas, origin, kind, row.place.at("gas"), notes.problems)
    line = LINE_OF_ORIGIN[origin]
    if origin is Origin.REMOVAL and kind is not EmissionKind.PROCESS:
        notes.problems.error(REMOVAL_KIND, row.place.at("kind"), found=row.kind)
    accepted = line is not Line.UNSPLIT or unsplit_is_accepted(row.emission, row.place.at("origin"), at, notes)
    if potential is None or not accepted:
        return None
    use_gwp(notes, potential, row.emission, row.place)
    to_kg = Unit(row.unit).factor_to(Unit("kg"))
    sign = Decimal(potential.sign)
    kg_gas = book.read(row.amount, row.place.at("amount")).times(sign * to_kg)
    kg_co2e = kg_gas * Traced(potential.value)
    steps = (
        Step(N_("amount per run"), row.amount, row.unit, row.place.at("amount")),
        Step(N_("unit conversion"), sign * to_kg, f"kg/{row.unit}", NOWHERE),
        Step(
            N_("warming potential"),
            potential.value,
            f"kg CO2e/kg {potential.species}",
            NOWHERE,
            _source_id(potential),
        ),
    )
    return Item(
        id=row.emission,
        kind="emission",
        process=row.process,
        stage=row.stage or stage,
        names=dict(in_both(_NAME, {"gas": row.gas, "origin": _ORIGINS[origin], "kind": _KINDS[kind]})),
        amount=row.amount,
        unit=row.unit,
        emissions=(Emission(line, row.gas, kg_gas, kg_co2e),),
        source_kind="gwp",
        source_id=_source_id(potential),
        source_names=_gwp_names(potential),
        data_kind=row.data_kind,
        quality=row.quality,
        place=row.place,
        steps=steps,
    )


def use_gwp(notes: Notes, potential: Gwp, item: str, place: Place) -> None:
    """Record that an item rests on a warming potential, and say so where that of methane had to be assumed."""
    if potential.flagged:
        notes.assume(
            METHANE_ORIGIN_UNKNOWN,
            place,
            gas=potential.gas,
            item=item,
            value=potential.value,
            species=potential.species,
        )
    notes.use("gwp", _source_id(potential), item, lambda: _used_gwp(potential))


def _used_gwp(potential: Gwp) -> UsedSource:
    return UsedSource(
        kind="gwp",
        id=_source_id(potential),
        names=_gwp_names(potential),
        source=potential.source,
        status=potential.status,
        place=potential.place,
        value=potential.value,
        per=f"kg {potential.species}",
    )


def _gwp_names(potential: Gwp) -> dict[str, str]:
    return {"en": f"GWP100 {potential.gwp_set} {potential.species}"}


def _source_id(potential: Gwp) -> str:
    return f"gwp100-{potential.gwp_set.lower()}-{potential.species}"

"""Loads as items of the inventory: one for each generation on site, instrument and further kind of supply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from fourfold.accounting.inventory import Emission, Item, Step
from fourfold.accounting.power.reading import Load
from fourfold.accounting.study.rows import ElectricityRow
from fourfold.accounting.traced import Traced
from fourfold.accounting.valuing import factor_steps, scaled_by
from fourfold.core.lines import CO2E, Line
from fourfold.core.problems import N_, NOWHERE, Place
from fourfold.core.quantities import Unit
from fourfold.data.factor import Factor
from fourfold.electricity.series.factor_series import FactorSeries
from fourfold.electricity.supply.rule import SupplyKind


@dataclass(frozen=True, slots=True)
class Parts:
    """What an amount of energy emits, by which source, and how the figure is made."""

    emissions: tuple[Emission, ...]
    source_kind: str
    source_id: str
    source_names: Mapping[str, str]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Portion:
    """What one kind of supply covers of a load.

    Attributes:
        kind: the kind of supply.
        suffix: what stands behind the row's short name in the name of the item; empty for what is left at last.
        energy_kwh: the energy.
        declared: the row or key that declares it.
        read_from: the cell that its energy is read from.
        made: what is made for each kWh of it, where that is more than 1 kWh: factors whose product it is, as steps.
    """

    kind: SupplyKind
    suffix: str
    energy_kwh: Decimal
    declared: Place
    read_from: Place
    made: tuple[Step, ...] = ()

    def name_of(self, row: ElectricityRow) -> str:
        """Name of the item."""
        return f"{row.electricity}/{self.suffix}" if self.suffix else row.electricity


def parts_by_series(kg: Traced, portion: Portion, series: FactorSeries, factor: Place) -> Parts:
    """Energy valued by a series, hour by hour or at its mean: not split by line, because a series is not."""
    kwh = portion.energy_kwh
    what = N_("grid energy of the period") if portion.kind is SupplyKind.GRID else N_("energy of the period")
    steps = [_energy_step(portion, what)]
    if kwh:
        steps.append(
            Step(N_("factor, weighted by this load"), kg.value / kwh, "kg CO2e/kWh", factor, series.id),
        )
    return Parts((Emission(Line.UNSPLIT, CO2E, None, kg),), "series", series.id, series.names, tuple(steps))


def parts_by_factor(factor: Factor, per_unit: tuple[Emission, ...], portion: Portion, cells: int) -> Parts:
    """Energy valued by one factor, on the factor's lines.

    Args:
        factor: the factor.
        per_unit: what one reference unit of it emits.
        portion: the energy.
        cells: cells the energy depends on.
    """
    to_unit = Unit("kWh").factor_to(factor.per)
    steps = [_energy_step(portion, N_("energy of the period"))]
    if to_unit != 1:
        steps.append(Step(N_("unit conversion"), to_unit, f"→ {factor.per.text}", NOWHERE))
    steps += portion.made
    amount = prod((step.value for step in portion.made), start=portion.energy_kwh) * to_unit
    emissions = scaled_by(per_unit, Traced(amount, cells))
    return Parts(emissions, "factor", factor.id, factor.names, (*steps, *factor_steps(factor, per_unit)))


def _energy_step(portion: Portion, what: str) -> Step:
    return Step(what, portion.energy_kwh, "kWh", portion.read_from)


def item_of(load: Load, stage: str, portion: Portion, parts: Parts) -> Item:
    """The item of a portion of a load.

    Args:
        load: the load.
        stage: stage of the load's process.
        portion: the portion.
        parts: what it emits.
    """
    row = load.row
    english = row.name or row.electricity
    chinese = row.name_zh or row.name or row.electricity
    suffix = f" ({portion.suffix})" if portion.suffix else ""
    return Item(
        id=portion.name_of(row),
        kind=_ITEM_KINDS.get(portion.kind, "electricity"),
        process=row.process,
        stage=stage,
        names={"en": english + suffix, "zh": chinese + suffix},
        amount=portion.energy_kwh,
        unit="kWh",
        emissions=parts.emissions,
        source_kind=parts.source_kind,
        source_id=parts.source_id,
        source_names=parts.source_names,
        data_kind=row.data_kind,
        quality=row.quality,
        place=row.place,
        steps=parts.steps,
        declared=(*load.declared, portion.declared),
    )


_ITEM_KINDS = {
    SupplyKind.ON_SITE: "generation",
    SupplyKind.DIRECT_LINE: "instrument",
    SupplyKind.INSTRUMENTS: "instrument",
}
"""Kinds of items; every other kind of supply is electricity from the grid at one figure or another."""

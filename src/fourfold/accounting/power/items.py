"""Loads as items of the inventory: what the grid covers, and what each generation on site covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fourfold.accounting.inventory import Emission, Item, Step
from fourfold.accounting.power.reading import Load
from fourfold.accounting.traced import Traced
from fourfold.accounting.valuing import factor_steps, scaled_by
from fourfold.core.lines import CO2E, Line
from fourfold.core.problems import N_, NOWHERE, Place
from fourfold.core.quantities import Unit
from fourfold.data.factor import Factor
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.series.factor_series import FactorSeries


@dataclass(frozen=True, slots=True)
class Parts:
    """What an amount of energy emits, by which source, and how the figure is made."""

    emissions: tuple[Emission, ...]
    source_kind: str
    source_id: str
    source_names: Mapping[str, str]
    steps: tuple[Step, ...]


def parts_by_series(kg: Traced, energy: EnergySeries, series: FactorSeries, read_from: Place, factor: Place) -> Parts:
    """Energy valued by a series, hour by hour or at its mean: not split by line, because a series is not."""
    kwh = energy.total_kwh
    steps = [_energy_step(energy, N_("grid energy of the period"), read_from)]
    if kwh:
        steps.append(
            Step(N_("factor, weighted by this load"), kg.value / kwh, "kg CO2e/kWh", factor, series.id),
        )
    return Parts((Emission(Line.UNSPLIT, CO2E, None, kg),), "series", series.id, series.names, tuple(steps))


def parts_by_factor(
    factor: Factor, per_unit: tuple[Emission, ...], energy: EnergySeries, cells: int, read_from: Place
) -> Parts:
    """Energy valued by one factor, on the factor's lines.

    Args:
        factor: the factor.
        per_unit: what one reference unit of it emits.
        energy: the energy.
        cells: cells the energy depends on.
        read_from: the first of them.
    """
    to_unit = Unit("kWh").factor_to(factor.per)
    steps = [_energy_step(energy, N_("energy of the period"), read_from)]
    if to_unit != 1:
        steps.append(Step(N_("unit conversion"), to_unit, f"→ {factor.per.text}", NOWHERE))
    emissions = scaled_by(per_unit, Traced(energy.total_kwh * to_unit, cells))
    return Parts(emissions, "factor", factor.id, factor.names, (*steps, *factor_steps(factor, per_unit)))


def _energy_step(energy: EnergySeries, what: str, read_from: Place) -> Step:
    return Step(what, energy.total_kwh, "kWh", read_from)


def item_of(load: Load, generation_id: str, stage: str, energy: EnergySeries, parts: Parts, declared: Place) -> Item:
    """The item of a load's grid energy, or of what one generation covers of it.

    Args:
        load: the load.
        generation_id: the generation; empty for the grid.
        stage: stage of the load's process.
        energy: the energy covered.
        parts: what it emits.
        declared: the row that declares series or generation.
    """
    row = load.row
    english = row.name or row.electricity
    chinese = row.name_zh or row.name or row.electricity
    suffix = f" ({generation_id})" if generation_id else ""
    return Item(
        id=f"{row.electricity}/{generation_id}" if generation_id else row.electricity,
        kind="generation" if generation_id else "electricity",
        process=row.process,
        stage=stage,
        names={"en": english + suffix, "zh": chinese + suffix},
        amount=energy.total_kwh,
        unit="kWh",
        emissions=parts.emissions,
        source_kind=parts.source_kind,
        source_id=parts.source_id,
        source_names=parts.source_names,
        data_kind=row.data_kind,
        quality=row.quality,
        place=row.place,
        steps=parts.steps,
        declared=(*load.declared, declared),
    )

"""Keys by which a meter is divided: running time and recipes, and energy by batch.

With o_ri the time that record r and interval i have in common, an interval's energy is divided in the proportion of

    running time:  o_ri
    recipe:        o_ri · amount_r · kWh per unit_r / length of r

so that records may begin inside an interval and overlap, and with a recipe may be in unlike units: what is compared is
the energy each would need by its recipe, spread evenly over its time. All of it is in whole numbers, by largest
remainder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from fourfold.core.intervals import Grid
from fourfold.core.problems import N_, Assumption, MessageKind, Problems
from fourfold.electricity.energy import EnergySeries, add
from fourfold.electricity.integers import INT64_MOST, Exact, whole_weights
from fourfold.electricity.specs import ProductionRecord, ShareKey

KEYS_DIFFER = MessageKind(
    "production-keys-differ",
    N_("the record is by {found}, others of the meter by {other}"),
    N_("one key for all records of a meter"),
    N_("choose one key"),
)
RECIPE_INCOMPLETE = MessageKind(
    "production-recipe-incomplete",
    N_("the record is by recipe, and how much energy a unit needs is not said"),
    N_("kWh per unit above zero in the column per_unit"),
    N_("fill per_unit, or choose another key"),
)
RECIPE_UNUSED = MessageKind(
    "production-recipe-unused",
    N_("per_unit is filled, but a record by {found} does not use it"),
    N_("per_unit only where key = recipe"),
    N_("clear the cell, or choose key = recipe"),
)

Span = tuple[int, int]
"""Start and end of a record, UTC seconds."""
ShareUnit = tuple[str, str]
"""A process and a batch; the batch is empty where a record names none."""


@dataclass(frozen=True, slots=True, eq=False)
class BatchEnergy:
    """What a batch took of a meter.

    Attributes:
        batch: its name.
        process: the process that made it.
        meter: the meter.
        energy: interval by interval.
        amount: how much of it was made in all its records; ``None`` where they are in unlike units.
        unit: of that amount.
    """

    batch: str
    process: str
    meter: str
    energy: EnergySeries
    amount: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True, eq=False)
class MeterShares:
    """A meter divided.

    Attributes:
        processes: energy by process; in every interval it sums to the meter's.
        batches: energy by batch, in the order of the records, those without a batch left out.
        assumptions: what was declared about idle energy, with its amount.
    """

    processes: Mapping[str, EnergySeries]
    batches: tuple[BatchEnergy, ...] = ()
    assumptions: tuple[Assumption, ...] = ()


def keys_are_sound(records: Sequence[ProductionRecord], problems: Problems) -> bool:
    """Whether all records of a meter have one key and what it needs."""
    first, sound = records[0], True
    for record in records:
        if record.key is not first.key:
            problems.error(KEYS_DIFFER, record.place.at("key"), found=record.key, other=first.key)
            sound = False
        elif record.key is ShareKey.RECIPE and record.per_unit is None:
            problems.error(RECIPE_INCOMPLETE, record.place.at("per_unit"))
            sound = False
        elif record.key is not ShareKey.RECIPE and record.per_unit is not None:
            problems.error(RECIPE_UNUSED, record.place.at("per_unit"), found=record.key)
            sound = False
    return sound


def weights_by_time(
    units: Sequence[ShareUnit], records: Sequence[ProductionRecord], spans: Sequence[Span], grid: Grid
) -> tuple[list[Exact], NDArray[np.bool_]]:
    """Weight of each process and batch ``[interval]`` by running time or recipe, and which intervals meet a record."""
    rates = whole_weights([_rate(record, span) for record, span in zip(records, spans, strict=True)])
    is_large = sum(rates) * grid.step_s > INT64_MOST
    weights: dict[ShareUnit, Exact] = {unit: np.zeros(grid.count, object if is_large else np.int64) for unit in units}
    covered = np.zeros(grid.count, np.bool_)
    for record, rate, (start, end) in zip(records, rates, spans, strict=True):
        first = max(0, (start - grid.start_s) // grid.step_s)
        last = min(grid.count, -((grid.start_s - end) // grid.step_s))
        if first >= last:
            continue
        begins = grid.start_s + grid.step_s * np.arange(first, last, dtype=np.int64)
        common = np.minimum(begins + grid.step_s, end) - np.maximum(begins, start)
        weights[record.process, record.batch][first:last] += (common.astype(object) if is_large else common) * rate
        covered[first:last] |= common > 0
    return list(weights.values()), covered


def _rate(record: ProductionRecord, span: Span) -> Fraction:
    """Weight of a second of a record."""
    if record.key is ShareKey.RUNNING_TIME or record.per_unit is None:
        return Fraction(1)
    return Fraction(record.amount) * Fraction(record.per_unit) / (span[1] - span[0])


def shares_of(
    meter: str, units: Sequence[ShareUnit], records: Sequence[ProductionRecord], parts: Sequence[EnergySeries]
) -> MeterShares:
    """Parts of a meter as energy by process and by batch."""
    of_process: dict[str, list[EnergySeries]] = {}
    batches = []
    for (process, batch), energy in zip(units, parts, strict=True):
        of_process.setdefault(process, []).append(energy)
        if batch:
            made = [record for record in records if (record.process, record.batch) == (process, batch)]
            alike = len({record.unit for record in made}) == 1
            amount = sum((record.amount for record in made), Decimal(0)) if alike else None
            batches.append(BatchEnergy(batch, process, meter, energy, amount, made[0].unit if alike else ""))
    processes = {process: add(found) if len(found) > 1 else found[0] for process, found in of_process.items()}
    return MeterShares(processes, tuple(batches))

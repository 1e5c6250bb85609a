"""Energy of a meter in intervals of which no production record takes any: refused, spread, or one process's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from fourfold.core.canonical import decimal_text
from fourfold.core.intervals import spell_range
from fourfold.core.problems import N_, NOWHERE, Assumption, MessageKind, Place, Problems
from fourfold.electricity.energy import EnergySeries, split_by_weights
from fourfold.electricity.integers import Exact, decimal_of, exact_sum
from fourfold.electricity.specs import ProductionRecord
from fourfold.electricity.supply.sharing_keys import MeterShares, ShareUnit, shares_of

IDLE_SPREAD = MessageKind(
    "idle-energy-spread",
    N_(
        "{energy_kwh} kWh of the meter {meter} fall into intervals without production; they were divided in proportion"
        " to the energy of all production in the period"
    ),
)
IDLE_ASSIGNED = MessageKind(
    "idle-energy-assigned",
    N_("{energy_kwh} kWh of the meter {meter} fall into intervals without production; they belong to {process}"),
)
NOTHING_TO_FOLLOW = MessageKind(
    "production-nothing",
    N_("the meter {meter} has no energy in any interval with production ({found}), so nothing says how to spread it"),
    N_("at least one interval with energy and production"),
    N_("correct the records, or let idle energy belong to one process: idle = process"),
)


class IdleKind(StrEnum):
    """What becomes of idle energy."""

    REFUSE = "refuse"
    SPREAD = "spread"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class IdleRule:
    """What becomes of energy in intervals of which no record takes any.

    Attributes:
        kind: refused; spread in proportion to what all records take in the period; or a process's.
        process: whose it is, where it is a process's.
        place: the row that declares it.
    """

    kind: IdleKind = IdleKind.REFUSE
    process: str = ""
    place: Place = NOWHERE


REFUSE = IdleRule()


def with_idle(
    meter: str,
    energy: EnergySeries,
    units: Sequence[ShareUnit],
    records: Sequence[ProductionRecord],
    weights: Sequence[Exact],
    is_idle: NDArray[np.bool_],
    rule: IdleRule,
    time_zone: str,
    place: Place,
    problems: Problems,
) -> MeterShares | None:
    """Divide a meter with a rule for idle energy; in every interval the parts sum to the meter's energy.

    Args:
        meter: its short name.
        energy: its energy.
        units: processes and batches that share it.
        records: its production records.
        weights: of each of them ``[interval]``.
        is_idle: which intervals no record takes any of ``[interval]``.
        rule: the rule.
        time_zone: zone in which messages tell times.
        place: the row that asks for the division.
        problems: receives an error where there is nothing to spread by.
    """
    idle_quanta = exact_sum(energy.energy[is_idle])
    units, all_weights = list(units), list(weights)
    if rule.kind is IdleKind.PROCESS:
        unit = (rule.process, "")
        if unit not in units:
            units.append(unit)
            all_weights.append(np.zeros(energy.grid.count, np.int64))
        at = units.index(unit)
        all_weights[at] = np.where(is_idle, 1, all_weights[at])
    elif idle_quanta:
        working = replace(energy, energy=np.where(is_idle, 0, energy.energy))
        totals = [part.total_quanta for part in split_by_weights(working, all_weights)]
        if not any(totals):
            found = spell_range(energy.grid.start_s, energy.grid.end_s, time_zone)
            problems.error(NOTHING_TO_FOLLOW, place, meter=meter, found=found)
            return None
        large = sum(totals) >= 2**62
        all_weights = [
            np.where(is_idle, total, weight.astype(object) if large else weight)
            for weight, total in zip(all_weights, totals, strict=True)
        ]
    shares = shares_of(meter, units, records, split_by_weights(energy, all_weights))
    return replace(shares, assumptions=_told(meter, energy, idle_quanta, rule))


def _told(meter: str, energy: EnergySeries, quanta: int, rule: IdleRule) -> tuple[Assumption, ...]:
    if not quanta:
        return ()
    kwh = decimal_text(decimal_of(quanta, energy.quantum_exponent - 3))
    if rule.kind is IdleKind.SPREAD:
        return (Assumption(IDLE_SPREAD, {"energy_kwh": kwh, "meter": meter}, (rule.place,)),)
    return (Assumption(IDLE_ASSIGNED, {"energy_kwh": kwh, "meter": meter, "process": rule.process}, (rule.place,)),)

"""What an allocation of limited instruments comes to beside the proportional rule: load by load, offer by offer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from fourfold.core.zones import Ints
from fourfold.electricity.integers import decimal_of, exact_sum, sums_within
from fourfold.electricity.supply.allocation import Side, allocate_least
from fourfold.electricity.supply.dividing import Alternative, Parts, Pool, proportional, shared_out

_MG_PER_KG = 10**6


@dataclass(frozen=True, slots=True)
class LoadDivision:
    """What a load got, and what it would have got by the proportional rule.

    Attributes:
        load: its short name.
        covered_kwh, proportional_kwh: covered by limited instruments, under either rule.
        outbid_kwh: what stays open in windows in which instruments were used up on loads, or hours, of more emissions.
        alone_kwh: what stays open in windows for which no instrument was offered.
        kg_co2e, proportional_kg_co2e: what its energy comes to under either rule: instruments, and the rest at the
            factor of what else covers it.
    """

    load: str
    covered_kwh: Decimal
    proportional_kwh: Decimal
    outbid_kwh: Decimal
    alone_kwh: Decimal
    kg_co2e: Fraction
    proportional_kg_co2e: Fraction


@dataclass(frozen=True, slots=True)
class OfferDivision:
    """What was used of an instrument.

    Attributes:
        instrument: its short name.
        offered_kwh, used_kwh, proportional_kwh: what there was, and what is used of it under either rule.
        worth_kg_co2e_per_kwh: what a further kWh of it would save; above zero it is scarce, below zero a further kWh
            would cover more at more emissions.
    """

    instrument: str
    offered_kwh: Decimal
    used_kwh: Decimal
    proportional_kwh: Decimal
    worth_kg_co2e_per_kwh: Fraction


@dataclass(frozen=True, slots=True)
class Division:
    """Instruments divided among the loads of a site so that least is emitted.

    Attributes:
        loads: load by load.
        offers: instrument by instrument.
    """

    loads: tuple[LoadDivision, ...]
    offers: tuple[OfferDivision, ...]

    @property
    def saved_kg_co2e(self) -> Fraction:
        """What is emitted less than by the proportional rule; never negative."""
        return sum((one.proportional_kg_co2e - one.kg_co2e for one in self.loads), Fraction(0))


def least_emissions(
    pool: Pool, alternative: Alternative, open_: dict[str, Ints], exponent: int
) -> tuple[Parts, Division]:
    """Divide a pool so that most is covered and then least is emitted, and set it beside the proportional rule.

    Args:
        pool: what is offered and what is open in its windows.
        alternative: factors.
        open_: by load, what is open in all its intervals ``[interval]``.
        exponent: a quantum is ten to this power, in Wh.
    """
    names = list(pool.cells)
    levels = [
        (alternative.rest[name].level[one.interval], alternative.rest[name].levels) for name, one in pool.cells.items()
    ]
    starts = np.cumsum([0, *(len(of_load) for _, of_load in levels)])
    level = np.concatenate([at + start for (at, _), start in zip(levels, starts[:-1].tolist(), strict=True)])
    all_levels = tuple(factor for _, of_load in levels for factor in of_load)
    energies = pool.open_quanta()
    loads = Side(pool.open_windows(), np.zeros(energies.size, np.int64), energies, level, all_levels)
    factors = [alternative.instruments[offer.instrument] for offer in pool.offers]
    offers = Side.of(pool.window, np.zeros(pool.window.size, np.int64), pool.quanta, factors)
    answer = allocate_least(offers, loads, [(0, 0)], pool.windows)
    parts, other = Parts(pool.by_load(answer.covered), answer.used), proportional(pool)
    told = _Telling(pool, alternative, open_, exponent)
    division = Division(
        tuple(told.load(name, parts, other) for name in names),
        told.offers(parts, other, answer.worth),
    )
    return parts, division


class _Telling:
    """Turns quanta into kWh and kg CO2e."""

    def __init__(self, pool: Pool, alternative: Alternative, open_: dict[str, Ints], exponent: int) -> None:
        self._pool, self._alternative, self._open, self._exponent = pool, alternative, open_, exponent
        self._shares: dict[int, dict[str, dict[str, int]]] = {}

    def load(self, name: str, parts: Parts, other: Parts) -> LoadDivision:
        """One load under both rules."""
        whole, offered = exact_sum(self._open[name]), exact_sum(self._pool.cells[name].energy)
        covered = exact_sum(parts.covered[name])
        return LoadDivision(
            name,
            self._kwh(covered),
            self._kwh(exact_sum(other.covered[name])),
            self._kwh(offered - covered),
            self._kwh(whole - offered),
            self._kg(name, parts),
            self._kg(name, other),
        )

    def offers(self, parts: Parts, other: Parts, worth: tuple[Fraction, ...]) -> tuple[OfferDivision, ...]:
        """Every offer under both rules."""
        rows = zip(self._pool.offers, parts.used.tolist(), other.used.tolist(), worth, strict=True)
        return tuple(
            OfferDivision(
                one.instrument, self._kwh(one.quanta), self._kwh(used), self._kwh(before), Fraction(value, _MG_PER_KG)
            )
            for one, used, before, value in rows
        )

    def _kwh(self, quanta: int) -> Decimal:
        return decimal_of(quanta, self._exponent - 3)

    def _kg(self, name: str, parts: Parts) -> Fraction:
        """Instruments at theirs, the rest at its own factor."""
        rest, cells = self._alternative.rest[name], self._pool.cells[name]
        left = self._open[name].copy()
        left[cells.interval] -= parts.covered[name]
        by_level = sums_within(left, rest.level, len(rest.levels)).tolist()
        total = sum((quanta * factor for quanta, factor in zip(by_level, rest.levels, strict=True)), Fraction(0))
        for instrument, quanta in self._shared(parts)[name].items():
            total += quanta * self._alternative.instruments[instrument]
        return total * Fraction(10) ** (self._exponent - 3) / _MG_PER_KG

    def _shared(self, parts: Parts) -> dict[str, dict[str, int]]:
        if id(parts) not in self._shares:
            self._shares[id(parts)] = shared_out(self._pool, parts)
        return self._shares[id(parts)]

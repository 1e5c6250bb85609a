"""What covers a load beyond on-site generation: direct lines, instruments, and the kinds that take what is left.

Energy of an instrument covers load within a window of time: for a contract the window the method names, for a direct
line its own interval. In each window as much is covered as there is load and instruments, and `dividing` says which
loads and which instruments that is, in whole quanta. So every quantum of a load is covered once, and every quantum of
an instrument covers once at most (law 8). Direct lines are wires, so they are always divided in proportion. What flowed
over a line in a part of an interval of the loads is not guessed: its interval is made of whole ones, or refused.

`standard_supply` covers at most its share of what comes through the grid in an interval, in quanta so fine that the
share comes out even, or a millionth of a Wh at the finest, then rounded down. The first of the remaining kinds in the
rule's order takes all that is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

import numpy as np

from fourfold.core.intervals import Grid, spell_instant
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.energy import FINE_EXPONENT, EnergySeries
from fourfold.electricity.integers import INT64_MOST, decimal_of, exact_sum, narrow
from fourfold.electricity.supply.criteria import InstrumentKind, MatchWindow
from fourfold.electricity.supply.dividing import Alternative, Offer, Parts, Pool, proportional, shared_out
from fourfold.electricity.supply.division import Division, least_emissions
from fourfold.electricity.supply.instruments import Instrument, window_keys
from fourfold.electricity.supply.rule import SUPPLY_TOO_UNEQUAL, Covered, SiteSupply, SupplyKind, SupplyRule

TAKING_ALL = (SupplyKind.SUPPLIER_PRODUCT, SupplyKind.RESIDUAL, SupplyKind.FOSSIL, SupplyKind.GRID)
"""Kinds that value whatever is left."""
LINE_ACROSS = MessageKind(
    "supply-line-across-interval",
    N_(
        "{found}, an end of the direct line {line}, lies within an interval of {minutes} minutes of the loads of {site}"
    ),
    N_(
        "a line whose interval is made of whole intervals of the loads: what flowed in a part of one is not known"
        " (ISO 14067:2018, 6.4.9.4, from memory: as close in time as possible)"
    ),
    N_("give the line's energy in the intervals of the loads' readings, finer ones summed up"),
)
_MOST_QUANTA = 2**62
_DIGITS = 100


def cover_beyond(
    site: str,
    supply: SiteSupply,
    rule: SupplyRule,
    instruments: Sequence[Instrument],
    standard_share: Decimal,
    problems: Problems,
    time_zone: str = "UTC",
    alternative: Alternative | None = None,
) -> SiteSupply | None:
    """Cover what on-site generation leaves of the loads of a site, in the order of the rule.

    Args:
        site: short name of the site, for messages.
        supply: its loads after on-site generation.
        rule: order of supply; of the kinds that take all that is left the first one is used.
        instruments: those that count, direct lines among them.
        standard_share: share of each interval that standard supply covers at most, 0 to 1.
        problems: receives an error where energies differ too much in size to be divided exactly, or a direct line
            begins or ends within an interval of the loads.
        time_zone: zone of the site, on whose calendar the windows lie.
        alternative: factors by which contracts are divided so that least is emitted; ``None`` divides them in
            proportion.
    """
    order = [kind for kind in rule.order if kind is not SupplyKind.ON_SITE]
    lines = [one for one in instruments if one.kind is InstrumentKind.DIRECT_LINE]
    contracts = [one for one in instruments if one.kind is not InstrumentKind.DIRECT_LINE]
    held = {SupplyKind.DIRECT_LINE: lines, SupplyKind.INSTRUMENTS: contracts}
    if SupplyKind.DIRECT_LINE in order and not _in_whole_intervals(site, supply, lines, time_zone, problems):
        return None
    used = [one for kind in order for one in held.get(kind, [])]
    begun = _Open.begin(supply, used, standard_share if SupplyKind.STANDARD_SUPPLY in order else Decimal(1))
    if begun is None:
        problems.error(SUPPLY_TOO_UNEQUAL, used[0].place if used else Place("study.yaml"), site=site)
        return None
    for kind in order:
        if kind is SupplyKind.DIRECT_LINE:
            begun.cover_by_lines(lines)
        elif kind is SupplyKind.INSTRUMENTS:
            begun.cover_by_contracts(contracts, rule.instruments.match, time_zone, alternative)
        elif kind is SupplyKind.STANDARD_SUPPLY:
            begun.cover_by_share(Fraction(standard_share))
        else:
            begun.take_all(kind)
            break
    return replace(supply, loads=begun.covered(), division=begun.division)


class _Open:
    """Loads of a site with what is still open of each, and what has covered the rest."""

    def __init__(self, loads: Mapping[str, Covered], amounts: Mapping[str, int]) -> None:
        self._loads, self._amounts = loads, amounts
        self._open: dict[str, Ints] = {name: one.grid.energy for name, one in loads.items()}
        self._through: dict[str, Ints] = dict(self._open)
        self._by_kind: dict[str, dict[SupplyKind, Ints]] = {name: {} for name in loads}
        self._used: dict[str, dict[str, int]] = {name: {} for name in loads}
        self.division: Division | None = None

    @classmethod
    def begin(cls, supply: SiteSupply, instruments: Sequence[Instrument], share: Decimal) -> _Open | None:
        """The loads in one quantum that is fine enough for every amount; nothing where no quantum can hold them.

        It is fine enough for the share too, as far as quanta that fine can be counted.
        """
        digits = min(0, _exponent(share))
        if not instruments and not digits:
            return cls(supply.loads, {})
        exponents = [0, *(one.grid.quantum_exponent for one in supply.loads.values())]
        exponents += [max(FINE_EXPONENT, _exponent(one.amount_wh)) for one in instruments]
        exponent = _finer(min(exponents), digits, supply, instruments)
        amounts = {one.id: _quanta(one.amount_wh, exponent) for one in instruments}
        try:
            loads = {name: _refined(one, exponent) for name, one in supply.loads.items()}
        except OverflowError:
            return None
        most = max(sum(exact_sum(one.grid.energy) for one in loads.values()), sum(amounts.values()))
        return cls(loads, amounts) if most <= _MOST_QUANTA else None

    def cover_by_contracts(
        self, contracts: Sequence[Instrument], match: MatchWindow, time_zone: str, alternative: Alternative | None
    ) -> None:
        """Cover what is open by contracts, window by window."""
        if not contracts:
            return
        starts = np.array([one.start_s for one in contracts], np.int64)
        keys = window_keys(starts, match, time_zone).tolist()
        offers = [Offer(one.id, key, self._amounts[one.id]) for one, key in zip(contracts, keys, strict=True)]
        windows = {name: window_keys(one.grid.grid.starts(), match, time_zone) for name, one in self._loads.items()}
        pool = Pool.of(offers, self._open, windows)
        if alternative is None:
            parts = proportional(pool)
        else:
            exponent = next(iter(self._loads.values())).grid.quantum_exponent
            parts, self.division = least_emissions(pool, alternative, self._open, exponent)
        self._cover(SupplyKind.INSTRUMENTS, pool, parts)

    def cover_by_lines(self, lines: Sequence[Instrument]) -> None:
        """Cover what is open by direct lines, each in its own interval; the shorter intervals first.

        What they cover does not come through the grid, whatever covered load before them.
        """
        before = dict(self._open)
        for layer in _layers(lines):
            windows = {name: np.full(one.grid.grid.count, -1, np.int64) for name, one in self._loads.items()}
            distinct = dict.fromkeys((one.start_s, one.end_s) for one in layer)
            spans = {span: number for number, span in enumerate(distinct)}
            for (start_s, end_s), number in spans.items():
                for name, one in self._loads.items():
                    grid = one.grid.grid
                    first, last = (max(0, (second - grid.start_s) // grid.step_s) for second in (start_s, end_s))
                    windows[name][first:last] = number
            offers = [Offer(one.id, spans[one.start_s, one.end_s], self._amounts[one.id]) for one in layer]
            pool = Pool.of(offers, self._open, windows)
            self._cover(SupplyKind.DIRECT_LINE, pool, proportional(pool))
        for name, open_ in self._open.items():
            self._through[name] = self._through[name] - (before[name] - open_)

    def cover_by_share(self, share: Fraction) -> None:
        """Cover at most this share of what comes through the grid in every interval, in whole quanta."""
        for name, open_ in self._open.items():
            most = self._through[name]
            if share.denominator * int(most.max(initial=0)) > INT64_MOST:
                most = most.astype(object)
            taken = np.minimum(open_, narrow(most * share.numerator // share.denominator))
            self._take(name, SupplyKind.STANDARD_SUPPLY, taken)

    def take_all(self, kind: SupplyKind) -> None:
        """Let one kind take what is left."""
        if kind is not SupplyKind.GRID:
            for name, open_ in self._open.items():
                self._take(name, kind, open_)

    def covered(self) -> dict[str, Covered]:
        """The loads with everything that covers them."""
        return {name: self._covered(name, one) for name, one in self._loads.items()}

    def _covered(self, name: str, one: Covered) -> Covered:
        grid, exponent = one.grid.grid, one.grid.quantum_exponent
        others = {kind: EnergySeries(grid, energy, exponent) for kind, energy in self._by_kind[name].items()}
        used = {
            instrument: decimal_of(quanta, exponent - 3) for instrument, quanta in self._used[name].items() if quanta
        }
        return replace(one, grid=EnergySeries(grid, self._open[name], exponent), others=others, instruments=used)

    def _take(self, name: str, kind: SupplyKind, taken: Ints) -> None:
        before = self._by_kind[name].get(kind)
        self._by_kind[name][kind] = taken if before is None else before + taken
        self._open[name] = self._open[name] - taken

    def _cover(self, kind: SupplyKind, pool: Pool, parts: Parts) -> None:
        """Cover load by offers as they were divided."""
        for name, one in pool.cells.items():
            taken = np.zeros(self._open[name].size, np.int64)
            taken[one.interval] = parts.covered[name]
            self._take(name, kind, taken)
        for name, used in shared_out(pool, parts).items():
            for instrument, quanta in used.items():
                self._used[name][instrument] = self._used[name].get(instrument, 0) + quanta


def _in_whole_intervals(
    site: str, supply: SiteSupply, lines: Sequence[Instrument], time_zone: str, problems: Problems
) -> bool:
    """Whether no line begins or ends within an interval of the loads; each that does is reported."""
    sound = True
    for line in lines:
        for column, second, grid in ends_within(line, supply.loads):
            found = spell_instant(second, time_zone)
            params = {"line": line.id, "site": site, "minutes": grid.step_minutes, "found": found}
            problems.error(LINE_ACROSS, line.place.at(column), **params)
            sound = False
    return sound


def ends_within(line: Instrument, loads: Mapping[str, Covered]) -> list[tuple[str, int, Grid]]:
    """Ends of a direct line that lie within an interval of loads: ``start`` or ``end``, the moment, the intervals."""
    ends = (("start", line.start_s), ("end", line.end_s))
    grids = dict.fromkeys(one.grid.grid for one in loads.values())
    return [
        (column, second, grid)
        for column, second in ends
        for grid in grids
        if grid.start_s < second < grid.end_s and (second - grid.start_s) % grid.step_s
    ]


def _layers(lines: Sequence[Instrument]) -> list[list[Instrument]]:
    """Direct lines in groups whose intervals are alike or apart, the shorter intervals first."""
    layers: list[list[Instrument]] = []
    ordered = sorted(lines, key=lambda one: (one.end_s - one.start_s, one.start_s))
    for one in ordered:
        latest = layers[-1][-1] if layers else None
        if latest is not None and ((latest.start_s, latest.end_s) == (one.start_s, one.end_s) or _follows(latest, one)):
            layers[-1].append(one)
        else:
            layers.append([one])
    return layers


def _follows(earlier: Instrument, later: Instrument) -> bool:
    alike = earlier.end_s - earlier.start_s == later.end_s - later.start_s
    return alike and earlier.end_s <= later.start_s


def _refined(one: Covered, exponent: int) -> Covered:
    return replace(
        one,
        load=one.load.refined(exponent),
        grid=one.grid.refined(exponent),
        on_site={name: energy.refined(exponent) for name, energy in one.on_site.items()},
    )


def _finer(exponent: int, digits: int, supply: SiteSupply, instruments: Sequence[Instrument]) -> int:
    """A quantum finer by so many digits as energies can be divided in, and as can be counted."""
    loads = sum(
        exact_sum(one.load.energy) * 10 ** (one.load.quantum_exponent - exponent) for one in supply.loads.values()
    )
    most = max(loads, sum(_quanta(one.amount_wh, exponent) for one in instruments))
    finest = max(FINE_EXPONENT, exponent + digits)
    while exponent > finest and most * 10 <= _MOST_QUANTA:
        exponent, most = exponent - 1, most * 10
    return exponent


def _exponent(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _quanta(amount_wh: Decimal, exponent: int) -> int:
    """Whole quanta of an amount, rounded down: a part of a quantum covers nothing."""
    with localcontext() as context:
        context.prec = _DIGITS
        return int(amount_wh.scaleb(-exponent).to_integral_value(ROUND_FLOOR))

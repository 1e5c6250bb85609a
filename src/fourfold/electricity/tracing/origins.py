"""Where consumed power came from: which technology, in which area, behind the consumption of which area (I10).

The same mixing as for factors, with the energy and the emissions of every origin as attributes. Origins are the
technologies of every area (or its units), the borders, and, where stores are followed, the stock at the start; under
the storage rule ``free``, what a store discharges is an origin of its own. Through a store the origin is what was
charged. An origin's energy is what it put in behind the consumption: its sum over origins is the consumption itself
where nothing is lost on the way, and more where the loss of ties is carried on (L2) or stores lose energy. Its
emissions sum to those of the consumption in every case, Q e = x.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from fourfold.core.problems import N_, NOWHERE, Assumption, MessageKind, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.core.zones import Ints
from fourfold.electricity.grid.state import Floats, GridData, GridFrame, GridState
from fourfold.electricity.tracing.balance import Ledger
from fourfold.electricity.tracing.cargo import Cargo
from fourfold.electricity.tracing.cycle import content_at_start
from fourfold.electricity.tracing.network import Mixer, Nodes
from fourfold.electricity.tracing.options import StorageRule, TraceOptions
from fourfold.electricity.tracing.run import run
from fourfold.electricity.tracing.stocks import follow_stocks, unfollowed
from fourfold.electricity.tracing.sums import nodes_of, sum_onto
from fourfold.electricity.tracing.trace import fastest_mixer

AREA_UNKNOWN = MessageKind(
    "consumer-unknown",
    N_("the grid has no area {found}"),
    N_("one of: {known}"),
    N_("correct the code of the area"),
)

_MOST_VALUES = 2_000_000
"""Numbers in one array of a block: bounds how many origins are followed in one pass."""


class OriginKind(StrEnum):
    """What stands behind consumption: generation, an import from beyond the data, or a store."""

    GENERATION = "generation"
    IMPORT = "import"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class Origin:
    """Something power comes from.

    Attributes:
        kind: generation, import or store.
        area: code of the area it is in; of the boundary area for imports.
        technology: of generation, else empty.
        name: of the generating unit where units were asked for, of the store, or of the area an import enters.
    """

    kind: OriginKind
    area: str
    technology: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Origins:
    """What stood behind the consumption of areas.

    Attributes:
        consumers: codes of areas, axis ``consumer``.
        origins: axis ``origin``.
        groups: ids of the groups of intervals, ascending; axis ``group``.
        energy_mwh: put in by an origin behind the demand of a consumer ``[group, consumer, origin]``.
        emissions: what that carried, in the unit of the total times MWh, kg ``[group, consumer, origin]``.
        demand_mwh: of intervals with a factor ``[group, consumer]``.
        without_factor_mwh: demand of intervals without one, which has no origin ``[group, consumer]``.
        assumptions: what the stores rest on.
    """

    consumers: tuple[str, ...]
    origins: tuple[Origin, ...]
    groups: Ints
    energy_mwh: Floats
    emissions: Floats
    demand_mwh: Floats
    without_factor_mwh: Floats
    assumptions: tuple[Assumption, ...]

    def shares(self) -> Floats:
        """Share of each origin in all the energy behind a consumer ``[group, consumer, origin]``.

        They sum to 1, also where more energy is behind a consumption than it took; NaN where there is none.
        """
        behind = self.energy_mwh.sum(axis=2, keepdims=True)
        return self.energy_mwh / np.where(behind > 0, behind, np.nan)


def origins(
    grid: GridData,
    options: TraceOptions,
    consumers: Sequence[str] | None = None,
    groups: Ints | None = None,
    by_unit: bool = False,
    tick: Tick = no_tick,
    mixer: Mixer | None = None,
) -> Origins:
    """Follow consumption back to what generated it.

    Args:
        grid: the grid. Read once for every few hundred origins, so that memory stays bounded.
        options: as for tracing; `mix` and `attributes` play no part.
        consumers: codes of the consuming areas, all where none are given.
        groups: group of each interval ``[interval]``, such as its month; one group where none are given.
        by_unit: tell generating units apart.
        tick: told after every block.
        mixer: solves the mixing; the fastest available where none is given.

    Raises:
        InputError: unknown consumers; stores that discharge more than they hold; areas that do not balance.
        BalanceError: energy or carbon is not conserved to 1e-12.
    """
    chosen = _chosen(grid.frame, consumers)
    ids = np.zeros(len(grid.starts_s), np.int64) if groups is None else np.asarray(groups, np.int64)
    unique, group = np.unique(ids, return_inverse=True)
    is_followed = bool(grid.frame.stores) and options.storage is not StorageRule.FREE
    stores = follow_stocks(grid) if is_followed else unfollowed(grid)
    sources, starts = _origins(grid.frame, by_unit)
    found = _Sums.empty(len(unique), len(chosen), len(starts))
    solve = mixer or fastest_mixer(grid, 2 * len(starts))
    chunk = max(4, _MOST_VALUES // (400 * (2 * len(grid.frame.areas) + len(grid.frame.stores))))
    for first in range(0, len(starts), chunk):
        some = slice(first, min(first + chunk, len(starts)))
        cargo = _cargo(grid.frame, sources, some)
        content = content_at_start(grid, options, cargo, stores, solve)
        ledger, done = Ledger(_names(starts[some])), 0
        for mixed in run(grid, options, cargo, stores, content, solve):
            ledger.add(mixed.books)
            rows = group[done : done + len(mixed.state.starts_s)]
            done += len(mixed.state.starts_s)
            has_factor = mixed.reason[:, chosen] == 0
            demand = mixed.state.demand_mwh[:, chosen]
            found.add(rows, demand, has_factor, mixed.per_mwh[:, chosen], some)
            tick(N_("following origins"), first * len(ids) + done * (some.stop - first), len(starts) * len(ids))
    codes = tuple(grid.frame.areas[index].code for index in chosen)
    return Origins(
        codes, starts, unique, found.energy, found.emissions, found.demand, found.without, stores.assumptions
    )


@dataclass(slots=True, eq=False)
class _Sums:
    """Sums by group, consumer and origin."""

    energy: Floats
    emissions: Floats
    demand: Floats
    without: Floats

    @staticmethod
    def empty(groups: int, consumers: int, origins: int) -> _Sums:
        shape = (groups, consumers, origins)
        return _Sums(np.zeros(shape), np.zeros(shape), np.zeros(shape[:2]), np.zeros(shape[:2]))

    def add(
        self, rows: Ints, demand: Floats, has_factor: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], per_mwh: Floats,
        some: slice,
    ) -> None:  # fmt: skip
        """Add a block: consumption times what it carries, first the energies of some origins, then their emissions."""
        weighted = np.where(has_factor[:, :, None], per_mwh * demand[:, :, None], 0.0)
        count = some.stop - some.start
        for row in np.unique(rows):
            summed = weighted[rows == row].sum(axis=0)
            self.energy[row, :, some] += summed[:, :count]
            self.emissions[row, :, some] += summed[:, count:]
            if some.start == 0:
                self.demand[row] += np.where(has_factor, demand, 0.0)[rows == row].sum(axis=0)
                self.without[row] += np.where(has_factor, 0.0, demand)[rows == row].sum(axis=0)


def _chosen(frame: GridFrame, consumers: Sequence[str] | None) -> list[int]:
    codes = {area.code: index for index, area in enumerate(frame.areas)}
    if consumers is None:
        return list(codes.values())
    problems = Problems()
    for code in consumers:
        if code not in codes:
            problems.error(AREA_UNKNOWN, NOWHERE, found=code, known=", ".join(codes))
    problems.raise_if_errors()
    return [codes[code] for code in dict.fromkeys(consumers)]


def _origins(frame: GridFrame, by_unit: bool) -> tuple[Nodes, tuple[Origin, ...]]:
    """Which origin each source is ``[source]``, and all origins: generation, then borders, then stores."""
    at: dict[Origin, int] = {}
    index = [
        at.setdefault(
            Origin(
                OriginKind.GENERATION,
                frame.areas[source.area].code,
                source.technology,
                source.unit if by_unit else "",
            ),
            len(at),
        )
        for source in frame.sources
    ]
    borders = [Origin(OriginKind.IMPORT, each.outside, name=frame.areas[each.area].code) for each in frame.borders]
    stores = [Origin(OriginKind.STORE, frame.areas[each.area].code, name=each.name) for each in frame.stores]
    return nodes_of(index), (*at, *borders, *stores)


def _names(starts: Sequence[Origin]) -> list[str]:
    """What the books of some origins are about: first their energies, then their emissions."""
    spelled = [" ".join(part for part in (one.kind, one.area, one.technology, one.name) if part) for one in starts]
    return [f"energy of {one}" for one in spelled] + [f"emissions of {one}" for one in spelled]


def _cargo(frame: GridFrame, sources: Nodes, some: slice) -> Cargo:
    """Energy and emissions of some origins as attributes: first all energies, then all emissions."""
    generation = int(sources.max(initial=-1)) + 1
    wanted = np.flatnonzero((sources >= some.start) & (sources < some.stop))
    count, areas = some.stop - some.start, len(frame.areas)
    area = nodes_of([frame.sources[index].area for index in wanted.tolist()])
    slot = area * (2 * count) + (sources[wanted] - some.start)

    def generated(state: GridState) -> Floats:
        energy = state.generation_mwh[:, wanted]
        emissions = energy * state.per_mwh[:, wanted, 0]
        both = np.concatenate([energy, emissions], axis=1)
        return sum_onto(np.concatenate([slot, slot + np.int32(count)]), both, areas * 2 * count).reshape(
            len(energy), areas, 2 * count
        )

    imported, stored = np.zeros((len(frame.borders), 2 * count)), np.zeros((len(frame.stores), 2 * count))
    _place(imported, generation - some.start, count, frame.border_per_mwh[:, 0])
    initial = np.array([store.initial_per_mwh[0] if store.initial_per_mwh else 0.0 for store in frame.stores])
    _place(stored, generation + len(frame.borders) - some.start, count, initial)
    free = stored.copy()
    free[:, count:] = 0.0
    return Cargo(generated, imported, stored, free)


def _place(rows: Floats, first: int, count: int, per_mwh: Floats) -> None:
    """Give each row its own origin, where that is among the ones followed: energy 1, emissions as given."""
    for row, value in enumerate(per_mwh.tolist()):
        if 0 <= first + row < count:
            rows[row, first + row], rows[row, count + first + row] = 1.0, value

"""What stores carry at the start, found for those that close cyclically so that they carry as much at the end.

Everything is linear: with C_0 what the cyclic stores carry at the start and C_T at the end, C_T = A C_0 + b. One run
gives b, with nothing in those stores at the start, and A, from one tracer for each store that only its stock carries.
Then C_0 = R (A C_0 + b) is solved exactly, where R = S_0 / S_T scales stores whose energy does not close: what a stored
MWh carries ends as it began.
"""

from __future__ import annotations

import numpy as np

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.grid.state import Floats, GridData, GridState
from fourfold.electricity.tracing.cargo import Cargo, side_by_side
from fourfold.electricity.tracing.network import Mixer
from fourfold.electricity.tracing.options import TraceOptions
from fourfold.electricity.tracing.run import MixedBlock, run
from fourfold.electricity.tracing.stocks import Stores

CYCLE_UNKNOWN = MessageKind(
    "store-cycle-unknown",
    N_("store {store} in {area} cannot close cyclically: it charges where there is no factor"),
    N_("a factor in every interval in which the store charges"),
    N_("complete the data, or declare initial_mwh with what it carries"),
)
CYCLE_UNDRAWN = MessageKind(
    "store-cycle-undrawn",
    N_(
        "store {store} in {area} cannot close cyclically under the rule {rule}: part of its stock is never drawn, and"
        " keeps all it carries while its energy is lost"
    ),
    N_("a rule by which all of the stock is drawn in turn, such as tank"),
    N_("trace with the storage rule tank, or declare initial_mwh with what it carries"),
)

_FADED = 1e-9
"""Of what a stock carries: what is left of it after very many runs of a store that draws all of it in turn."""


def content_at_start(grid: GridData, options: TraceOptions, cargo: Cargo, stores: Stores, mixer: Mixer) -> Floats:
    """What the stores carry at the start ``[store, attribute]``.

    Args:
        grid: the grid; passed through once where a store closes cyclically.
        options: how it is traced.
        cargo: what is traced.
        stores: with their stocks.
        mixer: solves the mixing.

    Raises:
        InputError: a store that closes cyclically charges where there is no factor, or has stock that is never drawn.
    """
    stock = stores.stock_mwh[0]
    content = np.where(stores.is_cyclic[:, None], 0.0, stock[:, None] * np.nan_to_num(cargo.initial_per_mwh))
    cyclic = np.flatnonzero(stores.is_cyclic & (stock > 0)).astype(np.int64)
    if not cyclic.size:
        return content
    tracers = np.zeros((len(stock), cyclic.size))
    tracers[cyclic, np.arange(cyclic.size)] = 1.0
    both = side_by_side(cargo, _only_in_stock(len(grid.frame.borders), tracers))
    last: MixedBlock | None = None
    for mixed in run(grid, options, both, stores, np.hstack([content, tracers]), mixer):
        last = mixed
    if last is not None:
        _check_known(grid, last, cyclic)
        closing = (stock / np.where(stores.stock_mwh[-1] > 0, stores.stock_mwh[-1], np.inf))[cyclic]
        ends, passed_on = last.content[cyclic, : cargo.count], last.content[cyclic, cargo.count :]
        _check_drawn(grid, options, cyclic, closing[:, None] * passed_on)
        system = np.eye(cyclic.size) - closing[:, None] * passed_on
        content[cyclic] = np.linalg.solve(system, closing[:, None] * ends)
    return content


def _only_in_stock(borders: int, tracers: Floats) -> Cargo:
    """Attributes that nothing carries but the stocks at the start."""
    count = tracers.shape[1]

    def generated(state: GridState) -> Floats:
        return np.zeros((len(state.starts_s), len(state.frame.areas), count))

    return Cargo(generated, np.zeros((borders, count)), tracers, np.zeros(tracers.shape))


def _check_drawn(grid: GridData, options: TraceOptions, cyclic: Ints, kept: Floats) -> None:
    """Refuse stores that, alone or among themselves, keep all they carry: any start would do, or none.

    Args:
        grid: for names.
        options: the storage rule.
        cyclic: indices of the stores that close cyclically.
        kept: R A, what of each one's stock at the start is in each at the end ``[store, store of the start]``.
    """
    # What is kept fades from run to run, unless something is kept for ever: 2^40 runs of a share of 1 − 1e-10.
    power = kept
    for _ in range(40):
        power = np.minimum(power @ power, 1.0)
    held = cyclic[power.max(axis=0, initial=0.0) > _FADED]
    problems = Problems()
    for index in held.tolist():
        store = grid.frame.stores[index]
        params = {"store": store.name, "area": grid.frame.areas[store.area].code, "rule": options.storage}
        problems.error(CYCLE_UNDRAWN, Place("grid.yaml", 0, "stores"), **params)
    problems.raise_if_errors()


def _check_known(grid: GridData, last: MixedBlock, cyclic: Ints) -> None:
    problems = Problems()
    for index in cyclic[last.unknown[cyclic]].tolist():
        store = grid.frame.stores[index]
        place = Place("grid.yaml", 0, "stores")
        problems.error(CYCLE_UNKNOWN, place, store=store.name, area=grid.frame.areas[store.area].code)
    problems.raise_if_errors()

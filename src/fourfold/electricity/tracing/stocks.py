"""How much every store holds in each interval, before anything is known of what it carries (reference 1.7).

    S_{t+1} = S_t (1 − σ) + η_c · charge − discharge / η_d

Self-discharge is declared per hour; over a step of h hours what is kept is (1 − σ)^h. Where the grid covers periods
that do not adjoin, the stock stands still between them. A store that discharges more than it holds is an error of the
input, found here for all stores before tracing begins.

A store that closes cyclically begins with the smallest stock that never empties, or, where self-discharge makes only
one stock end as it began, with that one if it never empties.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.core.intervals import MINUTE_S, spell_instant
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems, params_of
from fourfold.core.zones import Ints
from fourfold.electricity.grid.state import Flags, Floats, GridData, GridFrame

STORE_OVERDRAWN = MessageKind(
    "store-overdrawn",
    N_("store {store} in {area} discharges more than it holds from {start} on: {found} MWh are missing"),
    N_("a stock at the start from which everything discharged can come"),
    N_(
        "declare initial_mwh of at least {needed} with what it carries, or closes: cyclic, or correct the"
        " efficiencies; the storage rule free does not follow the stock"
    ),
)
STORE_NOT_CYCLIC = MessageKind(
    "store-not-cyclic",
    N_("store {store} in {area} cannot close cyclically: it begins with {found} MWh and ends empty"),
    N_("about as much charged, after losses, as discharged"),
    N_("declare initial_mwh with what it carries"),
)
STORE_NEVER_DRAWN = MessageKind(
    "store-never-drawn",
    N_("store {store} in {area} cannot close cyclically: it charges but never discharges"),
    N_("discharging in some interval"),
    N_("declare initial_mwh with what it carries, or count what it takes as demand"),
)
CYCLIC_STOCK = MessageKind(
    "store-closes-cyclically",
    N_("store {store} in {area} begins with {mwh} MWh, found so that it ends the run as it began"),
)
CYCLIC_OPEN = MessageKind(
    "store-closes-in-content-only",
    N_(
        "store {store} in {area} begins with {mwh} MWh and ends with {end_mwh} MWh: its energy does not close over the"
        " run; what a stored MWh carries ends as it began"
    ),
)
STOCK_CARRIED_OVER = MessageKind(
    "stock-carried-over",
    N_("stocks stand still between periods that do not adjoin ({count} gaps)"),
)

_TOLERANCE = 1e-9
"""Of the largest stock: rounding of published energies that is not held against a store."""
_NOTHING = 1e-12
"""Of the largest stock: what is left by the rounding of sums."""


@dataclass(frozen=True, slots=True, eq=False)
class Stores:
    """The stores of a grid and what they hold.

    Attributes:
        area: index of the area of each ``[store]``.
        charge_efficiency, discharge_efficiency: ``[store]``.
        kept: share of the stock kept over one interval ``[store]``.
        is_cyclic: which close cyclically ``[store]``.
        stock_mwh: at the beginning of every interval, and at the end of the last ``[interval + 1, store]``.
        assumptions: what was found or taken.
    """

    area: Ints
    charge_efficiency: Floats
    discharge_efficiency: Floats
    kept: Floats
    is_cyclic: Flags
    stock_mwh: Floats
    assumptions: tuple[Assumption, ...]


def follow_stocks(grid: GridData) -> Stores:
    """Follow the stock of every store over all intervals.

    Args:
        grid: passed through once, for what is charged and discharged.

    Raises:
        InputError: stores discharge more than they hold, or cannot close cyclically.
    """
    frame, problems = grid.frame, Problems()
    charge, discharge = _collect(grid)
    kept, change = _kept(frame), _change(frame, charge, discharge)
    from_nothing = _run(np.zeros(len(frame.stores)), kept, change)
    declared = np.array([store.initial_mwh for store in frame.stores])
    is_cyclic = np.isnan(declared)
    needed = _needed(from_nothing, kept)
    initial = np.where(is_cyclic, _closing(from_nothing, kept, needed), declared)
    stock = _run(initial, kept, change)
    scale = np.maximum(np.abs(stock).max(axis=0), np.abs(change).max(axis=0, initial=0.0))
    notes: list[Assumption] = []
    for index in range(len(frame.stores)):
        if _check_drawn(grid, index, stock[:, index], scale[index], needed[index], problems) and is_cyclic[index]:
            is_drawn = bool((discharge[:, index] > 0).any())
            notes += _closed(frame, index, stock[:, index], scale[index], is_drawn, problems)
    problems.raise_if_errors()
    stock[stock <= _NOTHING * scale] = 0.0
    gaps = int((np.diff(grid.starts_s) != frame.step_minutes * MINUTE_S).sum())
    if gaps and len(frame.stores):
        notes.append(Assumption(STOCK_CARRIED_OVER, params_of({"count": gaps})))
    return _stores(frame, is_cyclic, stock, tuple(notes))


def unfollowed(grid: GridData) -> Stores:
    """The stores of a grid whose stock is not followed: it counts as nothing."""
    count = len(grid.frame.stores)
    return _stores(grid.frame, np.zeros(count, bool), np.zeros((len(grid.starts_s) + 1, count)), ())


def _stores(frame: GridFrame, is_cyclic: Flags, stock: Floats, notes: tuple[Assumption, ...]) -> Stores:
    return Stores(
        np.array([store.area for store in frame.stores], np.int64),
        np.array([store.charge_efficiency for store in frame.stores]),
        np.array([store.discharge_efficiency for store in frame.stores]),
        _kept(frame),
        is_cyclic,
        stock,
        notes,
    )


def _collect(grid: GridData) -> tuple[Floats, Floats]:
    """What is charged and discharged ``[interval, store]``."""
    charge, discharge = [], []
    for state in grid.blocks():
        charge.append(state.charge_mwh)
        discharge.append(state.discharge_mwh)
    return np.concatenate(charge), np.concatenate(discharge)


def _kept(frame: GridFrame) -> Floats:
    lost = np.array([store.self_discharge_per_hour for store in frame.stores])
    return np.asarray((1.0 - lost) ** (frame.step_minutes / 60), np.float64)


def _change(frame: GridFrame, charge: Floats, discharge: Floats) -> Floats:
    """What charging and discharging do to the stock ``[interval, store]``."""
    into = np.array([store.charge_efficiency for store in frame.stores])
    out = np.array([store.discharge_efficiency for store in frame.stores])
    return np.asarray(charge * into - discharge / out, np.float64)


def _run(initial: Floats, kept: Floats, change: Floats) -> Floats:
    """Stock at the beginning of every interval and at the end ``[interval + 1, store]``."""
    stock = np.empty((len(change) + 1, initial.size))
    stock[0] = initial
    for step, moved in enumerate(change):
        stock[step + 1] = stock[step] * kept + moved
    return stock


def _needed(from_nothing: Floats, kept: Floats) -> Floats:
    """Smallest stock at the start from which a store never runs below empty ``[store]``; infinite if none is enough."""
    share = kept[None, :] ** np.arange(len(from_nothing))[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        wanted = np.where(from_nothing < 0, -from_nothing / share, 0.0)
    return np.asarray(wanted.max(axis=0, initial=0.0), np.float64)


def _closing(from_nothing: Floats, kept: Floats, needed: Floats) -> Floats:
    """Stock at the start of a store that closes cyclically ``[store]``."""
    all_lost = 1.0 - kept ** (len(from_nothing) - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        returning = np.where(all_lost > 0, from_nothing[-1] / all_lost, -1.0)
    smallest = np.where(np.isfinite(needed), needed, 0.0)
    return np.asarray(np.where(returning >= needed, returning, smallest), np.float64)


def _check_drawn(grid: GridData, index: int, stock: Floats, scale: float, needed: float, problems: Problems) -> bool:
    """Whether a store never holds less than nothing; reports where it first does and what it lacks at worst."""
    short = np.flatnonzero(stock < -_TOLERANCE * scale)
    if not short.size:
        return True
    params = _name(grid.frame, index) | {
        "start": spell_instant(int(grid.starts_s[short[0] - 1]), grid.frame.time_zone) if short[0] else "",
        "found": f"{-stock.min():.6g}",
        "needed": f"{needed:.6g}",
    }
    problems.error(STORE_OVERDRAWN, _PLACE, **params)
    return False


def _closed(
    frame: GridFrame, index: int, stock: Floats, scale: float, is_drawn: bool, problems: Problems
) -> list[Assumption]:
    """What is to be said of a store that closes cyclically."""
    start, end = stock[0], stock[-1]
    if start > _TOLERANCE * scale and not is_drawn:
        problems.error(STORE_NEVER_DRAWN, _PLACE, **_name(frame, index))
        return []
    if abs(end - start) <= _TOLERANCE * scale:
        return [Assumption(CYCLIC_STOCK, params_of(_name(frame, index) | {"mwh": f"{start:.6g}"}))]
    if end <= _TOLERANCE * scale:
        problems.error(STORE_NOT_CYCLIC, _PLACE, **_name(frame, index), found=f"{start:.6g}")
        return []
    params = _name(frame, index) | {"mwh": f"{start:.6g}", "end_mwh": f"{end:.6g}"}
    return [Assumption(CYCLIC_OPEN, params_of(params))]


def _name(frame: GridFrame, index: int) -> dict[str, object]:
    store = frame.stores[index]
    return {"store": store.name, "area": frame.areas[store.area].code}


_PLACE = Place("grid.yaml", 0, "stores")

"""Stores followed in layers, replayed from the written factors: the oldest or the newest first (I13)."""

from __future__ import annotations

import numpy as np

from fourfold.electricity.checking.tank import Replay, closed, kept_per_interval, stocks
from fourfold.electricity.grid.state import Floats, GridFrame

_NOTHING = 1e-12


def replay_layers(
    frame: GridFrame, charge: Floats, discharge: Floats, per_mwh: Floats, initial_per_mwh: Floats, newest_first: bool
) -> Replay:
    """Replay all stores, each a list of layers ``[MWh, what it carries]``, oldest first.

    Self-discharge thins all layers alike. Newest first, a discharge begins with what the same interval charges; oldest
    first, it ends with that.

    Args:
        frame: the stores.
        charge, discharge: at the area's side ``[interval, store]``.
        per_mwh: factor of the area of each store ``[interval, store, attribute]``.
        initial_per_mwh: what the stock at the start carries per MWh stored ``[store, attribute]``.
        newest_first: which layers go first.
    """
    stock = stocks(frame, charge, discharge)

    def run(start: Floats, share: float) -> Replay:
        given, lost = np.zeros(per_mwh.shape), np.zeros(per_mwh.shape)
        content = np.zeros((len(charge) + 1, *per_mwh.shape[1:]))
        for store in range(stock.shape[1]):
            moved = charge[:, store], discharge[:, store], share * per_mwh[:, store]
            given[:, store], lost[:, store], content[:, store] = _replay(
                frame, store, moved, stock[:, store], start[store], newest_first
            )
        return Replay(given, content, lost, stock)

    return closed(frame, stock, initial_per_mwh, run)


def _replay(
    frame: GridFrame, store: int, moved: tuple[Floats, Floats, Floats], stock: Floats, start: Floats, newest_first: bool
) -> tuple[Floats, Floats, Floats]:
    """One store: what it gave, lost ``[interval, attribute]``, and carried ``[interval + 1, attribute]``."""
    charge, discharge, per_mwh = moved
    one, kept = frame.stores[store], kept_per_interval(frame)[store]
    given, lost = np.zeros(per_mwh.shape), np.zeros(per_mwh.shape)
    layers = [(float(stock[0]), start)] if stock[0] > 0 else []
    course = [_held(layers, start.size)]
    for at in range(len(charge)):
        layers = [(mwh * kept, carried) for mwh, carried in layers]
        if charge[at] > 0:
            layers.append((one.charge_efficiency * charge[at], per_mwh[at] * charge[at]))
        given[at] = _take(layers, discharge[at] / one.discharge_efficiency, newest_first, start.size)
        if stock[at + 1] == 0:
            lost[at], layers = _held(layers, start.size), []
        course.append(_held(layers, start.size))
    return given, lost, np.stack(course)


def _held(layers: list[tuple[float, Floats]], attributes: int) -> Floats:
    return sum((carried for _, carried in layers), np.zeros(attributes))


def _take(layers: list[tuple[float, Floats]], wanted: float, newest_first: bool, attributes: int) -> Floats:
    taken, enough = np.zeros(attributes), wanted * (1.0 - _NOTHING)
    done = 0.0
    while layers and done < enough:
        end = -1 if newest_first else 0
        mwh, carried = layers.pop(end)
        part = min(1.0, (wanted - done) / mwh) if mwh > 0 else 1.0
        taken, done = taken + carried * part, done + mwh * part
        if part < 1.0:
            layers.insert(len(layers) if newest_first else 0, (mwh * (1.0 - part), carried * (1.0 - part)))
    return taken

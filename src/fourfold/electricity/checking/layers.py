"""Stores followed in layers, replayed from the written factors: the oldest or the newest first (I13)."""

from __future__ import annotations

import numpy as np

from fourfold.electricity.checking.tank import Replay, kept_per_interval, per_store, stocks
from fourfold.electricity.grid.state import Floats, GridFrame

_NOTHING = 1e-12


def replay_layers(
    frame: GridFrame, charge: Floats, discharge: Floats, per_mwh: Floats, initial_per_mwh: Floats, newest_first: bool
) -> Replay:
    """Replay all stores with declared stocks, each a list of layers ``[MWh, what it carries]``, oldest first.

    Self-discharge thins all layers alike. Newest first, a discharge begins with what the same interval charges; oldest
    first, it ends with that.

    Args:
        frame: the stores.
        charge, discharge: at the area's side ``[interval, store]``.
        per_mwh: factor of the area of each store ``[interval, store, attribute]``.
        initial_per_mwh: what the stock at the start carries per MWh stored ``[store, attribute]``.
        newest_first: which layers go first.
    """
    stock, kept = stocks(frame, charge, discharge), kept_per_interval(frame)
    into, out_of = per_store(frame, "charge_efficiency"), per_store(frame, "discharge_efficiency")
    given, lost = np.zeros(per_mwh.shape), np.zeros(per_mwh.shape)
    content = np.zeros((len(charge) + 1, *per_mwh.shape[1:]))
    for store in range(stock.shape[1]):
        first = float(stock[0, store])
        layers = [(first, initial_per_mwh[store] * first)] if first > 0 else []
        content[0, store] = sum((carried for _, carried in layers), np.zeros(per_mwh.shape[2]))
        for at in range(len(charge)):
            layers = [(mwh * kept[store], carried) for mwh, carried in layers]
            charged = into[store] * charge[at, store]
            if charged > 0:
                layers.append((charged, per_mwh[at, store] * charge[at, store]))
            drawn = discharge[at, store] / out_of[store]
            given[at, store] = _take(layers, drawn, newest_first, per_mwh.shape[2])
            held = sum((carried for _, carried in layers), np.zeros(per_mwh.shape[2]))
            if stock[at + 1, store] == 0:
                lost[at, store], held, layers = held, np.zeros(held.shape), []
            content[at + 1, store] = held
    return Replay(given, content, lost, stock)


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

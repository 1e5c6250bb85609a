"""The sums a run booked, held against those recomputed from the written factors (I1, I13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from fourfold.electricity.checking import messages as say
from fourfold.electricity.checking.beside import Beside, number
from fourfold.electricity.checking.flows import Flows
from fourfold.electricity.checking.invariants import CONSERVATION
from fourfold.electricity.checking.report import CheckItem, judged, not_applicable
from fourfold.electricity.checking.tank import Replay
from fourfold.electricity.grid.state import Floats

BOOKED = 1e-9
"""How well sums booked by the run and sums recomputed agree, relative to what came in."""

_CAME, _WENT = ("generated", "imported"), ("consumed", "exported", "lost")
_ALL = (*_CAME, *_WENT, "initial_stock", "final_stock")


class Sums:
    """What came in and where it went over the blocks seen so far, by word ``[attribute]``."""

    def __init__(self, beside: Beside, replay: Replay) -> None:
        self._beside, self._replay = beside, replay
        self._sums: dict[str, Floats] = {word: np.zeros(len(beside.followed.columns)) for word in (*_CAME, *_WENT)}

    def see(self, flows: Flows) -> None:
        """Add a block."""
        for word, values in flows.booked.items():
            self._sums[word] = self._sums[word] + values.sum(axis=0)

    def missed(self, booked: Mapping[str, Mapping[str, Any]]) -> tuple[float, float]:
        """How far the booked sums miss at worst, and the booked stocks, relative to what came in.

        Where areas have no factor, what is sent to them may be booked as exported or as lost.
        """
        whole = not bool((self._beside.written.reason != "").any())
        content = self._replay.content
        worst = [0.0, 0.0]
        for at, name in enumerate(self._beside.followed.names):
            told = {word: number(booked.get(name, {}), word) for word in _ALL}
            found = {word: float(values[at]) for word, values in self._sums.items()}
            found |= {"initial_stock": content[0, :, at].sum(), "final_stock": content[-1, :, at].sum()}
            scale = max(sum(abs(found[word]) for word in (*_CAME, "initial_stock")), 1e-300)
            compared = _ALL[:5] if whole else (*_CAME, "consumed")
            misses = [told[word] - found[word] for word in compared]
            misses.append(sum(told[word] for word in (*_CAME, "initial_stock")))
            misses[-1] -= sum(told[word] for word in (*_WENT, "final_stock"))
            worst[0] = _larger(worst[0], misses, scale)
            stocks = [told[word] - found[word] for word in _ALL[5:]]
            worst[1] = _larger(worst[1], stocks, scale)
        return worst[0], worst[1]


def booked_of(beside: Beside) -> dict[str, Mapping[str, Any]]:
    """The balances of the meta by attribute."""
    balances = beside.written.meta.get("balances")
    found = balances if isinstance(balances, list) else []
    return {str(one.get("attribute")): one for one in found if isinstance(one, dict)}


def book_items(beside: Beside, replay: Replay, missed: tuple[float, float]) -> Iterator[CheckItem]:
    """Verdicts on the books.

    Args:
        beside: the file beside the grid.
        replay: of the stores.
        missed: what `Sums.missed` told, the worst of all attributes.
    """
    booked, names = booked_of(beside), beside.written.attributes
    lacking = [name for name in names if any(np.isnan(number(booked.get(name, {}), word)) for word in _ALL)]
    yield judged("books", say.BOOKS_THERE, len(lacking), 0, len(names))
    yield judged("books", say.BOOKS, missed[0], BOOKED, len(names))
    errors = [number(booked.get(name, {}), "relative_error") for name in names]
    worst = max((float("inf") if np.isnan(one) else abs(one) for one in errors), default=0.0)
    yield judged("books", say.BOOKS_CLOSED, worst, CONSERVATION, len(names))
    stores = beside.grid.frame.stores
    if not stores or beside.storage == "free":
        yield not_applicable("I13", say.LEDGER, say.FREE_STORES if stores else say.NO_STORES)
        return
    yield judged("I13", say.LEDGER, missed[1], BOOKED, 2 * len(names))
    least = float((-replay.stock_mwh).max(initial=0.0) / max(float(np.abs(replay.stock_mwh).max()), 1e-300))
    yield judged("I13", say.STOCKS, max(0.0, least), BOOKED, replay.stock_mwh.size)


def _larger(worst: float, misses: list[float], scale: float) -> float:
    return max(worst, *(float("inf") if np.isnan(miss) else abs(float(miss)) / scale for miss in misses))

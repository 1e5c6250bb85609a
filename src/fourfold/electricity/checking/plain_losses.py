"""``losses.csv`` of a tidy folder, read the short way: losses of ties and inside areas in MWh."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from fourfold.core.zones import Ints
from fourfold.electricity.checking.plain_tables import Involved, Series
from fourfold.electricity.grid.state import Floats, Tie

LOSSES = ("area", "from_area", "to_area")


def losses_of(
    table: pl.DataFrame | None, starts: Ints, codes: Sequence[str], ties: Sequence[Tie], sent: Floats
) -> tuple[Floats, Floats]:
    """Losses ``[interval, tie]`` and ``[interval, area]`` in MWh.

    A share is one of what is sent, in the direction of its row; where only one direction is given it holds for both.

    Args:
        table: with `LOSSES`, ``loss_mwh`` and ``loss_share``, NaN where not given; nothing where there is no table.
        starts: of the intervals.
        codes: of the areas.
        ties: between them.
        sent: net energy over each ``[interval, tie]``.
    """
    of_ties, of_areas = np.zeros(sent.shape), np.zeros((starts.size, len(codes)))
    if table is None:
        return of_ties, of_areas
    place = {code: at for at, code in enumerate(codes)}
    has_area, has_amount = pl.col("area") != "", pl.col("loss_mwh").is_not_nan()
    has_pair, has_share = (pl.col("from_area") != "") & (pl.col("to_area") != ""), pl.col("loss_share").is_not_nan()
    sound = (has_area ^ has_pair) & (has_amount ^ has_share) & ~(has_area & has_share)
    if not table.select(sound.all()).item():
        raise Involved("losses")
    inside = Series(_some(table.filter(has_area), ("area",), "loss_mwh"), ("area",), starts)
    for (code,), values in zip(inside.keys, inside.get("loss_mwh").T, strict=True):
        of_areas[:, place[code]] += values
    ends = ("from_area", "to_area")
    amounts = Series(_some(table.filter(has_pair & has_amount), ends, "loss_mwh"), ends, starts)
    for (start, end), values in zip(amounts.keys, amounts.get("loss_mwh").T, strict=True):
        lines = _between(place[start], place[end], ties)
        if len(lines) != 1:
            raise Involved("losses")
        of_ties[:, lines[0]] += values
    shares = Series(_some(table.filter(has_pair & has_share), ends, "loss_share"), ends, starts)
    for (start, end), values in zip(shares.keys, shares.get("loss_share").T, strict=True):
        lines, both = _between(place[start], place[end], ties), (end, start) not in shares.keys
        if not lines:
            raise Involved("losses")
        for line in lines:
            along = sent[:, line] if ties[line].from_area == place[start] else -sent[:, line]
            of_ties[:, line] += values * (np.abs(along) if both else along.clip(0.0))
    return of_ties, of_areas


def _some(table: pl.DataFrame, texts: tuple[str, ...], number: str) -> pl.DataFrame | None:
    return table.select("start_s", *texts, number) if table.height else None


def _between(one: int, other: int, ties: Sequence[Tie]) -> list[int]:
    return [at for at, tie in enumerate(ties) if {tie.from_area, tie.to_area} == {one, other}]

"""From columns to the arrays of a grid state: ties net, losses in energy, demand from the balance.

The balance of an area (`GridState`): generation + received + discharge = demand + sent + charge + losses in the area.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.core.zones import Ints
from fourfold.electricity.grid.assembly.columns import Columns
from fourfold.electricity.grid.assembly.framing import Framed
from fourfold.electricity.grid.assembly.gaps import Measured
from fourfold.electricity.grid.assembly.series import Role
from fourfold.electricity.grid.state import Flags, Floats, GridFrame


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """A block of intervals as energies, before demand is settled.

    Attributes:
        generation, estimated: ``[interval, source]``, not negative.
        exchange, tie_loss: ``[interval, tie]``, as in `GridState`.
        border: ``[interval, border]``.
        charge, discharge: ``[interval, store]``.
        area_loss, own_use: ``[interval, area]``; own use is negative generation that counts as demand.
        given: demand of the tables with own use ``[interval, area]``, NaN where an area has none.
        missing: ``[interval, area]``.
        inflow: generation, receipts, imports and discharge ``[interval, area]``.
        left: what the balance leaves for demand ``[interval, area]``.
    """

    generation: Floats
    estimated: Floats
    exchange: Floats
    tie_loss: Floats
    border: Floats
    charge: Floats
    discharge: Floats
    area_loss: Floats
    own_use: Floats
    given: Floats
    missing: Flags
    inflow: Floats
    left: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Netter:
    """Turns columns into arrays.

    Attributes:
        frame: the axes.
        columns: the columns.
        line_borders: border of each border line ``[line]``.
        loss_ties: tie of each column of losses in MWh ``[loss]``.
        share_ties: for each column of loss shares, its ties and whether it holds for the way from a tie's first area,
            back, or both.
        own_use_stores: store that takes the negative generation of each source ``[source]``; -1 for none.
    """

    frame: GridFrame
    columns: Columns
    line_borders: Ints
    loss_ties: Ints
    share_ties: tuple[tuple[tuple[int, ...], bool, bool], ...]
    own_use_stores: Ints

    @classmethod
    def of(cls, framed: Framed, columns: Columns, to_storage: bool) -> Netter:
        """For a frame and its columns."""
        frame = framed.frame
        by_pair: dict[frozenset[int], list[int]] = {}
        for index, tie in enumerate(frame.ties):
            by_pair.setdefault(frozenset((tie.from_area, tie.to_area)), []).append(index)
        shares = columns.of(Role.TIE_LOSS_SHARE)
        ways = {column.areas for column in shares}
        share_ties = tuple(
            (
                tuple(by_pair[frozenset(column.areas)]),
                column.areas[0] < column.areas[1] or column.areas[::-1] not in ways,
                column.areas[0] > column.areas[1] or column.areas[::-1] not in ways,
            )
            for column in shares
        )
        stores = {(store.area, store.name): index for index, store in enumerate(frame.stores)} if to_storage else {}
        return cls(
            frame,
            columns,
            np.array(framed.line_borders, np.int64),
            np.array([by_pair[frozenset(column.areas)][0] for column in columns.of(Role.TIE_LOSS)], np.int64),
            share_ties,
            np.array([stores.get((source.area, source.technology), -1) for source in frame.sources], np.int64),
        )

    def __call__(self, measured: Measured) -> Arrays:
        """The arrays of a block."""
        frame, parts, value = self.frame, self.columns.parts, measured.value
        count, areas = value.shape[0], len(frame.areas)
        source_areas = np.array([source.area for source in frame.sources], np.int64)
        exchange = value[:, parts[Role.EXCHANGE]]
        border = gathered(value[:, self.columns.lines], self.line_borders, len(frame.borders))
        charge, own_use = self._own_use(measured, value[:, parts[Role.CHARGE]], source_areas)
        discharge = value[:, parts[Role.DISCHARGE]]
        loss = self._tie_loss(value, exchange)
        store_areas = np.array([store.area for store in frame.stores], np.int64)
        area_loss = self._by_area(value, Role.AREA_LOSS, areas)
        given = np.full((count, areas), np.nan)
        demand = [column.areas[0] for column in self.columns.of(Role.DEMAND)]
        given[:, demand] = value[:, parts[Role.DEMAND]] + own_use[:, demand]
        received, sent = over_ties(frame, exchange, loss)
        imported = gathered(np.maximum(border, 0.0), _outer(frame), areas)
        exported = gathered(np.maximum(-border, 0.0), _outer(frame), areas)
        generation = np.ascontiguousarray(value[:, parts[Role.GENERATION]])
        inflow = gathered(generation, source_areas, areas) + received + imported
        inflow += gathered(discharge, store_areas, areas)
        outflow = sent + exported + gathered(charge, store_areas, areas) + area_loss
        return Arrays(
            generation=generation,
            estimated=np.ascontiguousarray(measured.estimated[:, parts[Role.GENERATION]]),
            exchange=np.ascontiguousarray(exchange),
            tie_loss=loss,
            border=border,
            charge=charge,
            discharge=np.ascontiguousarray(discharge),
            area_loss=area_loss,
            own_use=own_use,
            given=given,
            missing=self._missing(measured.missing, areas),
            inflow=inflow,
            left=inflow - outflow,
        )

    def _own_use(self, measured: Measured, charge: Floats, source_areas: Ints) -> tuple[Floats, Floats]:
        """Negative generation: what stores of the same name take, and what counts as demand ``[interval, area]``."""
        areas = len(self.frame.areas)
        charge = np.array(charge)
        if measured.own_use.shape[0] < charge.shape[0] or not measured.own_use.any():
            return charge, np.zeros((charge.shape[0], areas))
        own_use = measured.own_use[:, self.columns.parts[Role.GENERATION]]
        stored = self.own_use_stores >= 0
        charge += gathered(own_use[:, stored], self.own_use_stores[stored], charge.shape[1])
        return charge, gathered(own_use[:, ~stored], source_areas[~stored], areas)

    def _tie_loss(self, value: Floats, exchange: Floats) -> Floats:
        parts = self.columns.parts
        loss = gathered(value[:, parts[Role.TIE_LOSS]], self.loss_ties, exchange.shape[1])
        for share, (ties, forward, backward) in zip(
            value[:, parts[Role.TIE_LOSS_SHARE]].T, self.share_ties, strict=True
        ):
            for tie in ties:
                sent = exchange[:, tie]
                loss[:, tie] += share * (np.maximum(sent, 0.0) * forward + np.maximum(-sent, 0.0) * backward)
        return loss

    def _by_area(self, value: Floats, role: Role, areas: int) -> Floats:
        columns = self.columns.of(role)
        index = np.array([column.areas[0] for column in columns], np.int64)
        return gathered(value[:, self.columns.parts[role]], index, areas)

    def _missing(self, missing: Flags, areas: int) -> Flags:
        """Areas that a missing column concerns ``[interval, area]``; a flow concerns both its ends."""
        marked = np.zeros((missing.shape[0], areas), np.bool_)
        for column in np.flatnonzero(missing.any(axis=0)).tolist():
            for area in self.columns.columns[column].areas:
                marked[:, area] |= missing[:, column]
        return marked


def gathered(values: Floats, index: Ints, size: int) -> Floats:
    """Sums of columns that share an index ``[interval, size]``, added in the order of the columns."""
    sums = np.zeros((values.shape[0], size))
    for column, at in enumerate(index.tolist()):
        sums[:, at] += values[:, column]
    return sums


def over_ties(frame: GridFrame, exchange: Floats, loss: Floats) -> tuple[Floats, Floats]:
    """What each area receives and sends over ties ``[interval, area]``; the loss of a tie falls on the receipt."""
    areas = len(frame.areas)
    first = np.array([tie.from_area for tie in frame.ties], np.int64)
    second = np.array([tie.to_area for tie in frame.ties], np.int64)
    forward, backward = np.maximum(exchange, 0.0), np.maximum(-exchange, 0.0)
    received = gathered(forward - loss * (exchange > 0), second, areas)
    received += gathered(backward - loss * (exchange < 0), first, areas)
    return received, gathered(forward, first, areas) + gathered(backward, second, areas)


def _outer(frame: GridFrame) -> Ints:
    return np.array([border.area for border in frame.borders], np.int64)

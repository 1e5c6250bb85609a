"""The measured share followed where energy is lost on the way.

A factor then has more than one MWh behind each MWh used. The written share is what was measured of all that: times the
energy behind, it is mixed, stored and booked like any attribute. The energy behind is not written; it is solved anew,
where stores pass it on in rounds until it no longer changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from fourfold.electricity.checking import messages as say
from fourfold.electricity.checking.beside import Beside
from fourfold.electricity.checking.books import Sums, booked_of
from fourfold.electricity.checking.cargo import MEASURED, Column, Followed, Role
from fourfold.electricity.checking.energy import downstream
from fourfold.electricity.checking.flows import Flows
from fourfold.electricity.checking.invariants import SOLVED_ANEW
from fourfold.electricity.checking.pool import solved
from fourfold.electricity.checking.report import CheckItem, Worst, not_applicable
from fourfold.electricity.grid.state import Floats

_ROUNDS, _KEPT = 40, 12
_SETTLED = 1e-12
_EDGE = 1e-12


def measured_items(beside: Beside) -> Iterator[tuple[CheckItem, tuple[float, float]]]:
    """Verdicts on the measured share, each with how far its booked sums miss (`Sums.missed`)."""
    at = beside.written.attributes.index(MEASURED) if MEASURED in beside.written.attributes else -1
    if at < 0:
        return
    share, none = beside.per_mwh[:, :, at], (0.0, 0.0)
    areas = tuple(area.code for area in beside.grid.frame.areas)
    within = Worst(_EDGE)
    beyond = np.maximum(-share, share - 1.0).clip(0.0)
    within.see(beyond, np.where(np.isnan(share), np.nan, 1.0), beside.written.starts_s, areas)
    yield within.item("measured", say.MEASURED_RANGE), none
    if not beside.is_lossy:
        yield not_applicable("measured", say.MEASURED_SHARE, say.NOT_LOSSY), none
        return
    behind = _energy_behind(beside)
    if behind is None:
        yield not_applicable("measured", say.MEASURED_SHARE, say.NOT_SETTLED, steps=_ROUNDS), none
        return
    alone = Followed(beside.grid.frame, (Column(MEASURED, 0, Role.MEASURED),))
    part = beside.carrying(alone, (share * behind)[:, :, None])
    replay, worst = part.replay(), Worst(SOLVED_ANEW)
    sums = Sums(part, replay)
    for inside, flows in part.blocks(replay):
        sums.see(flows)
        mixed = flows.pooled.own if part.is_aggregated else _mixed(flows)
        scale = np.where(flows.has_factor, behind[inside], np.nan)
        worst.see(flows.per_mwh[:, :, 0] - mixed[:, :, 0], scale, flows.state.starts_s, areas)
    yield worst.item("measured", say.MEASURED_SHARE), sums.missed(booked_of(beside))


def _energy_behind(beside: Beside) -> Floats | None:
    """MWh put in behind a MWh used ``[interval, area]``; nothing where it does not settle.

    A round is a straight line in what it begins with, so that each next one begins with the mix of those before of
    which least would change (Anderson 1965).
    """
    every = Followed(beside.grid.frame, (Column("", 0, Role.BEHIND),))
    known = np.asarray(~np.isnan(beside.per_mwh).any(axis=2))
    begun, changes = [np.ones(int(known.sum()))], list[Floats]()
    for _ in range(_ROUNDS):
        behind = np.full(known.shape, np.nan)
        behind[known] = begun[-1]
        part = beside.carrying(every, behind[:, :, None])
        blocks = part.blocks(part.replay())
        found = [flows.pooled.own if part.is_aggregated else _solved(flows) for _, flows in blocks]
        after = np.concatenate(found)[:, :, 0][known]
        changes.append(after - begun[-1])
        if not beside.grid.frame.stores or (np.abs(changes[-1]) <= _SETTLED * np.abs(after)).all():
            behind[known] = after
            return behind
        if np.isnan(after).any():
            return None
        begun.append(_mix(begun[-_KEPT:], changes[-_KEPT:]))
    return None


def _mix(begun: Sequence[Floats], changes: Sequence[Floats]) -> Floats:
    """What the next round begins with."""
    after = begun[-1] + changes[-1]
    if len(begun) == 1:
        return after
    turns = np.diff(np.stack(changes, axis=1), axis=1)
    shares = np.linalg.lstsq(turns, changes[-1], rcond=None)[0]
    return np.asarray(after - (np.diff(np.stack(begun, axis=1), axis=1) + turns) @ shares)


def _mixed(flows: Flows) -> Floats:
    """What enters each area by the MWh that enters it ``[interval, area, attribute]``."""
    came, _ = flows.mixed
    entering = flows.energy.entering[:, :, None]
    return np.asarray(np.divide(came, entering, out=np.full(came.shape, np.nan), where=entering > 0))


def _solved(flows: Flows) -> Floats:
    """The mixing of direct coupling ``[interval, area, attribute]``."""
    energy = flows.energy
    source = energy.generated + energy.discharged + energy.inward
    known = downstream(source > 0, energy) & flows.has_factor
    return solved(energy, source, flows.generated + flows.imported + flows.discharged, known)

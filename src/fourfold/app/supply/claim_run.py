"""One run of claiming: what it asks the ledger, and what it has it record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import TypeVar

import numpy as np

from fourfold.app.supply.claim_cells import Open
from fourfold.app.supply.claim_checks import check_factors
from fourfold.app.supply.claim_loads import READING_BELOW_CLAIMS, Known, MeterLoad
from fourfold.app.supply.claim_offers import Asked, LotOffer, Markets, offers_of, serving
from fourfold.app.supply.claim_plan import MILLION, Piece, Rule, planned
from fourfold.app.supply.claim_terms import Claimed, ClaimTerms
from fourfold.app.supply.claim_windows import Calendar
from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.app.supply.orders import order, record
from fourfold.certification.keys.key import SigningKey
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, InputError, Place, Problems
from fourfold.core.progress import Tick
from fourfold.electricity.ledger.faults import (
    COVERED_TWICE,
    LEDGER_CONFLICT,
    LOT_SPENT,
    NOT_OWNER,
    RESIDUAL_CLOSED,
    VERSION_GAP,
)
from fourfold.electricity.ledger.model import LotState
from fourfold.electricity.ledger.operations import Cancel, Claim, Measure, Operation, Range

_RACES = frozenset(
    kind.code for kind in (LOT_SPENT, NOT_OWNER, COVERED_TWICE, RESIDUAL_CLOSED, VERSION_GAP, LEDGER_CONFLICT)
)
"""What a ledger may say when another client was faster."""
_BATCH = 400


def count(pieces: Sequence[Piece], told: Claimed) -> None:
    """Add claims to what is told."""
    for one in pieces:
        name, energy = one.offer.certificate.certificate, one.stop_wh - one.first_wh
        told.claims += 1
        told.covered_wh += one.covered_wh
        told.claimed_wh += energy
        told.by_certificate[name] = told.by_certificate.get(name, 0) + energy
        meter = one.load.meter.meter
        before, covered, left = told.by_meter[meter]
        told.by_meter[meter] = (before, covered + one.covered_wh, left - one.covered_wh)


class ClaimRun:
    """One run: what it asks the ledger, and what it has it record."""

    def __init__(
        self, opened: OpenedLedger, terms: ClaimTerms, at: datetime, key: SigningKey | None, tick: Tick
    ) -> None:
        self._opened, self._terms, self._at, self._key, self._tick = opened, terms, at, key, tick
        self._markets = Markets.read(opened.ledger, terms.market)
        factors = {name: Fraction(kg) * MILLION for name, kg in terms.factors.items()}
        self._rule = Rule(Calendar(terms.criteria.match, "UTC", terms.period), terms.loss_ppm, terms.least, factors, {})

    def tell(self, loads: Sequence[MeterLoad], told: Claimed, *, dry_run: bool) -> bool:
        """Tell the ledger readings it does not have, and those that differ as corrections; whether all were told, or
        another client was faster."""
        problems = Problems()
        operations: list[Measure] = []
        for load in loads:
            known = self._known(load)
            for start, energy in zip(load.starts.tolist(), load.told_wh.tolist(), strict=True):
                version, covered = known.version.get(start, 0), known.covered.get(start, 0)
                if version and known.measured[start] == energy:
                    continue
                if energy < covered:
                    params = {"meter": load.meter.meter, "found": energy, "covered": covered, "time": _time(start)}
                    problems.error(READING_BELOW_CLAIMS, Place(load.meter.meter), **params)
                operations.append(Measure(load.meter.meter, start, energy, version + 1))
        problems.raise_if_errors()
        if dry_run:
            told.readings, told.corrections = len(operations), _corrections(operations)
            return True
        for batch in _batches(operations):
            self._tick(N_("telling readings"), told.readings, len(operations))
            if not self._is_kept(batch):
                return False
            told.readings += len(batch)
            told.corrections += _corrections(batch)
        return True

    def open_of(self, load: MeterLoad) -> Open:
        """What came through the grid and no claim covers."""
        covered = self._known(load).covered
        starts = load.starts.tolist()
        taken = np.array([covered.get(start, 0) for start in starts], np.int64)
        return Open(load, np.maximum(load.through_wh - taken, 0))

    def offers(self, loads: Sequence[MeterLoad], told: Claimed) -> tuple[list[LotOffer], Rule]:
        """Lots of the account that may serve these meters now, and the rule with the markets both lie in.

        Raises:
            InputError: the technology of one of them lacks its factor.
        """
        zones = sorted({load.time_zone for load in loads})
        asked = Asked(self._terms.criteria, self._terms.areas, zones[0] if zones else "UTC", int(self._at.timestamp()))
        found = offers_of(self._opened.ledger, self._terms.account, asked)
        plants, meters = {one.device.area for one in found.offers}, {load.meter.area for load in loads}
        markets = {(a, b): self._markets.common(a, b, asked) for a in plants for b in meters}
        near = {plant for (plant, _), market in markets.items() if market}
        offers = serving(found, near, [self._rule.calendar.of(zone) for zone in zones])
        check_factors(offers, self._terms)
        told.refused_wh = found.refused_wh
        return offers, replace(self._rule, markets=markets)

    def plan(self, loads: Sequence[MeterLoad], told: Claimed) -> list[Piece]:
        """Claims that what the account holds and what is open allow now."""
        offers, rule = self.offers(loads, told)
        plan = planned(offers, [self.open_of(load) for load in loads], rule)
        left = [one.lot.energy_wh for one in plan.left]
        told.rounded_wh = sum(wh for wh in left if not self._rule.arrives(wh))
        told.unused_wh = sum(left) - told.rounded_wh
        return plan.pieces

    def keep(self, pieces: Sequence[Piece], told: Claimed) -> bool:
        """Record claims batch by batch; whether all were, or another client was faster."""
        done = 0
        for batch in _batches(pieces):
            self._tick(N_("claiming"), done, len(pieces))
            if not self._is_kept([*self._cancels(batch), *(self._claim(one) for one in batch)]):
                return False
            count(batch, told)
            done += len(batch)
        return True

    def _known(self, load: MeterLoad) -> Known:
        starts = load.starts
        if not starts.size:
            return Known({}, {}, {})
        end = int(starts[-1]) + load.meter.step_s
        return Known.of(self._opened.ledger.uses(load.meter.meter, int(starts[0]), end))

    def _cancels(self, batch: Sequence[Piece]) -> Iterator[Operation]:
        """One cancellation for each stretch of a held lot that these claims take."""
        stretches: list[Range] = []
        for one in batch:
            if one.offer.lot.state is not LotState.HELD:
                continue
            last, name = stretches[-1] if stretches else None, one.offer.certificate.certificate
            if last is not None and (last.certificate, last.stop_wh) == (name, one.first_wh):
                stretches[-1] = Range(name, last.first_wh, one.stop_wh)
            else:
                stretches.append(Range(name, one.first_wh, one.stop_wh))
        return (Cancel(stretch, self._terms.reason) for stretch in stretches)

    def _claim(self, piece: Piece) -> Operation:
        return Claim(
            Range(piece.offer.certificate.certificate, piece.first_wh, piece.stop_wh),
            piece.load.meter.meter,
            piece.start_s,
            piece.covered_wh,
            self._rule.calendar.window,
            *piece.window,
            piece.market,
            self._rule.loss_ppm,
        )

    def _is_kept(self, operations: Sequence[Operation]) -> bool:
        """Whether the ledger keeps a batch; not when another client was faster."""
        orders = [order(self._opened, self._terms.account, one, self._key) for one in operations]
        try:
            record(self._opened, orders, self._at)
        except InputError as error:
            if {problem.kind.code for problem in error.problems} <= _RACES:
                return False
            raise
        return True


_T = TypeVar("_T")


def _batches(whole: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for first in range(0, len(whole), _BATCH):
        yield whole[first : first + _BATCH]


def _corrections(readings: Sequence[Measure]) -> int:
    return sum(one.version > 1 for one in readings)


def _time(second: int) -> str:
    return moment_text(datetime.fromtimestamp(second, UTC))

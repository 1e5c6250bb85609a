"""Sums and rule of a traceability statement, made from its intervals and claims: at making, and to check at reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from fourfold.certification.documents.ledger_parts import moment_at
from fourfold.certification.documents.trace import (
    TracedCertificate,
    TracedClaim,
    TracedInterval,
    TracedPlant,
    TraceRule,
    TraceTotals,
)
from fourfold.certification.documents.trace_shape import CLAIM_WINDOWS


def counted_wh(covered_wh: int, interval: TracedInterval) -> int:
    """What counts for the batch of what a claim covers: covered × energy ÷ measured, rounded down.

    So batches whose energies of an interval sum to no more than was measured are never counted more than was covered.
    """
    return covered_wh * interval.energy_wh // interval.measured_wh if interval.measured_wh else 0


def totals_of(
    intervals: Iterable[TracedInterval],
    plants: Iterable[TracedPlant],
    certificates: Iterable[TracedCertificate],
    claims: Sequence[TracedClaim],
) -> TraceTotals:
    """The sums over intervals and claims; every claim names a certificate whose plant is there."""
    device = {one.certificate.certificate: one.certificate.device for one in certificates}
    plant_of = {one.plant: one for one in plants}
    energy_wh = sum(one.energy_wh for one in intervals)
    counted = sum(one.counted_wh for one in claims)

    def by(name: Callable[[TracedClaim], str]) -> Mapping[str, int]:
        sums: dict[str, int] = {}
        for claim in claims:
            sums[name(claim)] = sums.get(name(claim), 0) + claim.counted_wh
        return dict(sorted(sums.items()))

    return TraceTotals(
        energy_wh,
        sum(one.claimed_wh for one in claims),
        sum(one.covered_wh for one in claims),
        counted,
        energy_wh - counted,
        by(lambda claim: device[claim.certificate]),
        by(lambda claim: plant_of[device[claim.certificate]].technology),
        by(lambda claim: plant_of[device[claim.certificate]].area),
        by(lambda claim: moment_at(claim.start_s).strftime("%Y-%m")),
    )


def rule_of(claims: Iterable[TracedClaim]) -> TraceRule:
    """Windows, markets and losses that occur."""
    claims = tuple(claims)
    windows = {one.window for one in claims}
    return TraceRule(
        tuple(str(window) for window in CLAIM_WINDOWS if window in windows),
        tuple(sorted({one.market for one in claims})),
        tuple(sorted({one.loss_ppm for one in claims})),
    )

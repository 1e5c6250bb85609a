"""What a traceability statement says, as members of the document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fourfold.certification.credentials.data_integrity import CONTEXTS, Credential
from fourfold.certification.documents.ledger_parts import day_text, moment_at
from fourfold.certification.documents.parts import text_list, texts_member
from fourfold.certification.documents.trace import TraceContent, TracedBatch, TracedClaim, TraceTotals
from fourfold.certification.documents.trace_shape import COUNTING, TRACE_FORMAT, TRACE_TYPE
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.moments import moment_text
from fourfold.electricity.ledger.entry_json import certificate_json


def trace_members(content: TraceContent, issuer: str, at: datetime) -> Credential:
    """The unsigned document.

    Args:
        content: what it says.
        issuer: DID of the keeper of the ledger.
        at: moment of signing.
    """
    return {
        "@context": [*CONTEXTS],
        "type": ["VerifiableCredential", TRACE_TYPE],
        "fourfold": TRACE_FORMAT,
        "issuer": issuer,
        "validFrom": moment_text(at),
        "credentialSubject": {
            "ledger": content.ledger,
            "day": day_text(content.day),
            "dayDigest": content.day_digest,
            "account": {"account": content.account, "name": content.account_name},
            "batch": batch_member(content.batch),
            "supersedes": content.supersedes,
            "period": {"from": _moment(content.start_s), "until": _moment(content.end_s)},
            **_used(content),
            **_claimed(content),
            "totals": _totals(content.totals),
            "rule": {
                "windows": text_list(content.rule.windows),
                "markets": text_list(content.rule.markets),
                "lossesPpm": [*content.rule.losses_ppm],
                "counting": COUNTING,
            },
        },
    }


def batch_member(batch: TracedBatch | None) -> JSON:
    """A batch, or null."""
    if batch is None:
        return None
    return {
        "product": texts_member(batch.product),
        "batch": batch.batch,
        "identifiers": text_list(batch.identifiers),
        "amount": decimal_text(batch.amount),
        "unit": batch.unit,
    }


def _used(content: TraceContent) -> Credential:
    """Meters and their intervals."""
    return {
        "meters": [
            {"meter": one.meter, "name": one.name, "area": one.area, "stepSeconds": one.step_s}
            for one in content.meters
        ],
        "intervals": [
            {
                "meter": one.meter,
                "start": _moment(one.start_s),
                "measuredWh": str(one.measured_wh),
                "energyWh": str(one.energy_wh),
            }
            for one in content.intervals
        ],
    }


def _claimed(content: TraceContent) -> Credential:
    """Plants, certificates and claims."""
    return {
        "plants": [
            {"plant": one.plant, "name": one.name, "technology": one.technology, "area": one.area}
            for one in content.plants
        ],
        "certificates": [
            {"digest": one.digest, "certificate": certificate_json(one.certificate)} for one in content.certificates
        ],
        "claims": [_claim(one) for one in content.claims],
    }


def _claim(claim: TracedClaim) -> JSON:
    return {
        "claim": claim.claim,
        "certificate": claim.certificate,
        "firstWh": str(claim.first_wh),
        "stopWh": str(claim.stop_wh),
        "meter": claim.meter,
        "start": _moment(claim.start_s),
        "coveredWh": str(claim.covered_wh),
        "countedWh": str(claim.counted_wh),
        "window": str(claim.window),
        "market": claim.market,
        "lossPpm": claim.loss_ppm,
    }


def _totals(totals: TraceTotals) -> JSON:
    return {
        "energyWh": str(totals.energy_wh),
        "claimedWh": str(totals.claimed_wh),
        "coveredWh": str(totals.covered_wh),
        "countedWh": str(totals.counted_wh),
        "unmatchedWh": str(totals.unmatched_wh),
        "byPlant": _by(totals.by_plant),
        "byTechnology": _by(totals.by_technology),
        "byArea": _by(totals.by_area),
        "byMonth": _by(totals.by_month),
    }


def _by(sums: Mapping[str, int]) -> JSON:
    return {name: str(energy_wh) for name, energy_wh in sums.items()}


def _moment(time_s: int) -> str:
    return moment_text(moment_at(time_s))

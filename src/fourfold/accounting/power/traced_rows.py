"""Rows of the table instruments that rest on a traceability statement, held against what the statement proves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fourfold.accounting.study.instrument_rows import InstrumentRow
from fourfold.accounting.study.proven import ProvenClaim, ProvenClaims
from fourfold.core.canonical import decimal_text
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Problems
from fourfold.core.quantities import Unit
from fourfold.core.zones import utc_datetime

TRACE_WITHOUT_CERTIFICATE = MessageKind(
    "trace-without-certificate",
    N_("the statement {trace} proves no claim of the certificate {found}"),
    N_("one of: {choices}"),
    N_("correct the number of the certificate, or name the statement that proves it"),
)
TRACE_OTHER_INTERVAL = MessageKind(
    "trace-other-interval",
    N_("the row stands for {found}, and the certificate {certificate} for {proven}"),
    N_("the interval of the certificate, as the statement {trace} proves it"),
    N_("correct start and end"),
)
TRACE_OTHER_AREA = MessageKind(
    "trace-other-area",
    N_("the row names the area {found}, and the certificate {certificate} was made in {proven}"),
    N_("the area that the statement {trace} proves"),
    N_("correct the area"),
)
TRACE_OTHER_TECHNOLOGY = MessageKind(
    "trace-other-technology",
    N_("the row names the technology {found}, and the certificate {certificate} is of {proven}"),
    N_("the technology that the statement {trace} proves"),
    N_("correct the technology"),
)
TRACE_EXCEEDED = MessageKind(
    "trace-exceeded",
    N_("rows of the certificate {certificate} come to {found} Wh, and the statement {trace} proves {proven} Wh"),
    N_("no more than is proven to be claimed"),
    N_("correct the amounts, or add the statement of the other claims"),
)


@dataclass(frozen=True, slots=True)
class TracedRow:
    """A row that names a statement, with its interval in UTC seconds."""

    row: InstrumentRow
    start_s: int
    end_s: int


def hold_against(traced: Sequence[TracedRow], proven: ProvenClaims, problems: Problems) -> None:
    """Report every row that says other than its verified statement proves, and every certificate used beyond it.

    Rows whose statement was not verified are left out: nothing is known of them.
    """
    used: dict[tuple[str, str, bool], Decimal] = {}
    for one in traced:
        claims = proven.by_trace.get(one.row.trace)
        if claims is None:
            continue
        claim = claims.get(one.row.number)
        if claim is None:
            params = {"found": one.row.number or "–", "trace": one.row.trace, "choices": ", ".join(claims) or "–"}
            problems.error(TRACE_WITHOUT_CERTIFICATE, one.row.place.at("certificate"), **params)
            continue
        _hold_facts(one, claim, problems)
        _hold_amount(one.row, claim, used, problems)


def _hold_facts(one: TracedRow, claim: ProvenClaim, problems: Problems) -> None:
    row = one.row
    said = {"certificate": claim.certificate, "trace": row.trace}
    if (one.start_s, one.end_s) != (claim.start_s, claim.end_s):
        spans = {"found": _span(one.start_s, one.end_s), "proven": _span(claim.start_s, claim.end_s)}
        problems.error(TRACE_OTHER_INTERVAL, row.place.at("start"), **spans, **said)
    if row.area != claim.area:
        problems.error(TRACE_OTHER_AREA, row.place.at("area"), found=row.area or "–", proven=claim.area, **said)
    if row.technology and claim.technology and row.technology != claim.technology:
        place = row.place.at("technology")
        problems.error(TRACE_OTHER_TECHNOLOGY, place, found=row.technology, proven=claim.technology, **said)


def _hold_amount(
    row: InstrumentRow, claim: ProvenClaim, used: dict[tuple[str, str, bool], Decimal], problems: Problems
) -> None:
    """Amounts at the plant are held against what was claimed, amounts at the meter against what it covers."""
    at_plant = row.delivered == "plant"
    key = (row.trace, claim.certificate, at_plant)
    used[key] = used.get(key, Decimal(0)) + row.amount * Unit(row.unit).factor_to(Unit("Wh"))
    most = claim.energy_wh if at_plant else claim.covered_wh
    if used[key] > most:
        params = {"certificate": claim.certificate, "trace": row.trace, "found": decimal_text(used[key])}
        problems.error(TRACE_EXCEEDED, row.place.at("amount"), proven=most, **params)


def _span(start_s: int, end_s: int) -> str:
    return " … ".join(moment_text(utc_datetime(second)) for second in (start_s, end_s))


def is_proven(row: InstrumentRow, proven: ProvenClaims) -> bool:
    """Whether a verified statement proves what a row says of sole claim and retirement."""
    return row.number in proven.by_trace.get(row.trace, _NONE)


_NONE: Mapping[str, ProvenClaim] = {}

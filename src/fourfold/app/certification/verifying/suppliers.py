"""Suppliers' certificates of a study: each checked with its own suppliers, and held against the row that cites it.

A bundle brings the certificates that it rests on itself, several levels deep; they are all checked with it, within the
limits of `fourfold.certification.bundle`. What the check came to is handed to the calculation as a value. A row that
says something else than its certificate is an error, whatever the certificate is worth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from pathlib import Path

from fourfold.accounting.certified import CertificateState, CertifiedSupplier
from fourfold.accounting.study.declarations import Period
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import SupplierRow
from fourfold.app.certification.verifying.verifying import Brought, verify_file
from fourfold.certification.documents.certificate import Certificate
from fourfold.certification.verification.standing import EXPIRED, NOT_YET, REVOKED, SUSPENDED
from fourfold.certification.verification.steps import Step
from fourfold.certification.verification.verification import Finding, Outcome, Verification
from fourfold.core.canonical import decimal_text
from fourfold.core.lines import Line
from fourfold.core.problems import N_, InputError, MessageKind, Problems
from fourfold.core.quantities import Unit, UnitError, check_unit

CERTIFICATE_VALUE = MessageKind(
    "supplier-certificate-value",
    N_("{column} is {found}; certificate {number} comes to {wanted} for this amount"),
    N_("the figure of the certificate, to nine digits"),
    N_("write {wanted}, or cite the certificate that the figure is from"),
)
CERTIFICATE_UNIT = MessageKind(
    "supplier-certificate-unit",
    N_("the row is per {found}, certificate {number} per {wanted}"),
    N_("a unit that converts into the one of the certificate"),
    N_("give the footprint for the unit of the certificate"),
)
CERTIFICATE_BOUNDARY = MessageKind(
    "supplier-certificate-boundary",
    N_("the row says {found}, certificate {number} {wanted}"),
    N_("the boundary of the certificate"),
    N_("write {wanted}, or cite the certificate that the figure is from"),
)
CERTIFICATE_DATES = MessageKind(
    "supplier-certificate-dates",
    N_("the row counts on {found}; certificate {number} stands for {start} until before {end}"),
    N_("days from the beginning of the certificate's data to the end of its validity"),
    N_("correct the dates of the row, or ask the supplier for a certificate that covers them"),
)
CERTIFICATE_CIRCLE = MessageKind(
    "supplier-certificate-circle",
    N_("certificate {number} rests on itself"),
    N_("certificates that rest on others only"),
    N_("ask the supplier; such a chain proves nothing"),
)

_AGREE = Decimal("1e-9")
_PRECISION = 60
_COLUMNS = {
    "fossil": Line.FOSSIL,
    "aircraft": Line.AIRCRAFT,
    "biogenic_emissions": Line.BIOGENIC_EMISSIONS,
    "biogenic_removals": Line.BIOGENIC_REMOVALS,
    "land_use_change": Line.LAND_USE_CHANGE,
}
_STATES = {
    REVOKED.code: CertificateState.REVOKED,
    SUSPENDED.code: CertificateState.SUSPENDED,
    EXPIRED.code: CertificateState.EXPIRED,
    NOT_YET.code: CertificateState.EXPIRED,
}
_WORST_FIRST = (CertificateState.REVOKED, CertificateState.SUSPENDED, CertificateState.EXPIRED)


def certified_suppliers(study: Study, trust: Sequence[Path], at: datetime) -> dict[str, CertifiedSupplier]:
    """What the certificates of a study's suppliers are worth at a moment, by supplier.

    Args:
        study: the study.
        trust: files of trust roots; without any nothing can be told.
        at: the moment, UTC.

    Raises:
        InputError: a bundle cannot be read, a row disagrees with its certificate, or the trust roots cannot be used.
    """
    problems = Problems()
    found: dict[str, CertifiedSupplier] = {}
    for row in study.tables.suppliers:
        if not row.certificate:
            continue
        try:
            verification = verify_file(study.folder / row.certificate, at, Brought(tuple(trust), remember=False))
        except InputError as error:
            problems.extend(replace(problem, place=row.place.at("certificate")) for problem in error.problems)
            continue
        _check_circle(row, verification, problems)
        if verification.certificate is not None:
            check_row(row, verification.certificate, study.declarations.period, problems)
        record = study.files.get(row.certificate)
        found[row.supplier] = certified(verification, record.digest if record is not None else "")
    problems.raise_if_errors()
    return found


def certified(verification: Verification, bundle: str) -> CertifiedSupplier:
    """What a calculation is told of a check.

    Args:
        verification: of the certificate.
        bundle: digest of its file.
    """
    certificate = verification.certificate
    return CertifiedSupplier(
        _state(verification),
        certificate.number if certificate is not None else "",
        certificate.issuer if certificate is not None else "",
        certificate.digest if certificate is not None else "",
        bundle,
        verification.status_as_of,
        tuple(dict.fromkeys(_reasons(verification))),
    )


def check_row(row: SupplierRow, certificate: Certificate, period: Period, problems: Problems) -> None:
    """Report where a row says something else than its certificate, in a study of this period."""
    number = certificate.number
    if row.boundary != certificate.boundary:
        place = row.place.at("boundary")
        problems.error(CERTIFICATE_BOUNDARY, place, found=row.boundary, wanted=certificate.boundary, number=number)
    _check_dates(row, certificate, period, problems)
    units = _units_per(row, certificate)
    if units is None:
        place = row.place.at("per_unit")
        wanted = f"{decimal_text(certificate.unit_amount)} {certificate.unit_unit}"
        problems.error(CERTIFICATE_UNIT, place, found=row.per_unit, wanted=wanted, number=number)
    else:
        _check_figures(row, certificate, units, problems)


def _check_dates(row: SupplierRow, certificate: Certificate, period: Period, problems: Problems) -> None:
    """That the certificate stands for the days of the study on which the row counts."""
    start, end = certificate.start.astimezone(UTC).date(), certificate.valid_until.astimezone(UTC).date()
    dates = {"start": start, "end": end, "number": certificate.number}
    first, last = max(row.valid_from, period.start), min(row.valid_to, period.end)
    if first < start:
        problems.error(CERTIFICATE_DATES, row.place.at("valid_from"), found=first, **dates)
    if last > end:
        problems.error(CERTIFICATE_DATES, row.place.at("valid_to"), found=last, **dates)


def _check_figures(row: SupplierRow, certificate: Certificate, units: Decimal, problems: Problems) -> None:
    """The total and every line that the certificate gives."""
    wanted = {"value": certificate.total_kg_co2e}
    wanted |= {column: certificate.lines_kg_co2e.get(line, Decimal(0)) for column, line in _COLUMNS.items()}
    with localcontext() as context:
        context.prec = _PRECISION
        for column, figure in wanted.items():
            given: Decimal | None = getattr(row, column)
            due = figure * units
            if given is None and not due:
                continue
            if given is None or abs(given - due) > _AGREE * abs(certificate.total_kg_co2e * units):
                shown = "–" if given is None else decimal_text(given)
                params = {"found": shown, "wanted": _spelled(due), "column": column, "number": certificate.number}
                problems.error(CERTIFICATE_VALUE, row.place.at(column), **params)


def _units_per(row: SupplierRow, certificate: Certificate) -> Decimal | None:
    """How many times the unit of the certificate the row's amount is; ``None`` where the units do not convert."""
    try:
        check_unit(certificate.unit_unit)
    except UnitError:
        return None
    own, other = Unit(row.per_unit), Unit(certificate.unit_unit)
    if not own.measures_same_as(other):
        return None
    with localcontext() as context:
        context.prec = _PRECISION
        return row.per_amount * own.factor_to(other) / certificate.unit_amount


def _spelled(value: Decimal) -> str:
    with localcontext() as context:
        context.prec = 30
        return decimal_text(+value)


def _check_circle(row: SupplierRow, verification: Verification, problems: Problems) -> None:
    for number in _circles(verification, ()):
        problems.error(CERTIFICATE_CIRCLE, row.place.at("certificate"), number=number)


def _circles(verification: Verification, above: tuple[str, ...]) -> Iterator[str]:
    """Numbers of certificates that stand among the suppliers of themselves."""
    certificate = verification.certificate
    name = f"{certificate.issuer} {certificate.number}" if certificate is not None else ""
    if certificate is not None and name in above:
        yield certificate.number
    for supplier in verification.suppliers:
        yield from _circles(supplier, (*above, name))


def _state(verification: Verification) -> CertificateState:
    if verification.outcome is Outcome.IN_ORDER:
        return CertificateState.IN_ORDER
    if verification.outcome is Outcome.CANNOT_TELL:
        return CertificateState.UNKNOWN
    failed = [check.reason.code for check in verification.checks if check.finding is Finding.FAILED]
    states = {_STATES.get(code, CertificateState.REFUSED) for code in failed}
    if CertificateState.REFUSED in states:
        return CertificateState.REFUSED
    return next(state for state in _WORST_FIRST if state in states)


def _reasons(verification: Verification) -> Iterator[str]:
    """Codes of what failed, or, where nothing did, of what could not be checked; of suppliers with their number."""
    refused = verification.outcome is Outcome.REFUSED
    for check in verification.checks:
        counts = check.finding is Finding.FAILED if refused else check.finding is Finding.NOT_CHECKED and check.needed
        if not counts:
            continue
        yield check.reason.code
        if check.code == Step.SUPPLIERS:
            for one in verification.suppliers:
                number = one.certificate.number if one.certificate is not None else "?"
                yield from (f"{number}: {reason}" for reason in _reasons(one))

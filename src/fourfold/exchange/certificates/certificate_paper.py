"""The certificate on paper: everything it binds, in tables."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from fourfold.certification.documents.certificate import Certificate
from fourfold.certification.documents.statement import Statement
from fourfold.certification.log.proof import LogProof
from fourfold.core.canonical import JSON
from fourfold.core.lines import in_report_order
from fourfold.core.problems import N_, Place, Problems
from fourfold.core.words import Lang
from fourfold.exchange.certificates.judged import judged_rows
from fourfold.exchange.certificates.label import (
    SIGNIFICANT_DIGITS,
    bands_of,
    flags_of,
    offset_of_days,
    period_text,
    standard_text,
)
from fourfold.exchange.certificates.paper import NOTHING, Cell, Paper, Section, Writer, code_for, paper_pdf
from fourfold.exchange.report.numbers import MINUS, decimals_for, fixed

_NAME = N_("Certificate of a product carbon footprint")


def certificate_pdf(
    certificate: Certificate,
    statement: Statement | None,
    lang: Lang,
    proof: LogProof | None = None,
    problems: Problems | None = None,
) -> bytes:
    """The certificate as a PDF/A-2u; the same certificate gives the same bytes.

    Args:
        certificate: as read.
        statement: the verifier's, where it is at hand: its materiality and the number of its findings are shown.
        lang: language of the paper.
        proof: where the certificate stands in the log, if that is known.
        problems: receives warnings of signs that cannot be drawn.
    """
    w = Writer(lang)
    total = certificate.total_kg_co2e
    sections = (
        _product(certificate, w),
        _result(certificate, w),
        _basis(certificate, w),
        _electricity(certificate, w),
        *judged_rows(certificate, statement, w),
        _digests(certificate, w),
        *_lists(certificate, w),
        _validity(certificate, proof, w),
    )
    paper = Paper(
        lang=lang,
        title=w(_NAME),
        issuer=w.name(certificate.body).text,
        number=w.pen(certificate.number),
        bands=tuple(map(w.pen, bands_of(flags_of(certificate), lang))),
        figure=w.pen(fixed(total, decimals_for(total, SIGNIFICANT_DIGITS))),
        figure_unit="kg CO₂e",
        per=w(N_("per {unit}"), unit=w.words.name(certificate.unit)),
        sections=sections,
        warning=w(_STATUS),
        digest=certificate.digest,
        digest_name=w(N_("Certificate (JSON)")),
        running=w(N_("{number} · page {page} of {pages}"), number=certificate.number, page="{page}", pages="{pages}"),
        code=code_for(certificate.url),
        date=certificate.issued,
    )
    if problems is not None:
        w.pen.report(Place(certificate.number), problems)
    return paper_pdf(paper)


_STATUS = N_(
    "This paper shows a signed document and is not one itself. Whether the certificate is suspended, revoked or"
    " replaced is not printed here: check its bundle, as fourfold verify does, which says how old its status is."
)


def _product(certificate: Certificate, w: Writer) -> Section:
    codes = [f"{name.upper()} {code}" for name, code in sorted(certificate.codes.items())]
    sites = [w.words(N_("{name} ({code})"), name=w.words.name(names), code=area) for names, area in certificate.sites]
    unit = {"name": w.words.name(certificate.unit), "code": w.label("unit", certificate.unit_kind)}
    rows = (
        w.row(N_("Product"), w.name(certificate.product)),
        w.row(N_("Identifiers"), w.listed([*certificate.identifiers, *codes])),
        w.row(N_("Producer"), w.name(certificate.producer)),
        w.row(N_("Identifiers of the producer"), w.listed(certificate.producer_identifiers)),
        w.row(N_("Plants"), w.row_of(sites)),
        w.row(N_("Unit"), w.text(w.words(N_("{name} ({code})"), **unit))),
    )
    return Section(w(N_("Product")), rows)


def _result(certificate: Certificate, w: Writer) -> Section:
    lines = [
        (Cell(w.label("line", line)), w.number(value)) for line, value in in_report_order(certificate.lines_kg_co2e)
    ]
    total = (Cell(w(N_("Total"))), w.number(certificate.total_kg_co2e))
    return Section(w(N_("Result")), (*lines, total), (w(N_("Line")), w(N_("kg CO₂e per unit"))))


def _basis(certificate: Certificate, w: Writer) -> Section:
    standard = certificate.standard
    title, version = standard.get("title"), standard.get("version")
    names = {str(k): str(v) for k, v in title.items()} if isinstance(title, dict) else {}
    rows = (
        w.row(N_("System boundary"), Cell(w.label("boundary", certificate.boundary))),
        w.row(N_("Stages"), w.names(certificate.stages)),
        w.row(N_("Period of the data"), Cell(_period(certificate, w))),
        w.row(N_("Areas"), w.listed(certificate.areas)),
        w.row(N_("Standard"), w.text(f"{standard_text(certificate)} {w.words.name(names)}")),
        w.row(
            N_("Rule pack"),
            w.text(f"{certificate.standard_id} {version}, {w.label('review', str(standard.get('status', '')))}"),
        ),
        w.row(N_("Conformity"), Cell(w.label("outcome", certificate.conformity))),
        w.row(N_("Method"), w.text(certificate.method)),
    )
    return Section(w(N_("Basis")), rows)


def _period(certificate: Certificate, w: Writer) -> str:
    """The period of the data; of whole days on another clock than UTC also these days, which UTC makes hard to see."""
    text = period_text(certificate.start, certificate.end)
    offset = offset_of_days(certificate.start, certificate.end)
    if not offset:
        return text
    days = period_text(certificate.start + offset, certificate.end + offset)
    sign, (hours, minutes) = "+" if offset > timedelta() else MINUS, divmod(abs(offset) // timedelta(minutes=1), 60)
    return w(N_("{period} (days at {clock}: {days})"), period=text, clock=f"UTC{sign}{hours}:{minutes:02}", days=days)


def _electricity(certificate: Certificate, w: Writer) -> Section:
    basis = certificate.electricity
    order, shares, mix = (basis.get(key) for key in ("order", "shares_by_kind", "grid_mix_total_kg_co2e"))
    kinds = [w.label("supply", str(kind)) for kind in order] if isinstance(order, list) else []
    parts = [_share(w, kind, share) for kind, share in shares.items()] if isinstance(shares, dict) else []
    hourly = N_("hour by hour") if basis.get("is_hourly") else N_("not hour by hour")
    grid = f"{w.number(Decimal(mix)).text} kg CO₂e" if isinstance(mix, str) else NOTHING
    rows = (
        w.row(N_("Order of supply"), w.text(w.words(N_(", then ")).join(kinds))),
        w.row(N_("Shares"), w.text(", ".join(parts))),
        w.row(N_("Resolution"), Cell(w(hourly))),
        w.row(N_("Total under the grid mix"), Cell(w.pen(grid))),
    )
    return Section(w(N_("Electricity")), rows)


def _share(w: Writer, kind: str, share: JSON) -> str:
    return f"{w.label('supply', kind)} {fixed(Decimal(str(share)) * 100, 1)} %"


def _digests(certificate: Certificate, w: Writer) -> Section:
    rows = (
        w.row(N_("Certificate (JSON)"), w.code(certificate.digest)),
        w.row(N_("Statement"), w.code(certificate.statement)),
        w.row(N_("Preparation"), w.code(certificate.preparation)),
        w.row(N_("Dossier"), w.code(certificate.dossier)),
        w.row(N_("Study"), w.code(certificate.study)),
        w.row(N_("Rule pack with its parents"), w.code(certificate.pack)),
        w.row(N_("Engine"), w.text(f"fourfold {certificate.engine}")),
        w.row(N_("Lock file of the engine"), w.code(certificate.lock)),
    )
    return Section(w(N_("What it is bound to")), rows)


def _lists(certificate: Certificate, w: Writer) -> list[Section]:
    """Lists that may be long; those without members are left out."""
    found: list[Section] = []
    rows: tuple[tuple[Cell, ...], ...]
    if certificate.chain:
        rows = tuple((w.text(f"{pack} {version}"), w.code(digest)) for pack, version, digest in certificate.chain)
        found.append(Section(w(N_("Rule packs")), rows, (w(N_("Pack")), w(N_("SHA-256")))))
    if certificate.factors:
        rows = tuple((w.text(name), w.code(digest)) for name, digest in certificate.factors)
        found.append(Section(w(N_("Factors and datasets")), rows, (w(N_("Id")), w(N_("SHA-256")))))
    if certificate.suppliers:
        rows = tuple((w.code(digest),) for digest in certificate.suppliers)
        found.append(Section(w(N_("Certificates of suppliers")), rows, (w(N_("SHA-256")),)))
    if certificate.vouched:
        rows = tuple((w.text(part),) for part in certificate.vouched)
        note = w(N_("These parts are not in the open dossier; the verifier vouches for them."))
        found.append(Section(w(N_("Vouched for")), rows, (w(N_("Part")),), note))
    return found


def _validity(certificate: Certificate, proof: LogProof | None, w: Writer) -> Section:
    entries = [(entry.purpose.value, entry.index, entry.url) for entry in certificate.status]
    rows = [
        w.row(N_("Issued"), w.moment(certificate.issued)),
        w.row(N_("Valid from"), w.moment(certificate.valid_from)),
        w.row(N_("Valid until (excluded)"), w.moment(certificate.valid_until)),
        w.row(N_("Takes the place of"), w.text(certificate.supersedes)),
        w.row(N_("Issuer"), w.code(certificate.issuer)),
        w.row(N_("Address"), w.code(certificate.url)),
        *((Cell(w(N_("Status list: {purpose}"), purpose=purpose), "quiet"), w.code(f"{url} #{index}"))
          for purpose, index, url in entries),
    ]  # fmt: skip
    if proof is not None:
        place = w(N_("entry {index} of {size}"), index=proof.index, size=proof.checkpoint.size)
        rows.append(w.row(N_("Log"), w.text(f"{proof.checkpoint.origin}, {place}")))
    return Section(w(N_("Validity and status")), tuple(rows))

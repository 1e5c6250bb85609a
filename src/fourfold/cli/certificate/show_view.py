"""Certificates for people: tables of what one says, how it stands, and how it came to that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.table import Table
from rich.text import Text

from fourfold.app.certification.certificates.showing import Shown, Standing
from fourfold.certification.documents.certificate import Certificate
from fourfold.certification.documents.wording import LEVELS, OPINIONS
from fourfold.certification.registry import STATE_WORDS
from fourfold.cli.show import plain_console, significant
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.lines import in_report_order
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words
from fourfold.exchange.report.labels import label

_STANDINGS = {
    Standing.WAITING: (N_("waits for the log: not issued yet"), "bold yellow"),
    Standing.NOT_YET: (N_("not in force yet"), "bold yellow"),
    Standing.IN_FORCE: (N_("certificate in force"), "bold green"),
    Standing.EXPIRED: (N_("expired"), "bold red"),
    Standing.SUSPENDED: (N_("suspended"), "bold red"),
    Standing.SUPERSEDED: (N_("superseded"), "bold red"),
    Standing.REVOKED: (N_("revoked"), "bold red"),
    Standing.UNKNOWN: (N_("not known: there is no status here"), "bold yellow"),
}


def show_certificate(shown: Shown, lang: Lang) -> None:
    """Print everything a certificate says, its standing and its history."""
    w, console = words(lang), plain_console()
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _rows(shown, w):
        table.add_row(w(name), value)
    console.print(table)
    if shown.changes:
        console.print()
        console.print(_history(shown, w))


def show_changed(shown: Shown, lang: Lang) -> None:
    """Say how a certificate stands after a change."""
    w = words(lang)
    plain_console().print(Text.assemble(f"{shown.certificate.number}: ", _standing(shown, w)), soft_wrap=True)


def show_list(found: Sequence[Shown], lang: Lang) -> None:
    """Print certificates, one a line."""
    w, console = words(lang), plain_console()
    if not found:
        console.print(w(N_("No certificate yet.")))
        return
    table = Table(box=None, padding=(0, 1))
    names = (N_("certificate number"), N_("product"), N_("kg CO2e"), N_("standard"), N_("valid until"), N_("state"))
    for name in names:
        table.add_column(w(name), overflow="fold", justify="right" if name == "kg CO2e" else "left")
    for one in found:
        certificate = one.certificate
        figure, until = significant(certificate.total_kg_co2e, 4), moment_text(certificate.valid_until)[:10]
        table.add_row(
            certificate.number,
            w.name(certificate.product),
            figure,
            certificate.standard_id,
            until,
            _standing(one, w),
        )
    console.print(table)


def listed_document(found: Sequence[Shown]) -> dict[str, JSON]:
    """For programs (``certificates/1``)."""
    return {
        "fourfold": "certificates/1",
        "certificates": [
            {
                "number": one.certificate.number,
                "standing": str(one.standing),
                "digest": one.certificate.digest,
                "dossier": one.certificate.dossier,
                "standard": one.certificate.standard_id,
                "total_kg_co2e": decimal_text(one.certificate.total_kg_co2e),
                "valid_from": moment_text(one.certificate.valid_from),
                "valid_until": moment_text(one.certificate.valid_until),
            }
            for one in found
        ],
    }


def _standing(shown: Shown, w: Words) -> Text:
    text, style = _STANDINGS[shown.standing]
    return Text(w(text), style=style)


def _rows(shown: Shown, w: Words) -> Iterator[tuple[str, str | Text]]:
    certificate = shown.certificate
    yield N_("certificate number"), certificate.number
    yield N_("state"), _standing(shown, w)
    if shown.as_of is not None:
        yield N_("state as of"), moment_text(shown.as_of)
    if shown.rest_until is not None:
        yield N_("status good until"), moment_text(shown.rest_until)
    yield N_("product"), w.name(certificate.product)
    yield N_("producer"), w.name(certificate.producer)
    yield N_("footprint"), w(N_("{total} kg CO2e"), total=decimal_text(certificate.total_kg_co2e))
    for line, value in in_report_order(certificate.lines_kg_co2e):
        if value:
            figure = w(N_("{total} kg CO2e"), total=decimal_text(value))
            yield N_("line"), f"{label(w, 'line', line)}: {figure}"
    yield N_("unit"), w.name(certificate.unit)
    yield N_("boundary"), label(w, "boundary", certificate.boundary)
    yield N_("electricity"), _electricity(certificate, w)
    yield N_("standard"), f"{certificate.edition} ({certificate.standard_id})"
    yield N_("data from"), f"{moment_text(certificate.start)} – {moment_text(certificate.end)}"
    yield N_("valid"), f"{moment_text(certificate.valid_from)} – {moment_text(certificate.valid_until)}"
    yield N_("assurance"), f"{w(LEVELS[certificate.level])}, {w(OPINIONS[certificate.opinion])}"
    yield N_("issued by"), f"{w.name(certificate.body)} ({certificate.issuer})"
    yield N_("issued"), moment_text(certificate.issued)
    if certificate.supersedes:
        yield N_("takes the place of"), certificate.supersedes
    if certificate.vouched:
        yield N_("confidential parts, vouched for"), ", ".join(certificate.vouched)
    if certificate.suppliers:
        yield N_("suppliers' certificates"), ", ".join(certificate.suppliers)
    yield N_("entry of the log"), str(shown.proof.index) if shown.proof else "–"
    yield N_("certificate"), certificate.digest
    yield N_("dossier"), certificate.dossier
    yield N_("statement"), certificate.statement
    yield N_("address"), certificate.url


def _electricity(certificate: Certificate, w: Words) -> str:
    """Kinds of supply with their shares, in the order in which they are taken."""
    basis = certificate.electricity
    order, shares = basis.get("order"), basis.get("shares_by_kind")
    kinds = [str(kind) for kind in order] if isinstance(order, list) else []
    of_kind = shares if isinstance(shares, dict) else {}
    parts = [
        f"{label(w, 'supply', kind)} {decimal_text(Decimal(str(of_kind[kind])) * 100)} %"
        for kind in kinds
        if kind in of_kind
    ]
    hourly = w(N_("hour by hour")) if basis.get("is_hourly") else w(N_("not hour by hour"))
    return ", ".join((*parts, hourly))


def _history(shown: Shown, w: Words) -> Table:
    table = Table(box=None, padding=(0, 1))
    for name in (N_("time"), N_("state"), N_("reason")):
        table.add_column(w(name), overflow="fold")
    for change in shown.changes:
        table.add_row(moment_text(change.time), w(STATE_WORDS[change.state].template), change.reason)
    return table

"""What was judged, as rows of papers: the verifier's part of a certificate."""

from __future__ import annotations

from decimal import Decimal

from fourfold.certification.documents.certificate import Certificate
from fourfold.certification.documents.judgement import Materiality
from fourfold.certification.documents.statement import Statement
from fourfold.certification.documents.wording import LEVELS, OPINIONS
from fourfold.core.problems import N_
from fourfold.exchange.certificates.label import period_text
from fourfold.exchange.certificates.paper import NOTHING, Cell, Section, Writer
from fourfold.exchange.report.numbers import fixed


def judged_rows(certificate: Certificate, statement: Statement | None, w: Writer) -> tuple[Section, ...]:
    """The section of a certificate on verification, and the accreditations as the issuer states them."""
    rows = [
        w.row(N_("Level"), Cell(w(LEVELS[certificate.level]))),
        w.row(N_("Opinion"), Cell(w(OPINIONS[certificate.opinion]))),
    ]
    if statement is not None:
        rows += materiality_rows(statement.materiality, w)
        rows.append(w.row(N_("Findings"), Cell(str(len(statement.findings)))))
    rows += [w.row(N_("Verifier"), w.code(certificate.verifier)), w.row(N_("Reviewer"), w.code(certificate.reviewer))]
    verification = Section(w(N_("Verification")), tuple(rows))
    if not certificate.accreditations:
        return (verification,)
    table = tuple(
        (
            w.text(one.by),
            w.text(one.number),
            w.listed(one.standards or (w(N_("any standard")),)),
            Cell(period_text(one.start, one.end)),
        )
        for one in certificate.accreditations
    )
    head = (w(N_("Accredited by")), w(N_("Number")), w(N_("Standards")), w(N_("Period")))
    note = w(N_("As the issuer states them."))
    return verification, Section(w(N_("Accreditations")), table, head, note)


def materiality_rows(materiality: Materiality, w: Writer) -> list[tuple[Cell, ...]]:
    """What would matter, and both sums of what was not corrected."""
    return [
        w.row(N_("Materiality"), Cell(w(N_("{percent} % of the total"), percent=_percent(materiality.share)))),
        w.row(N_("Uncorrected misstatements, signed sum"), _mass(materiality.sum_signed_kg_co2e, w)),
        w.row(N_("Uncorrected misstatements, absolute sum"), _mass(materiality.sum_absolute_kg_co2e, w)),
    ]


def amount_cell(amount: Decimal | None, w: Writer) -> Cell:
    """A misstatement, or nothing."""
    return Cell(NOTHING, "number") if amount is None else w.number(amount)


def _percent(share: Decimal) -> str:
    return fixed(share * 100, 1).removesuffix(".0")


def _mass(value: Decimal, w: Writer) -> Cell:
    return Cell(f"{w.number(value).text} kg CO₂e")

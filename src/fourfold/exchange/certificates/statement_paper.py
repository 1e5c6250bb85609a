"""The verifier's statement on paper: what was judged, how far, what was found, and who signed."""

from __future__ import annotations

from fourfold.certification.credentials.compact_form import BANDS, CompactFlag
from fourfold.certification.documents.judgement import Opinion, Recomputed
from fourfold.certification.documents.statement import Statement
from fourfold.certification.documents.wording import (
    EQUALITIES,
    FATES,
    LEVELS,
    OPINIONS,
    SEVERITIES,
    cited,
    conclusion_of,
)
from fourfold.core.lines import in_report_order
from fourfold.core.problems import N_, Place, Problems
from fourfold.core.words import Lang
from fourfold.exchange.certificates.judged import amount_cell, materiality_rows
from fourfold.exchange.certificates.label import SIGNIFICANT_DIGITS
from fourfold.exchange.certificates.paper import Cell, Paper, Section, Writer, paper_pdf
from fourfold.exchange.report.numbers import decimals_for, fixed

_STATUS = N_(
    "This paper shows a signed document and is not one itself. It is a statement of a verifier, not a certificate;"
    " whether its keys were entitled to sign is not printed here: check the signed document."
)
_OUTSTANDING = N_("NOT REVIEWED: the independent review is outstanding")


def statement_pdf(statement: Statement, lang: Lang, problems: Problems | None = None) -> bytes:
    """The statement as a PDF/A-2u; the same statement gives the same bytes.

    Args:
        statement: as read.
        lang: language of the paper.
        problems: receives warnings of signs that cannot be drawn.
    """
    w = Writer(lang)
    total = statement.figure.total_kg_co2e
    outstanding = (w(_OUTSTANDING),) if statement.reviewer is None else ()
    draft = (w(BANDS[CompactFlag.DRAFT]),) if statement.criteria.get("status") == "draft" else ()
    modified = (w(BANDS[CompactFlag.MODIFIED]),) if statement.opinion is Opinion.MODIFIED else ()
    paper = Paper(
        lang=lang,
        title=w(N_("Verification statement")),
        issuer=w.pen(statement.body),
        number=w(LEVELS[statement.level]),
        bands=(*outstanding, *draft, *modified),
        figure=w.pen(fixed(total, decimals_for(total, SIGNIFICANT_DIGITS))),
        figure_unit="kg CO₂e",
        per=w(N_("per {unit}"), unit=w.words.name(statement.unit)),
        sections=(_conclusion(statement, w), _judged(statement, w), *_findings(statement, w), _signed(statement, w)),
        warning=w(_STATUS),
        digest=statement.digest,
        digest_name=w(N_("Statement (JSON)")),
        running=w(N_("page {page} of {pages}"), page="{page}", pages="{pages}"),
        code=None,
        date=statement.signed,
    )
    if problems is not None:
        w.pen.report(Place("statement"), problems)
    return paper_pdf(paper)


def _conclusion(statement: Statement, w: Writer) -> Section:
    rows = (
        w.row(N_("Level"), Cell(w(LEVELS[statement.level]))),
        w.row(N_("Opinion"), Cell(w(OPINIONS[statement.opinion]))),
        w.row(N_("Conclusion"), w.text(conclusion_of(statement, w.words))),
        w.row(N_("Scope"), w.name(statement.scope)),
        *materiality_rows(statement.materiality, w),
        w.row(N_("What matters whatever its amount"), w.names(statement.materiality.qualitative)),
    )
    return Section(w(N_("Conclusion")), rows)


def _judged(statement: Statement, w: Writer) -> Section:
    criteria = statement.criteria
    lines = [
        (Cell(w.label("line", line), "quiet"), Cell(f"{w.number(value).text} kg CO₂e"))
        for line, value in in_report_order(statement.figure.lines_kg_co2e)
    ]
    rows = (
        w.row(N_("Product"), w.name(statement.product)),
        w.row(N_("Unit"), w.name(statement.unit)),
        w.row(N_("Total"), Cell(f"{w.number(statement.figure.total_kg_co2e).text} kg CO₂e")),
        *lines,
        w.row(N_("Criteria"), w.text(cited(statement))),
        w.row(N_("Rule pack"), w.text(f"{statement.standard} {criteria.get('version', '')}")),
        w.row(N_("SHA-256 of the pack"), w.code(criteria.get("pack", ""))),
        w.row(N_("Dossier"), w.code(statement.dossier)),
        w.row(N_("Preparation"), w.code(statement.preparation)),
        *_recomputed(statement.recomputed, w),
    )
    return Section(w(N_("What was judged")), rows)


def _recomputed(recomputed: Recomputed | None, w: Writer) -> tuple[tuple[Cell, ...], ...]:
    """What calculating again came to, and its report; codes have a font without Chinese, so each has its row."""
    if recomputed is None:
        return (w.row(N_("Report of the recomputation"), w.code("")),)
    outcome = w.row(N_("Recomputation"), w.text(w(EQUALITIES[recomputed.outcome])))
    return outcome, w.row(N_("Report of the recomputation"), w.code(recomputed.digest))


def _findings(statement: Statement, w: Writer) -> list[Section]:
    found: list[Section] = []
    rows: tuple[tuple[Cell, ...], ...]
    if statement.findings:
        rows = tuple(
            (
                w.text(f"{one.id} {w.words.name(one.text)}"),
                w.text(one.clause),
                Cell(f"{w(SEVERITIES[one.severity])}, {w(FATES[one.status])}"),
                amount_cell(one.amount_kg_co2e, w),
            )
            for one in statement.findings
        )
        head = (w(N_("Finding")), w(N_("Clause")), w(N_("Weight and state")), w(N_("kg CO₂e per unit")))
        found.append(Section(w(N_("Findings")), rows, head))
    if statement.limitations:
        rows = tuple((w.name(one.text), w.text(one.part)) for one in statement.limitations)
        found.append(Section(w(N_("What could not be looked at")), rows, (w(N_("What and why")), w(N_("Part")))))
    if statement.shown:
        shown = tuple((w.code(commitment),) for commitment in statement.shown)
        found.append(Section(w(N_("Closed parts the verifier was shown")), shown, (w(N_("Commitment")),)))
    return found


def _signed(statement: Statement, w: Writer) -> Section:
    rows = [
        w.row(N_("Body"), w.code(statement.body)),
        w.row(N_("Preparer"), w.code(statement.preparer.did)),
        w.row(N_("Verifier"), w.code(statement.verifier.did)),
        w.row(N_("Reviewer"), w.code(statement.reviewer.did if statement.reviewer else "")),
        w.row(N_("Dated"), w.moment(statement.start)),
        w.row(N_("Last signature"), w.moment(statement.signed)),
        w.row(N_("Statement (JSON)"), w.code(statement.digest)),
    ]
    return Section(w(N_("Keys and times")), tuple(rows))

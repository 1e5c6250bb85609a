"""What an opinion needs: rules between level, opinion, findings and materiality, held at making and at reading.

After ISO 14064-3:2019 in our words (reference/certification.md 2.3; the standard's own text was not at hand):

1. Agreed-upon procedures state facts and give no opinion; the other levels give one.
2. An unmodified opinion needs uncorrected misstatements within materiality, of the total and of every line for which a
   share was agreed. The absolute sum counts: errors that offset each other are still errors.
3. An unmodified opinion needs every major finding corrected.
4. A modified opinion names why: a finding that is not corrected, or a limitation.
5. An adverse opinion rests on what is material: rule 2 or rule 3 broken.
6. A disclaimer names what could not be looked at.
7. The wording is positive for reasonable, negative for limited assurance; of an adverse opinion always positive.
8. An unmodified opinion has no limitation: what could not be looked at is excepted, or nothing is concluded.
9. Unmodified and modified opinions rest on a recomputation. Under an unmodified one it did not come to another result.
   Where it could not tell, hidden parts were shown or a limitation says what was not recomputed.
10. A modified opinion may except what is material where it is confined; where it is pervasive, the opinion is adverse.
   Which of the two it is, is the verifier's to judge. Either way there is no certificate: the figure is not stated in
   all material respects as the standard asks (`material_in`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fourfold.certification.documents.judgement import (
    EXACT,
    Assurance,
    Figure,
    Finding,
    Judgement,
    Materiality,
    Opinion,
    Recomputed,
    Severity,
    exact_sum,
    sums_of,
)
from fourfold.certification.dossier.recomputation import Equality
from fourfold.core.canonical import decimal_text
from fourfold.core.json_shape import below
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term

OPINION_ON_PROCEDURES = MessageKind(
    "opinion-on-agreed-procedures",
    N_("agreed-upon procedures come with the opinion {found}"),
    N_("opinion none: facts found, and no conclusion drawn from them"),
    N_("write none, or agree on limited or reasonable assurance"),
)
OPINION_MISSING = MessageKind(
    "opinion-missing",
    N_("{level} assurance comes without an opinion"),
    N_("unmodified, modified, adverse or disclaimer"),
    N_("state the opinion"),
)
OVER_MATERIALITY = MessageKind(
    "misstatements-over-materiality",
    N_("uncorrected misstatements of {found} kg CO2e (absolute sum, {what}) exceed {most} kg CO2e"),
    N_("no unmodified opinion, or misstatements within the agreed share"),
    N_("have the client correct them and seal again, or modify the opinion"),
)
MAJOR_UNCORRECTED = MessageKind(
    "major-finding-uncorrected",
    N_("the major finding {found} is not corrected"),
    N_("no unmodified opinion while a major finding stands"),
    N_("have the client correct it and seal again, or modify the opinion"),
)
UNMODIFIED_LIMITED = MessageKind(
    "unmodified-with-limitation",
    N_("the opinion is unmodified, and there is a limitation"),
    N_("no limitation under an unmodified opinion"),
    N_("look at what could not be looked at, or modify or disclaim the opinion"),
)
RECOMPUTATION_MISSING = MessageKind(
    "recomputation-missing",
    N_("the opinion {opinion} rests on no recomputation"),
    N_("the report of fourfold recompute, given with --recomputation"),
    N_("recompute the dossier with --json PATH and name that file"),
)
RECOMPUTATION_DIFFERS = MessageKind(
    "recomputation-differs",
    N_("the recomputation came to: {found}"),
    N_("equal, for the opinion {opinion}"),
    N_("find out why; then have the dossier sealed again, or modify the opinion"),
)
RECOMPUTATION_PARTIAL = MessageKind(
    "recomputation-partial",
    N_("what was recomputed cannot tell whether all figures are equal, and no limitation says so"),
    N_("hidden parts that were shown, or a limitation that says what was not recomputed"),
    N_("bring what is missing and recompute again, or state the limitation"),
)
MODIFIED_WITHOUT_REASON = MessageKind(
    "modified-without-reason",
    N_("the opinion is modified, and neither a finding nor a limitation says why"),
    N_("a finding that is not corrected, or a limitation"),
    N_("state what the opinion excepts"),
)
ADVERSE_WITHOUT_REASON = MessageKind(
    "adverse-without-reason",
    N_("the opinion is adverse, and nothing stated is material"),
    N_("misstatements above materiality, or a major finding that is not corrected"),
    N_("state the findings the opinion rests on"),
)
DISCLAIMER_WITHOUT_REASON = MessageKind(
    "disclaimer-without-reason",
    N_("the opinion is disclaimed, and no limitation says why"),
    N_("a limitation: what could not be looked at"),
    N_("state what could not be looked at"),
)
SUMS_DIFFER = MessageKind(
    "misstatement-sums-differ",
    N_("the sum {found} is not that of the findings"),
    N_("{wanted}"),
    N_("correct the sums: signed and absolute, of findings that are not corrected"),
)
FINDING_TWICE = MessageKind(
    "finding-twice",
    N_("two findings are named {found}"),
    N_("a name of its own for each finding"),
    N_("rename one of them"),
)
LINE_UNKNOWN = MessageKind(
    "line-not-in-figure",
    N_("{found} is no line of the figure"),
    N_("one of: {choices}"),
    N_("name a result line of the dossier"),
)
SHOWN_AND_LIMITED = MessageKind(
    "shown-and-limited",
    N_("the part with the commitment {found} was shown and is a limitation"),
    N_("one or the other"),
    N_("keep what is true"),
)
LINES_DO_NOT_SUM = MessageKind(
    "lines-do-not-sum",
    N_("the lines sum to {found} kg CO2e, the total is {total} kg CO2e"),
    N_("lines that sum to the total, to the last digit"),
    N_("ask whoever made the document for one whose figures agree"),
)


@dataclass(frozen=True, slots=True)
class Excess:
    """Misstatements above what was agreed.

    Attributes:
        line: result line; empty for the total.
        sum_kg_co2e: absolute sum of what is not corrected.
        most_kg_co2e: what was agreed.
    """

    line: str
    sum_kg_co2e: Decimal
    most_kg_co2e: Decimal

    def said(self) -> dict[str, object]:
        """For messages: what it is of, the sum and the limit."""
        what = self.line or Term(N_("of the total"))
        return {"what": what, "found": decimal_text(self.sum_kg_co2e), "most": decimal_text(self.most_kg_co2e)}


@dataclass(frozen=True, slots=True)
class Material:
    """What is material and stands in the figure.

    Attributes:
        excesses: of the total and of lines.
        major: major findings that are not corrected.
    """

    excesses: tuple[Excess, ...]
    major: tuple[Finding, ...]

    def __bool__(self) -> bool:
        return bool(self.excesses or self.major)


def material_in(findings: tuple[Finding, ...], materiality: Materiality, figure: Figure) -> Material:
    """What stands in a figure and matters by what was agreed."""
    major = tuple(one for one in findings if one.is_uncorrected and one.severity == Severity.MAJOR)
    return Material(tuple(_excesses(findings, materiality, figure)), major)


def check_judgement(judgement: Judgement, figure: Figure, place: Place, problems: Problems) -> None:
    """Report every rule that does not hold.

    Args:
        judgement: what is said.
        figure: what it is said of.
        place: of the judgement; paths are added to its column.
        problems: receives what is wrong.
    """
    _check_names(judgement, figure, place, problems)
    _check_sums(judgement, place, problems)
    check_lines(figure, place, problems)
    opinion, level = judgement.opinion, judgement.level
    at = below(place, "opinion")
    if level is Assurance.AGREED_PROCEDURES:
        if opinion is not Opinion.NONE:
            problems.error(OPINION_ON_PROCEDURES, at, found=opinion)
        return
    material = material_in(judgement.findings, judgement.materiality, figure)
    if opinion is Opinion.NONE:
        problems.error(OPINION_MISSING, at, level=level)
    elif opinion is Opinion.UNMODIFIED:
        _check_unmodified(judgement, material, at, problems)
    elif opinion is Opinion.MODIFIED:
        if not judgement.limitations and not any(map(_excepts, judgement.findings)):
            problems.error(MODIFIED_WITHOUT_REASON, at)
    elif opinion is Opinion.ADVERSE:
        if not material:
            problems.error(ADVERSE_WITHOUT_REASON, at)
    elif not judgement.limitations:
        problems.error(DISCLAIMER_WITHOUT_REASON, at)


def _check_unmodified(judgement: Judgement, material: Material, place: Place, problems: Problems) -> None:
    for excess in material.excesses:
        problems.error(OVER_MATERIALITY, place, **excess.said())
    for finding in material.major:
        problems.error(MAJOR_UNCORRECTED, place, found=finding.id)
    if judgement.limitations:
        problems.error(UNMODIFIED_LIMITED, place)


def check_recomputed(
    judgement: Judgement, recomputed: Recomputed | None, opinion_at: Place, report_at: Place, problems: Problems
) -> None:
    """Report a recomputation that is missing or against the opinion (rule 9).

    Args:
        judgement: what is said.
        recomputed: what it rests on.
        opinion_at: of the opinion.
        report_at: of what the recomputation came to.
        problems: receives what is wrong.
    """
    opinion = judgement.opinion
    if opinion not in (Opinion.UNMODIFIED, Opinion.MODIFIED):
        return
    if recomputed is None:
        problems.error(RECOMPUTATION_MISSING, opinion_at, opinion=opinion)
    elif recomputed.outcome is Equality.DIFFERENT and opinion is Opinion.UNMODIFIED:
        problems.error(RECOMPUTATION_DIFFERS, report_at, found=recomputed.outcome, opinion=opinion)
    elif recomputed.outcome is Equality.CANNOT_TELL and not judgement.limitations and not judgement.shown:
        problems.error(RECOMPUTATION_PARTIAL, report_at)


def check_lines(figure: Figure, place: Place, problems: Problems) -> None:
    """Report lines that do not sum to the total."""
    found = exact_sum(figure.lines_kg_co2e.values())
    if found != figure.total_kg_co2e:
        at = below(place, "figure.lines_kg_co2e")
        problems.error(LINES_DO_NOT_SUM, at, found=decimal_text(found), total=decimal_text(figure.total_kg_co2e))


def _excepts(finding: Finding) -> bool:
    return finding.is_uncorrected and finding.severity != Severity.OBSERVATION


def _excesses(findings: tuple[Finding, ...], materiality: Materiality, figure: Figure) -> Iterator[Excess]:
    agreed = {"": materiality.share, **materiality.shares_by_line}
    for line, share in agreed.items():
        whole = figure.lines_kg_co2e.get(line, Decimal(0)) if line else figure.total_kg_co2e
        _, absolute = sums_of(f for f in findings if line in ("", f.line))
        most = EXACT.multiply(share, whole.copy_abs())
        if absolute > most:
            yield Excess(line, absolute, most)


def _check_sums(judgement: Judgement, place: Place, problems: Problems) -> None:
    signed, absolute = sums_of(judgement.findings)
    materiality = judgement.materiality
    for name, found, wanted in (
        ("sum_signed_kg_co2e", materiality.sum_signed_kg_co2e, signed),
        ("sum_absolute_kg_co2e", materiality.sum_absolute_kg_co2e, absolute),
    ):
        if found != wanted:
            at = below(place, f"materiality.{name}")
            problems.error(SUMS_DIFFER, at, found=decimal_text(found), wanted=decimal_text(wanted))


def _check_names(judgement: Judgement, figure: Figure, place: Place, problems: Problems) -> None:
    seen: set[str] = set()
    choices = ", ".join(figure.lines_kg_co2e)
    for number, finding in enumerate(judgement.findings):
        at = below(place, f"findings[{number}]")
        if finding.id in seen:
            problems.error(FINDING_TWICE, at, found=finding.id)
        seen.add(finding.id)
        if finding.line and finding.line not in figure.lines_kg_co2e:
            problems.error(LINE_UNKNOWN, at, found=finding.line, choices=choices)
    for line in judgement.materiality.shares_by_line:
        if line not in figure.lines_kg_co2e:
            at = below(place, "materiality.shares_by_line")
            problems.error(LINE_UNKNOWN, at, found=line, choices=choices)
    for limitation in judgement.limitations:
        if limitation.commitment and limitation.commitment in judgement.shown:
            problems.error(SHOWN_AND_LIMITED, below(place, "shown"), found=limitation.commitment)

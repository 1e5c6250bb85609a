"""Statements in words: levels, opinions, findings, and the conclusion as a sentence; templates for both languages.

The sentence is made from level and opinion and is not part of what is signed, so that it cannot say something else.
"""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.certification.documents.judgement import Assurance, FindingStatus, Opinion, Severity, Wording
from fourfold.certification.documents.statement import Statement
from fourfold.certification.dossier.recomputation import Equality
from fourfold.core.problems import N_
from fourfold.core.words import Words

LEVELS: Mapping[Assurance, str] = {
    Assurance.REASONABLE: N_("reasonable assurance"),
    Assurance.LIMITED: N_("limited assurance"),
    Assurance.AGREED_PROCEDURES: N_("agreed-upon procedures"),
}
OPINIONS: Mapping[Opinion, str] = {
    Opinion.UNMODIFIED: N_("unmodified opinion"),
    Opinion.MODIFIED: N_("modified (qualified) opinion"),
    Opinion.ADVERSE: N_("adverse opinion"),
    Opinion.DISCLAIMER: N_("disclaimer of opinion"),
    Opinion.NONE: N_("no opinion"),
}
SEVERITIES: Mapping[str, str] = {
    Severity.MAJOR: N_("major"),
    Severity.MINOR: N_("minor"),
    Severity.OBSERVATION: N_("observation"),
}
FATES: Mapping[str, str] = {
    FindingStatus.OPEN: N_("open"),
    FindingStatus.CORRECTED: N_("corrected"),
    FindingStatus.ACCEPTED: N_("accepted as it is"),
}
EQUALITIES: Mapping[Equality, str] = {
    Equality.EQUAL: N_("equal"),
    Equality.DIFFERENT: N_("different"),
    Equality.CANNOT_TELL: N_("could not be told"),
}


def conclusion_of(statement: Statement, w: Words) -> str:
    """The conclusion in a sentence."""
    if statement.opinion is Opinion.NONE:
        return w(
            N_("The procedures agreed upon were carried out; what they found is listed below. No opinion is given.")
        )
    if statement.opinion is Opinion.DISCLAIMER:
        return w(N_("No conclusion could be reached, for the reasons listed below. No opinion is given."))
    standard = cited(statement)
    if statement.opinion is Opinion.ADVERSE:
        return w(N_("The footprint is not stated in accordance with {standard}."), standard=standard)
    if statement.wording is Wording.NEGATIVE:
        main = N_(
            "Nothing came to the verifier's attention that causes them to believe that the footprint is not stated, in"
            " all material respects, in accordance with {standard}."
        )
    else:
        main = N_(
            "In the verifier's opinion the footprint is stated, in all material respects, in accordance with"
            " {standard}."
        )
    sentence = w(main, standard=standard)
    if statement.opinion is Opinion.MODIFIED:
        return w(N_("Except for the findings and limitations listed below: {sentence}"), sentence=sentence)
    return sentence


def cited(statement: Statement) -> str:
    """The standard as people cite it: number and edition of its document, or the id of the pack."""
    number, edition = statement.criteria.get("number", ""), statement.criteria.get("edition", "")
    if not number:
        return statement.standard
    return number if number.endswith(edition) else f"{number} {edition}"

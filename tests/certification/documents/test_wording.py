"""The conclusion of a statement as a sentence, by level and opinion, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fourfold.certification.documents.judgement import Assurance, FindingStatus, Opinion, Severity, wording_of
from fourfold.certification.documents.statement import read_statement
from fourfold.certification.documents.wording import (
    EQUALITIES,
    FATES,
    LEVELS,
    OPINIONS,
    SEVERITIES,
    cited,
    conclusion_of,
)
from fourfold.certification.dossier.recomputation import Equality
from fourfold.core.words import words
from support.documents import LIMITATION, Case, finding, judgement, must

REASONABLE, LIMITED = Assurance.REASONABLE, Assurance.LIMITED


@pytest.mark.parametrize(
    ("level", "opinion", "sentence"),
    [
        (REASONABLE, Opinion.UNMODIFIED, "In the verifier's opinion the footprint is stated, in all material respects"),
        (LIMITED, Opinion.UNMODIFIED, "Nothing came to the verifier's attention that causes them to believe that the"),
        (
            REASONABLE,
            Opinion.MODIFIED,
            "Except for the findings and limitations listed below: In the verifier's opinion",
        ),
        (LIMITED, Opinion.MODIFIED, "Except for the findings and limitations listed below: Nothing came to"),
        (REASONABLE, Opinion.ADVERSE, "The footprint is not stated in accordance with EX 1 2025."),
        (LIMITED, Opinion.ADVERSE, "The footprint is not stated in accordance with EX 1 2025."),
        (LIMITED, Opinion.DISCLAIMER, "No conclusion could be reached, for the reasons listed below."),
        (Assurance.AGREED_PROCEDURES, Opinion.NONE, "The procedures agreed upon were carried out"),
    ],
)
def test_each_level_and_opinion_has_its_sentence(level: Assurance, opinion: Opinion, sentence: str) -> None:
    limitations = () if opinion is Opinion.UNMODIFIED else (LIMITATION,)
    severity = "major" if opinion is Opinion.ADVERSE else "minor"
    judged = judgement(level, opinion, (finding(severity=severity, amount_kg_co2e=None),), limitations)
    statement = must(read_statement, Case(judgement=judged).statement_document())
    assert conclusion_of(statement, words("en")).startswith(sentence)
    assert conclusion_of(statement, words("zh"))
    assert statement.wording is wording_of(level, opinion)


def test_a_standard_is_cited_by_its_number_and_edition_or_by_its_pack() -> None:
    statement = Case().statement()
    assert cited(statement) == "EX 1 2025"
    named = {**statement.criteria, "number": "GB/T 1-2025"}
    assert cited(replace(statement, criteria=named)) == "GB/T 1-2025"
    assert cited(replace(statement, criteria={**named, "number": ""})) == "example-steel-rule"


def test_everything_a_statement_can_say_has_a_word() -> None:
    assert set(LEVELS) == set(Assurance)
    assert set(OPINIONS) == set(Opinion)
    assert set(SEVERITIES) == set(Severity)
    assert set(FATES) == set(FindingStatus)
    assert set(EQUALITIES) == set(Equality)

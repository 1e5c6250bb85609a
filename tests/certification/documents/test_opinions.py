"""What an opinion needs: findings, limitations, and misstatements within what was agreed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.certification.documents.judgement import (
    EXACT,
    Assurance,
    Figure,
    Finding,
    Judgement,
    Limitation,
    Materiality,
    Opinion,
    Recomputed,
    Wording,
    sums_of,
    wording_of,
)
from fourfold.certification.documents.opinions import check_judgement, check_recomputed, material_in
from fourfold.certification.dossier.recomputation import Equality
from fourfold.core.problems import Place, Problems
from support.documents import COMMITMENT, EQUAL, LIMITATION, digest, facts, finding, judgement

_FACTS = facts()
FIGURE = Figure(_FACTS.total_kg_co2e, _FACTS.lines_kg_co2e)
"""2.5 kg CO2e, of which 2.75 fossil: five per cent are 0.125."""


def said(judged: Judgement, figure: Figure = FIGURE) -> list[str]:
    """Codes of all rules that do not hold."""
    problems = Problems()
    check_judgement(judged, figure, Place("x"), problems)
    return [problem.kind.code for problem in problems]


def test_an_unmodified_opinion_stands_while_misstatements_are_within_materiality() -> None:
    assert said(judgement(findings=(finding(),))) == []
    at_the_limit = finding(amount_kg_co2e=Decimal("0.125"))
    assert said(judgement(findings=(at_the_limit,))) == []


@pytest.mark.parametrize("status", ["open", "accepted"])
def test_an_unmodified_opinion_falls_with_misstatements_above_materiality(status: str) -> None:
    above = finding(amount_kg_co2e=Decimal("0.12500001"), status=status)
    assert said(judgement(findings=(above,))) == ["misstatements-over-materiality"]
    assert said(judgement(findings=(finding(amount_kg_co2e=Decimal(9), status="corrected"),))) == []


def test_errors_that_offset_each_other_are_still_errors() -> None:
    pair = (finding(amount_kg_co2e=Decimal("0.1")), finding(id="b", amount_kg_co2e=Decimal("-0.1")))
    assert sums_of(pair) == (Decimal(0), Decimal("0.2"))
    assert said(judgement(findings=pair)) == ["misstatements-over-materiality"]


def test_a_share_of_a_line_is_held_against_that_line() -> None:
    agreed = {"biogenic_removals": Decimal("0.1")}
    of_line = finding(line="biogenic_removals", amount_kg_co2e=Decimal("0.03"))
    assert said(judgement(findings=(of_line,), by_line=agreed)) == ["misstatements-over-materiality"]
    assert said(judgement(findings=(finding(amount_kg_co2e=Decimal("0.03")),), by_line=agreed)) == []


def test_a_major_finding_bars_an_unmodified_opinion_whatever_its_amount() -> None:
    major = finding(severity="major", amount_kg_co2e=None)
    assert said(judgement(findings=(major,))) == ["major-finding-uncorrected"]
    assert said(judgement(findings=(finding(severity="major", amount_kg_co2e=None, status="corrected"),))) == []


def test_an_unmodified_opinion_has_no_limitation() -> None:
    assert said(judgement(limitations=(LIMITATION,))) == ["unmodified-with-limitation"]


@pytest.mark.parametrize("opinion", list(Opinion))
def test_unmodified_and_modified_opinions_rest_on_a_recomputation(opinion: Opinion) -> None:
    concludes = opinion in (Opinion.UNMODIFIED, Opinion.MODIFIED)
    missing = ["recomputation-missing x"] if concludes else []
    assert rests(judgement(opinion=opinion), None) == missing
    differs = ["recomputation-differs r"] if opinion is Opinion.UNMODIFIED else []
    assert rests(judgement(opinion=opinion), Recomputed(digest("9"), Equality.DIFFERENT)) == differs
    open_ = Recomputed(digest("9"), Equality.CANNOT_TELL)
    assert rests(judgement(opinion=opinion), open_) == (["recomputation-partial r"] if concludes else [])
    assert rests(judgement(opinion=opinion, shown=(COMMITMENT,)), open_) == []
    assert rests(judgement(opinion=opinion, limitations=(LIMITATION,)), open_) == []
    assert rests(judgement(opinion=opinion), EQUAL) == []


def rests(judged: Judgement, recomputed: Recomputed | None) -> list[str]:
    """Codes and places of what is wrong with the recomputation an opinion rests on."""
    problems = Problems()
    check_recomputed(judged, recomputed, Place("x"), Place("r"), problems)
    return [f"{problem.kind.code} {problem.place}" for problem in problems]


def test_what_is_material_stands_in_the_figure_or_is_a_major_finding() -> None:
    judged = judgement(opinion=Opinion.MODIFIED, findings=(finding(),), by_line={"fossil": Decimal("0.01")})
    found = material_in(judged.findings, judged.materiality, FIGURE)
    assert [(one.line, one.sum_kg_co2e, one.most_kg_co2e) for one in found.excesses] == [
        ("fossil", Decimal("0.05"), Decimal("0.0275"))
    ]
    assert found
    major = finding(severity="major", amount_kg_co2e=None)
    assert material_in((major,), judgement().materiality, FIGURE).major == (major,)
    assert not material_in((finding(),), judgement().materiality, FIGURE)


def test_agreed_procedures_give_no_opinion_and_assurance_gives_one() -> None:
    procedures = Assurance.AGREED_PROCEDURES
    assert said(judgement(procedures, Opinion.NONE)) == []
    for opinion in set(Opinion) - {Opinion.NONE}:
        assert said(judgement(procedures, opinion)) == ["opinion-on-agreed-procedures"]
    for level in (Assurance.REASONABLE, Assurance.LIMITED):
        assert said(judgement(level, Opinion.NONE)) == ["opinion-missing"]


def test_a_modified_opinion_names_why() -> None:
    modified = Opinion.MODIFIED
    assert said(judgement(opinion=modified)) == ["modified-without-reason"]
    assert said(judgement(opinion=modified, findings=(finding(severity="observation"),))) == ["modified-without-reason"]
    assert said(judgement(opinion=modified, findings=(finding(),))) == []
    assert said(judgement(opinion=modified, limitations=(LIMITATION,))) == []


def test_an_adverse_opinion_rests_on_what_is_material() -> None:
    adverse = Opinion.ADVERSE
    assert said(judgement(opinion=adverse, findings=(finding(),))) == ["adverse-without-reason"]
    assert said(judgement(opinion=adverse, findings=(finding(severity="major"),))) == []
    assert said(judgement(opinion=adverse, findings=(finding(amount_kg_co2e=Decimal(1)),))) == []


def test_a_disclaimer_names_what_could_not_be_looked_at() -> None:
    assert said(judgement(opinion=Opinion.DISCLAIMER)) == ["disclaimer-without-reason"]
    assert said(judgement(opinion=Opinion.DISCLAIMER, limitations=(LIMITATION,))) == []


def test_sums_are_those_of_the_findings() -> None:
    good = judgement(findings=(finding(),))
    wrong = Materiality(Decimal("0.05"), (), Decimal(0), Decimal("0.06"))
    judged = Judgement(good.level, good.opinion, good.scope, wrong, good.findings)
    assert said(judged) == ["misstatement-sums-differ", "misstatement-sums-differ"]


def test_names_that_clash_or_lead_nowhere_are_told() -> None:
    assert said(judgement(findings=(finding(), finding(amount_kg_co2e=Decimal("0.01"))))) == ["finding-twice"]
    assert said(judgement(findings=(finding(line="aircraft"),))) == ["line-not-in-figure"]
    assert said(judgement(by_line={"aircraft": Decimal("0.1")})) == ["line-not-in-figure"]
    closed = Limitation("study/tables/inputs.csv", COMMITMENT, {"en": "not shown"})
    both = judgement(opinion=Opinion.MODIFIED, limitations=(closed,), shown=(COMMITMENT,))
    assert said(both) == ["shown-and-limited"]


def test_lines_sum_to_the_total() -> None:
    assert said(judgement(), Figure(Decimal("2.5"), {"fossil": Decimal("2.4999999999")})) == ["lines-do-not-sum"]


def test_wording_follows_level_and_opinion() -> None:
    assert wording_of(Assurance.REASONABLE, Opinion.UNMODIFIED) is Wording.POSITIVE
    assert wording_of(Assurance.LIMITED, Opinion.MODIFIED) is Wording.NEGATIVE
    assert wording_of(Assurance.LIMITED, Opinion.DISCLAIMER) is Wording.NONE
    assert wording_of(Assurance.LIMITED, Opinion.ADVERSE) is Wording.POSITIVE
    assert wording_of(Assurance.AGREED_PROCEDURES, Opinion.NONE) is Wording.NONE


_AMOUNTS = st.one_of(st.none(), st.decimals(-2, 2, places=6))
_FINDINGS = st.builds(
    lambda amount, severity, status: (severity, status, amount),
    _AMOUNTS,
    st.sampled_from(["major", "minor", "observation"]),
    st.sampled_from(["open", "corrected", "accepted"]),
)


@given(st.lists(_FINDINGS, max_size=6))
def test_of_unmodified_and_adverse_never_both_stand_and_never_neither(
    drawn: list[tuple[str, str, Decimal | None]],
) -> None:
    """Whatever the findings are: either the figure may stand unmodified, or there is something to be adverse about."""
    findings = tuple(
        Finding(f"f{n}", "", {"en": "x"}, severity, status, amount)
        for n, (severity, status, amount) in enumerate(drawn)
    )
    unmodified = said(judgement(findings=findings))
    adverse = said(judgement(opinion=Opinion.ADVERSE, findings=findings))
    assert bool(unmodified) != bool(adverse)
    open_amounts = [a for _, status, a in drawn if status != "corrected" and a is not None]
    assert ("misstatements-over-materiality" in unmodified) == (sum(map(abs, open_amounts)) > Decimal("0.125"))


def test_no_digit_is_lost_however_many_there_are() -> None:
    """Contexts of decimals keep 28 digits; documents hold up to 60."""
    total = Decimal("1" + "0" * 30 + "." + "0" * 25 + "2")
    figure = Figure(total, {"fossil": total})
    limit = Decimal("5" + "0" * 29 + "." + "0" * 25 + "1")
    at_it = finding(amount_kg_co2e=limit)
    above = finding(amount_kg_co2e=EXACT.add(limit, Decimal("1e-27")))
    assert said(judgement(findings=(at_it,), share="0.5"), figure) == []
    assert said(judgement(findings=(above,), share="0.5"), figure) == ["misstatements-over-materiality"]

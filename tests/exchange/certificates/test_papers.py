"""Certificates and statements on paper: everything they bind is there, as text, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pypdfium2
import pytest

from fourfold.certification.documents.judgement import Finding, Limitation, Opinion, Wording
from fourfold.certification.documents.statement import Assurance
from fourfold.certification.identity.trust import Accreditation
from fourfold.core.problems import Problems
from fourfold.core.words import LANGS, Lang, words
from fourfold.exchange.certificates.certificate_paper import certificate_pdf
from fourfold.exchange.certificates.statement_paper import statement_pdf
from support.labels import certificate, pixels_of, statement, text_in, words_in

DIGEST = "sha256:" + "0123456789abcdef" * 4
HOSTILE = {"en": '#panic("x") *a* $b$ \\u{41} <l> @c `d` // e', "zh": '#panic("x") *a* $b$ \\u{41} <l> @c `d` // e'}


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize("lang", LANGS)
def test_a_certificate_shows_everything_it_binds(lang: Lang) -> None:
    of = certificate(suppliers=(DIGEST,), vouched=("suppliers/cathode.csv",))
    said = words_in(certificate_pdf(of, statement(), lang))
    w = words(lang)
    for names in (of.product, of.body, of.unit, of.producer, of.sites[0][0], *of.stages):
        assert w.name(names) in said
    digests = (of.digest, of.dossier, of.statement, of.preparation, of.study, of.pack, of.lock, DIGEST)
    for text in (*digests, of.number, of.verifier, of.reviewer, of.issuer, of.url, of.engine, of.standard_id):
        assert text in said
    for _, version, digest in of.chain:
        assert version in said
        assert digest in said
    for name, digest in of.factors:
        assert name in said
        assert digest in said
    for entry in of.status:
        assert f"{entry.url} #{entry.index}" in said
    assert "suppliers/cathode.csv" in said
    assert "2028-03-01 00:00:00 UTC" in said
    for value in (of.total_kg_co2e, *of.lines_kg_co2e.values()):
        assert str(value).replace("-", "−") in said


def test_a_certificate_on_paper_says_that_its_status_is_not_printed() -> None:
    said = words_in(certificate_pdf(certificate(), None, "en"))
    assert "not printed here" in said
    assert "valid certificate" not in said


def test_the_digest_of_the_json_is_on_every_page_with_its_number() -> None:
    of = certificate(factors=tuple((f"dataset-{number:03}", DIGEST) for number in range(150)))
    found = pages(certificate_pdf(of, None, "en"))
    assert len(found) > 4
    for number, text in enumerate(found, 1):
        assert of.digest in text
        assert f"page {number} of {len(found)}" in text
    whole = " ".join(found)
    assert all(f"dataset-{number:03}" in whole for number in range(150))


def test_the_code_on_paper_leads_to_the_certificate() -> None:
    of = certificate()
    assert text_in(pixels_of(certificate_pdf(of, None, "en"), 150)) == of.url


@pytest.mark.parametrize("lang", LANGS)
def test_the_same_document_gives_the_same_bytes(lang: Lang) -> None:
    of = certificate()
    assert certificate_pdf(of, statement(), lang) == certificate_pdf(of, statement(), lang)
    assert statement_pdf(statement(), lang) == statement_pdf(statement(), lang)


def test_papers_are_archival_and_dated_by_the_document() -> None:
    data = certificate_pdf(certificate(), None, "en")
    assert b"pdfaid:part>2<" in data
    with pypdfium2.PdfDocument(data) as document:
        assert document.get_metadata_dict()["CreationDate"].startswith("D:20260301")


def test_drafts_and_trials_say_so_on_paper() -> None:
    of = certificate(draft=True, issuer="did:key:z6MkExample")
    said = words_in(certificate_pdf(of, None, "en"))
    assert "TRIAL" in said
    assert "DRAFT" in said
    assert "DRAFT" not in words_in(certificate_pdf(certificate(), None, "en"))


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_names_stay_names_on_paper(lang: Lang) -> None:
    said = words_in(certificate_pdf(certificate(product=HOSTILE, body=HOSTILE, producer=HOSTILE), None, lang))
    assert said.count(HOSTILE["en"]) >= 3


def test_signs_without_a_glyph_are_told() -> None:
    problems = Problems()
    said = words_in(certificate_pdf(certificate(product={"zh": "𠮷电芯"}), None, "zh", problems=problems))
    assert [problem.kind.code for problem in problems] == ["signs-not-drawn"]
    assert "[U+20BB7]电芯" in said


def test_accreditations_are_those_the_issuer_states() -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    given = Accreditation("Example Accreditation Board", "AB-1", (), start, None)
    said = words_in(certificate_pdf(certificate(accreditations=(given,)), None, "en"))
    assert "Example Accreditation Board" in said
    assert "any standard" in said
    assert "As the issuer states them." in said


@pytest.mark.parametrize("lang", LANGS)
def test_a_statement_shows_what_was_judged_and_found(lang: Lang) -> None:
    amount = Decimal("-0.012")
    finding = Finding("F1", "5.3.2", {"en": "Mileage from invoices", "zh": "里程取自发票"}, "minor", "accepted", amount)
    limit = Limitation("suppliers/x.csv", DIGEST, {"en": "licensed", "zh": "许可数据"})
    of = replace(statement(), findings=(finding,), limitations=(limit,), shown=(DIGEST,))
    said = words_in(statement_pdf(of, lang))
    w = words(lang)
    for names in (of.product, of.unit, of.scope, finding.text, limit.text):
        assert w.name(names) in said
    for text in (of.digest, of.dossier, of.preparation, of.verifier.did, of.body, "F1", "5.3.2", "−0.012", DIGEST):
        assert text in said
    assert of.reviewer is not None
    assert of.reviewer.did in said


def test_a_statement_without_review_says_so() -> None:
    assert "NOT REVIEWED" in words_in(statement_pdf(replace(statement(), reviewer=None), "en"))
    assert "NOT REVIEWED" not in words_in(statement_pdf(statement(), "en"))


def test_a_modified_opinion_stands_in_a_band_of_both_papers() -> None:
    of = replace(statement(), opinion=Opinion.MODIFIED)
    assert "QUALIFIED" in words_in(statement_pdf(of, "en"))
    assert "QUALIFIED" not in words_in(statement_pdf(statement(), "en"))
    assert "QUALIFIED" in words_in(certificate_pdf(certificate(opinion=Opinion.MODIFIED), None, "en"))
    assert "QUALIFIED" not in words_in(certificate_pdf(certificate(), None, "en"))


@pytest.mark.parametrize(
    ("level", "opinion", "wording", "said"),
    [
        (Assurance.REASONABLE, Opinion.UNMODIFIED, Wording.POSITIVE, "In the verifier's opinion"),
        (Assurance.LIMITED, Opinion.UNMODIFIED, Wording.NEGATIVE, "Nothing came to the verifier's attention"),
        (Assurance.LIMITED, Opinion.MODIFIED, Wording.NEGATIVE, "Except for"),
        (Assurance.REASONABLE, Opinion.ADVERSE, Wording.POSITIVE, "is not stated in accordance"),
        (Assurance.LIMITED, Opinion.DISCLAIMER, Wording.NONE, "No conclusion could be reached"),
        (Assurance.AGREED_PROCEDURES, Opinion.NONE, Wording.NONE, "procedures agreed upon"),
    ],
)
def test_a_paper_bears_the_conclusion_worded_by_level_and_opinion(
    level: Assurance, opinion: Opinion, wording: Wording, said: str
) -> None:
    of = replace(statement(), level=level, opinion=opinion, wording=wording)
    assert said in words_in(statement_pdf(of, "en"))

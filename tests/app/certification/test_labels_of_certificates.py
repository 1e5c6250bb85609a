"""Labels made of certificates in force, and checked by their text: never more than "signature good"."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fourfold.app.certification.labels.labels import (
    LabelState,
    Source,
    address_of,
    check_label,
    label_check_document,
    make_label,
    source_of_body,
    source_of_bundle,
    write_checker,
)
from fourfold.certification.credentials.compact import compact_text, sign_compact
from fourfold.certification.identity.issuer import Compromise, KeyUse, mark_compromised, rotate_key
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.keys.key import KeyKind, SigningKey, new_key
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.status.bitstring import LIST_ENTRIES, StatusPurpose
from fourfold.certification.verification.verification import Outcome
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import InputError, Place, Problems
from fourfold.core.words import words
from fourfold.exchange.certificates.label import compact_of
from support.bodies import body_in
from support.certified import ISSUED, SOON, UNTIL, Body

LABEL_PAGE = "https://certifier.example/label.html"


@pytest.fixture(scope="module")
def body() -> Body:
    return Body()


@pytest.fixture(scope="module")
def bundle(body: Body, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(body, tmp_path_factory.mktemp("labels") / "certificate.bundle.json")


def written(body: Body, path: Path) -> Path:
    path.write_bytes(canonical_bytes(body.bundle(body.certify())))
    return path


def code_of(errors: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.kind.code for problem in errors.value.problems]


def made(source: Source, key: SigningKey, folder: Path, at: datetime = SOON, name: str = "label.svg") -> str:
    return make_label(source, key, folder / name, "", at, "en").text


def test_a_label_is_written_in_both_forms_and_tells_its_text(body: Body, bundle: Path, tmp_path: Path) -> None:
    source = source_of_bundle(bundle)
    text = made(source, body.keys.issue, tmp_path)
    assert text.startswith(f"{LABEL_PAGE}#")
    assert (tmp_path / "label.svg").read_text(encoding="utf-8").startswith("<svg")
    made(source, body.keys.issue, tmp_path, name="label.PDF")
    assert (tmp_path / "label.PDF").read_bytes().startswith(b"%PDF")


def test_a_good_label_is_good_at_best_with_its_status_unknown(body: Body, bundle: Path, tmp_path: Path) -> None:
    text = made(source_of_bundle(bundle), body.keys.issue, tmp_path)
    check = check_label(text, SOON, [bundle], body.trust())
    assert check.state is LabelState.STATUS_UNKNOWN
    assert check.outcome is Outcome.CANNOT_TELL
    assert check.is_signed
    assert "status not known" in words("en")(check.reason.text, **check.params)
    document = label_check_document(check)
    assert document["outcome"] == "cannot_tell"
    canonical_bytes(document)


def test_no_state_of_a_label_is_in_order(body: Body, bundle: Path, tmp_path: Path) -> None:
    text = made(source_of_bundle(bundle), body.keys.issue, tmp_path)
    check = check_label(text, SOON, [bundle], body.trust())
    assert {replace(check, state=state).outcome for state in LabelState} == {Outcome.REFUSED, Outcome.CANNOT_TELL}


def test_without_trust_roots_that_is_said(body: Body, bundle: Path, tmp_path: Path) -> None:
    text = made(source_of_bundle(bundle), body.keys.issue, tmp_path)
    assert check_label(text, SOON, [bundle]).state is LabelState.NOT_PINNED
    assert check_label(text, SOON).state is LabelState.UNKNOWN_KEY
    other = Body().trust()
    with_others = replace(other, bodies={"did:web:other.example": next(iter(other.bodies.values()))})
    assert check_label(text, SOON, [bundle], with_others).state is LabelState.UNKNOWN_KEY


def test_ended_validity_and_other_keys_are_told(body: Body, bundle: Path, tmp_path: Path) -> None:
    source = source_of_bundle(bundle)
    text = made(source, body.keys.issue, tmp_path)
    late = check_label(text, UNTIL, [bundle], body.trust())
    assert late.state is LabelState.EXPIRED
    assert late.outcome is Outcome.REFUSED
    assert check_label(text, UNTIL - timedelta(seconds=1), [bundle], body.trust()).state is LabelState.STATUS_UNKNOWN
    forged = form(source, new_key())
    assert check_label(forged, SOON, [bundle], body.trust()).state is LabelState.UNKNOWN_KEY


def form(source: Source, key: SigningKey, number: str = "", unit: str = "") -> str:
    said = compact_of(source.certificate)
    content = replace(said, number=number or said.number, unit=unit or said.unit)
    data = sign_compact(content, key, Place("test"), Problems())
    assert data is not None
    return compact_text(data)


def test_a_label_that_says_other_things_than_its_certificate_is_refused(body: Body, bundle: Path) -> None:
    """Signed by the body's own key: its certificate in the log is what counts."""
    source = source_of_bundle(bundle)
    other = form(source, body.keys.issue, unit="2 kg")
    check = check_label(other, SOON, [bundle], body.trust())
    assert check.state is LabelState.OTHER_CERTIFICATE
    assert check.outcome is Outcome.REFUSED
    unknown = form(source, body.keys.issue, number="EX-2026-999999")
    assert check_label(unknown, SOON, [bundle], body.trust()).state is LabelState.STATUS_UNKNOWN


def test_an_unreadable_text_is_unusable_input(bundle: Path) -> None:
    with pytest.raises(InputError) as errors:
        check_label("hello", SOON, [bundle])
    assert code_of(errors) == ["label-unreadable"]


def test_only_the_bodys_key_in_its_time_makes_labels(body: Body, bundle: Path, tmp_path: Path) -> None:
    source = source_of_bundle(bundle)
    for key in (new_key(), body.keys.root, body.keys.log):
        with pytest.raises(InputError) as errors:
            made(source, key, tmp_path)
        assert code_of(errors) == ["label-key-other"]
    assert list(tmp_path.iterdir()) == []


def test_faults_are_told_together_and_nothing_is_written(body: Body, bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as errors:
        made(source_of_bundle(bundle), new_key(KeyKind.P384), tmp_path, UNTIL, "label.png")
    assert sorted(code_of(errors)) == ["label-format", "label-key-kind", "label-key-other", "label-not-in-force"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", [ISSUED - timedelta(seconds=1), UNTIL])
def test_no_label_outside_of_validity(body: Body, bundle: Path, tmp_path: Path, at: datetime) -> None:
    with pytest.raises(InputError) as errors:
        made(source_of_bundle(bundle), body.keys.issue, tmp_path, at)
    assert code_of(errors) == ["label-not-in-force"]


@pytest.mark.parametrize("purpose", list(StatusPurpose))
def test_no_label_of_what_the_bundle_says_is_suspended_or_revoked(tmp_path: Path, purpose: StatusPurpose) -> None:
    body = Body()
    certified = body.certify()
    body.set_bit(purpose)
    body.publish_status(SOON)
    path = tmp_path / "certificate.bundle.json"
    path.write_bytes(canonical_bytes(body.bundle(certified)))
    with pytest.raises(InputError) as errors:
        made(source_of_bundle(path), body.keys.issue, tmp_path)
    assert code_of(errors) == ["label-suspended" if purpose is StatusPurpose.SUSPENSION else "label-not-in-force"]


def refused(
    document: dict[str, JSON], body: Body, folder: Path, at: datetime = SOON, trust: TrustRoots | None = None
) -> list[str]:
    """Why no label is made of a bundle."""
    path = folder / "certificate.bundle.json"
    path.write_bytes(canonical_bytes(document))
    with pytest.raises(InputError) as errors:
        make_label(source_of_bundle(path), body.keys.issue, folder / "label.svg", "", at, "en", trust)
    assert not (folder / "label.svg").exists()
    return code_of(errors)


def test_a_changed_figure_is_not_signed_for(body: Body, bundle: Path, tmp_path: Path) -> None:
    said, text = source_of_bundle(bundle).certificate, bundle.read_text(encoding="utf-8")
    for figure in (said.total_kg_co2e, max(said.lines_kg_co2e.values())):
        text = text.replace(f'"{figure}"', f'"{figure - 1}"')
    document = json.loads(text)
    assert "signature-bad" in refused(document, body, tmp_path)
    assert "signature-bad" in refused(document, body, tmp_path, trust=body.trust())


def test_a_bundle_without_status_or_with_an_old_one_is_not_signed_for(body: Body, tmp_path: Path) -> None:
    certified = body.certify()
    assert refused(body.bundle(certified, status=()), body, tmp_path) == ["label-not-proven", "status-missing"]
    late = ISSUED + timedelta(days=100)
    assert refused(body.bundle(certified), body, tmp_path, late) == ["label-not-proven", "status-stale"]


def test_a_certificate_that_is_not_in_the_log_is_not_signed_for(body: Body, bundle: Path, tmp_path: Path) -> None:
    document = json.loads(bundle.read_bytes())
    document["proofs"] = {}
    assert "no-proof" in refused(document, body, tmp_path)


def test_a_list_that_ends_before_the_certificate_is_not_signed_for(tmp_path: Path) -> None:
    body = Body()
    body.bits = {purpose: bytearray(LIST_ENTRIES // 8) for purpose in StatusPurpose}
    body.publish_status(SOON - timedelta(days=1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Body, "index_of", staticmethod(lambda number: LIST_ENTRIES + number))
        certified = body.certify()
    assert "status-beyond" in refused(body.bundle(certified), body, tmp_path)


def test_another_body_by_the_same_name_gets_no_label_with_a_key_it_merely_names(tmp_path: Path) -> None:
    """Its history calls the true issuing key its own, after the one with which it signed."""
    true, impostor = Body(), Body()
    certified = impostor.certify()
    named = rotate_key(impostor.history[-1], KeyUse.ISSUE, true.keys.issue.public, [impostor.keys.root], SOON)
    impostor.versions.append(named)
    impostor.add([(LeafKind.ISSUER, named)], SOON)
    assert refused(impostor.bundle(certified), true, tmp_path) == ["label-other-keys"]
    assert "label-not-proven" in refused(impostor.bundle(certified), true, tmp_path, trust=true.trust())


def test_a_label_of_a_key_in_other_hands_proves_nothing(bundle: Path, tmp_path: Path) -> None:
    """Also one made before: a label has no place in the log that could tell."""
    body = Body()
    certified = body.certify()
    source = source_of_bundle(written(body, tmp_path / "before.bundle.json"))
    text = made(source, body.keys.issue, tmp_path)
    lost = Compromise(ISSUED, len(body.indexes))
    version = mark_compromised(body.history[-1], body.keys.issue.public, lost, [body.keys.root], SOON)
    body.versions.append(version)
    body.add([(LeafKind.ISSUER, version)], SOON)
    path = tmp_path / "after.bundle.json"
    path.write_bytes(canonical_bytes(body.bundle(certified)))
    check = check_label(text, SOON, [path], body.trust())
    assert check.state is LabelState.COMPROMISED
    assert check.outcome is Outcome.REFUSED
    with pytest.raises(InputError) as errors:
        made(source_of_bundle(path), body.keys.issue, tmp_path)
    assert code_of(errors) == ["label-key-other"]
    write_checker(source_of_bundle(path), tmp_path / "label.html", SOON, "en")
    assert '"compromised":true' in (tmp_path / "label.html").read_text(encoding="utf-8")


def test_the_page_knows_the_issuing_keys_alone(body: Body, bundle: Path, tmp_path: Path) -> None:
    write_checker(source_of_bundle(bundle), tmp_path / "label.html", SOON, "zh")
    text = (tmp_path / "label.html").read_text(encoding="utf-8")
    assert text.count('"compromised":false') == 1
    assert 'lang="zh-Hans"' in text


def test_the_page_stands_beside_the_certificates(bundle: Path) -> None:
    certificate = source_of_bundle(bundle).certificate
    assert address_of(certificate) == LABEL_PAGE
    assert address_of(replace(certificate, url="urn:uuid:1")) == ""


def test_a_number_the_body_has_not_given_is_told(tmp_path: Path) -> None:
    body = body_in(tmp_path / "body")
    assert body.key_in_use(KeyUse.ISSUE)
    with pytest.raises(InputError) as errors:
        source_of_body(body, "EX-2026-000001")
    assert code_of(errors) == ["label-no-certificate"]

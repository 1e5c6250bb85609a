"""A body whose keys are on P-256 certifies: first form by ecdsa-jcs-2019, second form as ES256, both checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from fourfold.app.certification.verifying.jwt_checking import jwt_of_bundle
from fourfold.certification.credentials.data_integrity import Credential, without_proofs
from fourfold.certification.credentials.jose import to_jwt
from fourfold.certification.identity.issuer import method_of
from fourfold.certification.keys.key import KeyKind, SigningKey, new_key
from fourfold.certification.keys.schemes import loaded
from fourfold.certification.verification.verification import Outcome
from fourfold.core.canonical import canonical_bytes
from fourfold.core.multibase import base64url_decoded
from fourfold.core.problems import Place, Problems
from support.certified import BODY, Body, Certified, Keys, failed, read, verified
from support.command import Command

SUITES = {KeyKind.ED25519: "eddsa-jcs-2022", KeyKind.P256: "ecdsa-jcs-2019", KeyKind.P384: "ecdsa-jcs-2019"}
ALGORITHMS = {KeyKind.P256: "ES256", KeyKind.P384: "ES384"}


def body_of(kind: KeyKind) -> Body:
    """A body and people with keys of one kind; only logs are always Ed25519."""
    pairs = {name: new_key(kind) for name in ("root", "issue", "client", "verifier", "reviewer")}
    return Body(Keys(**pairs))


@pytest.fixture(scope="module")
def body() -> Body:
    return body_of(KeyKind.P256)


@pytest.fixture(scope="module")
def certified(body: Body) -> Certified:
    return body.certify()


def method(key: SigningKey) -> str:
    return method_of(BODY, key.public.multikey)


def refused(body: Body, certified: Certified, text: str) -> list[str]:
    """The codes of what is wrong with a JWT beside the bundle of a certificate."""
    problems = Problems()
    found = jwt_of_bundle(text.encode(), Place("a.jwt"), read(body.bundle(certified)), problems)
    codes = [problem.kind.code for problem in problems]
    assert (found is None) == bool(codes)
    return codes


@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.P384])
def test_a_certificate_by_keys_on_these_curves_is_in_order(kind: KeyKind) -> None:
    body = body_of(kind)
    certified = body.certify()
    proofs = [certified.certificate["proof"], certified.preparation["proof"], *both(certified.statement)]
    assert {proof["cryptosuite"] for proof in proofs if isinstance(proof, dict)} == {SUITES[kind]}
    verification = verified(body, body.bundle(certified))
    assert failed(verification) == {}
    assert verification.outcome is Outcome.IN_ORDER
    assert refused(body, certified, to_jwt(certified.certificate, body.keys.issue, method(body.keys.issue))) == []


def both(document: Credential) -> list[object]:
    found = document["proof"]
    assert isinstance(found, list)
    return list(found)


def test_readers_of_jose_get_the_certificate_as_es256(body: Body, certified: Certified) -> None:
    key = body.keys.issue
    text = to_jwt(certified.certificate, key, method(key))
    public = ECKey.import_key(loaded(key.public.kind, key.public.raw))  # type: ignore[arg-type]
    payload = jws.deserialize_compact(text, public, algorithms=["ES256"]).payload
    assert payload == canonical_bytes(without_proofs(certified.certificate))
    header = json.loads(base64url_decoded(text.partition(".")[0]))
    assert header == {"alg": "ES256", "cty": "vc", "kid": method(key), "typ": "vc+jwt"}


def test_a_jwt_that_says_something_else_is_refused(body: Body, certified: Certified) -> None:
    key = body.keys.issue
    other = {**certified.certificate, "validUntil": "2099-01-01T00:00:00Z"}
    assert refused(body, certified, to_jwt(other, key, method(key))) == ["jwt-other-content"]
    newer = body.certify()
    assert refused(body, certified, to_jwt(newer.certificate, key, method(key))) == ["jwt-other-content"]


@pytest.mark.parametrize("use", ["root", "log", "verifier"])
def test_only_an_issuing_key_of_the_body_signs_it(body: Body, certified: Certified, use: str) -> None:
    """Other keys of the body and of people do not issue, whatever they are called."""
    key = getattr(body.keys, use)
    assert refused(body, certified, to_jwt(certified.certificate, key, method(key))) == ["jwt-key-unknown"]
    assert refused(body, certified, to_jwt(certified.certificate, key, key.public.method)) == ["jwt-key-unknown"]
    named_wrongly = to_jwt(certified.certificate, key, method(body.keys.issue))
    assert refused(body, certified, named_wrongly) == ["jwt-algorithm" if use == "log" else "jwt-signature"]


def test_without_an_issuer_document_no_key_is_known(body: Body, certified: Certified) -> None:
    problems = Problems()
    bundle = read(body.bundle(certified, issuer=(), proofs={}))
    text = to_jwt(certified.certificate, body.keys.issue, method(body.keys.issue))
    assert jwt_of_bundle(text.encode(), Place("a.jwt"), bundle, problems) is None
    assert [problem.kind.code for problem in problems] == ["jwt-key-unknown"]


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("good", 3, ""),
        ("", 1, "this is not a JWT"),
        ("a.b.c", 1, "this is not a JWT"),
        ("other", 1, "says something else"),
        ("flipped", 1, "does not hold"),
    ],
)
def test_the_command_holds_both_forms_together(
    body: Body,
    certified: Certified,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    content: str,
    code: int,
    said: str,
) -> None:
    """Without trust roots the best there is, is that it cannot be told: exit code 3."""
    key = body.keys.issue
    good = to_jwt(certified.certificate, key, method(key))
    other = to_jwt({**certified.certificate, "validUntil": "2099-01-01T00:00:00Z"}, key, method(key))
    flipped = good[:-4] + ("AAAA" if good[-4:] != "AAAA" else "BBBB")
    texts = {"good": good, "other": other, "flipped": flipped}
    (tmp_path / "c.jwt").write_text(texts.get(content, content))
    (tmp_path / "c.bundle.json").write_bytes(canonical_bytes(body.bundle(certified)))
    arguments = ("--jwt", tmp_path / "c.jwt", "--at", "2026-03-03T08:00:00Z", "--forget")
    outcome = Command(monkeypatch, capfd)("verify", tmp_path / "c.bundle.json", *arguments)
    assert outcome.code == code
    assert said in outcome.err


def test_a_jwt_that_is_not_there_is_unusable_input(
    body: Body, certified: Certified, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c.bundle.json").write_bytes(canonical_bytes(body.bundle(certified)))
    outcome = Command(monkeypatch, capfd)("verify", tmp_path / "c.bundle.json", "--jwt", tmp_path / "none.jwt")
    assert outcome.code == 2
    assert "none.jwt" in outcome.err

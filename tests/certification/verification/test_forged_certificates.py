"""A certificate that says what was not stated, or is signed by another key, is found by the check named for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from fourfold.certification.credentials.data_integrity import Credential, without_proofs
from fourfold.certification.identity.issuer import KeyUse, rotate_key
from fourfold.certification.keys.key import SigningKey, new_key
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.verification.verification import Outcome
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.problems import InputError
from support.certified import ISSUED, START, Body, Certified, facts, failed, verified
from support.forging import again_in_log, edited

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def test_a_changed_figure_breaks_the_signature(body: Body, certified: Certified) -> None:
    forged = edited(certified.certificate, "validUntil", to="2030-03-01T00:00:00Z")
    verification = verified(body, body.bundle(certified, certificate=forged))
    assert failed(verification)["signature"] == "signature-bad"
    assert failed(verification)["log-inclusion"] == "no-proof"


def test_a_changed_certificate_does_not_pass_by_being_logged_again() -> None:
    body = Body()
    certified = body.certify()
    forged = again_in_log(
        body, LeafKind.CERTIFICATE, edited(certified.certificate, "validUntil", to="2030-03-01T00:00:00Z")
    )
    assert failed(verified(body, body.bundle(certified, certificate=forged))) == {"signature": "signature-bad"}


@pytest.mark.parametrize("who", ["root", "log", "verifier", "reviewer", "client", "witness"])
def test_a_certificate_signed_with_another_key_is_not_the_issuers(who: str) -> None:
    body = Body()
    certified = body.certify()
    key: SigningKey = getattr(body.keys, who)
    forged = body.sign(without_proofs(certified.certificate), ISSUED, key)
    again_in_log(body, LeafKind.CERTIFICATE, forged)
    found = failed(verified(body, body.bundle(certified, certificate=forged)))
    assert found["issuer"] == "key-unknown"


def test_another_key_under_the_issuers_name_breaks_the_signature() -> None:
    body = Body()
    certified = body.certify()
    stranger = Body(replace(body.keys, issue=new_key()))
    forged = stranger.sign(without_proofs(certified.certificate), ISSUED)
    proof = forged["proof"]
    true = certified.certificate["proof"]
    assert isinstance(proof, dict)
    assert isinstance(true, dict)
    posing = {**forged, "proof": {**proof, "verificationMethod": true["verificationMethod"]}}
    again_in_log(body, LeafKind.CERTIFICATE, posing)
    assert failed(verified(body, body.bundle(certified, certificate=posing))) == {"signature": "signature-bad"}


def test_another_bodys_certificate_under_a_trusted_name_is_refused(body: Body) -> None:
    impostor = Body()
    verification = verified(body, impostor.bundle(impostor.certify()))
    assert failed(verification)["issuer"] == "issuer-broken"
    assert verification.outcome is Outcome.REFUSED


def test_an_issuer_document_that_was_changed_does_not_hold(body: Body, certified: Certified) -> None:
    forged = edited(body.versions[0], "names", to={"en": "Somebody else"})
    assert "issuer" in failed(verified(body, body.bundle(certified, issuer=(forged,))))


def test_versions_out_of_order_or_missing_do_not_hold() -> None:
    body = Body()
    body.versions.append(rotate_key(body.history[-1], KeyUse.ISSUE, new_key(), [body.keys.root], START + DAY))
    body.add([(LeafKind.ISSUER, body.versions[-1])], START + DAY)
    first, second = body.versions
    certified = body.certify(at=START + HOUR)
    assert failed(verified(body, body.bundle(certified, issuer=(second, first))))["issuer"] == "issuer-broken"
    with pytest.raises(InputError, match="member-repeated"):
        body.bundle(certified, issuer=(first, first))


def issued_otherwise(body: Body, change: Callable[[Credential], Credential]) -> dict[str, JSON]:
    """A bundle whose certificate the body signed and logged, but with something else in it than was stated."""
    preparation = body.prepared(facts())
    statement = body.stated(facts(), preparation)
    certificate = body.sign(change(body.content(facts(), statement)), ISSUED)
    papers = [(LeafKind.PREPARATION, preparation), (LeafKind.STATEMENT, statement)]
    body.add([*papers, (LeafKind.CERTIFICATE, certificate)], ISSUED)
    return body.bundle(Certified(certificate, statement, preparation))


def other_figure(content: Credential) -> Credential:
    subject = content["credentialSubject"]
    assert isinstance(subject, dict)
    lines = facts().lines_kg_co2e
    figure: JSON = {
        "lines_kg_co2e": {**{name: decimal_text(value) for name, value in lines.items()}, "fossil": "0"},
        "total_kg_co2e": decimal_text(facts().total_kg_co2e - lines["fossil"]),
    }
    return {**content, "credentialSubject": {**subject, "figure": figure}}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (other_figure, {"statement": "statement-differs"}),
        (
            lambda content: edited(content, "credentialSubject", "product", "names", to={"en": "Gold"}),
            {"statement": "statement-differs"},
        ),
        (lambda content: edited(content, "issuer", "names", to={"en": "A better body"}), {"issuer": "issuer-names"}),
    ],
)
def test_a_body_cannot_certify_what_was_not_stated(
    change: Callable[[Credential], Credential], found: dict[str, str]
) -> None:
    body = Body()
    assert failed(verified(body, issued_otherwise(body, change))) == found


def test_a_certificate_bears_the_moment_at_which_it_was_signed_and_logged() -> None:
    body = Body()
    preparation = body.prepared(facts())
    statement = body.stated(facts(), preparation)
    certificate = body.sign(body.content(facts(), statement), ISSUED)
    papers = [(LeafKind.PREPARATION, preparation), (LeafKind.STATEMENT, statement)]
    body.add([*papers, (LeafKind.CERTIFICATE, certificate)], ISSUED + HOUR)
    document = body.bundle(Certified(certificate, statement, preparation))
    assert failed(verified(body, document)) == {"issuer": "moments-apart"}
    backdated = body.sign(without_proofs(body.certify().certificate), ISSUED + DAY)
    body.add([(LeafKind.CERTIFICATE, backdated)], ISSUED + DAY)
    document = body.bundle(Certified(backdated, statement, preparation))
    assert failed(verified(body, document)) == {"issuer": "moments-apart"}

"""Trust roots: what is written is read, and nothing that could be read in two ways is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fourfold.certification.identity.trust import Accreditation, TrustedBody, TrustRoots, read_trust, trust_document
from fourfold.certification.keys.key import KeyKind, new_key
from fourfold.certification.log.checkpoint import Witness, verifier_key
from fourfold.core.canonical import canonical_bytes, digest_of
from fourfold.core.problems import Place, Problems
from support.identities import edited

AT = datetime(2026, 1, 1, tzinfo=UTC)
KEY, LOG_KEY, WITNESS_KEY, OTHER_KEY = (new_key().public for _ in range(4))
BODY = TrustedBody(
    "did:web:certifier.example",
    {"en": "Example Certifier", "zh": "示例认证机构"},
    (KEY, new_key(KeyKind.P384).public),
    Witness("certifier.example/log", LOG_KEY),
    (Accreditation("Example Accreditation", "EA-1", ("example-steel-rule",), AT, None),),
)
WITNESSES = (Witness("witness.example", WITNESS_KEY), Witness("other.example", OTHER_KEY))


def read(document: Any) -> tuple[TrustRoots | None, list[str]]:
    problems = Problems()
    data = document if isinstance(document, bytes) else canonical_bytes(document)
    found = read_trust(data, Place("trust.json"), problems)
    return found, [problem.kind.code for problem in problems]


def test_what_is_written_is_read() -> None:
    document = trust_document((BODY,), WITNESSES, 2, timedelta(hours=72))

    found, codes = read(document)
    assert codes == []
    assert found == TrustRoots({BODY.did: BODY}, WITNESSES, 2, timedelta(hours=72), digest_of(document))


def test_nobody_need_be_trusted() -> None:
    found, codes = read(trust_document(()))

    assert codes == []
    assert found is not None
    assert (found.bodies, found.witnesses, found.threshold, found.status_age) == ({}, (), 0, None)


def log_as_witness(one: Any) -> None:
    one["bodies"][0]["log"] = verifier_key("certifier.example/log", LOG_KEY, witness=True)


def witness_as_log(one: Any) -> None:
    one["witnesses"][0] = verifier_key("witness.example", WITNESS_KEY)


def same_witness_twice(one: Any) -> None:
    one["witnesses"][1] = verifier_key("same.example", WITNESS_KEY, witness=True)


def log_is_its_own_witness(one: Any) -> None:
    one["witnesses"][0] = verifier_key("other-name.example", LOG_KEY, witness=True)


def two_bodies_with_one_log(one: Any) -> None:
    key = new_key().public
    body = {**one["bodies"][0], "did": "did:web:evil.example", "log": verifier_key("certifier.example/log", key)}
    one["bodies"].append(body)


def other_name(one: Any) -> None:
    one["witnesses"][0] = "x" + one["witnesses"][0]


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (log_as_witness, "trust-verifier-key"),
        (witness_as_log, "trust-verifier-key"),
        (other_name, "trust-verifier-key"),
        (same_witness_twice, "trust-repeated"),
        (log_is_its_own_witness, "trust-own-witness"),
        (two_bodies_with_one_log, "trust-one-log"),
        (lambda one: one["bodies"].append({**one["bodies"][0], "names": {"en": "x"}}), "trust-repeated"),
        (lambda one: one.update(threshold=3), "trust-threshold"),
        (lambda one: one.update(threshold=-1), "member-value"),
        (lambda one: one.update(fourfold="trust/2"), "document-of-another-sort"),
        (lambda one: one.update(note="x"), "member-unknown"),
        (lambda one: one.pop("threshold"), "member-missing"),
        (lambda one: one.update(status_hours="72"), "member-type"),
        (lambda one: one["bodies"][0].update(roots=[]), "member-count"),
        (lambda one: one["bodies"][0].update(roots=["z6Mk" + "1" * 44]), "member-value"),
        (lambda one: one["bodies"][0].update(did="did:web:localhost"), "member-value"),
        (lambda one: one["bodies"][0]["accreditations"][0].update(until="2025-01-01T00:00:00Z"), "trust-times"),
    ],
)
def test_what_cannot_be_meant_is_refused(edit: Callable[[Any], object], code: str) -> None:
    found, codes = read(edited(trust_document((BODY,), WITNESSES, 2), edit))

    assert found is None
    assert code in codes


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b'{"a":1,"a":1}', b"{", b"\xff", b'{"threshold":1.0}'])
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    found, codes = read(data)

    assert found is None
    assert codes

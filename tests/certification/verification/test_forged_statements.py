"""Statements of others, and people and documents without standing, are found by the check named for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fourfold.certification.identity.issuer import KeyUse, rotate_key
from fourfold.certification.identity.register import Entry, Role
from fourfold.certification.identity.registering import end_key
from fourfold.certification.keys.key import new_key
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.verification.verification import Outcome
from support.certified import ISSUED, SOON, START, Body, Certified, Keys, failed, verified
from support.forging import edited

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def test_another_statement_does_not_serve(body: Body, certified: Certified) -> None:
    other = body.certify(at=ISSUED - HOUR)
    document = body.bundle(certified, statement=other.statement)
    assert failed(verified(body, document))["statement"] == "statement-other"


def test_a_missing_statement_or_preparation_or_register_is_told(body: Body, certified: Certified) -> None:
    assert failed(verified(body, body.bundle(certified, statement=None)))["statement"] == "statement-missing"
    assert failed(verified(body, body.bundle(certified, preparation=None)))["roles"] == "preparation-missing"
    assert failed(verified(body, body.bundle(certified, register=None)))["roles"] == "register-missing"


def test_a_changed_statement_does_not_hold(body: Body, certified: Certified) -> None:
    forged = edited(certified.statement, "credentialSubject", "level", to="reasonable")
    assert "statement" in failed(verified(body, body.bundle(certified, statement=forged)))


def people(keys: Keys, **changes: Entry | None) -> tuple[Entry, ...]:
    """The usual entries with some replaced or left out."""
    usual: dict[str, Entry | None] = {
        "client": Entry(keys.client.public, Role.PREPARE, (), (), START, None),
        "verifier": Entry(keys.verifier.public, Role.VERIFY, (), (), START, None),
        "reviewer": Entry(keys.reviewer.public, Role.REVIEW, (), (), START, None),
    }
    return tuple(entry for entry in {**usual, **changes}.values() if entry is not None)


@pytest.mark.parametrize("who", ["client", "verifier", "reviewer"])
def test_whoever_is_not_in_the_register_has_no_role(who: str) -> None:
    keys = Keys()
    body = Body(keys, entries=people(keys, **{who: None}))
    assert failed(verified(body, body.bundle(body.certify()))) == {"roles": "role-missing"}


def test_a_role_for_something_else_does_not_serve() -> None:
    keys = Keys()
    for entry in (
        Entry(keys.verifier.public, Role.REVIEW, (), (), START, None),
        Entry(keys.verifier.public, Role.VERIFY, ("iso-14067-2018",), (), START, None),
        Entry(keys.verifier.public, Role.VERIFY, (), ("85",), START, None),
        Entry(keys.verifier.public, Role.VERIFY, (), (), ISSUED, None),
    ):
        body = Body(keys, entries=people(keys, verifier=entry))
        assert failed(verified(body, body.bundle(body.certify()))) == {"roles": "role-missing"}


def test_an_entry_that_ended_before_the_log_saw_the_statement_does_not_serve() -> None:
    keys = Keys()
    for end, expected in (
        (ISSUED - 4 * DAY, {"roles": "role-missing"}),
        (ISSUED - DAY, {"roles": "role-missing"}),
        (ISSUED + DAY, {}),
    ):
        entry = Entry(keys.verifier.public, Role.VERIFY, (), (), START, end)
        body = Body(keys, entries=people(keys, verifier=entry))
        assert failed(verified(body, body.bundle(body.certify()))) == expected


def test_an_entry_ended_since_still_stands_behind_what_was_logged_before() -> None:
    body = Body()
    certified = body.certify()
    body.registers.append(
        end_key(body.register, body.history, body.keys.verifier.public, body.keys.root, ISSUED + HOUR)
    )
    body.add([(LeafKind.REGISTER, body.registers[-1])], ISSUED + HOUR)
    assert verified(body, body.bundle(certified)).outcome is Outcome.IN_ORDER


def test_one_person_with_two_keys_has_no_two_roles() -> None:
    keys = Keys()
    person = "sha256:" + "5" * 64
    body = Body(
        keys,
        entries=people(
            keys,
            verifier=Entry(keys.verifier.public, Role.VERIFY, (), (), START, None, person),
            reviewer=Entry(keys.reviewer.public, Role.REVIEW, (), (), START, None, person),
        ),
    )
    assert failed(verified(body, body.bundle(body.certify()))) == {"roles": "person-twice"}


def test_the_issuing_key_verifies_nothing() -> None:
    keys = Keys()
    shared = replace(keys, issue=keys.verifier)
    body = Body(shared, entries=people(shared))
    assert failed(verified(body, body.bundle(body.certify()))) == {"roles": "role-twice"}


def test_a_register_of_another_body_does_not_serve(body: Body, certified: Certified) -> None:
    other = Body(body.keys, did="did:web:other.example")
    assert "roles" in failed(verified(body, body.bundle(certified, register=other.registers[-1])))


def test_an_older_register_beside_a_newer_status_is_found() -> None:
    body = Body()
    certified = body.certify()
    old = body.registers[-1]
    body.registers.append(end_key(body.register, body.history, body.keys.verifier.public, body.keys.root, ISSUED))
    body.add([(LeafKind.REGISTER, body.registers[-1])], ISSUED)
    body.publish_status(ISSUED + HOUR)
    assert failed(verified(body, body.bundle(certified, register=old))) == {"roles": "register-older"}


def test_an_older_issuer_document_beside_a_newer_status_is_found() -> None:
    body = Body()
    certified = body.certify()
    old = tuple(body.versions)
    body.versions.append(rotate_key(body.history[-1], KeyUse.ROOT, new_key(), [body.keys.root], ISSUED + HOUR))
    body.add([(LeafKind.ISSUER, body.versions[-1])], ISSUED + HOUR)
    body.publish_status(ISSUED + 2 * HOUR)
    assert failed(verified(body, body.bundle(certified, issuer=old))) == {"issuer": "issuer-older"}
    assert verified(body, body.bundle(certified)).outcome is Outcome.IN_ORDER


def test_a_list_that_names_other_documents_of_the_same_version_is_found() -> None:
    body = Body()
    certified = body.certify()
    other = Body(body.keys, entries=())
    for _ in range(len(body.registers) - 1):
        other.enter(Entry(new_key().public, Role.VERIFY, (), (), START, None))
    other.versions = body.versions
    other.publish_status(SOON)
    body.add([(LeafKind.STATUS, one) for one in other.lists.values()], SOON)
    document = body.bundle(certified, status=tuple(other.lists.values()))
    assert failed(verified(body, document, SOON + HOUR)) == {"roles": "register-forked"}

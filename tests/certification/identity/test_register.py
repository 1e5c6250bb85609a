"""Registers: who may do what, for what, when; lines come in and end, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fourfold.certification.identity.issuer import Compromise, KeyUse
from fourfold.certification.identity.register import (
    Entry,
    Register,
    Role,
    read_register,
    read_registers,
    same_person,
)
from fourfold.certification.identity.registering import (
    end_key,
    mark_key_compromised,
    person_digest,
    register_key,
)
from fourfold.certification.keys.key import new_key
from fourfold.core.moments import moment_text
from fourfold.core.problems import InputError, Place, Problems
from support.identities import DID, HOUR, IdentityBody, edited, resigned

SALT = bytes(32)
STANDARD, STEEL = "example-steel-rule", "7208"
PERSON, OTHER = person_digest("A Person", SALT), person_digest("Another Person", SALT)


@pytest.fixture
def body() -> IdentityBody:
    body = IdentityBody(DID)
    body.start_register()
    return body


def codes_of(body: IdentityBody, log_index: int | None = None) -> list[str]:
    """What is wrong with the newest version by itself."""
    problems = Problems()
    register = read_register(body.registers[-1], body.history, Place("register"), problems, log_index)
    codes = [problem.kind.code for problem in problems]
    assert (register is None) == bool(codes)
    return codes


def chain_codes(body: IdentityBody) -> list[str]:
    problems = Problems()
    read_registers(body.registers, body.history, Place("register"), problems)
    return [problem.kind.code for problem in problems]


def change(body: IdentityBody, edit: Callable[[Any], object]) -> None:
    """The newest version, other words, signed again."""
    body.registers[-1] = resigned(edited(body.registers[-1], edit), DID, [body.root])


def change_line(body: IdentityBody, edit: Callable[[Any], object]) -> None:
    """The first line that was entered, other words."""
    change(body, lambda one: edit(one["credentialSubject"]["entries"][1]))


def allows(body: IdentityBody, key: Any, role: Role, standard: str = STANDARD, product: str = STEEL) -> bool:
    return body.register.allows(key.public, role, body.now, standard, product, None)


def test_a_new_register_lets_the_body_issue_and_nobody_do_anything_else(body: IdentityBody) -> None:
    assert [(entry.key, entry.role) for entry in body.register.entries] == [(body.issue.public, Role.ISSUE)]
    assert allows(body, body.issue, Role.ISSUE)
    assert not allows(body, body.issue, Role.VERIFY)
    assert not allows(body, body.root, Role.ISSUE)


def test_a_key_may_do_what_it_is_entered_for(body: IdentityBody) -> None:
    key = new_key()
    body.enter(key, Role.VERIFY, PERSON, standards=(STANDARD,), products=("72", "7301"))

    assert allows(body, key, Role.VERIFY)
    assert allows(body, key, Role.VERIFY, product="7301.10")
    for standard, product, role in (
        (STANDARD, "7302", Role.VERIFY),
        (STANDARD, "", Role.VERIFY),
        ("another-rule", STEEL, Role.VERIFY),
        (STANDARD, STEEL, Role.REVIEW),
    ):
        assert not allows(body, key, role, standard, product)


def test_a_role_holds_from_its_beginning_to_its_end(body: IdentityBody) -> None:
    key = new_key()
    entry = body.enter(key, Role.VERIFY)
    ended = body.tick()
    body.registers.append(end_key(body.register, body.history, key.public, body.root, ended))

    register = body.register
    for moment, holds in ((entry.start - HOUR, False), (entry.start, True), (ended - HOUR, True), (ended, False)):
        assert register.allows(key.public, Role.VERIFY, moment, STANDARD, STEEL, None) is holds


def test_ending_one_role_leaves_the_other(body: IdentityBody) -> None:
    key = new_key()
    body.enter(key, Role.VERIFY)
    body.enter(key, Role.REVIEW)
    body.registers.append(end_key(body.register, body.history, key.public, body.root, body.tick(), Role.VERIFY))

    assert not allows(body, key, Role.VERIFY)
    assert allows(body, key, Role.REVIEW)


def test_of_a_compromised_key_the_order_of_the_log_decides(body: IdentityBody) -> None:
    key = new_key()
    entry = body.enter(key, Role.VERIFY)
    marked = mark_key_compromised(
        body.register, body.history, key.public, Compromise(body.now, 12), body.root, body.tick()
    )
    body.registers.append(marked)

    for index, counts in ((11, True), (12, False), (None, False)):
        assert body.register.allows(key.public, Role.VERIFY, entry.start, STANDARD, STEEL, index) is counts


def test_two_keys_of_one_person_are_told(body: IdentityBody) -> None:
    one, two, three, free = new_key(), new_key(), new_key(), new_key()
    first = body.enter(one, Role.VERIFY, PERSON)
    second = body.enter(two, Role.REVIEW, PERSON)
    third = body.enter(three, Role.REVIEW, OTHER)
    fourth = body.enter(free, Role.PREPARE)

    assert same_person(first, second)
    assert same_person(fourth, fourth)
    assert not same_person(first, third)
    assert not same_person(fourth, Entry(new_key().public, Role.REVIEW, (), (), body.now, None))
    register = body.register
    assert register.one_person([one.public, three.public, two.public]) == (one.public, two.public)
    assert register.one_person([free.public, free.public]) == (free.public, free.public)
    assert register.one_person([one.public, three.public, free.public]) is None


def test_a_person_is_one_however_the_name_is_typed() -> None:
    assert person_digest("  Jose\u0301  Example ", SALT) == person_digest("José Example", SALT)
    assert person_digest("José Example", SALT) != person_digest("José Example", bytes(31) + b"\1")
    assert "Example" not in person_digest("José Example", SALT)
    for name, salt in (("José", bytes(31)), ("  ", SALT)):
        with pytest.raises(ValueError, match="salt"):
            person_digest(name, salt)


def test_a_register_is_signed_by_a_root_key_of_its_body(body: IdentityBody) -> None:
    document = body.registers[-1]

    for signer in (body.issue, body.log, new_key()):
        body.registers[-1] = resigned(document, DID, [signer])
        assert codes_of(body) == ["register-proof-wrong"]
    body.registers[-1] = resigned(document, DID, [body.root, body.root])
    assert codes_of(body) == ["member-repeated"]
    body.registers[-1] = resigned(document, DID, [body.root, body.issue])
    assert codes_of(body) == ["register-proof-wrong"]


def test_a_register_that_was_changed_is_refused(body: IdentityBody) -> None:
    body.enter(new_key(), Role.VERIFY)
    body.registers[-1] = edited(
        body.registers[-1], lambda one: one["credentialSubject"]["entries"][1].update(role="review")
    )

    assert codes_of(body) == ["register-proof-wrong"]


def test_the_proof_is_made_when_the_register_is(body: IdentityBody) -> None:
    body.registers[-1] = resigned(body.registers[-1], DID, [body.root], body.now + HOUR)

    assert codes_of(body) == ["register-proof-wrong"]


def test_a_root_key_signs_registers_only_while_it_is_good(body: IdentityBody) -> None:
    old = body.rotate(KeyUse.ROOT)
    assert codes_of(body) == []
    body.enter(new_key(), Role.VERIFY)
    body.registers[-1] = resigned(body.registers[-1], DID, [old])

    assert codes_of(body) == ["register-proof-wrong"]


def test_a_register_of_a_root_key_in_other_hands_counts_by_its_place_in_the_log(body: IdentityBody) -> None:
    old = body.rotate(KeyUse.ROOT)
    body.compromise(old, 4)
    renewed_one = body.registers.pop()

    assert codes_of(body, 3) == []
    assert codes_of(body, 4) == ["register-proof-wrong"]
    assert codes_of(body) == ["register-proof-wrong"]
    assert chain_codes(body) == ["register-proof-wrong"]
    body.registers.append(renewed_one)
    assert chain_codes(body) == []


def test_a_register_of_another_body_is_refused(body: IdentityBody) -> None:
    other = IdentityBody("did:web:other.example")
    problems = Problems()

    assert read_register(body.registers[-1], other.history, Place("register"), problems) is None
    assert [problem.kind.code for problem in problems] == ["register-other-body"]


def test_without_an_issuer_document_nothing_can_be_said(body: IdentityBody) -> None:
    problems = Problems()

    assert read_register(body.registers[-1], (), Place("register"), problems) is None
    assert [problem.kind.code for problem in problems] == ["register-no-issuer"]


def test_versions_follow_each_other(body: IdentityBody) -> None:
    body.enter(new_key(), Role.VERIFY)
    body.enter(new_key(), Role.VERIFY)
    all_three = [*body.registers]

    for order in ([0, 2], [1, 2], [0, 2, 1], [0, 1, 1]):
        body.registers = [all_three[number] for number in order]
        assert "register-order" in chain_codes(body)


def test_a_version_is_not_older_than_the_one_before(body: IdentityBody) -> None:
    body.enter(new_key(), Role.VERIFY)
    body.enter(new_key(), Role.VERIFY)

    def backwards(one: Any) -> None:
        one["validFrom"] = moment_text(body.now - 2 * HOUR)

    change(body, backwards)
    assert chain_codes(body) == ["register-order"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda lines: lines.pop(1),
        lambda lines: lines.reverse(),
        lambda lines: lines[1].update(role="review"),
        lambda lines: lines[1].update(standards=["another-rule"]),
        lambda lines: lines[1].update(products=[]),
        lambda lines: lines[1].update(person=OTHER),
        lambda lines: lines[1].update({"from": "2026-01-01T00:00:00Z"}),
        lambda lines: lines[1].update(until="2026-03-01T12:00:00Z"),
        lambda lines: lines[1].update(key=new_key().public.did),
    ],
)
def test_lines_stay_as_they_were(body: IdentityBody, edit: Callable[[Any], object]) -> None:
    body.enter(new_key(), Role.VERIFY, PERSON, products=("72",))
    for _ in range(3):
        body.enter(new_key(), Role.VERIFY)
    change(body, lambda one: edit(one["credentialSubject"]["entries"]))

    assert "register-line-changed" in chain_codes(body)


def test_an_end_or_a_compromise_is_not_taken_back(body: IdentityBody) -> None:
    key = new_key()
    body.enter(key, Role.VERIFY)
    body.registers.append(
        mark_key_compromised(body.register, body.history, key.public, Compromise(body.now, 3), body.root, body.tick())
    )
    body.enter(new_key(), Role.VERIFY)
    document = body.registers[-1]

    for edit in (
        lambda line: line.update(until=None),
        lambda line: line.update(until=moment_text(body.now + HOUR)),
        lambda line: line.update(compromised=None),
        lambda line: line["compromised"].update(last_good_size=4),
    ):
        body.registers[-1] = document
        change_line(body, edit)
        assert chain_codes(body) == ["register-line-changed"]


def test_a_new_line_does_not_count_from_before(body: IdentityBody) -> None:
    body.enter(new_key(), Role.VERIFY)

    def backdate(one: Any) -> None:
        one["credentialSubject"]["entries"][1]["from"] = "2026-01-01T00:00:00Z"

    change(body, backdate)
    assert chain_codes(body) == ["register-backdated"]


def test_lines_of_one_key_say_the_same_of_its_holder(body: IdentityBody) -> None:
    key = new_key()
    body.enter(key, Role.VERIFY, PERSON)
    body.enter(key, Role.REVIEW, PERSON)

    def other(one: Any) -> None:
        one["credentialSubject"]["entries"][2]["person"] = OTHER

    change(body, other)
    assert codes_of(body) == ["register-key-two-people"]


def test_a_line_ends_after_it_begins(body: IdentityBody) -> None:
    def backwards(one: Any) -> None:
        one["credentialSubject"]["entries"][0]["until"] = "2026-01-01T00:00:00Z"

    change(body, backwards)
    assert codes_of(body) == ["register-times-wrong"]


def make(body: IdentityBody, entry: Entry) -> Register:
    body.registers.append(register_key(body.register, body.history, entry, body.root, body.tick()))
    return body.register


def test_what_cannot_be_entered_is_said(body: IdentityBody) -> None:
    key, stolen = new_key(), new_key()
    body.enter(key, Role.VERIFY, PERSON)
    body.enter(stolen, Role.VERIFY, PERSON)
    at = body.tick()
    taken = Compromise(at, 1)
    body.registers.append(
        mark_key_compromised(body.register, body.history, stolen.public, taken, body.root, body.tick())
    )
    later = body.now + HOUR

    for entry, code in (
        (Entry(key.public, Role.VERIFY, (), (), later, None, PERSON), "register-twice"),
        (Entry(key.public, Role.REVIEW, (), (), later, None, OTHER), "register-other-person"),
        (Entry(stolen.public, Role.REVIEW, (), (), later, None, PERSON), "register-key-compromised"),
        (Entry(new_key().public, Role.REVIEW, (), (), body.now - HOUR, None, PERSON), "register-backdated"),
        (Entry(new_key().public, Role.REVIEW, ("no id",), (), later, None, PERSON), "member-value"),
        (Entry(new_key().public, Role.REVIEW, (), ("72.08",), later, None, PERSON), "member-value"),
    ):
        with pytest.raises(InputError, match=code):
            make(body, entry)
    for public in (new_key().public, stolen.public):
        with pytest.raises(InputError, match="register-key-not-known"):
            end_key(body.register, body.history, public, body.root, body.tick())
    with pytest.raises(InputError, match="register-key-not-known"):
        mark_key_compromised(body.register, body.history, new_key().public, taken, body.root, body.tick())


def test_a_key_whose_role_ended_can_be_entered_again(body: IdentityBody) -> None:
    key = new_key()
    body.enter(key, Role.VERIFY)
    body.registers.append(end_key(body.register, body.history, key.public, body.root, body.tick()))
    assert not allows(body, key, Role.VERIFY)
    body.enter(key, Role.VERIFY)

    assert allows(body, key, Role.VERIFY)

"""Whatever a body does in whatever order, its history reads; whatever is changed in it afterwards, it does not."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.identity.issuer import ISSUER, Compromise, KeyUse, why_not_logged_by
from fourfold.certification.identity.register import REGISTER, Entry, Role, read_registers
from fourfold.certification.identity.registering import end_key, mark_key_compromised, person_digest
from fourfold.certification.identity.trust import TRUST, TrustedBody, trust_document
from fourfold.certification.keys.key import KeyKind, SigningKey, new_key
from fourfold.certification.log.checkpoint import Witness, sign_checkpoint
from fourfold.core.problems import Place, Problems
from support.identities import DID, IdentityBody, read_versions

ACTS = ("issue", "root", "log", "stolen issue", "stolen root", "stolen log", "enter", "end", "stolen person")
PEOPLE = [person_digest(f"Person {number}", bytes([number]) * 32) for number in range(3)]


def play(acts: list[tuple[str, int]]) -> IdentityBody:
    """A body that did all this, as far as it was possible."""
    body = IdentityBody(DID)
    body.start_register()
    old: dict[KeyUse, list[SigningKey]] = {use: [] for use in KeyUse}
    people: list[SigningKey] = []
    for act, number in acts:
        if act in ("issue", "root"):
            old[KeyUse(act)].append(body.rotate(KeyUse(act)))
        elif act == "log":
            size = 10 * len(body.versions)
            old[KeyUse.LOG].append(body.replace_log(size, bytes([number % 256]) * 32))
        elif act == "enter":
            people.append(new_key())
            body.enter(people[-1], list(Role)[number % 4], PEOPLE[number % 3])
        elif act in ("end", "stolen person") and people:
            _change_line(body, people[number % len(people)], act, number)
        elif act.startswith("stolen ") and act != "stolen person" and old[KeyUse(act.removeprefix("stolen "))]:
            key = old[KeyUse(act.removeprefix("stolen "))].pop(0)
            body.compromise(key, number)
    return body


def _change_line(body: IdentityBody, key: SigningKey, act: str, number: int) -> None:
    register, history = body.register, body.history
    (line,) = register.of(key.public)
    if line.end is not None:
        return
    at = body.tick()
    if act == "end":
        body.registers.append(end_key(register, history, key.public, body.root, at))
    else:
        taken = Compromise(at, number)
        body.registers.append(mark_key_compromised(register, history, key.public, taken, body.root, at))


acts = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 99)), max_size=7)


@settings(max_examples=8, deadline=None)
@given(acts)
def test_whatever_a_body_did_its_history_and_register_read(done: list[tuple[str, int]]) -> None:
    body = play(done)

    history, codes = read_versions(body.versions, [body.root.public])
    assert codes == []
    assert len(history) == len(body.versions)
    problems = Problems()
    registers = read_registers(body.registers, history, Place("register"), problems)
    assert list(problems) == []
    assert len(registers) == len(body.registers)


@settings(max_examples=8, deadline=None)
@given(acts)
def test_nothing_that_counted_by_time_is_lost_unless_a_key_was_stolen(done: list[tuple[str, int]]) -> None:
    body = play([one for one in done if not one[0].startswith("stolen")])

    moments = [version.updated for version in body.history]
    for version in body.history:
        for method, key in version.keys.items():
            now = body.newest.keys[method]
            for moment in (moment for moment in moments if moment < version.updated):
                assert now.is_good(moment, None) == key.is_good(moment, None)


@settings(max_examples=8, deadline=None)
@given(acts)
def test_a_body_stands_for_its_newest_log_and_for_the_end_of_each_before(done: list[tuple[str, int]]) -> None:
    body = play(done)

    newest = body.newest
    assert why_not_logged_by(newest, sign_checkpoint(newest.log_origin, 10_000, bytes(32), body.log)) is None
    for log in newest.earlier_logs:
        assert why_not_logged_by(newest, log.last) is None


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of everything in a document that is not an object or a list."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, (*path, number))
    else:
        yield path


def bent(document: Credential, path: tuple[Any, ...], value: Any) -> Credential:
    """A copy with another value at a path."""
    changed: Any = copy.deepcopy(document)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return changed  # type: ignore[no-any-return]


def other_values(value: Any) -> list[Any]:
    if isinstance(value, str):
        middle = len(value) // 2
        swapped = value[:middle] + ("2" if value[middle : middle + 1] != "2" else "3") + value[middle + 1 :]
        return [swapped, value + "x", value[1:], "", None]
    return [value + 1 if isinstance(value, int) else "x", [], {}]


BUSY = play(
    [
        ("issue", 0),
        ("stolen issue", 3),
        ("root", 0),
        ("log", 1),
        ("stolen log", 20),
        ("stolen root", 5),
        ("enter", 0),
        ("enter", 1),
        ("end", 0),
        ("stolen person", 1),
    ]
)
HISTORY = BUSY.history


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_any_single_change_of_any_version_is_found(data: st.DataObject) -> None:
    which = data.draw(st.integers(0, len(BUSY.versions) - 1))
    document = BUSY.versions[which]
    path = data.draw(st.sampled_from(list(leaves(document))))
    value: Any = document
    for step in path:
        value = value[step]
    other = data.draw(st.sampled_from([one for one in other_values(value) if one != value]))
    versions = [*BUSY.versions]
    versions[which] = bent(document, path, other)

    history, codes = read_versions(versions, [BUSY.root.public])
    assert codes
    assert len(history) <= which


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_single_change_of_any_register_is_found(data: st.DataObject) -> None:
    which = data.draw(st.integers(0, len(BUSY.registers) - 1))
    document = BUSY.registers[which]
    path = data.draw(st.sampled_from(list(leaves(document))))
    value: Any = document
    for step in path:
        value = value[step]
    other = data.draw(st.sampled_from([one for one in other_values(value) if one != value]))
    registers = [*BUSY.registers]
    registers[which] = bent(document, path, other)

    problems = Problems()
    found = read_registers(registers, HISTORY, Place("register"), problems)
    assert problems.errors
    assert len(found) <= which


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_any_version_that_is_left_out_or_put_elsewhere_is_missed(data: st.DataObject) -> None:
    count = len(BUSY.versions)
    order = data.draw(st.lists(st.integers(0, count - 1), max_size=count + 2))
    history, codes = read_versions([BUSY.versions[number] for number in order], [])

    in_order = order == list(range(len(order)))
    assert (codes == []) == (in_order and bool(order))
    if not in_order:
        assert len(history) < len(order)


def test_what_is_written_is_what_the_schemas_say() -> None:
    trusted = TrustedBody(DID, {"en": "B"}, (BUSY.root.public,), Witness("a.example/log", BUSY.log.public), ())

    for version in BUSY.versions:
        jsonschema.validate(version, ISSUER.schema(), jsonschema.Draft202012Validator)
    for register in BUSY.registers:
        jsonschema.validate(register, REGISTER.schema(), jsonschema.Draft202012Validator)
    jsonschema.validate(trust_document((trusted,)), TRUST.schema(), jsonschema.Draft202012Validator)


DID_DOCUMENT: dict[str, Any] = {
    "type": "object",
    "required": ["@context", "id", "verificationMethod", "assertionMethod"],
    "properties": {
        "@context": {"type": "array", "prefixItems": [{"const": "https://www.w3.org/ns/did/v1"}]},
        "id": {"type": "string", "pattern": "^did:(web|key):[^#?/]+$"},
        "verificationMethod": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "type", "controller", "publicKeyMultibase"],
                "properties": {
                    "id": {"type": "string", "pattern": "^did:(web|key):[^#?/]+#z[1-9A-HJ-NP-Za-km-z]+$"},
                    "type": {"const": "Multikey"},
                    "controller": {"type": "string", "pattern": "^did:"},
                    "publicKeyMultibase": {"type": "string", "pattern": "^z[1-9A-HJ-NP-Za-km-z]+$"},
                    "expires": {"type": "string", "format": "date-time"},
                    "revoked": {"type": "string", "format": "date-time"},
                },
                "additionalProperties": False,
            },
        },
        "assertionMethod": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        "authentication": {"const": []},
    },
}
"""What a resolver of others asks of a DID document (W3C DID 1.0, 5; Controlled Identifiers 1.0, 2.2), in our words."""


def test_others_can_read_the_document_as_any_did_document() -> None:
    for body in (BUSY, IdentityBody("", KeyKind.P256)):
        for version in body.versions:
            jsonschema.validate(version, DID_DOCUMENT, jsonschema.Draft202012Validator)
            document: Any = version
            methods = {method["id"]: method for method in document["verificationMethod"]}
            assert set(document["assertionMethod"]) <= set(methods)
            assert all(method["controller"] == document["id"] for method in methods.values())
            assert not any("revoked" in methods[method] for method in document["assertionMethod"])


def test_a_line_without_scope_is_for_any_standard_and_product() -> None:
    key = new_key().public
    entry = Entry(key, Role.VERIFY, (), (), BUSY.now, None)

    assert entry.allows(Role.VERIFY, BUSY.now, "any-standard", "", None)

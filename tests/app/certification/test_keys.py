"""Keys and register of a body in a folder: every change is signed, logged and published, also after a crash."""

from __future__ import annotations

import atexit
import json
import shutil
import stat
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fourfold.app.certification.bodies import keys as module
from fourfold.app.certification.bodies.body import Body, BodyCard
from fourfold.app.certification.bodies.compromising import tell_compromised
from fourfold.app.certification.bodies.key_files import find_key_file, free_key_file
from fourfold.app.certification.bodies.keys import (
    DID_OF_ROOT,
    Signers,
    end_role,
    enter_key,
    register_of,
    replace_by_new_key,
    replace_key,
    start_body,
)
from fourfold.app.certification.bodies.people import PEOPLE_FILE, names_of_people, person_of
from fourfold.app.certification.verifying.trust_making import make_trust
from fourfold.certification.identity.issuer import IssuerDocument, KeyUse
from fourfold.certification.identity.register import Entry, Role, read_registers
from fourfold.certification.keys.files import write_key
from fourfold.certification.keys.key import KeyKind, SigningKey, new_key
from fourfold.certification.log.checkpoint import verifier_key
from fourfold.certification.log.leaf import LeafKind
from fourfold.core.problems import InputError, Place, Problems
from support.bodies import CARD, CHEAP, MADE, PASSPHRASE, body_in, pair

HOUR = timedelta(hours=1)
SIGNERS = Signers(pair("root"), pair("log"))


@cache
def template() -> Path:
    """A body made once for all tests, which work on copies."""
    parent = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, parent, ignore_errors=True)
    return body_in(parent / "body").folder


@pytest.fixture
def body(tmp_path: Path) -> Body:
    shutil.copytree(template(), tmp_path / "body")
    return Body.open(tmp_path / "body")


def code(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.problems[0].kind.code


def line(key: SigningKey, role: Role = Role.VERIFY, hours: int = 1) -> Entry:
    return Entry(key.public, role, (), (), MADE + hours * HOUR, None)


def everything_holds(body: Body) -> IssuerDocument:
    """The folder opens, its chains hold, everything is in the log and in public; the newest version."""
    again = Body.open(body.folder)
    problems = Problems()
    documents = [again.credential(one) for one in again.registry.documents(LeafKind.REGISTER)]
    assert len(read_registers(documents, again.history(), Place("register"), problems)) == len(documents)
    assert list(problems) == []
    assert not again.registry.pending()
    newest = again.history()[-1]
    public = body.folder / "public"
    assert json.loads((public / "did.json").read_bytes()) == newest.credential
    assert json.loads((public / "register.json").read_bytes()) == register_of(again).credential
    assert again.log.newest.size == again.registry.size()
    return newest


def test_a_body_is_made_with_three_keys_and_its_first_documents(tmp_path: Path) -> None:
    body = start_body(tmp_path / "new", CARD, KeyKind.P256, PASSPHRASE, MADE, CHEAP)

    newest = everything_holds(body)
    kinds = {key.use: key.key.kind for key in newest.keys.values()}
    assert kinds == {KeyUse.ROOT: KeyKind.P256, KeyUse.ISSUE: KeyKind.P256, KeyUse.LOG: KeyKind.ED25519}
    for use in KeyUse:
        assert body.key(use, PASSPHRASE).public == body.key_in_use(use).key
        assert stat.S_IMODE((tmp_path / "new" / "keys" / f"{use}.pem").stat().st_mode) == 0o600


def test_a_body_for_trials_is_named_by_its_root_key(tmp_path: Path) -> None:
    card = BodyCard(DID_OF_ROOT, {"en": "Trial"}, "https://trial.example", "T")
    body = start_body(tmp_path / "new", card, KeyKind.ED25519, PASSPHRASE, MADE, CHEAP)

    newest = everything_holds(body)
    assert newest.did == body.card.did == body.key_in_use(KeyUse.ROOT).key.did
    assert newest.log_origin.endswith(".invalid/log")


def test_keys_that_are_there_are_taken(tmp_path: Path) -> None:
    root = new_key()
    (tmp_path / "keys").mkdir()
    write_key(tmp_path / "keys" / "root.pem", root, PASSPHRASE, CHEAP)

    body = start_body(tmp_path, CARD, KeyKind.ED25519, PASSPHRASE, MADE, CHEAP)
    assert body.key_in_use(KeyUse.ROOT).key == root.public


def test_keys_that_do_not_open_are_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    write_key(tmp_path / "keys" / "root.pem", new_key(), b"another long passphrase", CHEAP)

    with pytest.raises(InputError):
        start_body(tmp_path, CARD, KeyKind.ED25519, PASSPHRASE, MADE, CHEAP)
    assert not (tmp_path / "body.json").exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(InputError) as error:
        start_body(tmp_path / "file" / "body", CARD, KeyKind.ED25519, PASSPHRASE, MADE, CHEAP)
    assert code(error) == "body-unmakeable"


def test_a_person_is_entered_and_ended_and_named_nowhere_in_public(body: Body) -> None:
    key = new_key()
    entered = enter_key(body, line(key), "A  Person ", SIGNERS, MADE + HOUR)
    everything_holds(body)
    assert entered.allows(key.public, Role.VERIFY, MADE + HOUR, "any", "", None)

    ended = end_role(body, key.public, None, SIGNERS, MADE + 2 * HOUR)
    everything_holds(body)
    assert not ended.allows(key.public, Role.VERIFY, MADE + 2 * HOUR, "any", "", None)
    assert names_of_people(body.folder) == {entered.entries[-1].person: "A Person"}
    everywhere = [path for path in body.folder.rglob("*") if path.is_file() and path.name != "people.json"]
    assert not [path for path in everywhere if b"Person" in path.read_bytes()]


def test_names_of_people_are_for_the_body_alone(body: Body) -> None:
    digest = person_of(body.folder, "A Person")

    assert person_of(body.folder, " A Person") == digest
    assert person_of(body.folder, "Another Person") != digest
    assert stat.S_IMODE((body.folder / PEOPLE_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE((body.folder / PEOPLE_FILE).parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", [" ", "A\u202ePerson", "x" * 300])
def test_a_name_nobody_can_have_is_refused(body: Body, name: str) -> None:
    with pytest.raises(InputError) as error:
        person_of(body.folder, name)
    assert code(error) == "person-empty"


def test_a_file_of_people_that_was_changed_is_refused(body: Body) -> None:
    person_of(body.folder, "A Person")
    path = body.folder / PEOPLE_FILE
    data = path.read_bytes()

    for broken, wanted in (
        (data.replace(b"A Person", b"B Person"), "people-wrong"),
        (b"{}", "member-missing"),
        (b"{", "json-syntax"),
    ):
        path.write_bytes(broken)
        with pytest.raises(InputError) as error:
            person_of(body.folder, "A Person")
        assert wanted in {problem.kind.code for problem in error.value.problems}


def test_a_new_issuing_key_takes_the_others_place_in_the_register(body: Body) -> None:
    version = replace_by_new_key(body, KeyUse.ISSUE, KeyKind.P384, PASSPHRASE, SIGNERS, MADE + HOUR, CHEAP)

    assert everything_holds(body).digest == version.digest
    new = body.key(KeyUse.ISSUE, PASSPHRASE).public
    assert find_key_file(body.folder / "keys", KeyUse.ISSUE, new) == body.folder / "keys" / "issue-2.pem"
    assert find_key_file(body.folder / "keys", KeyUse.ISSUE, pair("issue").public) == body.folder / "keys" / "issue.pem"
    register = register_of(body)
    for key, moment, allowed in (
        (pair("issue").public, MADE, True),
        (pair("issue").public, MADE + HOUR, False),
        (new, MADE + HOUR, True),
    ):
        assert register.allows(key, Role.ISSUE, moment, "any", "", None) is allowed


def test_a_new_root_key_signs_version_and_register(body: Body) -> None:
    replace_by_new_key(body, KeyUse.ROOT, KeyKind.ED25519, PASSPHRASE, SIGNERS, MADE + HOUR, CHEAP)
    everything_holds(body)
    root = body.key(KeyUse.ROOT, PASSPHRASE)

    proof: Any = register_of(body).credential["proof"]
    assert proof["verificationMethod"].endswith(root.public.multikey)
    enter_key(body, line(new_key(), hours=2), "", Signers(root, pair("log")), MADE + 2 * HOUR)
    everything_holds(body)
    with pytest.raises(InputError) as error:
        enter_key(body, line(new_key(), hours=3), "", SIGNERS, MADE + 3 * HOUR)
    assert code(error) == "register-proof-wrong"


def test_a_new_log_key_comes_with_a_log_of_the_same_entries(body: Body) -> None:
    enter_key(body, line(new_key()), "", SIGNERS, MADE + HOUR)
    before = body.log.newest
    tiles = {path: path.read_bytes() for path in (body.folder / "public" / "log" / "tile").rglob("*") if path.is_file()}
    replace_by_new_key(body, KeyUse.LOG, KeyKind.P256, PASSPHRASE, SIGNERS, MADE + 2 * HOUR, CHEAP)

    newest = everything_holds(body)
    again = Body.open(body.folder)
    assert newest.log_origin == again.log.newest.origin == f"{before.origin}/2"
    assert newest.earlier_logs[-1].last.text == before.text
    assert again.log.root_at(before.size) == before.root
    assert tiles
    log_key = again.key(KeyUse.LOG, PASSPHRASE)
    enter_key(again, line(new_key(), hours=3), "", Signers(pair("root"), log_key), MADE + 3 * HOUR)
    everything_holds(again)
    with pytest.raises(InputError) as error:
        enter_key(again, line(new_key(), hours=4), "", SIGNERS, MADE + 4 * HOUR)
    assert code(error) == "body-key-other"


def test_a_key_file_whose_key_did_not_come_in_is_gone_again(body: Body) -> None:
    for signers, use in (
        (Signers(pair("issue"), pair("log")), KeyUse.ROOT),
        (Signers(pair("root"), new_key()), KeyUse.ISSUE),
    ):
        with pytest.raises(InputError):
            replace_by_new_key(body, use, KeyKind.ED25519, PASSPHRASE, signers, MADE + HOUR, CHEAP)
        assert free_key_file(body.folder / "keys", use).name == f"{use}-2.pem"
    assert len(everything_holds(body).keys) == 3


def test_after_a_crash_the_new_log_is_adopted_when_the_folder_is_opened(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = new_key()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Body, "finish", crash)
    with pytest.raises(KeyboardInterrupt):
        replace_key(body, KeyUse.LOG, new, SIGNERS, MADE + HOUR)
    monkeypatch.undo()
    again = Body.open(body.folder)
    assert again.log.newest.origin.endswith("/log/2")
    assert len(again.registry.pending()) == 1
    again.publish([], new, MADE + HOUR)

    assert everything_holds(again).log_key == new.public


def test_a_key_of_the_body_and_its_lines_are_told_to_be_in_other_hands_together(body: Body) -> None:
    size = body.registry.size()
    said = tell_compromised(body, pair("issue").public, MADE, size, SIGNERS, MADE + HOUR)

    newest = everything_holds(body)
    assert said.last_good_size == size
    key = newest.find(pair("issue").public)
    assert key is not None
    assert key.compromise == said
    assert [entry.compromise for entry in register_of(body).of(pair("issue").public)] == [said]
    with pytest.raises(InputError) as error:
        body.key_in_use(KeyUse.ISSUE)
    assert code(error) == "body-has-no-key"
    replace_by_new_key(body, KeyUse.ISSUE, KeyKind.ED25519, PASSPHRASE, SIGNERS, MADE + 2 * HOUR, CHEAP)
    everything_holds(body)
    assert body.key_in_use(KeyUse.ISSUE).key != pair("issue").public


def test_what_was_handed_in_before_counts_where_no_size_is_given(body: Body) -> None:
    key = new_key()
    enter_key(body, line(key), "", SIGNERS, MADE + HOUR)
    enter_key(body, line(new_key(), hours=3), "", SIGNERS, MADE + 3 * HOUR)

    assert tell_compromised(body, key.public, MADE + 2 * HOUR, None, SIGNERS, MADE + 5 * HOUR).last_good_size == 3
    assert tell_compromised(body, key.public, MADE + HOUR, None, SIGNERS, MADE + 6 * HOUR).last_good_size == 2
    everything_holds(body)
    with pytest.raises(InputError) as error:
        tell_compromised(body, key.public, MADE + HOUR, 3, SIGNERS, MADE + 7 * HOUR)
    assert code(error) == "register-line-changed"


def test_a_lost_root_key_is_replaced_and_told(body: Body) -> None:
    with pytest.raises(InputError) as error:
        tell_compromised(body, pair("root").public, MADE, 1, SIGNERS, MADE + HOUR)
    assert code(error) == "issuer-last-root"
    replace_by_new_key(body, KeyUse.ROOT, KeyKind.ED25519, PASSPHRASE, SIGNERS, MADE + HOUR, CHEAP)
    signers = Signers(body.key(KeyUse.ROOT, PASSPHRASE), pair("log"))
    tell_compromised(body, pair("root").public, MADE, 1, signers, MADE + 2 * HOUR)

    everything_holds(body)
    trust, _ = make_trust([body], [], [], [], None, MADE + 3 * HOUR)
    assert trust.bodies[body.card.did].roots == (signers.root.public,)


def test_a_lost_log_key_is_replaced_and_told(body: Body) -> None:
    with pytest.raises(InputError) as error:
        tell_compromised(body, pair("log").public, MADE, 1, SIGNERS, MADE + HOUR)
    assert code(error) == "issuer-log-key-in-use"
    last = body.log.newest.size
    replace_by_new_key(body, KeyUse.LOG, KeyKind.ED25519, PASSPHRASE, SIGNERS, MADE + HOUR, CHEAP)
    signers = Signers(pair("root"), body.key(KeyUse.LOG, PASSPHRASE))
    with pytest.raises(InputError) as error:
        tell_compromised(body, pair("log").public, MADE, 1, signers, MADE + 2 * HOUR)
    assert code(error) == "compromise-size-of-log"

    assert tell_compromised(body, pair("log").public, MADE, None, signers, MADE + 2 * HOUR).last_good_size == last
    everything_holds(body)


def test_a_compromise_that_cannot_be_meant_is_refused(body: Body) -> None:
    for key, since, size, wanted in (
        (new_key(), MADE, 1, "key-of-nobody"),
        (pair("issue"), MADE, 99, "compromise-size"),
        (pair("issue"), MADE + 9 * HOUR, 1, "compromise-later"),
    ):
        with pytest.raises(InputError) as error:
            tell_compromised(body, key.public, since, size, SIGNERS, MADE + HOUR)
        assert code(error) == wanted
    assert len(everything_holds(body).keys) == 3


def test_a_body_without_register_is_said(body: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Body, "register", lambda _: None)

    with pytest.raises(InputError) as error:
        module.register_of(body)
    assert code(error) == "register-gone"


def accreditation(path: Path, did: str) -> Path:
    standards: list[str] = []
    times = {"from": "2026-01-01T00:00:00Z", "until": None}
    one = {"by": "Example Accreditation", "number": "EA-1", "standards": standards, **times}
    path.write_text(json.dumps({"fourfold": "accreditation/1", "did": did, "accreditations": [one]}))
    return path


def test_trust_roots_are_made_of_bodies_and_files(body: Body, tmp_path: Path) -> None:
    witness = new_key()
    vkey = verifier_key("witness.example", witness.public, witness=True)
    granted = accreditation(tmp_path / "accredited.json", body.card.did)
    card = BodyCard(DID_OF_ROOT, {"en": "O"}, "https://o.example", "O")
    other = start_body(tmp_path / "other", card, KeyKind.ED25519, PASSPHRASE, MADE, CHEAP)
    trust, document = make_trust([body], [], [granted], [vkey], 1, MADE)
    old = tmp_path / "trust.json"
    old.write_text(json.dumps(document))

    assert [one.number for one in trust.bodies[body.card.did].accreditations] == ["EA-1"]
    both, _ = make_trust([other], [old], [], [], None, MADE)
    assert list(both.bodies) == [body.card.did, other.card.did]
    assert (both.threshold, [one.name for one in both.witnesses]) == (1, ["witness.example"])
    replace_by_new_key(body, KeyUse.ROOT, KeyKind.ED25519, PASSPHRASE, SIGNERS, MADE + HOUR, CHEAP)
    renewed, _ = make_trust([body], [old], [], [], None, MADE + HOUR)
    assert renewed.bodies[body.card.did].roots == (body.key(KeyUse.ROOT, PASSPHRASE).public,)
    assert renewed.bodies[body.card.did].accreditations == trust.bodies[body.card.did].accreditations


def test_trust_that_does_not_fit_together_is_refused(body: Body, tmp_path: Path) -> None:
    stranger = accreditation(tmp_path / "a.json", "did:web:stranger.example")
    broken = tmp_path / "broken.json"
    broken.write_text("{")

    cases: list[tuple[list[Body], list[Path], list[Path], list[str], int | None, str]] = [
        ([], [], [], [], None, "trust-nothing-given"),
        ([body], [], [stranger], [], None, "accreditation-of-nobody"),
        ([body], [], [tmp_path / "none.json"], [], None, "file-missing"),
        ([body], [], [], ["x"], None, "trust-verifier-key"),
        ([body], [], [], [], 1, "trust-threshold"),
        ([body], [], [broken], [], None, "json-syntax"),
        ([body], [broken], [], [], None, "json-syntax"),
    ]
    for bodies, files, granted, witnesses, threshold, wanted in cases:
        with pytest.raises(InputError) as error:
            make_trust(bodies, files, granted, witnesses, threshold, MADE)
        assert code(error) == wanted

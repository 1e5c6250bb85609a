"""A body's folder: what it publishes, what it refuses, and two programs at once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from fourfold.app.certification.bodies import body as module
from fourfold.app.certification.bodies.body import Body, make_body
from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.identity.issuer import KeyUse
from fourfold.certification.keys.files import write_key
from fourfold.certification.log.leaf import Leaf, LeafKind
from fourfold.core.canonical import digest_of
from fourfold.core.problems import InputError, Place, Problems
from fourfold.store.tiles import FolderTiles
from support.bodies import CARD, CHEAP, MADE, PASSPHRASE, Note, body_in, later, pair


@pytest.fixture
def body(tmp_path: Path) -> Body:
    return body_in(tmp_path / "body")


def refusal(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.problems[0].kind.code


def note(text: str) -> tuple[LeafKind, Credential]:
    return LeafKind.STATEMENT, Note.of(text).document


def test_a_new_body_has_its_first_documents_in_the_log_and_in_public(body: Body) -> None:
    history, register = body.history(), body.register()
    assert [version.version for version in history] == [1]
    assert register is not None
    assert (register.version, body.registry.size(), body.registry.published()) == (1, 2, 2)
    public = body.folder / "public"
    assert json.loads((public / "did.json").read_bytes()) == history[0].credential
    assert (public / "issuer" / "1.json").read_bytes() == (public / "did.json").read_bytes()
    assert json.loads((public / "register.json").read_bytes()) == register.credential
    assert (public / "log" / "checkpoint").is_file()
    assert not (body.folder / ".making").exists()
    assert sorted(path.name for path in body.folder.iterdir()) == ["body.json", "keys", "public", "registry.sqlite"]


def test_a_body_opened_again_is_the_same(body: Body) -> None:
    again = Body.open(body.folder)
    assert again.card == CARD
    assert again.history() == body.history()
    assert again.register() == body.register()


def test_what_is_published_is_proven_to_be_in_the_log(body: Body) -> None:
    texts = ["a", "b", "c"]
    proofs = body.publish([note(text) for text in texts], pair("log"), later(1))
    assert [proof.index for proof in proofs] == [2, 3, 4]
    for text, proof in zip(texts, proofs, strict=True):
        assert proof.holds()
        leaf = Leaf.read(proof.leaf, Place("leaf"), Problems())
        assert leaf == Leaf(LeafKind.STATEMENT, digest_of(Note.of(text).document), later(1))


def test_what_was_published_is_not_published_twice(body: Body) -> None:
    first = body.publish([note("a")], pair("log"), later(1))
    again = body.publish([note("b"), note("a")], pair("log"), later(2))
    assert (again[1].index, again[1].leaf) == (first[0].index, first[0].leaf)
    assert body.registry.size() == 4


def test_another_key_than_the_logs_is_refused_before_anything_is_kept(body: Body) -> None:
    with pytest.raises(InputError) as error:
        body.publish([note("a")], pair("issue"), later(1))
    assert refusal(error) == "body-key-other"
    assert list(body.registry.pending()) == []


def test_keys_are_found_by_their_use(body: Body, tmp_path: Path) -> None:
    for use in KeyUse:
        assert body.key(use, PASSPHRASE).public == pair(str(use)).public
    elsewhere = tmp_path / "elsewhere.pem"
    write_key(elsewhere, pair("issue"), PASSPHRASE, CHEAP)
    shutil.rmtree(body.folder / "keys")
    assert body.key(KeyUse.ISSUE, PASSPHRASE, elsewhere).public == pair("issue").public
    with pytest.raises(InputError) as error:
        body.key(KeyUse.ISSUE, PASSPHRASE)
    assert refusal(error) == "body-key-not-found"
    with pytest.raises(InputError) as error:
        body.key(KeyUse.ROOT, PASSPHRASE, elsewhere)
    assert refusal(error) == "body-key-other"


def test_a_folder_that_is_taken_is_refused(body: Body, tmp_path: Path) -> None:
    keys = pair("root"), pair("issue"), pair("log")
    with pytest.raises(InputError) as error:
        make_body(body.folder, CARD, *keys, MADE)
    assert refusal(error) == "body-taken"
    half = tmp_path / "half"
    (half / "public").mkdir(parents=True)
    with pytest.raises(InputError) as error:
        make_body(half, CARD, *keys, MADE)
    assert refusal(error) == "body-taken"
    (tmp_path / "file").touch()
    with pytest.raises(InputError) as error:
        make_body(tmp_path / "file" / "body", CARD, *keys, MADE)
    assert refusal(error) == "body-unmakeable"


@pytest.mark.parametrize(
    "card",
    [
        replace(CARD, prefix="ex 1"),
        replace(CARD, prefix="../X"),
        replace(CARD, url="certifier.example"),
        replace(CARD, names={}),
        replace(CARD, status_hours=0),
        replace(CARD, did="certifier.example"),
    ],
)
def test_a_card_that_is_not_in_order_is_refused(card: module.BodyCard, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        make_body(tmp_path / "body", card, pair("root"), pair("issue"), pair("log"), MADE)
    assert not (tmp_path / "body").exists()


def test_a_making_that_was_cut_short_can_be_begun_again(tmp_path: Path) -> None:
    left = tmp_path / "body" / ".making"
    left.mkdir(parents=True)
    (left / "registry.sqlite").write_text("half")
    assert body_in(tmp_path / "body").registry.size() == 2


def test_a_folder_that_is_no_body_is_told(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(InputError) as error:
            Body.open(folder)
        assert refusal(error) == "no-body"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"fourfold":"body/2"}', '{"a":1,"a":1}'])
def test_a_damaged_card_is_told(body: Body, text: str) -> None:
    (body.folder / "body.json").write_text(text)
    with pytest.raises(InputError):
        Body.open(body.folder)


def test_a_registry_older_than_its_log_is_refused(body: Body, tmp_path: Path) -> None:
    older = (body.folder / "registry.sqlite").read_bytes()
    body.publish([note("a")], pair("log"), later(1))
    (body.folder / "registry.sqlite").write_bytes(older)
    with pytest.raises(InputError) as error:
        Body.open(body.folder)
    assert refusal(error) == "registry-behind-log"


def test_a_log_that_was_put_back_is_refused(body: Body, tmp_path: Path) -> None:
    shutil.copytree(body.folder / "public", tmp_path / "older")
    body.publish([note("a")], pair("log"), later(1))
    shutil.rmtree(body.folder / "public")
    (tmp_path / "older").rename(body.folder / "public")
    with pytest.raises(InputError) as error:
        Body.open(body.folder)
    assert refusal(error) == "log-behind-registry"


def test_a_log_of_the_same_size_with_other_entries_is_refused(body: Body, tmp_path: Path) -> None:
    shutil.copytree(body.folder, tmp_path / "fork")
    body.publish([note("a")], pair("log"), later(1))
    fork = Body.open(tmp_path / "fork")
    fork.publish([note("b")], pair("log"), later(1))
    shutil.rmtree(body.folder / "public")
    (fork.folder / "public").rename(body.folder / "public")
    with pytest.raises(InputError) as error:
        Body.open(body.folder)
    assert refusal(error) == "log-not-of-registry"


def test_public_files_that_a_crash_left_out_are_written_when_the_body_is_opened(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_and_die(body, monkeypatch, module, "write_public")
    assert (body.registry.size(), body.registry.published()) == (3, 2)
    assert Body.open(body.folder).registry.published() == 3


def publish_and_die(body: Body, monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    """Publish a note; the program ends where this function is called."""

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(owner, name, die)
        with pytest.raises(KeyboardInterrupt):
            body.publish([note("a")], pair("log"), later(1))


def test_a_log_that_grew_before_the_registry_knew_is_caught_up_with(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_and_die(body, monkeypatch, type(body.registry), "logged")
    assert len(body.registry.pending()) == 1
    again = Body.open(body.folder)
    assert list(again.registry.pending()) == []
    assert again.proof(digest_of(Note.of("a").document)).holds()


def test_what_waits_for_the_log_is_finished_by_the_next_act_of_signing(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_and_die(body, monkeypatch, FolderTiles, "write_all")
    again = Body.open(body.folder)
    assert len(again.registry.pending()) == 1
    with pytest.raises(InputError) as error:
        again.proof(digest_of(Note.of("a").document))
    assert refusal(error) == "body-not-logged"
    assert [proof.index for proof in again.publish([note("b")], pair("log"), later(2))] == [3]
    assert again.proof(digest_of(Note.of("a").document)).index == 2


def test_a_second_program_is_told_that_the_first_is_at_work(body: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.01)
    second = Body.open(body.folder)
    with body.writing(), pytest.raises(InputError) as error:
        second.publish([note("a")], pair("log"), later(1))
    assert refusal(error) == "body-busy"
    second.publish([note("a")], pair("log"), later(1))


def test_two_programs_at_once_write_one_after_the_other(body: Body) -> None:
    program = (
        "import json, sys; from datetime import datetime; from pathlib import Path\n"
        "from fourfold.app.certification.bodies.body import Body\n"
        "from fourfold.certification.log.leaf import LeafKind\n"
        "from fourfold.certification.identity.issuer import KeyUse\n"
        "body = Body.open(Path(sys.argv[1])); key = body.key(KeyUse.LOG, sys.argv[2].encode())\n"
        "print('ready', flush=True)\n"
        "for document in json.loads(sys.argv[3]):\n"
        "    body.publish([(LeafKind.STATEMENT, document)], key, datetime.fromisoformat(sys.argv[4]))\n"
    )
    documents = json.dumps([Note.of(f"b{number}").document for number in range(3)])
    other = subprocess.Popen(
        [sys.executable, "-c", program, str(body.folder), PASSPHRASE.decode(), documents, later(1).isoformat()],
        env={"PATH": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    for number in range(3):
        body.publish([note(f"a{number}")], pair("log"), later(number))
    assert (other.communicate()[1], other.returncode) == ("", 0)
    again = Body.open(body.folder)
    assert (again.registry.size(), again.log.newest.size, again.registry.published()) == (8, 8, 8)


def test_a_folder_that_cannot_be_written_is_told(body: Body) -> None:
    shutil.rmtree(body.folder / "public" / "issuer")
    (body.folder / ".lock").unlink(missing_ok=True)
    (body.folder / ".lock").mkdir()
    with pytest.raises(InputError) as error:
        body.publish([note("a")], pair("log"), later(1))
    assert refusal(error) == "body-unwritable"

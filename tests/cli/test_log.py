"""``fourfold log``: a log shown, checked, proved from, watched, cosigned."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from fourfold.certification.keys.files import write_key
from fourfold.certification.keys.key import KeyKind, new_key
from fourfold.certification.log.checkpoint import is_signed_by, verifier_key
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.log.log import Log
from fourfold.certification.log.proof import read_proof
from fourfold.core.problems import Problems
from fourfold.store.tiles import FolderTiles
from support.bodies import MADE, Note, body_in, pair
from support.command import Command
from support.keys import CHEAP
from support.logs import LOG_KEY, ORIGIN, OTHER_KEY, PLACE, entries, read_again

KEY = verifier_key(ORIGIN, LOG_KEY.public)
PASSPHRASE = b"correct horse battery"


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    """A copy of a log of 300 entries, and the checkpoint it had at 100."""
    folder = tmp_path / "mirror"
    log = Log(FolderTiles(folder), ORIGIN)
    log.append(entries(0, 100), LOG_KEY)
    (tmp_path / "old").write_text(log.newest.text, encoding="utf-8")
    log.append(entries(100, 300), LOG_KEY)
    return folder


@pytest.fixture
def body(tmp_path: Path) -> Path:
    """A body that has published three notes."""
    folder = tmp_path / "body"
    opened = body_in(folder)
    documents = [(LeafKind.STATEMENT, Note.of(text).document) for text in "abc"]
    opened.publish(documents, pair("log"), MADE)
    return folder


@pytest.fixture
def witness(tmp_path: Path) -> list[object]:
    """The options of a witness."""
    write_key(tmp_path / "w.pem", OTHER_KEY, PASSPHRASE, CHEAP)
    (tmp_path / "secret").write_bytes(PASSPHRASE)
    return [
        "witness",
        *("--name", "w.example", "--key", tmp_path / "w.pem"),
        *("--state", tmp_path / "seen.json", "--passphrase-file", tmp_path / "secret"),
        *("--at", "2026-03-02T08:00:00Z", "--verifier-key", KEY),
    ]


def test_a_mirror_shows_origin_size_root_and_age(fourfold: Command, mirror: Path) -> None:
    shown = fourfold("log", "show", "--log", mirror, "--verifier-key", KEY, "--at", "2026-03-04T12:00:00Z")
    assert shown.code == 0
    for expected in (ORIGIN, "300", "good", KEY, "2026-03-01T12:00:00Z, 3 days ago"):
        assert expected in shown.out
    assert "not checked: no key was given" in fourfold("log", "show", "--log", mirror).out
    wrong = fourfold("log", "show", "--log", mirror, "--verifier-key", OTHER_KEY.public.did)
    assert (wrong.code, "not by this key" in wrong.out) == (1, True)
    document = json.loads(fourfold("log", "show", "--log", mirror, "--verifier-key", KEY, "--json").out)
    assert (document["size"], document["signed"], document["cosignatures"]) == ("300", True, [])


def test_a_body_knows_its_own_log_and_key(fourfold: Command, body: Path) -> None:
    document = json.loads(fourfold("log", "show", "--body", body, "--json").out)
    assert document["signed"] is True
    assert int(document["size"]) > 3
    assert document["verifier_key"] == verifier_key(document["origin"], pair("log").public)
    checked = fourfold("log", "check", "--body", body)
    assert (checked.code, "statement: 3" in checked.out) == (0, True)


def test_the_verifier_key_goes_to_a_file_for_others(fourfold: Command, mirror: Path, tmp_path: Path) -> None:
    key = tmp_path / "log.vkey"
    shown = ("log", "show", "--log", mirror, "--write-key", key)
    assert fourfold(*shown).code == 2
    assert not key.exists()
    assert fourfold(*shown, "--verifier-key", LOG_KEY.public.did).code == 0
    assert key.read_text(encoding="utf-8") == KEY + "\n"


def test_a_log_has_to_be_named(fourfold: Command, tmp_path: Path) -> None:
    nothing = fourfold("log", "show")
    assert (nothing.code, "log-not-named" in nothing.err or "not said which log" in nothing.err) == (2, True)
    assert fourfold("log", "show", "--log", tmp_path).code == 2
    assert fourfold("log", "show", "--body", tmp_path).code == 2


@pytest.mark.parametrize(
    "key",
    ["a+b+c", "did:key:z6Mk", "missing-file", KEY.replace("log.example", "log.elsewhere")],
    ids=["no key", "no multikey", "no file", "another log"],
)
def test_what_is_no_key_of_this_log_is_refused(fourfold: Command, mirror: Path, key: str) -> None:
    assert fourfold("log", "show", "--log", mirror, "--verifier-key", key).code == 2


def test_keys_of_other_kinds_cannot_be_a_logs(fourfold: Command, mirror: Path, tmp_path: Path) -> None:
    other = new_key(KeyKind.P256).public
    assert fourfold("log", "show", "--log", mirror, "--verifier-key", other.did).code == 2
    (tmp_path / "log.vkey").write_text(KEY + "\n", encoding="utf-8")
    assert "good" in fourfold("log", "show", "--log", mirror, "--verifier-key", tmp_path / "log.vkey").out


def test_a_whole_check_says_what_is_wrong_and_ends_accordingly(fourfold: Command, mirror: Path) -> None:
    good = fourfold("log", "check", "--log", mirror, "--verifier-key", KEY)
    assert (good.code, "follow from the entries" in good.out, good.err) == (0, True, "")
    assert fourfold("log", "check", "--log", mirror).code == 3
    (mirror / "tile/0/stray").write_bytes(b"x")
    tile = mirror / "tile/entries/000"
    tile.write_bytes(tile.read_bytes().replace(b"sha256:1", b"sha256:2"))
    bad = fourfold("log", "check", "--log", mirror, "--verifier-key", KEY)
    assert bad.code == 1
    assert "tile/0/stray" in bad.err
    assert "tile/entries/000" in bad.err
    document = json.loads(fourfold("log", "check", "--log", mirror, "--json").out)
    assert {one["file"] for one in document["problems"]} == {"tile/0/stray", "tile/entries/000"}
    wrong = fourfold("log", "check", "--log", mirror, "--verifier-key", OTHER_KEY.public.did)
    assert "not signed by this key" in wrong.err


def test_a_registry_that_lags_or_differs_is_found(fourfold: Command, body: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    body_in(other).publish([(LeafKind.STATEMENT, Note.of(text).document) for text in "xyz"], pair("log"), MADE)
    shutil.copy(other / "registry.sqlite", body / "registry.sqlite")
    assert fourfold("log", "check", "--body", body).code in (1, 2)


def test_entries_are_proved_by_index_and_digest(fourfold: Command, mirror: Path, tmp_path: Path) -> None:
    proved = fourfold("log", "prove", 77, "--log", mirror)
    proof = read_proof(proved.out, PLACE, Problems())
    assert proof is not None
    assert proof.holds()
    digest = json.loads(proof.leaf)["digest"]
    out = tmp_path / "77.tlog-proof"
    assert fourfold("log", "prove", digest, "--log", mirror, "-o", out).code == 0
    assert out.read_text(encoding="utf-8") == proved.out
    older = fourfold("log", "prove", 77, "--log", mirror, "--under", tmp_path / "old")
    under = read_proof(older.out, PLACE, Problems())
    assert under is not None
    assert (under.holds(), under.checkpoint.size) == (True, 100)
    for unknown in (300, "sha256:" + "0" * 64, "EX-2026-000001"):
        assert fourfold("log", "prove", unknown, "--log", mirror).code == 2
    assert fourfold("log", "prove", 3, "--log", mirror, "-o", tmp_path / "no" / "folder").code == 2


def test_a_body_proves_by_the_digest_its_registry_knows(fourfold: Command, body: Path) -> None:
    by_index = fourfold("log", "prove", 3, "--body", body)
    proof = read_proof(by_index.out, PLACE, Problems())
    assert proof is not None
    digest = json.loads(proof.leaf)["digest"]
    assert fourfold("log", "prove", digest, "--body", body).out == by_index.out
    assert fourfold("log", "prove", "EX-2026-000099", "--body", body).code == 2


def test_growth_fork_and_roll_back_are_told_apart(fourfold: Command, mirror: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    grown = fourfold("log", "growth", "--from", old, "--log", mirror, "--verifier-key", KEY)
    assert (grown.code, "only grew, from 100 to 300" in grown.out) == (0, True)
    assert fourfold("log", "growth", "--from", old, "--log", mirror).code == 3
    newest = tmp_path / "newest"
    shutil.copy(mirror / "checkpoint", newest)
    assert "as it was: 300" in fourfold("log", "growth", "--from", newest, "--log", mirror).out
    fork = tmp_path / "fork"
    Log(FolderTiles(fork), ORIGIN).append(entries(0, 350, "other"), LOG_KEY)
    forked = fourfold("log", "growth", "--from", old, "--log", fork, "--verifier-key", KEY)
    assert (forked.code, "forked or rewritten" in forked.out) == (1, True)
    shutil.copy(old, mirror / "checkpoint")
    back = fourfold("log", "growth", "--from", newest, "--log", mirror, "--verifier-key", KEY)
    assert (back.code, "rolled back" in back.out) == (1, True)
    document = json.loads(fourfold("log", "growth", "--from", newest, "--log", mirror, "--json").out)
    assert (document["outcome"], document["from"]["size"]) == ("rolled-back", "300")
    other = fourfold("log", "growth", "--from", old, "--log", fork, "--verifier-key", OTHER_KEY.public.did)
    assert (other.code, "not signed by this key" in other.err) == (2, True)


def test_a_witness_cosigns_what_grew_and_nothing_else(
    fourfold: Command, mirror: Path, tmp_path: Path, witness: list[object]
) -> None:
    key = verifier_key("w.example", OTHER_KEY.public, witness=True)
    first = fourfold("log", *witness, "--log", mirror)
    assert (first.code, key in first.out) == (0, True)
    cosigned = read_again((mirror / "checkpoint").read_text(encoding="utf-8"))
    assert is_signed_by(cosigned, LOG_KEY.public)
    shown = fourfold("log", "show", "--log", mirror, "--witness", key, "--at", "2026-03-02T20:00:00Z").out
    assert "cosigned by w.example" in shown
    assert "2026-03-02T08:00:00Z, 12 hours ago" in shown
    assert "its key is not known" in fourfold("log", "show", "--log", mirror).out
    log = Log(FolderTiles(mirror), ORIGIN)
    log.append(entries(300, 310), LOG_KEY)
    assert fourfold("log", *witness, "--log", mirror, "-o", tmp_path / "cosigned").code == 0
    assert len(log.newest.note().signatures) == 1
    for _ in range(2):
        taken = fourfold("log", "take", tmp_path / "cosigned", "--log", mirror, "--verifier-key", KEY)
        assert (taken.code, "bears 2 signatures" in taken.out) == (0, True)
    newest = (mirror / "checkpoint").read_bytes()
    shutil.copy(tmp_path / "old", mirror / "checkpoint")
    back = fourfold("log", *witness, "--log", mirror)
    assert (back.code, "rolled back" in back.err) == (1, True)
    (mirror / "checkpoint").write_bytes(newest)
    fork = tmp_path / "fork"
    Log(FolderTiles(fork), ORIGIN).append(entries(0, 350, "other"), LOG_KEY)
    forked = fourfold("log", *witness, "--log", fork)
    assert (forked.code, "forked" in forked.err) == (1, True)
    (mirror / "tile/0/001.p/54").unlink()
    assert fourfold("log", *witness, "--log", mirror).code == 0
    assert fourfold("log", "take", tmp_path / "old", "--log", mirror, "--verifier-key", KEY).code == 2


def test_a_witness_needs_the_key_of_the_log_and_its_own_memory(
    fourfold: Command, mirror: Path, tmp_path: Path, witness: list[object]
) -> None:
    without = fourfold("log", *witness[:-2], "--log", mirror)
    assert (without.code, "--verifier-key" in without.err) == (2, True)
    other = fourfold("log", *witness[:-1], OTHER_KEY.public.did, "--log", mirror)
    assert (other.code, "not signed by this key" in other.err) == (2, True)
    assert not (tmp_path / "seen.json").exists()
    (tmp_path / "seen.json").write_bytes(b"{}")
    damaged = fourfold("log", *witness, "--log", mirror)
    assert (damaged.code, "what a witness has seen" in damaged.err) == (2, True)
    (tmp_path / "seen.json").unlink()
    nowhere = ["--state", tmp_path / "no" / "seen.json"]
    assert fourfold("log", *witness, *nowhere, "--log", mirror).code == 2


def test_a_damaged_mirror_is_no_fork_to_a_witness(fourfold: Command, mirror: Path, witness: list[object]) -> None:
    assert fourfold("log", *witness, "--log", mirror).code == 0
    Log(FolderTiles(mirror), ORIGIN).append(entries(300, 310), LOG_KEY)
    (mirror / "tile/1/000.p/1").write_bytes(bytes(32))
    damaged = fourfold("log", *witness, "--log", mirror)
    assert (damaged.code, "forked" in damaged.err) == (2, False)


def test_the_log_is_told_in_chinese_as_well(fourfold: Command, mirror: Path) -> None:
    assert fourfold("log", "show", "--log", mirror, "--lang", "zh").code == 0

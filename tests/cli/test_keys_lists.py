"""A change of register or keys brings status lists that name it, at once; or is said to need them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fourfold.app.certification.bodies.body import Body
from fourfold.app.certification.certificates.issuing import issue
from fourfold.certification.keys import pkcs8
from fourfold.certification.keys.files import write_key
from fourfold.certification.keys.key import new_key
from fourfold.certification.log.leaf import LeafKind
from support.bodies import CHEAP, ISSUED, PASSPHRASE, pair, papers, staffed
from support.command import Command, Outcome

Keys = Callable[..., Outcome]
OTHER = b"another long passphrase"
LATER = ("--at", "2026-03-10")
DUE = "sign the status lists anew (fourfold certificate status --all)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A body that has issued a certificate, so that it has lists."""
    body = staffed(tmp_path / "body")
    issue(body, papers(tmp_path / "case").application(), pair("issue"), pair("log"), ISSUED)
    return body.folder


@pytest.fixture
def keys(fourfold: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keys:
    (tmp_path / "passphrase").write_bytes(PASSPHRASE)
    monkeypatch.setenv("FOURFOLD_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    monkeypatch.setenv("FOURFOLD_BODY", str(folder))
    monkeypatch.setattr(pkcs8, "COST", CHEAP)
    write_key(tmp_path / "key.pem", new_key(), PASSPHRASE, CHEAP)
    return lambda *arguments: fourfold("keys", *arguments)


def named(folder: Path) -> set[tuple[int, int]]:
    """The versions of issuer document and register that the newest lists name."""
    body = Body.open(folder)
    found = set()
    for name in sorted((body.folder / "public" / "status").glob("*.json")):
        document: Any = json.loads(name.read_bytes())
        as_of = document["asOf"]
        found.add((as_of["issuer"]["version"], as_of["register"]["version"]))
    return found


def newest(folder: Path) -> tuple[int, int]:
    body = Body.open(folder)
    register = body.register()
    assert register is not None
    return body.history()[-1].version, register.version


def test_every_change_brings_lists_that_name_it(keys: Keys, folder: Path, tmp_path: Path) -> None:
    assert named(folder) == {newest(folder)}
    size = Body.open(folder).log.newest.size
    for change in (
        ("register", tmp_path / "key.pem", "--role", "verify"),
        ("compromised", tmp_path / "key.pem", "--since", "2026-03-09"),
        ("rotate", "--use", "issue"),
        ("rotate", "--use", "root"),
        ("rotate", "--use", "log"),
    ):
        done = keys(*change, *LATER)
        assert (done.code, "Status lists signed anew: 2" in done.out) == (0, True), (change, done.err)
        assert named(folder) == {newest(folder)}
    body = Body.open(folder)
    assert [one.leaf.kind for one in body.registry.logged_from(size)].count(LeafKind.STATUS) == 2 * 5


@pytest.mark.parametrize("lost", ["passphrase", "file"])
def test_without_the_issuing_key_the_change_is_made_and_the_lists_are_said_to_be_due(
    keys: Keys, folder: Path, tmp_path: Path, lost: str
) -> None:
    file = folder / "keys" / "issue.pem"
    if lost == "passphrase":
        (tmp_path / "other").write_bytes(OTHER)
        assert keys("passphrase", file, "--new-passphrase-file", tmp_path / "other").code == 0
    else:
        file.unlink()
    before, lists = newest(folder), named(folder)
    done = keys("register", tmp_path / "key.pem", "--role", "verify", *LATER)
    assert (done.code, DUE in done.out) == (0, True), done.err
    said = json.loads(keys("compromised", tmp_path / "key.pem", "--since", "2026-03-09", "--json", *LATER).out)
    assert (said["lists_signed"], said["lists_due"]) == (0, True)
    assert newest(folder) == (before[0], before[1] + 2)
    assert named(folder) == lists


def test_a_lost_issuing_key_signs_no_list_and_the_one_in_its_place_does(keys: Keys, folder: Path) -> None:
    lists = named(folder)
    done = keys("compromised", folder / "keys" / "issue.pem", "--since", "2026-03-09", *LATER)
    assert (done.code, "needs a new key" in done.out, DUE in done.out) == (0, True, False), done.err
    assert named(folder) == lists
    made = json.loads(keys("rotate", "--use", "issue", "--json", *LATER).out)
    assert (made["lists_signed"], made["lists_due"]) == (2, False)
    assert named(folder) == {newest(folder)}

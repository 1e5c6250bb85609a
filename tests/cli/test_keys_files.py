"""``fourfold keys new``, ``show``, ``passphrase``: pairs in files, and no secret in anything that is printed."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from fourfold.certification.keys import pkcs8
from fourfold.certification.keys.files import read_key
from fourfold.certification.keys.key import KeyKind, PublicKey
from support.command import Command
from support.keys import CHEAP, PASSPHRASE, key_of_seed, write_cheap_key

NEW = "eleven loud meters hum"


@pytest.fixture(autouse=True)
def _no_passphrase_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOURFOLD_PASSPHRASE_FILE", raising=False)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """New files are quick to open; what the usual ones cost is tested where they are written."""
    monkeypatch.setattr(pkcs8, "COST", CHEAP)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file with the passphrase of the tests."""
    path = tmp_path / "passphrase.txt"
    path.write_bytes(PASSPHRASE + b"\n")
    return path


@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.P384])
def test_a_new_pair_is_written_and_its_public_half_printed(
    fourfold: Command, tmp_path: Path, secret: Path, kind: KeyKind
) -> None:
    path = tmp_path / "verifier.pem"
    code, out, err = fourfold("keys", "new", path, "--kind", kind.value, "--passphrase-file", secret)
    key = read_key(path, PASSPHRASE)
    assert (code, err) == (0, "")
    assert key.public.kind is kind
    assert key.public.did in out
    assert str(tmp_path / "verifier.pub.json") in out


def test_ed25519_is_what_is_made_where_nothing_is_said(fourfold: Command, tmp_path: Path, secret: Path) -> None:
    code, out, _ = fourfold("keys", "new", tmp_path / "a.pem", "--passphrase-file", secret, "--json")
    assert code == 0
    assert json.loads(out) == json.loads((tmp_path / "a.pub.json").read_text())
    assert json.loads(out)["kind"] == "ed25519"


def test_a_name_that_is_taken_is_refused_before_a_passphrase_is_asked(fourfold: Command, tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_text("mine")
    code, _, err = fourfold("keys", "new", tmp_path / "a.pem")
    assert code == 2
    assert "is there already" in err
    assert "passphrase" not in err
    assert (tmp_path / "a.pem").read_text() == "mine"


@pytest.mark.parametrize("suffix", [".pem", ".pub.json"])
def test_the_public_half_is_shown_without_a_passphrase(fourfold: Command, tmp_path: Path, suffix: str) -> None:
    key = write_cheap_key(tmp_path / "a.pem")
    code, out, _ = fourfold("keys", "show", tmp_path / f"a{suffix}", "--json")
    assert code == 0
    public = {"did": key.public.did, "format": "key/1", "kind": "ed25519", "multikey": key.public.multikey}
    assert json.loads(out) == public


@pytest.mark.parametrize("name", ["did", "multikey", "method"])
def test_a_key_is_shown_by_its_name_too(fourfold: Command, name: str) -> None:
    public = key_of_seed(KeyKind.P256, bytes(range(1, 33))).public
    code, out, _ = fourfold("keys", "show", getattr(public, name))
    assert code == 0
    assert [line.split(": ", 1)[1] for line in out.splitlines()] == ["p256", public.multikey, public.did]


def test_a_lost_public_half_is_written_again_as_it_was(fourfold: Command, tmp_path: Path) -> None:
    """As the repair of the message says: keys show NAME.pem --json."""
    write_cheap_key(tmp_path / "a.pem")
    before = (tmp_path / "a.pub.json").read_text()
    (tmp_path / "a.pub.json").unlink()
    assert fourfold("keys", "show", tmp_path / "a.pem", "--json").out == before


def test_what_is_no_key_is_refused(fourfold: Command, tmp_path: Path) -> None:
    (tmp_path / "a.pub.json").write_text("{}")
    assert fourfold("keys", "show", tmp_path / "a.pub.json").code == 2
    code, _, err = fourfold("keys", "show", "did:key:z6Mkx")
    assert code == 2
    assert "names no key" in err
    assert "repair:" in err


def test_a_passphrase_is_changed(fourfold: Command, tmp_path: Path, secret: Path) -> None:
    key = write_cheap_key(tmp_path / "a.pem")
    (tmp_path / "new.txt").write_text(NEW)
    arguments = ("--passphrase-file", secret, "--new-passphrase-file", tmp_path / "new.txt")
    code, out, _ = fourfold("keys", "passphrase", tmp_path / "a.pem", *arguments)
    assert code == 0
    assert key.public.did in out
    assert read_key(tmp_path / "a.pem", NEW.encode()).public == key.public


def test_two_passphrases_come_by_standard_input_a_line_each(
    fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = write_cheap_key(tmp_path / "a.pem")
    lines = io.BytesIO(PASSPHRASE + b"\r\n" + NEW.encode() + b"\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(lines))
    arguments = ("--passphrase-file", "-", "--new-passphrase-file", "-")
    assert fourfold("keys", "passphrase", tmp_path / "a.pem", *arguments).code == 0
    assert read_key(tmp_path / "a.pem", NEW.encode()).public == key.public


def test_a_wrong_passphrase_changes_nothing(fourfold: Command, tmp_path: Path, secret: Path) -> None:
    write_cheap_key(tmp_path / "a.pem")
    before = (tmp_path / "a.pem").read_bytes()
    (tmp_path / "wrong.txt").write_text(NEW)
    arguments = ("--passphrase-file", tmp_path / "wrong.txt", "--new-passphrase-file", secret)
    code, _, err = fourfold("keys", "passphrase", tmp_path / "a.pem", *arguments)
    assert code == 2
    assert "does not open" in err
    assert (tmp_path / "a.pem").read_bytes() == before


def test_neither_outputs_nor_the_list_of_processes_show_a_secret(tmp_path: Path) -> None:
    """While the command waits for its passphrase, everybody can read its arguments and its owner its environment."""
    seed = bytes(range(1, 33))
    write_cheap_key(tmp_path / "a.pem", key_of_seed(KeyKind.ED25519, seed))
    arguments = ("--passphrase-file", "-", "--new-passphrase-file", "-", "--lang", "zh")
    command = [sys.executable, "-m", "fourfold", "keys", "passphrase", str(tmp_path / "a.pem"), *arguments]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE) as run:
        process = Path("/proc") / str(run.pid)
        if process.exists():
            listed = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            assert PASSPHRASE not in listed
            assert NEW.encode() not in listed
        out, err = run.communicate(b"a wrong passphrase of mine\n" + NEW.encode() + b"\n", timeout=60)
    assert run.returncode == 2
    assert b"a.pem" in err
    for hidden in (b"a wrong passphrase", NEW.encode(), PASSPHRASE, seed, seed.hex().encode(), b"Traceback"):
        assert hidden not in out + err


@pytest.mark.parametrize("damage", ["cut", "flip", "other"])
def test_a_damaged_key_says_nothing_of_itself(fourfold: Command, tmp_path: Path, secret: Path, damage: str) -> None:
    path = tmp_path / "a.pem"
    seed = bytes(range(1, 33))
    write_cheap_key(path, key_of_seed(KeyKind.ED25519, seed))
    whole = path.read_text().splitlines(keepends=True)
    body = {"cut": whole[-2][:-9] + "\n", "flip": "A" + whole[-2][1:], "other": "!" + whole[-2][1:]}[damage]
    path.write_text("".join([*whole[:-2], body, whole[-1]]))
    (tmp_path / "new.txt").write_text(NEW)
    arguments = ("--passphrase-file", secret, "--new-passphrase-file", tmp_path / "new.txt")
    code, out, err = fourfold("keys", "passphrase", path, *arguments)
    assert code == 2
    for hidden in (seed.hex(), PASSPHRASE.decode(), NEW, whole[-2].strip()):
        assert hidden not in out + err


def on_a_terminal(arguments: list[str], answers: list[bytes]) -> tuple[int, bytes]:
    """Run the command on a terminal of its own, answering each question when it comes; exit code and all it showed."""
    here, there = pty.openpty()
    command, shown = [sys.executable, "-m", "fourfold", *arguments], b""
    with subprocess.Popen(command, stdin=there, stdout=there, stderr=there, start_new_session=True) as run:
        os.close(there)
        while piece := _read(here):
            shown += piece
            if answers and shown.endswith(b": "):
                os.write(here, answers.pop(0) + b"\n")
    os.close(here)
    return run.returncode, shown


def _read(terminal: int) -> bytes:
    """What comes next; nothing when the other side has gone, which Linux says by an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_the_terminal_asks_twice_and_shows_nothing(tmp_path: Path) -> None:
    code, shown = on_a_terminal(["keys", "new", str(tmp_path / "a.pem")], [PASSPHRASE, PASSPHRASE])
    assert code == 0
    assert b"Passphrase for a.pem: " in shown
    assert PASSPHRASE not in shown
    assert isinstance(read_key(tmp_path / "a.pem", PASSPHRASE).public, PublicKey)


def test_a_passphrase_typed_differently_makes_no_key(tmp_path: Path) -> None:
    code, shown = on_a_terminal(["keys", "new", str(tmp_path / "a.pem")], [PASSPHRASE, NEW.encode()])
    assert code == 2
    assert b"differently" in shown
    assert list(tmp_path.iterdir()) == []

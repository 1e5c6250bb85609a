"""Key files: what is written, who can read it, and what is said where one cannot be opened."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
)

from fourfold.certification.keys import pkcs8
from fourfold.certification.keys.files import (
    LEAST_PASSPHRASE,
    change_passphrase,
    read_key,
    write_key,
)
from fourfold.certification.keys.key import KeyKind, SigningKey, new_key
from support.keys import CHEAP, PASSPHRASE, codes_of, key_of_seed, write_cheap_key

OTHER = b"another passphrase of ours"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("kind", KeyKind)
def test_a_pair_comes_back_from_its_file(kind: KeyKind, tmp_path: Path) -> None:
    path = tmp_path / "root.pem"
    key = write_cheap_key(path, new_key(kind))
    back = read_key(path, PASSPHRASE)
    assert back.public == key.public
    assert key.public.verifies(back.sign(b"message"), b"message")


def test_the_pair_is_for_its_owner_alone_and_the_public_half_for_all(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        key = write_cheap_key(tmp_path / "root.pem")
    finally:
        os.umask(before)
    assert (tmp_path / "root.pem").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "root.pub.json").stat().st_mode & 0o777 == 0o644
    public = {"did": key.public.did, "format": "key/1", "kind": "ed25519", "multikey": key.public.multikey}
    assert json.loads((tmp_path / "root.pub.json").read_text()) == public
    assert names_in(tmp_path) == ["root.pem", "root.pub.json"]


@pytest.mark.parametrize("kind", [KeyKind.ED25519, KeyKind.P256])
def test_the_files_do_not_hold_the_secret(kind: KeyKind, tmp_path: Path) -> None:
    secret = bytes(range(1, 33))
    write_cheap_key(tmp_path / "root.pem", key_of_seed(kind, secret))
    body = (tmp_path / "root.pem").read_text().split("-----")[2]
    assert secret not in base64.b64decode(body)
    for path in tmp_path.iterdir():
        assert secret.hex() not in path.read_text()
        assert PASSPHRASE.decode() not in path.read_text()


def test_two_writings_of_one_key_differ(tmp_path: Path) -> None:
    key = write_cheap_key(tmp_path / "one.pem")
    write_cheap_key(tmp_path / "two.pem", key)
    one, two = ((tmp_path / name).read_text().split("-----")[2] for name in ("one.pem", "two.pem"))
    assert one != two


@pytest.mark.parametrize("kind", KeyKind)
def test_the_library_opens_the_file_by_itself(kind: KeyKind, tmp_path: Path) -> None:
    key = write_cheap_key(tmp_path / "root.pem", new_key(kind))
    pair = load_pem_private_key((tmp_path / "root.pem").read_bytes(), PASSPHRASE)
    assert SigningKey(pair).public == key.public  # type: ignore[arg-type]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl to read the file with")
def test_openssl_opens_a_file_of_the_usual_cost(tmp_path: Path) -> None:
    """Without being told to use more memory: what decides the cost of scrypt here."""
    key = new_key()
    write_key(tmp_path / "root.pem", key, PASSPHRASE)
    command = ["openssl", "pkey", "-in", str(tmp_path / "root.pem"), "-passin", "stdin", "-pubout", "-outform", "DER"]
    run = subprocess.run(command, input=PASSPHRASE, capture_output=True, check=False)
    if run.returncode and b"unsupported" in run.stderr.lower():
        pytest.skip("this openssl has no scrypt")
    assert run.stdout.endswith(key.public.raw)


def test_the_usual_cost_is_one_of_those_recommended() -> None:
    """OWASP, password storage: N = 2^14, r = 8, p = 5 and what is stronger."""
    assert (pkcs8.COST.n, pkcs8.COST.r, pkcs8.COST.p) == (2**14, 8, 5)


@pytest.mark.parametrize("taken", ["root.pem", "root.pub.json"])
def test_a_key_is_never_written_over_a_file(taken: str, tmp_path: Path) -> None:
    (tmp_path / taken).write_text("something else")
    assert codes_of(lambda: write_cheap_key(tmp_path / "root.pem")) == ["key-file-taken"]
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {taken: "something else"}


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "root.pem").symlink_to(tmp_path / "elsewhere.pem")
    assert codes_of(lambda: write_cheap_key(tmp_path / "root.pem")) == ["key-file-taken"]
    assert not (tmp_path / "elsewhere.pem").exists()


def test_a_file_that_appears_meanwhile_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check before the writing cannot see it; the giving of the name does."""
    monkeypatch.setattr(os.path, "lexists", lambda _path: False)
    (tmp_path / "root.pub.json").write_text("something else")
    assert codes_of(lambda: write_cheap_key(tmp_path / "root.pem")) == ["key-file-taken"]
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"root.pub.json": "something else"}


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_paths: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    key = write_cheap_key(tmp_path / "root.pem")
    assert read_key(tmp_path / "root.pem", PASSPHRASE).public == key.public
    assert (tmp_path / "root.pem").stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(os.path, "lexists", lambda _path: False)
    assert codes_of(lambda: write_cheap_key(tmp_path / "root.pem")) == ["key-file-taken"]
    assert names_in(tmp_path) == ["root.pem", "root.pub.json"]


@pytest.mark.parametrize("failing", [1, 2])
def test_a_disk_that_is_full_leaves_nothing_behind(
    failing: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    whole = os.fsync

    def fsync(handle: int) -> None:
        calls.append(handle)
        if len(calls) == failing * 2 - 1:  # each file: its content, then its folder
            raise OSError(28, "No space left on device")
        whole(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    assert codes_of(lambda: write_cheap_key(tmp_path / "root.pem")) == ["key-file-not-written"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["root", "root.key", "root.pem.txt", ".pem"])
def test_a_key_file_is_called_pem(name: str, tmp_path: Path) -> None:
    assert codes_of(lambda: write_cheap_key(tmp_path / name)) == ["key-file-name"]


def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    assert codes_of(lambda: write_cheap_key(tmp_path / "missing" / "root.pem")) == ["key-file-not-written"]


@pytest.mark.parametrize(
    "passphrase",
    [b"", b" ", b"short", b"x" * (LEAST_PASSPHRASE - 1), b"aaaaaaaaaaaaaaaa", b"abababababababab", b"a" + b" " * 20],
)
def test_a_weak_passphrase_is_refused_before_anything_is_written(passphrase: bytes, tmp_path: Path) -> None:
    assert codes_of(lambda: write_key(tmp_path / "root.pem", new_key(), passphrase, CHEAP)) == ["passphrase-weak"]
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_has_a_longest_length_too(tmp_path: Path) -> None:
    long = PASSPHRASE * 50
    assert codes_of(lambda: write_key(tmp_path / "root.pem", new_key(), long, CHEAP)) == ["passphrase-long"]


def test_twelve_chinese_characters_are_long_enough(tmp_path: Path) -> None:
    passphrase = "七只安静的电表在嗡嗡作响".encode()
    key = new_key()
    write_key(tmp_path / "root.pem", key, passphrase, CHEAP)
    assert read_key(tmp_path / "root.pem", passphrase).public == key.public


@pytest.mark.parametrize("passphrase", [b"", b"wrong", PASSPHRASE + b" ", PASSPHRASE.upper(), b"\xff\xfe", b"x" * 5000])
def test_a_wrong_passphrase_opens_nothing(passphrase: bytes, tmp_path: Path) -> None:
    write_cheap_key(tmp_path / "root.pem")
    assert codes_of(lambda: read_key(tmp_path / "root.pem", passphrase)) == ["key-not-opened"]


def test_a_passphrase_is_changed_and_the_key_stays(tmp_path: Path) -> None:
    path = tmp_path / "root.pem"
    key = write_cheap_key(path)
    assert change_passphrase(path, PASSPHRASE, OTHER, CHEAP) == key.public
    assert read_key(path, OTHER).public == key.public
    assert codes_of(lambda: read_key(path, PASSPHRASE)) == ["key-not-opened"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert names_in(tmp_path) == ["root.pem", "root.pub.json"]


def test_a_passphrase_that_could_not_be_changed_is_still_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "root.pem"
    key = write_cheap_key(path)
    assert codes_of(lambda: change_passphrase(path, OTHER, PASSPHRASE, CHEAP)) == ["key-not-opened"]
    assert codes_of(lambda: change_passphrase(path, PASSPHRASE, b"weak", CHEAP)) == ["passphrase-weak"]

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert codes_of(lambda: change_passphrase(path, PASSPHRASE, OTHER, CHEAP)) == ["key-file-not-written"]
    assert read_key(path, PASSPHRASE).public == key.public
    assert names_in(tmp_path) == ["root.pem", "root.pub.json"]

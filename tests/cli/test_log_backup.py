"""``fourfold log backup`` and ``restore``: log and registry in one file, checked whole on the way in and out."""

from __future__ import annotations

import io
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fourfold.app.certification.bodies.body import Body
from fourfold.certification.identity.issuer import KeyUse
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.log.log import Log
from fourfold.core.canonical import canonical_bytes
from fourfold.store.registry_copy import copy_registry
from fourfold.store.tiles import FolderTiles
from support.bodies import MADE, PASSPHRASE, Note, body_in, pair
from support.command import Command
from support.logs import LOG_KEY, ORIGIN, entries

AT = ("--at", "2026-03-02T08:00:00Z")


@pytest.fixture
def body(tmp_path: Path) -> Path:
    """A body that has published three notes."""
    folder = tmp_path / "body"
    body_in(folder).publish([(LeafKind.STATEMENT, Note.of(text).document) for text in "abc"], pair("log"), MADE)
    return folder


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    """A log of 300 entries."""
    folder = tmp_path / "mirror"
    Log(FolderTiles(folder), ORIGIN).append(entries(0, 300), LOG_KEY)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def test_a_body_comes_back_without_its_keys_and_goes_on_where_it_was(
    fourfold: Command, body: Path, tmp_path: Path
) -> None:
    backup, again = tmp_path / "body.backup", tmp_path / "again"
    made = fourfold("log", "backup", backup, "--body", body, *AT)
    assert (made.code, "the keys are not in it" in made.out) == (0, True)
    first = backup.read_bytes()
    assert fourfold("log", "backup", backup, "--body", body, *AT).code == 0
    assert backup.read_bytes() == first
    restored = fourfold("log", "restore", backup, "--body", again)
    assert (restored.code, "the registry agree" in restored.out) == (0, True)
    before = {name: data for name, data in contents(body).items() if not name.startswith(("keys/", "registry"))}
    after = {name: data for name, data in contents(again).items() if not name.startswith("registry")}
    assert after == before
    assert not (again / "keys").exists()
    assert (again / "registry.sqlite").stat().st_mode & 0o077 == 0
    assert (again / "public").stat().st_mode & 0o055 == (body / "public").stat().st_mode & 0o055
    shutil.copytree(body / "keys", again / "keys")
    opened = Body.open(again)
    size = opened.log.newest.size
    opened.publish([(LeafKind.STATEMENT, Note.of("d").document)], opened.key(KeyUse.LOG, PASSPHRASE), MADE)
    assert opened.log.newest.size == size + 1
    assert fourfold("log", "check", "--body", again).code == 0


def test_a_log_alone_comes_back(fourfold: Command, mirror: Path, tmp_path: Path) -> None:
    backup, again = tmp_path / "log.backup", tmp_path / "again"
    assert fourfold("log", "backup", backup, "--log", mirror).code == 0
    assert fourfold("log", "restore", backup, "--log", again).code == 0
    assert contents(again) == contents(mirror)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "log.backup", "mirror"]


def test_a_log_that_was_compared_with_nothing_is_said_to_be(fourfold: Command, mirror: Path, tmp_path: Path) -> None:
    backup = tmp_path / "log.backup"
    assert fourfold("log", "backup", backup, "--log", mirror, *AT).code == 0
    bare = fourfold("log", "restore", backup, "--log", tmp_path / "bare")
    assert (bare.code, "not compared with any published checkpoint" in bare.out) == (0, True)
    held = fourfold("log", "restore", backup, "--log", tmp_path / "held", "--from", mirror / "checkpoint")
    assert (held.code, "not compared" in held.out) == (0, False)


def test_nothing_that_is_there_is_replaced(fourfold: Command, mirror: Path, tmp_path: Path) -> None:
    backup = tmp_path / "log.backup"
    fourfold("log", "backup", backup, "--log", mirror)
    before = contents(mirror)
    taken = fourfold("log", "restore", backup, "--log", mirror)
    assert (taken.code, "is there already" in taken.err) == (2, True)
    assert contents(mirror) == before
    (tmp_path / "empty").mkdir()
    assert fourfold("log", "restore", backup, "--log", tmp_path / "empty").code == 0
    assert fourfold("log", "restore", backup).code == 2


def test_a_log_that_is_not_sound_is_not_backed_up(fourfold: Command, mirror: Path, tmp_path: Path) -> None:
    (mirror / "tile/0/000").write_bytes(bytes(8192))
    backup = tmp_path / "log.backup"
    assert fourfold("log", "backup", backup, "--log", mirror).code == 2
    assert not backup.exists()


def test_a_backup_older_than_a_published_checkpoint_is_refused(fourfold: Command, mirror: Path, tmp_path: Path) -> None:
    backup, published = tmp_path / "log.backup", tmp_path / "published"
    shutil.copy(mirror / "checkpoint", tmp_path / "older")
    fourfold("log", "backup", backup, "--log", mirror)
    Log(FolderTiles(mirror), ORIGIN).append(entries(300, 301), LOG_KEY)
    shutil.copy(mirror / "checkpoint", published)
    old = fourfold("log", "restore", backup, "--log", tmp_path / "again", "--from", published)
    assert (old.code, "does not contain the checkpoint" in old.err) == (2, True)
    assert not (tmp_path / "again").exists()
    assert fourfold("log", "restore", backup, "--log", tmp_path / "again", "--from", tmp_path / "older").code == 0


def repacked(backup: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """The archive with other contents, its list as it was."""
    with tarfile.open(backup) as archive:
        files = {member.name: (archive.extractfile(member) or io.BytesIO()).read() for member in archive}
    change(files)
    with tarfile.open(backup, "w") as archive:
        for name, data in files.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))


def last_first(files: dict[str, bytes]) -> None:
    """The list at the beginning."""
    files["checkpoint"] = files.pop("checkpoint")


@pytest.mark.parametrize(
    "change",
    [
        lambda files: files.update({"tile/0/000": bytes(8192)}),
        lambda files: files.pop("tile/0/000"),
        lambda files: files.pop("backup.json"),
        lambda files: files.update({"backup.json": b"{}"}),
        lambda files: files.update({"backup.json": files["backup.json"].replace(b'"log"', b'"body"')}),
        lambda files: files.update({"backup.json": files["backup.json"].replace(b"log.example", b"log.elsewhere")}),
        lambda files: files.update({"backup.json": canonical_bytes({"fourfold": "backup/1", "files": {}})}),
        last_first,
    ],
)
def test_a_changed_backup_is_refused_and_leaves_nothing(
    fourfold: Command, mirror: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    backup = tmp_path / "log.backup"
    fourfold("log", "backup", backup, "--log", mirror)
    repacked(backup, change)
    assert fourfold("log", "restore", backup, "--log", tmp_path / "again").code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.backup", "mirror"]


@pytest.mark.parametrize("name", ["../out", "/out", "a/../../out", "a\\b", "c:out", "./a"])
def test_names_that_lead_out_of_the_folder_are_refused(fourfold: Command, tmp_path: Path, name: str) -> None:
    backup = tmp_path / "evil"
    with tarfile.open(backup, "w") as archive:
        header = tarfile.TarInfo(name)
        header.size = 1
        archive.addfile(header, io.BytesIO(b"x"))
    assert fourfold("log", "restore", backup, "--log", tmp_path / "again").code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evil"]


def test_links_in_a_backup_are_refused(fourfold: Command, tmp_path: Path) -> None:
    backup = tmp_path / "evil"
    with tarfile.open(backup, "w") as archive:
        header = tarfile.TarInfo("checkpoint")
        header.type, header.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(header)
    assert fourfold("log", "restore", backup, "--log", tmp_path / "again").code == 2


@pytest.mark.parametrize("part", [0, 100, 600, 5000, -600])
def test_a_backup_cut_off_anywhere_is_refused(fourfold: Command, mirror: Path, tmp_path: Path, part: int) -> None:
    backup = tmp_path / "log.backup"
    fourfold("log", "backup", backup, "--log", mirror)
    data = backup.read_bytes().rstrip(b"\0")
    backup.write_bytes(data[:part])
    assert fourfold("log", "restore", backup, "--log", tmp_path / "again").code == 2
    assert not (tmp_path / "again").exists()


def test_a_backup_that_cannot_be_written_or_read_says_so(fourfold: Command, mirror: Path, tmp_path: Path) -> None:
    assert fourfold("log", "backup", tmp_path / "no" / "file", "--log", mirror).code == 2
    assert fourfold("log", "restore", tmp_path / "nothing", "--log", tmp_path / "again").code == 2
    with pytest.raises(OSError, match="no-registry"):
        copy_registry(tmp_path / "no-registry", tmp_path / "copy")


def test_a_registry_of_another_state_in_a_backup_is_refused(fourfold: Command, body: Path, tmp_path: Path) -> None:
    backup, stale = tmp_path / "body.backup", tmp_path / "stale.sqlite"
    copy_registry(body / "registry.sqlite", stale)
    opened = Body.open(body)
    opened.publish([(LeafKind.STATEMENT, Note.of("d").document)], pair("log"), MADE)
    fourfold("log", "backup", backup, "--body", body)
    repacked(backup, lambda files: files.update({"registry.sqlite": stale.read_bytes()}))
    assert fourfold("log", "restore", backup, "--body", tmp_path / "again").code == 2
    assert not (tmp_path / "again").exists()

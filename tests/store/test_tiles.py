"""Files of a log in a folder: whole, durable, bounded; and a writer that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fourfold.certification.keys.files import read_key, write_key
from fourfold.certification.log.audit import audit
from fourfold.certification.log.growth import Grown, growth_since
from fourfold.certification.log.log import Log, checkpoint_in
from fourfold.store.tiles import MOST_BYTES, FolderTiles
from support.keys import CHEAP
from support.logs import LOG_KEY, ORIGIN, codes, entries, entry, files_of, log_of, read_again, refused


def test_a_log_in_a_folder_has_the_files_of_one_in_memory(tmp_path: Path) -> None:
    store = FolderTiles(tmp_path / "log")
    log = Log(store, ORIGIN)
    log.append([], LOG_KEY)
    for start, stop in [(0, 3), (3, 260), (260, 300)]:
        assert log.append(entries(start, stop), LOG_KEY) == range(start, stop)
    expected = files_of(log_of(3, 257, 40))
    assert {name: store.read(name) for name in store.names()} == expected
    assert log.prove(17).holds()
    assert list(audit(log).problems) == []
    kept = sorted(path.name for path in (tmp_path / "log").iterdir())
    assert kept == [".lock", ".writing", "checkpoint", "tile"]
    assert list((tmp_path / "log" / ".writing").iterdir()) == []
    assert not (tmp_path / "log/tile/0/000.p").exists()


def test_names_are_found_by_their_beginning(tmp_path: Path) -> None:
    store = FolderTiles(tmp_path)
    assert list(store.names()) == []
    assert list(store.names("tile/0/")) == []
    for name in ("checkpoint", "tile/0/000", "tile/0/000.p/4", "tile/0/001.p/4", "tile/entries/000"):
        store.write(name, b"x")
    assert sorted(store.names("tile/0/000")) == ["tile/0/000", "tile/0/000.p/4"]
    assert list(store.names("tile/0/001.p/")) == ["tile/0/001.p/4"]
    store.remove("tile/0/001.p/4")
    store.remove("tile/0/001.p/4")
    assert not (tmp_path / "tile/0/001.p").exists()
    assert list(store.names("tile/0/000/")) == []


def test_what_is_not_there_is_none_and_what_is_no_file_is_refused(tmp_path: Path) -> None:
    store = FolderTiles(tmp_path)
    assert store.read("checkpoint") is None
    assert store.read("tile/0/000") is None
    store.write("checkpoint", b"x")
    assert store.read("checkpoint/below") is None
    (tmp_path / "folder").mkdir()
    assert refused(lambda: store.read("folder")) == ["file-not-regular"]
    (tmp_path / "large").touch()
    os.truncate(tmp_path / "large", MOST_BYTES + 1)
    assert refused(lambda: store.read("large")) == ["file-too-large"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "checkpoint")
    assert refused(lambda: FolderTiles(tmp_path).read("checkpoint")) == ["file-not-regular"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_are_not_followed(tmp_path: Path) -> None:
    store = FolderTiles(tmp_path)
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "checkpoint").symlink_to(tmp_path / "secret")
    assert refused(lambda: store.read("checkpoint")) == ["file-unreadable"]
    assert list(store.names("checkpoint")) == ["checkpoint"]


def test_what_a_crash_left_half_written_is_removed_by_the_next_writer(tmp_path: Path) -> None:
    store = FolderTiles(tmp_path)
    (tmp_path / ".writing").mkdir()
    (tmp_path / ".writing" / "99-0").write_bytes(b"half")
    with store.locked():
        assert list((tmp_path / ".writing").iterdir()) == []


WRITER = """
import sys
from pathlib import Path
from fourfold.certification.keys.files import read_key
from fourfold.certification.log.log import Log
from fourfold.store.tiles import FolderTiles
from support.logs import ORIGIN, entry

key = read_key(Path(sys.argv[2]), b"only for this test")
log = Log(FolderTiles(Path(sys.argv[1])), ORIGIN)
size = log.newest.size
while True:
    count = 1 + size % 97
    log.append([entry(number) for number in range(size, size + count)], key)
    size += count
    print(size, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_writer_that_is_killed_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    key_file, folder = tmp_path / "log.pem", tmp_path / "log"
    write_key(key_file, LOG_KEY, b"only for this test", CHEAP)
    key = read_key(key_file, b"only for this test")
    log = Log(FolderTiles(folder), ORIGIN)
    log.append([], key)
    seen = [log.newest]
    for stop_after in (2, 9, 5):
        command = [sys.executable, "-c", WRITER, str(folder), str(key_file)]
        tests = str(Path(__file__).resolve().parents[1])
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": tests}
        ) as writer:
            assert writer.stdout is not None
            acknowledged = [int(next(writer.stdout)) for _ in range(stop_after)][-1]
            writer.send_signal(signal.SIGKILL)
            acknowledged = max([acknowledged, *(int(line) for line in writer.stdout if line.endswith("\n"))])
        assert log.newest.size >= acknowledged
        assert list(log.leaves()) == [entry(number) for number in range(log.newest.size)]
        assert {growth_since(log, old).outcome for old in seen} <= {Grown.SAME, Grown.GREW}
        assert audit(log).problems.errors == []
        seen.append(read_again(log.newest.text))
    log.append([entry(log.newest.size)], key)
    assert codes(audit(log).problems) == []
    assert checkpoint_in(FolderTiles(tmp_path)) is None

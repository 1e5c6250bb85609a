"""Logs to try things on: a key, entries that are leaves, logs of a size, readers that must succeed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256

from fourfold.certification.keys.key import SigningKey, new_key
from fourfold.certification.log.checkpoint import Checkpoint, read_checkpoint
from fourfold.certification.log.leaf import Leaf, LeafKind
from fourfold.certification.log.log import Log
from fourfold.core.problems import InputError, Place, Problem, Problems
from support.tile_stores import MemoryTiles

ORIGIN = "log.example/fourfold"
LOG_KEY = new_key()
OTHER_KEY = new_key()
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLACE = Place("checkpoint")


def entry(number: int, variant: str = "") -> bytes:
    """An entry; each number its own."""
    kinds = list(LeafKind)
    digest = "sha256:" + sha256(f"{variant}{number}".encode()).hexdigest()
    return Leaf(kinds[number % len(kinds)], digest, NOON).data()


def entries(start: int, stop: int, variant: str = "") -> list[bytes]:
    """Entries by number."""
    return [entry(number, variant) for number in range(start, stop)]


def log_of(*sizes: int, key: SigningKey = LOG_KEY, variant: str = "") -> Log:
    """A log in memory that grew by these sizes; entry n is `entry(n)`."""
    log = Log(MemoryTiles(), ORIGIN)
    log.append([], key)
    for size in sizes:
        start = log.newest.size
        log.append(entries(start, start + size, variant), key)
    return log


@cache
def large_log() -> Log:
    """A log of three levels, made once: 70 000 entries. Not to be appended to."""
    return log_of(70_000)


def files_of(log: Log) -> dict[str, bytes]:
    """The files of a log in memory."""
    assert isinstance(log.store, MemoryTiles)
    return log.store.files


def read_again(text: str) -> Checkpoint:
    """A checkpoint from its text."""
    problems = Problems()
    found = read_checkpoint(text, PLACE, problems)
    assert found is not None, list(problems)
    return found


def codes(problems: Iterable[Problem]) -> list[str]:
    """The codes of problems."""
    return [problem.kind.code for problem in problems]


def refused(call: Callable[[], object]) -> list[str]:
    """The codes for which something is refused."""
    try:
        call()
    except InputError as error:
        return codes(error.problems)
    raise AssertionError("it was accepted")

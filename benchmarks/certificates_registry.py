"""How the registry of a body grows: time of one more certificate, of finding one, of a list's bits; size of the file.

``python benchmarks/certificates_registry.py [--sizes 1000,10000,100000,1000000] [--samples 200] [--bytes 200]``

For each size a registry is filled in bulk (documents of ``--bytes`` bytes; real certificates hold about 5 kB, which
makes the file larger and little else slower), then measured through the same calls a body makes: a number and a status
entry reserved and the certificate recorded, each in a transaction of its own that is on the disk before it ends; a
certificate found by its number and by its dossier; the bits of a full list. Medians in milliseconds.
"""

from __future__ import annotations

import argparse
import hashlib
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from fourfold.certification.log.leaf import Leaf, LeafKind
from fourfold.certification.registry import MOST_TAKEN, number_text
from fourfold.certification.status.bitstring import LIST_ENTRIES, StatusPurpose
from fourfold.core.canonical import digest_of_bytes
from fourfold.store.registry import schema
from fourfold.store.registry.opening import sqlite_engine
from fourfold.store.registry.sql import SqlRegistry

AT = datetime(2026, 3, 1, tzinfo=UTC)
TIME = "2026-03-01T00:00:00Z"
_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Growth:
    """What was measured at a size.

    Attributes:
        certificates: how many there are.
        issue_ms: to reserve number and entry and record one, on the disk.
        find_ms: to find one by its number.
        dossier_ms: to find one by its dossier.
        bits_ms: to gather the bits of a full list.
        megabytes: of the file.
    """

    certificates: int
    issue_ms: float
    find_ms: float
    dossier_ms: float
    bits_ms: float
    megabytes: float


def growth(sizes: Sequence[int], samples: int = 200, data_bytes: int = 200) -> Iterator[Growth]:
    """Measure registries of these sizes, one after the other, in temporary folders."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "registry.sqlite"
            registry = SqlRegistry(sqlite_engine(path, make=True), path)
            fill(path, size, data_bytes)
            yield measured(registry, path, size, samples, data_bytes)


def measured(registry: SqlRegistry, path: Path, size: int, samples: int, data_bytes: int) -> Growth:
    """What the calls of a body take on a registry that was filled."""
    return Growth(
        size,
        _median(lambda: _issue(registry, data_bytes), samples),
        _median(lambda: registry.by_number(number_text("EX", 2026, _any(size))), samples),
        _median(lambda: registry.about("certificate", _dossier(_any(size))), samples),
        _median(lambda: registry.bits(StatusPurpose.REVOCATION, 1), 20),
        path.stat().st_size / 1e6,
    )


def fill(path: Path, size: int, data_bytes: int) -> None:
    """So many certificates, one in a hundred of them revoked, put into the tables in bulk."""
    engine = sqlite_engine(path)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for first in range(0, size, MOST_TAKEN):
            taken = min(MOST_TAKEN, size - first)
            values = {"list": first // MOST_TAKEN + 1, "taken": taken}
            connection.execute(insert(schema.STATUS_LISTS).values(**values))
        rows_of_all = _rows(size, data_bytes)
        while page := list(islice(rows_of_all, _PAGE)):
            for table, rows in zip(_TABLES, zip(*page, strict=True), strict=True):
                connection.execute(insert(table), list(rows))


_TABLES = (
    schema.NUMBERS,
    schema.STATUS_ENTRIES,
    schema.DOCUMENTS,
    schema.CERTIFICATES,
    schema.STATE_CHANGES,
)


def _rows(size: int, data_bytes: int) -> Iterator[tuple[dict[str, Any], ...]]:
    """Rows of `_TABLES`, certificate by certificate; places are strewn over a list: 7,919 is prime to its length."""
    for n in range(size):
        number, data = number_text("EX", 2026, n + 1), _data(n, data_bytes)
        entry = {"list": n // MOST_TAKEN + 1, "position": n % MOST_TAKEN * 7919 % LIST_ENTRIES}
        state = {"number": number, "state": "revoked" if n % 100 == 0 else "issued"}
        document = {"digest": digest_of_bytes(data), "kind": "certificate", "time": TIME, "about": _dossier(n + 1)}
        yield (
            {"number": number, "prefix": "EX", "year": 2026, "ordinal": n + 1},
            entry,
            {**document, "number": number, "data": data, "log_index": n},
            {**state, "changed": TIME, **entry},
            {**state, "reason": "", "time": TIME},
        )


def _issue(registry: SqlRegistry, data_bytes: int) -> None:
    with registry.transaction():
        number, entry = registry.reserve_number("EX", 2026), registry.reserve_status()
        data = secrets.token_bytes(data_bytes)
        leaf = Leaf(LeafKind.CERTIFICATE, digest_of_bytes(data), AT)
        registry.record(leaf, data, number, entry, digest_of_bytes(data[:32]))


def _data(n: int, data_bytes: int) -> bytes:
    return hashlib.shake_128(str(n).encode()).digest(data_bytes)


def _dossier(n: int) -> str:
    return digest_of_bytes(f"dossier {n}".encode())


def _any(size: int) -> int:
    return secrets.randbelow(size) + 1


def _median(act: Callable[[], object], samples: int) -> float:
    """Milliseconds of the median of so many."""
    times = []
    for _ in range(samples):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def print_growth(sizes: Sequence[int], samples: int = 200, data_bytes: int = 200) -> None:
    """Measure and print a table, a line a size."""
    print("certificates  issue ms  by number ms  by dossier ms  bits ms  file MB")
    for row in growth(sizes, samples, data_bytes):
        print(
            f"{row.certificates:12,d}  {row.issue_ms:8.2f}  {row.find_ms:12.2f}  {row.dossier_ms:13.2f}"
            f"  {row.bits_ms:7.2f}  {row.megabytes:7.1f}",
            flush=True,
        )


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--bytes", type=int, default=200)
    arguments = parser.parse_args()
    print_growth([int(size) for size in arguments.sizes.split(",")], arguments.samples, arguments.bytes)


if __name__ == "__main__":
    main()

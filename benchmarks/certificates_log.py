"""Logs of 10³ to 10⁶ entries on disk: appends, inclusion and growth proofs a second, sizes, memory, and peers.

Peers: the bare hashing a log of n entries needs at least (2n hashes), and a proof made naively, by hashing all entries
anew, as a log without tiles would. `benchmarks/certificates.py` calls `log_growth`; alone: ``python
benchmarks/certificates_log.py``.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from fourfold.certification.keys.key import SigningKey, new_key
from fourfold.certification.log.audit import audit
from fourfold.certification.log.leaf import Leaf, LeafKind
from fourfold.certification.log.log import Log
from fourfold.core.merkle import leaf_hash, root_of, verify_consistency, verify_inclusion
from fourfold.store.tiles import FolderTiles

SIZES = (1_000, 10_000, 100_000, 1_000_000)
BATCH = 1_000
PROOFS = 1_000
GROWTHS = 200
SINGLE = 100
_STRIDE = 611_953
"""A prime: entries far from each other are proved one after the other."""
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LogFigures:
    """What was measured of a log of one size. Rates are a second of processor time, where not said otherwise.

    Attributes:
        entries: in the log.
        appends: entries appended in batches of `BATCH`, synced to disk, checkpoint signed.
        appends_by_clock: the same, waiting for the disk included.
        single_appends: batches of one entry, as a body appends; by the clock.
        bare_syncs: files of one page written and synced, by the clock: what the disk can do.
        proofs: inclusion proofs of scattered entries made from tiles and verified once by the log itself.
        growth_proofs: consistency proofs from scattered sizes.
        verifications: inclusion proofs verified.
        path: hashes of the longest inclusion proof.
        proof_bytes: largest proof as text, entry and checkpoint included.
        folder_mib: size of the files.
        files: how many.
        audit_s: seconds of a whole check.
        bare_hashes: appends a second if hashing were all: leaf and node hashes of the same entries.
        naive_s: seconds of one proof made by hashing every entry anew.
        peak_mib: largest memory of the process so far.
    """

    entries: int
    appends: float
    appends_by_clock: float
    single_appends: float
    bare_syncs: float
    proofs: float
    growth_proofs: float
    verifications: float
    path: int
    proof_bytes: int
    folder_mib: float
    files: int
    audit_s: float
    bare_hashes: float
    naive_s: float
    peak_mib: float


def leaf(number: int) -> bytes:
    """An entry as a body logs it."""
    digest = "sha256:" + sha256(number.to_bytes(8, "big")).hexdigest()
    return Leaf(LeafKind.CERTIFICATE, digest, START + timedelta(seconds=number)).data()


def measure(entries: int, folder: Path, key: SigningKey) -> LogFigures:
    """Build a log of this size in a folder and measure it."""
    data = [leaf(number) for number in range(entries)]
    log = Log(FolderTiles(folder), "log.example/benchmark")
    log.append([], key)
    append_s, append_clock_s = _both(
        lambda: [log.append(data[at : at + BATCH], key) for at in range(0, entries, BATCH)]
    )
    chosen = [number * _STRIDE % entries for number in range(PROOFS)]
    proofs = [log.prove(index) for index in chosen[:10]]
    prove_s = _seconds(lambda: proofs.extend(log.prove(index) for index in chosen))
    root = log.newest.root
    olds = [index + 1 for index in chosen[:GROWTHS]]
    growth_s = _seconds(lambda: [log.prove_growth(old) for old in olds])
    _is(verify_consistency(olds[0], entries, log.prove_growth(olds[0]), log.root_at(olds[0]), root), True)
    verify_s = _seconds(lambda: [one.holds() for one in proofs])
    audit_s = _seconds(lambda: _sound(log))
    files = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    hashes: list[bytes] = []
    bare_s = _seconds(lambda: hashes.extend(map(leaf_hash, data))) + _seconds(lambda: _is(root_of(hashes), root))
    naive_s = _seconds(lambda: _naive(data, chosen[0], root))
    _, sync_s = _both(lambda: _sync_pages(folder / "page"))
    _, single_s = _both(lambda: [log.append([leaf(entries + number)], key) for number in range(SINGLE)])
    return LogFigures(
        entries,
        entries / append_s,
        entries / append_clock_s,
        SINGLE / single_s,
        SINGLE / sync_s,
        len(chosen) / prove_s,
        len(olds) / growth_s,
        len(proofs) / verify_s,
        max(len(one.path) for one in proofs),
        max(len(one.text().encode()) for one in proofs),
        sum(files) / 2**20,
        len(files),
        audit_s,
        entries / bare_s,
        naive_s,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def log_growth(sizes: tuple[int, ...] = SIZES, place: Path | None = None) -> list[LogFigures]:
    """Figures for logs of several sizes, each in a folder of its own that is removed again."""
    found = []
    for entries in sizes:
        with tempfile.TemporaryDirectory(dir=place) as folder:
            found.append(measure(entries, Path(folder) / "log", new_key()))
    return found


def _naive(data: list[bytes], index: int, root: bytes) -> None:
    """A proof by hashing everything: the path is collected while the levels are built."""
    level, at, path = list(map(leaf_hash, data)), index, []
    while len(level) > 1:
        if at ^ 1 < len(level):
            path.append(level[at ^ 1])
        level = [root_of(level[first : first + 2]) for first in range(0, len(level), 2)]
        at >>= 1
    _is(verify_inclusion(leaf_hash(data[index]), index, len(data), path, root), True)


def _sound(log: Log) -> None:
    _is(list(audit(log).problems), [])


def _is(found: object, expected: object) -> None:
    if found != expected:
        raise AssertionError("what was measured is wrong")


def _sync_pages(path: Path) -> None:
    for _ in range(SINGLE):
        with path.open("wb") as stream:
            stream.write(bytes(4096))
            stream.flush()
            os.fsync(stream.fileno())


def _both(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of this process's time, and by the clock."""
    used, begun = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - used, time.perf_counter() - begun


def _seconds(work: Callable[[], object]) -> float:
    return _both(work)[0]


def print_growth(sizes: Sequence[int], place: Path | None = None) -> None:
    """Measure and print, a line a size."""
    for one in (figures for size in sizes for figures in log_growth((size,), place)):
        print(
            f"{one.entries:>9,} entries: {one.appends:,.0f} appends/s (batches of {BATCH}; by the clock "
            f"{one.appends_by_clock:,.0f}; bare hashing {one.bare_hashes:,.0f}), {one.single_appends:,.0f} single "
            f"appends/s by the clock ({one.bare_syncs:,.0f} bare syncs/s), {one.proofs:,.0f} proofs/s, "
            f"{one.growth_proofs:,.0f} growth proofs/s, {one.verifications:,.0f} verifications/s, path {one.path}, "
            f"{one.proof_bytes} B, {one.folder_mib:.1f} MiB in {one.files:,} files, check {one.audit_s:.1f} s, "
            f"naive proof {one.naive_s * 1e3:,.0f} ms, peak {one.peak_mib:.0f} MiB",
            flush=True,
        )


def main() -> None:
    """Print the figures."""
    print_growth(SIZES, Path(sys.argv[1]) if len(sys.argv) > 1 else None)


if __name__ == "__main__":
    main()

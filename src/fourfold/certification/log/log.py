"""A log over tiles: append, prove, check. Static files in the C2SP tlog-tiles layout.

One writer. Entries are sequenced, their tiles written, then the checkpoint: a reader never sees a checkpoint whose
tiles are not there. Before the tiles the writer notes what it is about to do; so after a crash the next writer knows
which tiles no checkpoint speaks of, and tiles that no note explains betray a checkpoint that was put back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from fourfold.certification.keys.key import PublicKey, SigningKey
from fourfold.certification.log.checkpoint import Checkpoint, is_signed_by, read_checkpoint, sign_checkpoint
from fourfold.certification.log.faults import (
    LOG_CHECKPOINT_GONE,
    LOG_DISAGREES,
    LOG_EMPTY,
    LOG_ENTRY_TOO_LARGE,
    LOG_NO_SUCH_ENTRY,
    LOG_NO_SUCH_SIZE,
    LOG_NOT_NEWEST,
    LOG_OTHER_KEY,
    LOG_OTHER_ORIGIN,
    LOG_OTHER_SIZE,
    LOG_ROLLED_BACK,
    LOG_SIGNATURE_LOST,
    refuse,
)
from fourfold.certification.log.growing import Edge
from fourfold.certification.log.layout import CHECKPOINT, ENTRIES, PENDING, TILE_WIDTH, edge, new_tiles, tile_at
from fourfold.certification.log.proof import LEAF_MOST_BYTES, LogProof
from fourfold.certification.log.tree import Tiles
from fourfold.core.merkle import EMPTY_ROOT, consistency_ranges, inclusion_ranges
from fourfold.core.problems import InputError, Place, Problems
from fourfold.core.reading import decode_utf8


class TileStore(Protocol):
    """Where the files of a log rest. Names as in tlog-tiles: ``checkpoint``, ``tile/0/x001/234``, ``tile/entries/000``.

    Invariants: a write is whole or not at all and durable on return; a tile a checkpoint speaks of never changes.
    """

    def read(self, name: str) -> bytes | None:
        """The bytes, or ``None``."""

    def write(self, name: str, data: bytes) -> None:
        """Put them there."""

    def write_all(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Put many there, each whole or not at all, all durable on return."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""

    def names(self, start: str = "") -> Iterator[str]:
        """The names that begin so, in no order."""

    def locked(self) -> AbstractContextManager[None]:
        """Keep other writers out."""


class Log:
    """A log.

    Args:
        store: its files.
        origin: its name.
    """

    def __init__(self, store: TileStore, origin: str) -> None:
        self.store = store
        self.origin = origin
        self._tiles = Tiles(store)

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The newest; ``None`` before the first.

        Raises:
            InputError: the file is damaged, or of another log.
        """
        found = checkpoint_in(self.store)
        if found is not None and found.origin != self.origin:
            refuse(LOG_OTHER_ORIGIN, CHECKPOINT, found=found.origin, origin=self.origin)
        return found

    @property
    def newest(self) -> Checkpoint:
        """The newest checkpoint of a log that has one.

        Raises:
            InputError: there is none, or the file is damaged.
        """
        found = self.checkpoint
        if found is None:
            refuse(LOG_EMPTY, CHECKPOINT)
        return found

    def append(self, leaves: Sequence[bytes], key: SigningKey, expected_size: int | None = None) -> range:
        """Append leaves, in order, and sign the new checkpoint; their indexes.

        Nothing is written if anything is refused. On return all of it is durable.

        Args:
            leaves: data of leaves; none at all starts an empty log, or only checks the one that is there.
            key: of the log.
            expected_size: what the log must hold before; a registry knows.

        Raises:
            InputError: what is there does not agree with its checkpoint, or the key is not the log's, or a leaf is too
                large for an entry bundle.
        """
        for leaf in leaves:
            if len(leaf) > LEAF_MOST_BYTES:
                refuse(LOG_ENTRY_TOO_LARGE, CHECKPOINT, found=len(leaf), most=LEAF_MOST_BYTES)
        with self.store.locked():
            growing = self._opened(key.public, expected_size)
            if growing is None:
                self._sign(0, EMPTY_ROOT, key)
                growing = Edge(self._tiles, 0)
            old_size, new_size = growing.size, growing.size + len(leaves)
            if leaves:
                self.store.write(PENDING, f"{old_size} {new_size}\n".encode())
                self.store.write_all(growing.add(leaves))
                self._sign(new_size, growing.root(), key)
                self._finish(old_size, new_size)
            return range(old_size, new_size)

    def leaf(self, index: int) -> bytes:
        """Data of a leaf, proved to be under the newest checkpoint.

        Raises:
            InputError: there is none, or what is there does not agree with the checkpoint.
        """
        return self.prove(index).leaf

    def leaves(self, start: int = 0) -> Iterator[bytes]:
        """Data of all leaves from `start` on, bundle by bundle, held against nothing: `audit` checks a whole log.

        Raises:
            InputError: a bundle is missing or damaged.
        """
        size = self.newest.size
        for index in range(start // TILE_WIDTH, -(-size // TILE_WIDTH)):
            tile = tile_at(ENTRIES, index, size)
            if tile is not None:
                yield from self._tiles.bundle(tile)[max(start - index * TILE_WIDTH, 0) :]

    def prove(self, index: int, checkpoint: Checkpoint | None = None) -> LogProof:
        """That a leaf is in the log, under the newest checkpoint or an older one; the proof holds.

        Raises:
            InputError: there is no such leaf, or the tiles do not agree with the checkpoint.
        """
        newest = self.newest
        under = newest if checkpoint is None else checkpoint
        if not 0 <= index < under.size <= newest.size:
            refuse(LOG_NO_SUCH_ENTRY, CHECKPOINT, found=index, size=min(under.size, newest.size))
        ranges = inclusion_ranges(index, under.size)
        path = tuple(self._tiles.range(start, stop, newest.size) for start, stop in ranges)
        proof = LogProof(self._tiles.entry(index, newest.size), index, path, under)
        if not proof.holds():
            self._tiles.forget()
            refuse(LOG_DISAGREES, CHECKPOINT, size=under.size)
        return proof

    def prove_growth(self, old_size: int, new_size: int | None = None) -> tuple[bytes, ...]:
        """Consistency proof between two sizes, by default to the newest.

        Raises:
            InputError: not 0 < old size ≤ new size ≤ size of the log, or a tile is missing or damaged.
        """
        size = self.newest.size
        new_size = size if new_size is None else new_size
        if not 0 < old_size <= new_size <= size:
            refuse(LOG_NO_SUCH_SIZE, CHECKPOINT, old=old_size, new=new_size, size=size)
        return tuple(self._tiles.range(start, stop, size) for start, stop in consistency_ranges(old_size, new_size))

    def root_at(self, size: int) -> bytes:
        """The root the tiles give over the first leaves.

        Raises:
            InputError: the log is smaller, or a tile is missing or damaged.
        """
        newest = self.newest
        if not 0 <= size <= newest.size:
            refuse(LOG_NO_SUCH_SIZE, CHECKPOINT, old=size, new=newest.size, size=newest.size)
        return self._tiles.root(size, newest.size)

    def replace_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Put the same checkpoint with more cosignatures in its place.

        Raises:
            InputError: it is not the newest, or lacks a signature that is there.
        """
        with self.store.locked():
            newest = self.newest
            if checkpoint.note().body != newest.note().body:
                refuse(LOG_NOT_NEWEST, CHECKPOINT, found=checkpoint.size, size=newest.size)
            given = checkpoint.note().signatures
            for signature in newest.note().signatures:
                if (signature.name, signature.number) not in [(other.name, other.number) for other in given]:
                    refuse(LOG_SIGNATURE_LOST, CHECKPOINT, found=signature.name)
            self.store.write(CHECKPOINT, checkpoint.text.encode())

    def _opened(self, key: PublicKey, expected_size: int | None) -> Edge | None:
        """The edge to grow from, once what is there agrees with its checkpoint; ``None`` for a new log."""
        checkpoint = self.checkpoint
        size = 0 if checkpoint is None else checkpoint.size
        if expected_size is not None and expected_size != size:
            refuse(LOG_OTHER_SIZE, CHECKPOINT, found=size, expected=expected_size)
        if checkpoint is None:
            if next(self.store.names("tile/"), None) is not None:
                refuse(LOG_CHECKPOINT_GONE, CHECKPOINT)
            return None
        if not is_signed_by(checkpoint, key):
            refuse(LOG_OTHER_KEY, CHECKPOINT, origin=self.origin)
        growing = Edge(self._tiles, size)
        if not growing.agrees(checkpoint.root):
            refuse(LOG_DISAGREES, CHECKPOINT, size=size)
        self._recover(size)
        return growing

    def _recover(self, size: int) -> None:
        """Finish what an append that was cut short left.

        Raises:
            InputError: tiles stand behind the checkpoint that no such append explains.
        """
        pending = pending_in(self.store)
        if pending is not None and pending[0] == size:  # its checkpoint was not written: nobody knows its tiles
            for tile in new_tiles(*pending):
                self.store.remove(tile.name)
            self.store.remove(PENDING)
        elif pending is not None and pending[1] == size:
            self._finish(*pending)
        unexplained = pending is not None and size not in pending
        if unexplained or next(tiles_behind(self.store, size), None) is not None:
            refuse(LOG_ROLLED_BACK, CHECKPOINT, size=size)
        self._tiles.forget()

    def _sign(self, size: int, root: bytes, key: SigningKey) -> None:
        self.store.write(CHECKPOINT, sign_checkpoint(self.origin, size, root, key).text.encode())

    def _finish(self, old_size: int, new_size: int) -> None:
        """Give up partial tiles whose full form is now there (tlog-tiles, Partial Tiles), then the note."""
        for place in edge(old_size):
            now = tile_at(place.level, place.index, new_size)
            if now is not None and now.width == TILE_WIDTH:
                for name in list(self.store.names(now.partial)):
                    self.store.remove(name)
        self.store.remove(PENDING)


def checkpoint_in(store: TileStore) -> Checkpoint | None:
    """The checkpoint of whatever log is there; ``None`` where there is none.

    Raises:
        InputError: the file is damaged.
    """
    data = store.read(CHECKPOINT)
    if data is None:
        return None
    place, problems = Place(CHECKPOINT), Problems()
    text = decode_utf8(data, CHECKPOINT, place, problems)
    found = None if text is None else read_checkpoint(text, place, problems)
    if found is None:
        raise InputError(problems)
    return found


def pending_in(store: TileStore) -> tuple[int, int] | None:
    """The sizes before and after an append under way or cut short."""
    match = re.fullmatch(rb"([0-9]{1,19}) ([0-9]{1,19})\n", store.read(PENDING) or b"")
    return None if match is None else (int(match[1]), int(match[2]))


def tiles_behind(store: TileStore, size: int) -> Iterator[str]:
    """Names of tiles at the edge of a tree of this size that hold more than it does."""
    for place in edge(size):
        now = tile_at(place.level, place.index, size)
        known = 0 if now is None else now.width
        if store.read(place.full) is not None:
            yield place.full
        for name in store.names(place.partial):
            width = name.removeprefix(place.partial)
            if width.isdecimal() and int(width) > known:
                yield name

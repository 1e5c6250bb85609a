"""A log checked whole: every entry hashed, every tile and the root computed anew, every file accounted for.

A tile is held against what is below it (the entries, or the hashes of full tiles) and against what is above it (its
hash in the next level; at the edge the checkpoint's root). Of two that disagree, the one its other neighbour does not
bear out is named, so one changed byte is one fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.certification.log.faults import LOG_DISAGREES, LOG_TILE_DAMAGED, LOG_TILE_MISSING
from fourfold.certification.log.files import check_files
from fourfold.certification.log.layout import (
    CHECKPOINT,
    ENTRIES,
    TILE_HEIGHT,
    TILE_WIDTH,
    Tile,
    levels_of,
    tile_at,
    unpack_entries,
)
from fourfold.certification.log.leaf import Leaf, LeafKind
from fourfold.certification.log.log import Log, TileStore
from fourfold.certification.log.tree import Tiles
from fourfold.core.merkle import EMPTY_ROOT, HASH_BYTES, complete_parts, fold, leaf_hash, root_of
from fourfold.core.problems import N_, InputError, Place, Problems, Term

LOOSE_TILE = N_("its hashes are not those of what is below it")
LOOSE_ENTRIES = N_("what it holds does not have the hashes above it")
SHORT_TILE = N_("its length is not that of its hashes")
BROKEN_BUNDLE = N_("its lengths do not fit its entries")


@dataclass(frozen=True, slots=True)
class Audit:
    """What a whole check found.

    Attributes:
        checkpoint: that was checked.
        kinds: how many entries of each kind.
        problems: everything that is not as it must be.
    """

    checkpoint: Checkpoint
    kinds: Mapping[LeafKind, int]
    problems: Problems


def audit(log: Log) -> Audit:
    """Check a log against its newest checkpoint. Signatures are checked elsewhere.

    Raises:
        InputError: there is no checkpoint, or it cannot be read.
    """
    checkpoint = log.newest
    auditor = _Auditor(log.store, checkpoint)
    auditor.run()
    check_files(log.store, checkpoint.size, auditor.problems)
    return Audit(checkpoint, auditor.kinds, auditor.problems)


class _Auditor:
    """Goes through the levels from the entries up. A hash nobody can tell is ``None``."""

    def __init__(self, store: TileStore, checkpoint: Checkpoint) -> None:
        self.store = store
        self.size = checkpoint.size
        self.root = checkpoint.root
        self.problems = Problems()
        self.kinds: Counter[LeafKind] = Counter()
        self.edge_holds = self._edge_holds()

    def run(self) -> None:
        """Check entries, tiles and root."""
        edges: dict[int, Sequence[bytes | None]] = {}
        below: Iterator[Sequence[bytes | None]] = self._bundles()
        for level in levels_of(self.size):
            above: list[bytes | None] = []
            for index, hashes in enumerate(below):
                tile = tile_at(level, index, self.size)
                if tile is not None:
                    settled = self._settle(tile, hashes)
                    if tile.width == TILE_WIDTH:
                        above.append(_root(settled))
                    else:
                        edges[level] = settled
            below = iter([above[at : at + TILE_WIDTH] for at in range(0, len(above), TILE_WIDTH)])
        computed = self._root_over(edges)
        if computed is not None and computed != self.root:
            self.problems.error(LOG_DISAGREES, Place(CHECKPOINT), size=self.size)

    def _bundles(self) -> Iterator[Sequence[bytes | None]]:
        """The hashes of the entries, bundle by bundle."""
        for index in range(-(-self.size // TILE_WIDTH)):
            tile = tile_at(ENTRIES, index, self.size)
            if tile is None:
                return
            data = self._read(tile)
            entries = None if data is None else unpack_entries(data)
            if data is None or entries is None or len(entries) != tile.width:
                if data is not None:
                    self._damaged(tile, BROKEN_BUNDLE)
                yield [None] * tile.width
                continue
            name = tile.name
            for row, entry in enumerate(entries, 1):
                leaf = Leaf.read(entry, Place(name, row), self.problems)
                if leaf is not None:
                    self.kinds[leaf.kind] += 1
            yield [leaf_hash(entry) for entry in entries]

    def _settle(self, tile: Tile, below: Sequence[bytes | None]) -> Sequence[bytes | None]:
        """The hashes of a tile, after naming whatever is wrong with it or what is below it."""
        stored = self._hashes(tile)
        if stored is None:
            return below
        if all(ours in (None, theirs) for ours, theirs in zip(below, stored, strict=True)):
            return stored
        parent = self._parent(tile)
        borne_out = self.edge_holds if parent is None else _root(stored) == parent
        if not borne_out:
            self._damaged(tile, LOOSE_TILE)
            return below
        for at, (ours, theirs) in enumerate(zip(below, stored, strict=True)):
            if ours not in (None, theirs):
                index = tile.index if tile.level == 0 else tile.index * TILE_WIDTH + at
                child = tile_at(tile.level - 1, index, self.size)
                if child is not None:
                    self._damaged(child, LOOSE_ENTRIES)
                if tile.level == 0:
                    break
        return stored

    def _parent(self, tile: Tile) -> bytes | None:
        """What the level above says of a full tile; ``None`` for one at the edge, or if nobody can tell."""
        above = tile_at(tile.level + 1, tile.index // TILE_WIDTH, self.size)
        if tile.width < TILE_WIDTH or above is None:
            return None
        at = tile.index % TILE_WIDTH * HASH_BYTES
        try:
            return (self.store.read(above.name) or b"")[at : at + HASH_BYTES]
        except InputError:
            return b""

    def _hashes(self, tile: Tile) -> Sequence[bytes] | None:
        data = self._read(tile)
        if data is None:
            return None
        if len(data) != tile.width * HASH_BYTES:
            self._damaged(tile, SHORT_TILE)
            return None
        return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]

    def _read(self, tile: Tile) -> bytes | None:
        try:
            data = self.store.read(tile.name)
        except InputError as error:
            self.problems.extend(error.problems)
            return None
        if data is None:
            self.problems.error(LOG_TILE_MISSING, Place(tile.name), found=tile.name)
        return data

    def _damaged(self, tile: Tile, reason: str) -> None:
        self.problems.error(LOG_TILE_DAMAGED, Place(tile.name), found=tile.name, reason=Term(reason))

    def _edge_holds(self) -> bool:
        """Whether the tiles at the edge, as they are, have the checkpoint's root."""
        try:
            return Tiles(self.store).root(self.size, self.size) == self.root
        except InputError:
            return False

    def _root_over(self, edges: Mapping[int, Sequence[bytes | None]]) -> bytes | None:
        """The root from the unfinished tiles; ``None`` if one of their hashes cannot be told."""
        parts = []
        for height, position in complete_parts(0, self.size):
            level, within = divmod(height, TILE_HEIGHT)
            first = (position << within) % TILE_WIDTH
            part = _root(edges[level][first : first + (1 << within)])
            if part is None:
                return None
            parts.append(part)
        return fold(parts) if parts else EMPTY_ROOT


def _root(hashes: Sequence[bytes | None]) -> bytes | None:
    known = [one for one in hashes if one is not None]
    return root_of(known) if len(known) == len(hashes) else None

"""The right edge of a tree: all a writer needs to know of a log of any size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fourfold.certification.log.layout import (
    ENTRIES,
    TILE_HEIGHT,
    TILE_WIDTH,
    Tile,
    edge,
    levels_of,
    pack_entries,
)
from fourfold.certification.log.tree import Tiles
from fourfold.core.merkle import EMPTY_ROOT, HASH_BYTES, complete_parts, fold, leaf_hash, root_of


class Edge:
    """The unfinished tiles of a tree, one a level, and the unfinished entry bundle.

    Args:
        tiles: where they are read from.
        size: of the tree.

    Raises:
        InputError: one of them is missing or damaged.
    """

    def __init__(self, tiles: Tiles, size: int) -> None:
        self.size = size
        self._levels: list[bytearray] = [bytearray() for _ in levels_of(size)]
        self._entries: list[bytes] = []
        for place in edge(size):
            width = (size >> TILE_HEIGHT * max(place.level, 0)) % TILE_WIDTH
            if width and place.level == ENTRIES:
                self._entries = tiles.bundle(Tile(ENTRIES, place.index, width))
            elif width:
                self._levels[place.level] = bytearray(tiles.data(Tile(place.level, place.index, width)))

    def agrees(self, root: bytes) -> bool:
        """Whether the unfinished entries have the unfinished hashes, and all hashes this root."""
        hashes = b"".join(map(leaf_hash, self._entries))
        return self.root() == root and (not self._levels or hashes == self._levels[0])

    def root(self) -> bytes:
        """The root of the tree."""
        if not self.size:
            return EMPTY_ROOT
        return fold([self._node(height, position) for height, position in complete_parts(0, self.size)])

    def add(self, leaves: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
        """Grow by leaves; the files to write, each a tile not written before, as soon as it is complete.

        The tree has grown when all files were taken.
        """
        grown: set[int] = set()
        for leaf in leaves:
            self._entries.append(leaf)
            self.size += 1
            yield from self._put(0, leaf_hash(leaf), grown)
        if self._entries and grown:
            yield Tile(ENTRIES, self.size // TILE_WIDTH, len(self._entries)).name, pack_entries(self._entries)
        for level in sorted(grown):
            hashes = self._levels[level]
            if hashes:
                index = (self.size >> TILE_HEIGHT * level) // TILE_WIDTH
                yield Tile(level, index, len(hashes) // HASH_BYTES).name, bytes(hashes)

    def _put(self, level: int, node: bytes, grown: set[int]) -> Iterator[tuple[str, bytes]]:
        """Put a hash at the end of a level; where that fills a tile, its hash goes to the level above."""
        if level == len(self._levels):
            self._levels.append(bytearray())
        hashes = self._levels[level]
        hashes += node
        grown.add(level)
        if len(hashes) == TILE_WIDTH * HASH_BYTES:
            index = (self.size >> TILE_HEIGHT * (level + 1)) - 1
            if level == 0:
                yield Tile(ENTRIES, index, TILE_WIDTH).name, pack_entries(self._entries)
                self._entries = []
            yield Tile(level, index, TILE_WIDTH).name, bytes(hashes)
            self._levels[level] = bytearray()
            yield from self._put(level + 1, root_of(_split(hashes)), grown)

    def _node(self, height: int, position: int) -> bytes:
        level, within = divmod(height, TILE_HEIGHT)
        first = ((position << within) % TILE_WIDTH) * HASH_BYTES
        return root_of(_split(self._levels[level][first : first + (HASH_BYTES << within)]))


def _split(hashes: bytearray) -> list[bytes]:
    return [bytes(hashes[at : at + HASH_BYTES]) for at in range(0, len(hashes), HASH_BYTES)]

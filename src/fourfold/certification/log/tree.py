"""The tree of a log read from its tiles: any node, any range, any root, by a few tiles each.

Complete subtrees never change as a log grows, so the tiles of the newest tree hold every older one.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from fourfold.certification.log.faults import LOG_TILE_DAMAGED, LOG_TILE_MISSING, refuse
from fourfold.certification.log.layout import ENTRIES, TILE_HEIGHT, TILE_WIDTH, Tile, nth_entry, tile_at, unpack_entries
from fourfold.core.merkle import EMPTY_ROOT, HASH_BYTES, complete_parts, fold, node_hash
from fourfold.core.problems import N_, Term

if TYPE_CHECKING:
    from fourfold.certification.log.log import TileStore

MOST_CACHED = 64

Levels: TypeAlias = list[list[bytes]]
"""The complete nodes of a tile, from its hashes upwards."""


def levels_of_tile(data: bytes) -> Levels:
    """The complete nodes over the hashes of a tile."""
    level = [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]
    levels = [level]
    while len(level) > 1:
        level = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        levels.append(level)
    return levels


class Tiles:
    """Tiles of a store, the last used ones kept in memory.

    Args:
        store: the files.
    """

    def __init__(self, store: TileStore) -> None:
        self._store = store
        self._cache: OrderedDict[Tile, Levels] = OrderedDict()

    def forget(self) -> None:
        """Read everything anew."""
        self._cache.clear()

    def data(self, tile: Tile) -> bytes:
        """The bytes of a tile of hashes; of a full tile, where its partial form was given up.

        Raises:
            InputError: it is missing or has not the length of its width.
        """
        data = self._read(tile)
        wanted = tile.width * HASH_BYTES
        if len(data) < wanted or (len(data) > wanted and len(data) != TILE_WIDTH * HASH_BYTES):
            reason = Term(N_("its length is not that of its hashes"))
            refuse(LOG_TILE_DAMAGED, tile.name, found=tile.name, reason=reason)
        return data[:wanted]

    def bundle(self, tile: Tile) -> list[bytes]:
        """The entries of a bundle.

        Raises:
            InputError: it is missing or its lengths do not fit.
        """
        entries = unpack_entries(self._read(tile))
        if entries is None or len(entries) not in (tile.width, TILE_WIDTH):
            self._refuse_bundle(tile)
        return entries[: tile.width]

    def node(self, height: int, position: int, size: int) -> bytes:
        """The hash of a complete subtree of a tree of `size` leaves.

        Raises:
            InputError: a tile is missing or damaged.
        """
        level, within = divmod(height, TILE_HEIGHT)
        index, offset = divmod(position << within, TILE_WIDTH)
        tile = tile_at(level, index, size)
        if tile is None:
            raise ValueError(f"no node {position} at height {height} in a tree of {size}")
        return self._levels(tile)[within][offset >> within]

    def range(self, start: int, stop: int, size: int) -> bytes:
        """The hash over a range of leaves that stands in a proof about a tree within one of `size` leaves.

        Raises:
            InputError: a tile is missing or damaged.
        """
        return fold([self.node(height, position, size) for height, position in complete_parts(start, stop)])

    def root(self, at: int, size: int) -> bytes:
        """The root over the first `at` of `size` leaves.

        Raises:
            InputError: a tile is missing or damaged.
        """
        return self.range(0, at, size) if at else EMPTY_ROOT

    def entry(self, index: int, size: int) -> bytes:
        """An entry, held against nothing.

        Raises:
            InputError: its bundle is missing or damaged.
        """
        tile = tile_at(ENTRIES, index // TILE_WIDTH, size)
        if tile is None:
            raise ValueError(f"no entry {index} in a log of {size}")
        entry = nth_entry(self._read(tile), index % TILE_WIDTH)
        if entry is None:
            self._refuse_bundle(tile)
        return entry

    @staticmethod
    def _refuse_bundle(tile: Tile) -> NoReturn:
        reason = Term(N_("its lengths do not fit its entries"))
        refuse(LOG_TILE_DAMAGED, tile.name, found=tile.name, reason=reason)

    def _levels(self, tile: Tile) -> Levels:
        found = self._cache.get(tile)
        if found is None:
            found = self._cache[tile] = levels_of_tile(self.data(tile))
            if len(self._cache) > MOST_CACHED:
                self._cache.popitem(last=False)
        else:
            self._cache.move_to_end(tile)
        return found

    def _read(self, tile: Tile) -> bytes:
        data = self._store.read(tile.name)
        if data is None and tile.width < TILE_WIDTH:
            data = self._store.read(tile.full)
        if data is None:
            refuse(LOG_TILE_MISSING, tile.name, found=tile.name)
        return data

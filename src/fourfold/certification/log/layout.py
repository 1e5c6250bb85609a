"""Where what stands in the files of a log: names and forms of C2SP tlog-tiles 0.1.0.

A tile holds up to 256 hashes of one level; level 0 those of leaves, each above those of full tiles below. An entry
bundle holds the leaves of the level-0 tile of the same position. Partial tiles carry their width in their name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TILE_HEIGHT = 8
TILE_WIDTH = 256
ENTRIES = -1
"""The level of entry bundles."""
MOST_LEVEL = 7
"""63 bits of size fill no more levels."""
CHECKPOINT = "checkpoint"
PENDING = ".pending"
"""The writer's note of an append under way; no part of what a log publishes."""

_NAME = re.compile(
    r"tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Tile:
    """Which tile or entry bundle.

    Attributes:
        level: 0 upwards; `ENTRIES` for a bundle.
        index: place within the level.
        width: how many hashes or entries, 1 to 256.
    """

    level: int
    index: int
    width: int

    @property
    def full(self) -> str:
        """The name it has when full."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/" + "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])

    @property
    def partial(self) -> str:
        """What the names of its partial forms begin with."""
        return f"{self.full}.p/"

    @property
    def name(self) -> str:
        """Its name."""
        return self.full if self.width == TILE_WIDTH else f"{self.partial}{self.width}"


def read_tile_name(name: str) -> Tile | None:
    """The tile of a name; ``None`` if no tile has it."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    level = ENTRIES if match[1] == "entries" else int(match[1])
    index = int(match[2].replace("/", "").replace("x", ""))
    tile = Tile(level, index, int(match[3] or TILE_WIDTH))
    return tile if tile.name == name and tile.width <= TILE_WIDTH else None


def tile_at(level: int, index: int, size: int) -> Tile | None:
    """The tile of this place as a tree of `size` leaves has it; ``None`` if it holds nothing yet."""
    width = min((size >> TILE_HEIGHT * max(level, 0)) - index * TILE_WIDTH, TILE_WIDTH)
    return Tile(level, index, width) if width > 0 else None


def levels_of(size: int) -> range:
    """The levels of hashes a tree has."""
    return range(-(-size.bit_length() // TILE_HEIGHT))


def edge(size: int) -> Iterator[Tile]:
    """The places at which a tree of `size` leaves grows, one a level: where its partial tile is or will be."""
    for level in (ENTRIES, *levels_of(size)):
        yield Tile(level, (size >> TILE_HEIGHT * max(level, 0)) // TILE_WIDTH, TILE_WIDTH)


def new_tiles(old_size: int, new_size: int) -> Iterator[Tile]:
    """The tiles a tree of `new_size` has and one of `old_size` has not."""
    for level in (ENTRIES, *levels_of(new_size)):
        old, new = (size >> TILE_HEIGHT * max(level, 0) for size in (old_size, new_size))
        if new > old:
            for index in range(old // TILE_WIDTH, -(-new // TILE_WIDTH)):
                yield Tile(level, index, min(new - index * TILE_WIDTH, TILE_WIDTH))


def pack_entries(entries: Sequence[bytes]) -> bytes:
    """A bundle: each entry after its length in two bytes, big-endian."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unpack_entries(data: bytes) -> list[bytes] | None:
    """The entries of a bundle; ``None`` if its lengths do not fit its bytes, or it holds more than any bundle."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        stop = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or stop > len(data) or len(entries) == TILE_WIDTH:
            return None
        entries.append(data[at + 2 : stop])
        at = stop
    return entries


def nth_entry(data: bytes, number: int) -> bytes | None:
    """One entry of a bundle, counted from 0; ``None`` if the bundle ends before it does."""
    at = 0
    for _ in range(number):
        at += 2 + int.from_bytes(data[at : at + 2], "big")
    stop = at + 2 + int.from_bytes(data[at : at + 2], "big")
    return data[at + 2 : stop] if at + 2 <= len(data) and stop <= len(data) else None

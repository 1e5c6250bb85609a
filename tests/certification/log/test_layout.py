"""Names and forms of tiles, C2SP tlog-tiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.certification.log.layout import (
    ENTRIES,
    Tile,
    new_tiles,
    nth_entry,
    pack_entries,
    read_tile_name,
    tile_at,
    unpack_entries,
)


@pytest.mark.parametrize(
    ("tile", "name"),
    [
        (Tile(0, 0, 256), "tile/0/000"),
        (Tile(0, 1234067, 256), "tile/0/x001/x234/067"),
        (Tile(1, 1000, 256), "tile/1/x001/000"),
        (Tile(2, 999, 1), "tile/2/999.p/1"),
        (Tile(ENTRIES, 273, 112), "tile/entries/273.p/112"),
    ],
)
def test_names_are_those_of_the_specification(tile: Tile, name: str) -> None:
    assert tile.name == name
    assert read_tile_name(name) == tile


@given(st.integers(-1, 63), st.integers(0, 2**40), st.integers(1, 256))
def test_every_tile_has_its_own_name(level: int, index: int, width: int) -> None:
    assert read_tile_name(Tile(level, index, width).name) == Tile(level, index, width)


@pytest.mark.parametrize(
    "name",
    [
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/-1/000",
        "tile/entries",
        "tile/0/٠٠٠",
        "checkpoint",
        "../tile/0/000",
        "tile/0/000\n",
    ],
)
def test_other_names_are_no_tiles(name: str) -> None:
    assert read_tile_name(name) is None


def test_a_tree_of_70000_leaves_has_the_tiles_the_specification_counts() -> None:
    tiles = [tile for tile in new_tiles(0, 70_000) if tile.level >= 0]
    full = [sum(tile.level == level and tile.width == 256 for tile in tiles) for level in range(3)]
    assert full == [273, 1, 0]
    assert [tile for tile in tiles if tile.width < 256] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]


def test_a_tree_of_256_leaves_has_a_full_tile_and_one_of_width_1_above() -> None:
    assert list(new_tiles(0, 256)) == [Tile(ENTRIES, 0, 256), Tile(0, 0, 256), Tile(1, 0, 1)]


@given(st.integers(0, 200_000), st.integers(0, 70_000))
def test_new_tiles_are_those_the_smaller_tree_has_not(old: int, more: int) -> None:
    found = list(new_tiles(old, old + more))
    assert len(set(found)) == len(found)
    for tile in found:
        assert tile_at(tile.level, tile.index, old + more) == tile
        assert tile_at(tile.level, tile.index, old) != tile


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_bundles_come_back(entries: list[bytes]) -> None:
    assert unpack_entries(pack_entries(entries)) == entries
    assert [nth_entry(pack_entries(entries), number) for number in range(len(entries))] == entries
    assert nth_entry(pack_entries(entries), len(entries)) is None


def test_a_bundle_of_more_than_256_entries_is_refused() -> None:
    assert unpack_entries(pack_entries([b"a"] * 257)) is None


@given(st.lists(st.binary(min_size=1, max_size=50), min_size=1, max_size=20), st.data())
def test_a_bundle_cut_within_an_entry_is_refused(entries: list[bytes], data: st.DataObject) -> None:
    bundle = pack_entries(entries)
    ends = [len(pack_entries(entries[:count])) for count in range(len(entries) + 1)]
    cut = data.draw(st.integers(0, len(bundle)).filter(lambda at: at not in ends))
    assert unpack_entries(bundle[:cut]) is None
    whole = sum(end <= cut for end in ends) - 1
    assert nth_entry(bundle[:cut], whole) is None

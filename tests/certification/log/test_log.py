"""A log over tiles: what it appends, proves and refuses."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.certification.log.checkpoint import Witness, cosign, cosignatures, is_signed_by, sign_checkpoint
from fourfold.certification.log.layout import CHECKPOINT, PENDING, new_tiles
from fourfold.certification.log.log import Log
from fourfold.core.merkle import leaf_hash, root_of, verify_consistency
from support.logs import (
    LOG_KEY,
    NOON,
    ORIGIN,
    OTHER_KEY,
    entries,
    entry,
    files_of,
    large_log,
    log_of,
    read_again,
    refused,
)
from support.tile_stores import MemoryTiles

HASHES = [leaf_hash(entry(number)) for number in range(1200)]


def test_a_new_log_is_empty_and_signed() -> None:
    log = Log(MemoryTiles(), ORIGIN)
    assert log.checkpoint is None
    assert log.append([], LOG_KEY) == range(0)
    assert log.newest.size == 0
    assert log.newest.root == root_of([])
    assert is_signed_by(log.newest, LOG_KEY.public)
    assert list(log.leaves()) == []


@settings(max_examples=10)
@given(st.lists(st.sampled_from([1, 2, 7, 100, 254, 255, 256, 257, 300]), min_size=1, max_size=4))
def test_however_it_grew_a_log_has_the_root_and_files_of_its_entries(sizes: list[int]) -> None:
    total = sum(sizes)
    log = log_of(*sizes)
    assert log.newest.size == total
    assert log.newest.root == root_of([leaf_hash(entry(number)) for number in range(total)])
    assert list(log.leaves()) == entries(0, total)
    assert list(log.leaves(total - 1)) == [entry(total - 1)]
    present = {name: data for name, data in files_of(log_of(total)).items() if name != CHECKPOINT}
    assert {name: files_of(log)[name] for name in present} == present
    assert set(present) == {tile.name for tile in new_tiles(0, total)}


def test_partial_tiles_stay_until_their_full_form_is_there() -> None:
    log = log_of(3, 4)
    assert {"tile/0/000.p/3", "tile/0/000.p/7", "tile/entries/000.p/3"} <= set(files_of(log))
    log.append(entries(7, 260), LOG_KEY)
    left = [name for name in files_of(log) if ".p/" in name]
    assert sorted(left) == ["tile/0/001.p/4", "tile/1/000.p/1", "tile/entries/001.p/4"]


@settings(max_examples=20)
@given(st.data())
def test_every_entry_is_proved_under_every_checkpoint_that_has_it(data: st.DataObject) -> None:
    sizes = sorted(data.draw(st.sets(st.integers(1, 600), min_size=1, max_size=4)))
    log = log_of(*(new - old for old, new in zip([0, *sizes], sizes, strict=False)))
    size = data.draw(st.sampled_from(sizes))
    index = data.draw(st.integers(0, size - 1))
    under = sign_checkpoint(ORIGIN, size, root_of(HASHES[:size]), LOG_KEY)
    proof = log.prove(index, under)
    assert proof.holds()
    assert (proof.leaf, proof.checkpoint) == (entry(index), under)
    assert log.leaf(index) == entry(index)


@settings(max_examples=40)
@given(st.integers(1, 600), st.integers(0, 600))
def test_growth_is_proved_between_any_two_sizes(old: int, more: int) -> None:
    new = min(old + more, 600)
    log = GROWN
    proof = log.prove_growth(old, new)
    assert verify_consistency(old, new, proof, root_of(HASHES[:old]), root_of(HASHES[:new]))
    assert log.root_at(old) == root_of(HASHES[:old])


GROWN = log_of(600)


def test_a_proof_reads_a_few_tiles_of_a_large_log() -> None:
    store = MemoryTiles(files_of(large_log()))
    log = Log(store, ORIGIN)
    assert log.prove(12_345).holds()
    tiles = [name for name in store.reads if name.startswith("tile/")]
    assert len(tiles) <= 5
    store.reads.clear()
    Log(store, ORIGIN).prove_growth(12_345)
    assert len([name for name in store.reads if name.startswith("tile/")]) <= 5


def test_an_append_reads_and_writes_the_edge_only() -> None:
    files = dict(files_of(large_log()))
    before = set(files)
    store = MemoryTiles(files)
    Log(store, ORIGIN).append([entry(70_000)], LOG_KEY)
    assert set(files) - before == {"tile/0/273.p/113", "tile/entries/273.p/113"}
    assert {name for name in store.reads if store.files.get(name) is not None and name.startswith("tile/")} == {
        "tile/0/273.p/112",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
        "tile/entries/273.p/112",
    }


def test_entries_and_sizes_that_are_not_there_are_refused() -> None:
    log = log_of(5)
    assert refused(lambda: log.prove(5)) == ["log-no-such-entry"]
    assert refused(lambda: log.prove(-1)) == ["log-no-such-entry"]
    assert refused(lambda: log.prove(3, log_of(3).newest)) == ["log-no-such-entry"]
    assert refused(lambda: log.prove(3, log_of(6).newest)) == ["log-no-such-entry"]
    assert refused(lambda: log.prove_growth(0)) == ["log-no-such-size"]
    assert refused(lambda: log.prove_growth(4, 3)) == ["log-no-such-size"]
    assert refused(lambda: log.prove_growth(3, 6)) == ["log-no-such-size"]
    assert refused(lambda: log.root_at(6)) == ["log-no-such-size"]
    assert refused(lambda: Log(MemoryTiles(), ORIGIN).prove(0)) == ["log-empty"]


def test_a_proof_under_a_checkpoint_of_another_history_is_refused() -> None:
    assert refused(lambda: log_of(9).prove(2, log_of(8, variant="other").newest)) == ["log-disagrees"]


def test_entries_too_large_for_a_bundle_are_refused_before_anything_is_written() -> None:
    log = log_of(2)
    before = dict(files_of(log))
    assert refused(lambda: log.append([b"", b"x" * 65_536], LOG_KEY)) == ["log-entry-too-large"]
    assert files_of(log) == before
    assert log.append([b"", b"x" * 65_535], LOG_KEY) == range(2, 4)
    assert log.leaf(2) == b""
    assert log.leaf(3) == b"x" * 65_535


def test_another_key_another_name_and_another_size_than_recorded_are_refused() -> None:
    log = log_of(5)
    before = dict(files_of(log))
    assert refused(lambda: log.append([b"a"], OTHER_KEY)) == ["log-other-key"]
    assert refused(lambda: Log(log.store, "other.example/log").append([b"a"], LOG_KEY)) == ["log-other-origin"]
    assert refused(lambda: log.append([b"a"], LOG_KEY, expected_size=6)) == ["log-other-size"]
    assert files_of(log) == before
    assert log.append([b"a"], LOG_KEY, expected_size=5) == range(5, 6)


def test_a_checkpoint_that_was_put_back_is_noticed_by_the_tiles_behind_it() -> None:
    log = log_of(5)
    old = files_of(log)[CHECKPOINT]
    for more in (1, 251, 300):
        log.append(entries(0, more), LOG_KEY)
        files = dict(files_of(log)) | {CHECKPOINT: old}
        assert refused(partial(Log(MemoryTiles(files), ORIGIN).append, [b"a"], LOG_KEY)) == [
            "log-tile-missing" if "tile/0/000.p/5" not in files and "tile/0/000" not in files else "log-rolled-back"
        ]


def test_tiles_without_a_checkpoint_are_no_new_log() -> None:
    log = log_of(5)
    del files_of(log)[CHECKPOINT]
    assert refused(lambda: log.append([b"a"], LOG_KEY)) == ["log-checkpoint-gone"]


def test_a_note_of_an_append_that_fits_no_checkpoint_is_refused() -> None:
    log = log_of(5)
    files_of(log)[PENDING] = b"7 9\n"
    assert refused(lambda: log.append([b"a"], LOG_KEY)) == ["log-rolled-back"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("tile/0/001.p/44", "log-tile-damaged"),
        ("tile/1/000.p/1", "log-tile-damaged"),
        ("tile/entries/001.p/44", "log-tile-damaged"),
        ("checkpoint", "note-broken"),
    ],
)
def test_nothing_is_appended_where_a_file_at_the_edge_is_cut_gone_or_changed(name: str, code: str) -> None:
    log = log_of(300)
    whole = dict(files_of(log))
    for change in ("cut", "gone", "changed"):
        files = dict(whole)
        if change == "cut":
            files[name] = files[name][:-1]
        elif change == "gone":
            del files[name]
        else:
            files[name] = files[name][:-2] + bytes((files[name][-2] ^ 1,)) + files[name][-1:]
        gone = "log-checkpoint-gone" if name == "checkpoint" else "log-tile-missing"
        changed = "note-broken" if name == "checkpoint" else "log-disagrees"
        expected = {"cut": code, "gone": gone, "changed": changed}[change]
        before = dict(files)
        assert refused(partial(Log(MemoryTiles(files), ORIGIN).append, [b"a"], LOG_KEY)) == [expected]
        assert files == before


def test_a_damaged_tile_gives_no_proof() -> None:
    log = log_of(600)
    files = files_of(log)
    files["tile/0/000"] = files["tile/0/000"][:-1] + b"\0"
    assert refused(lambda: log.prove(3)) == ["log-disagrees"]
    files["tile/0/000"] = files["tile/0/000"][:-32]
    assert refused(lambda: log.prove(3)) == ["log-tile-damaged"]
    del files["tile/0/000"]
    assert refused(lambda: log.prove(3)) == ["log-tile-missing"]
    assert log.prove(300).holds()
    files["tile/entries/001"] = files["tile/entries/001"][: 44 * 100]
    assert refused(lambda: log.prove(300)) == ["log-tile-damaged"]


def test_a_full_tile_serves_where_the_partial_one_was_given_up() -> None:
    log = log_of(200)
    old = log.newest
    log.append(entries(200, 300), LOG_KEY)
    files_of(log)[CHECKPOINT] = old.text.encode()
    assert log.prove(150).holds()


def test_more_cosignatures_take_the_place_of_the_checkpoint_and_none_is_lost() -> None:
    log = log_of(5)
    witness = Witness("w.example", OTHER_KEY.public)
    cosigned = cosign(log.newest, witness.name, OTHER_KEY, NOON)
    plain = log.newest
    log.replace_checkpoint(cosigned)
    assert [one.witness for one in cosignatures(log.newest, [witness])] == [witness]
    assert refused(lambda: log.replace_checkpoint(plain)) == ["log-signature-lost"]
    stranger = cosign(sign_checkpoint(ORIGIN, 5, plain.root, OTHER_KEY), witness.name, OTHER_KEY, NOON)
    assert refused(lambda: log.replace_checkpoint(stranger)) == ["log-signature-lost"]
    log.append([b"a"], LOG_KEY)
    assert refused(lambda: log.replace_checkpoint(cosigned)) == ["log-not-newest"]
    assert read_again(log.newest.text) == log.newest


def test_a_checkpoint_of_another_log_and_one_that_is_no_text_are_refused() -> None:
    log = log_of(5)
    files_of(log)[CHECKPOINT] = sign_checkpoint("other.example", 5, log.newest.root, LOG_KEY).text.encode()
    assert refused(lambda: log.newest) == ["log-other-origin"]
    files_of(log)[CHECKPOINT] = b"\xff\xfe"
    assert refused(lambda: log.newest) == ["file-not-utf8"]

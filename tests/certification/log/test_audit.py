"""A whole check names what is wrong, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.certification.log.audit import Audit, audit
from fourfold.certification.log.checkpoint import sign_checkpoint
from fourfold.certification.log.layout import CHECKPOINT, PENDING
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.log.log import Log
from support.logs import LOG_KEY, ORIGIN, codes, entries, files_of, large_log, log_of, refused
from support.tile_stores import MemoryTiles

WHOLE = files_of(log_of(300, 500))


def checked(files: dict[str, bytes]) -> Audit:
    """The check of a log with these files."""
    return audit(Log(MemoryTiles(files), ORIGIN))


def faults(files: dict[str, bytes]) -> list[tuple[str, str]]:
    """Code and file of everything wrong."""
    return [(problem.kind.code, problem.place.file) for problem in checked(files).problems]


@pytest.mark.parametrize("sizes", [(), (1,), (255,), (256,), (257,), (3, 300), (512, 1)])
def test_a_sound_log_has_no_faults(sizes: tuple[int, ...]) -> None:
    found = checked(files_of(log_of(*sizes)))
    assert list(found.problems) == []
    assert sum(found.kinds.values()) == sum(sizes) == found.checkpoint.size


def test_entries_are_counted_by_kind() -> None:
    assert checked(WHOLE).kinds[LeafKind.ISSUER] == -(-800 // len(LeafKind))


def test_changed_bytes_at_every_level_of_a_large_log_are_found_each_at_its_tile() -> None:
    large = dict(files_of(large_log()))
    names = ["tile/0/100", "tile/1/000", "tile/2/000.p/1"]
    for name in names:
        large[name] = large[name][:5] + bytes((large[name][5] ^ 4,)) + large[name][6:]
    assert faults(large) == [("log-tile-damaged", name) for name in names]


@settings(max_examples=25)
@given(st.sampled_from(sorted(name for name in WHOLE if name != CHECKPOINT)), st.data())
def test_one_changed_byte_is_one_fault_at_its_file(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(WHOLE[name]) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = WHOLE[name][:at] + bytes((WHOLE[name][at] ^ 1 << bit,)) + WHOLE[name][at + 1 :]
    found = faults(WHOLE | {name: changed})
    assert {file for _, file in found} == {name}
    assert "log-tile-damaged" in {code for code, _ in found}


@settings(max_examples=15)
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_file_that_is_gone_or_cut_is_named(name: str, data: st.DataObject) -> None:
    gone = {other: content for other, content in WHOLE.items() if other != name}
    cut = WHOLE | {name: WHOLE[name][: data.draw(st.integers(0, len(WHOLE[name]) - 1))]}
    if name == CHECKPOINT:
        assert refused(lambda: checked(gone)) == ["log-empty"]
        assert refused(lambda: checked(cut))
        return
    given_up = name == "tile/1/000.p/1"
    assert faults(gone) == ([] if given_up else [("log-tile-missing", name)])
    assert {file for _, file in faults(cut)} == {name}


def test_a_changed_entry_with_its_tile_changed_too_is_found_by_the_level_above() -> None:
    other = files_of(log_of(300, 500, variant="other"))
    mixed = WHOLE | {name: other[name] for name in ("tile/0/001", "tile/entries/001")}
    assert ("log-tile-damaged", "tile/0/001") in faults(mixed)


def test_a_checkpoint_of_another_tree_is_told() -> None:
    wrong = sign_checkpoint(ORIGIN, 800, bytes(32), LOG_KEY).text.encode()
    assert faults(WHOLE | {CHECKPOINT: wrong}) == [("log-disagrees", CHECKPOINT)]


def test_a_checkpoint_that_was_put_back_leaves_stray_tiles() -> None:
    old = log_of(300).newest.text.encode()
    found = faults(WHOLE | {CHECKPOINT: old})
    assert ("log-stray-file", "tile/0/002") in found
    assert {code for code, _ in found} <= {"log-stray-file", "log-tile-missing"}


@pytest.mark.parametrize(
    "name",
    ["tile/0/004", "tile/0/003.p/200", "tile/3/000.p/1", "tile/entries/009", "tile/0/notes.txt", "README", "tile/9/x"],
)
def test_files_that_belong_to_nobody_are_named(name: str) -> None:
    assert faults(WHOLE | {name: b"x"}) == [("log-stray-file", name)]


def test_an_older_partial_tile_must_be_a_beginning_of_the_present_one() -> None:
    files = files_of(log_of(5, 5))
    assert faults(files) == []
    assert faults(files | {"tile/0/000.p/5": files["tile/0/000.p/10"][32:192]}) == [
        ("log-tile-damaged", "tile/0/000.p/5")
    ]


def test_an_append_cut_short_is_said_and_is_no_fault() -> None:
    files = files_of(log_of(5)) | {PENDING: b"5 9\n", "tile/0/000.p/9": b"unfinished"}
    assert [(problem.kind.code, problem.severity) for problem in checked(files).problems] == [
        ("log-append-cut-short", "warning")
    ]
    assert codes(checked(files | {PENDING: b"6 9\n"}).problems) == ["log-stray-file", "log-stray-file"]


def test_entries_that_are_no_leaves_are_named_with_their_number() -> None:
    log = log_of(2)
    log.append([b"free text", *entries(3, 5)], LOG_KEY)
    (problem,) = audit(log).problems
    assert (problem.kind.code, problem.place.file, problem.place.row) == ("leaf-broken", "tile/entries/000.p/5", 3)

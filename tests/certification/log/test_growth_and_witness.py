"""Growth, roll-back and fork, told apart by monitors and witnesses."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.certification.log.checkpoint import Checkpoint, sign_checkpoint
from fourfold.certification.log.growth import Grown, growth_since
from fourfold.certification.log.layout import CHECKPOINT
from fourfold.certification.log.log import Log
from fourfold.certification.log.witness import Seen, admit, read_state, state_bytes
from fourfold.core.merkle import root_of
from fourfold.core.problems import Place, Problems
from support.logs import LOG_KEY, ORIGIN, OTHER_KEY, codes, files_of, log_of, refused
from support.tile_stores import MemoryTiles

LOG = log_of(100, 500)
OLD = log_of(100).newest


@settings(max_examples=12)
@given(st.integers(0, 600), st.integers(0, 300))
def test_a_log_that_grew_is_told_apart_from_one_that_was_forked_or_rolled_back(old: int, more: int) -> None:
    log = log_of(old, more) if old else log_of(more)
    was = log_of(old).newest if old else log_of().newest
    outcome = growth_since(log, was).outcome
    assert outcome is (Grown.GREW if more else Grown.SAME)
    if old:
        other = log_of(old, variant="other").newest
        assert growth_since(log, other).outcome is Grown.FORKED
        assert growth_since(log_of(old - 1), was).outcome is Grown.ROLLED_BACK


def test_growth_carries_its_proof_and_a_message_where_there_is_none() -> None:
    grown = growth_since(LOG, OLD)
    assert grown.proof == LOG.prove_growth(100)
    assert grown.fault is None
    forked = growth_since(LOG, log_of(100, variant="other").newest)
    assert forked.fault is not None
    assert forked.fault.code == "log-forked"
    rolled_back = growth_since(log_of(99), OLD)
    assert rolled_back.fault is not None
    assert rolled_back.fault.code == "log-shrank"


def test_damaged_tiles_are_no_fork() -> None:
    for name, change in [("tile/0/000", b"\1" * 8192), ("tile/0/002.p/88", b"\1" * 88 * 32)]:
        files = files_of(LOG) | {name: change}
        assert refused(partial(growth_since, Log(MemoryTiles(files), ORIGIN), OLD)) == ["log-disagrees"]


def test_an_empty_checkpoint_with_another_root_is_a_fork() -> None:
    wrong = sign_checkpoint(ORIGIN, 0, bytes(32), LOG_KEY)
    assert growth_since(LOG, wrong).outcome is Grown.FORKED


def test_a_checkpoint_of_another_log_says_nothing() -> None:
    other = sign_checkpoint("other.example", 100, OLD.root, LOG_KEY)
    assert refused(lambda: growth_since(LOG, other)) == ["log-other-origin"]


SEEN = Seen(100, OLD.root)
NEW = LOG.newest
PROOF = LOG.prove_growth(100)


def test_first_contact_takes_the_log_as_it_is_without_proof() -> None:
    assert admit(None, NEW, LOG_KEY.public, ()) == Seen(600, NEW.root)
    assert admit(None, log_of().newest, LOG_KEY.public, ()) == Seen(0, root_of([]))
    assert refused(lambda: admit(None, NEW, LOG_KEY.public, PROOF)) == ["witness-not-proved"]


def test_an_empty_log_that_was_seen_may_grow_without_proof() -> None:
    assert admit(Seen(0, root_of([])), NEW, LOG_KEY.public, ()) == Seen(600, NEW.root)


def test_growth_is_admitted_with_its_proof_and_the_same_again_without() -> None:
    assert admit(SEEN, NEW, LOG_KEY.public, PROOF) == Seen(600, NEW.root)
    assert admit(SEEN, OLD, LOG_KEY.public, ()) == SEEN


@pytest.mark.parametrize(
    ("seen", "checkpoint", "proof", "code"),
    [
        (Seen(600, NEW.root), OLD, (), "log-shrank"),
        (Seen(600, bytes(32)), NEW, (), "log-forked"),
        (Seen(100, bytes(32)), NEW, PROOF, "witness-not-proved"),
        (SEEN, NEW, (), "witness-not-proved"),
        (SEEN, NEW, PROOF[:-1], "witness-not-proved"),
        (SEEN, NEW, PROOF[::-1], "witness-not-proved"),
        (SEEN, OLD, PROOF, "witness-not-proved"),
        (SEEN, sign_checkpoint(ORIGIN, 600, NEW.root, OTHER_KEY), PROOF, "log-other-key"),
    ],
)
def test_each_refusal_has_its_own_message(
    seen: Seen, checkpoint: Checkpoint, proof: tuple[bytes, ...], code: str
) -> None:
    assert refused(lambda: admit(seen, checkpoint, LOG_KEY.public, proof)) == [code]


def test_what_a_witness_remembers_comes_back() -> None:
    state = {ORIGIN: SEEN, "other.example": Seen(2**62, NEW.root)}
    assert read_state(state_bytes(state), Place("seen"), Problems()) == state
    assert read_state(state_bytes({}), Place("seen"), Problems()) == {}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        state_bytes({ORIGIN: SEEN})[:-5],
        state_bytes({ORIGIN: SEEN}).replace(b'"100"', b"100"),
        state_bytes({ORIGIN: SEEN}).replace(b'"100"', b'"0100"'),
        state_bytes({ORIGIN: SEEN}).replace(b'"100"', b'"-1"'),
        state_bytes({ORIGIN: SEEN}).replace(b"witness/1", b"witness/2"),
        state_bytes({ORIGIN: SEEN}).replace(b'"root":"', b'"root":"AAAA'),
        state_bytes({ORIGIN: SEEN}).replace(b'"root"', b'"mood"'),
        state_bytes({ORIGIN: SEEN}) + b" ",
        b'{"fourfold":"witness/1","logs":{"a":1}}\n',
    ],
)
def test_a_damaged_memory_is_refused_and_never_taken_for_an_empty_one(data: bytes) -> None:
    problems = Problems()
    assert read_state(data, Place("seen"), problems) is None
    assert "witness-state-broken" in codes(problems) or codes(problems)


def test_a_log_put_back_on_disk_is_seen_by_a_witness() -> None:
    files = files_of(LOG) | {CHECKPOINT: OLD.text.encode()}
    log = Log(MemoryTiles(files), ORIGIN)
    assert refused(lambda: admit(Seen(600, NEW.root), log.newest, LOG_KEY.public, ())) == ["log-shrank"]

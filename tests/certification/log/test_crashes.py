"""A machine that dies at any change to the files loses nothing that was acknowledged and forks nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.certification.log.audit import audit
from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.certification.log.growth import Grown, growth_since
from fourfold.certification.log.log import Log
from support.logs import LOG_KEY, ORIGIN, codes, entries, files_of, log_of
from support.tile_stores import DeadError, DyingTiles, MemoryTiles


def published(files: dict[str, bytes]) -> Checkpoint | None:
    """What anybody can see."""
    return Log(MemoryTiles(files), ORIGIN).checkpoint


def hold(files: dict[str, bytes], seen: list[Checkpoint], acknowledged: list[bytes]) -> None:
    """The log contains every checkpoint ever published and every entry that was acknowledged, and is sound."""
    log = Log(MemoryTiles(files), ORIGIN)
    assert list(log.leaves())[: len(acknowledged)] == acknowledged
    for old in seen:
        assert growth_since(log, old).outcome in (Grown.SAME, Grown.GREW)
    found = audit(log)
    assert found.problems.errors == []


def append_until_dead(files: dict[str, bytes], batch: list[bytes], at: int, *, after: bool) -> bool:
    """Append with a machine that dies at a change; whether it came to its end."""
    try:
        Log(DyingTiles(files, at, after=after), ORIGIN).append(batch, LOG_KEY)
    except DeadError:
        return False
    return True


@settings(max_examples=12)
@given(st.data())
def test_after_any_death_the_next_writer_goes_on_with_the_same_or_other_entries(data: st.DataObject) -> None:
    start = data.draw(st.sampled_from([0, 1, 200, 255, 256, 300, 511]))
    files = files_of(log_of(start) if start else log_of())
    acknowledged = entries(0, start)
    seen = [log for log in [published(files)] if log is not None]
    for round_number in range(data.draw(st.integers(1, 4))):
        count = data.draw(st.sampled_from([1, 3, 60, 256, 320]))
        same = data.draw(st.booleans())
        batch = entries(len(acknowledged), len(acknowledged) + count, "" if same else f"round {round_number} ")
        done = append_until_dead(files, batch, data.draw(st.integers(0, 14)), after=data.draw(st.booleans()))
        now = published(files)
        assert now is not None
        seen.append(now)
        if done or now.size > len(acknowledged):
            acknowledged += batch
        assert now.size == len(acknowledged)
        hold(files, seen, acknowledged)
    Log(MemoryTiles(files), ORIGIN).append([b"last"], LOG_KEY, expected_size=len(acknowledged))
    assert Log(MemoryTiles(files), ORIGIN).prove(len(acknowledged)).leaf == b"last"
    assert codes(audit(Log(MemoryTiles(files), ORIGIN)).problems) == ["leaf-broken"]


def test_every_single_change_of_an_append_may_be_the_last() -> None:
    """No change is missed: dies at each in turn until the append comes to its end, then does it again."""
    before = files_of(log_of(250, 4))
    batch = entries(254, 515)
    for after in (False, True):
        at, done = 0, False
        while not done:
            files = dict(before)
            done = append_until_dead(files, batch, at, after=after)
            seen = published(files)
            assert seen is not None
            hold(files, [seen], entries(0, seen.size))
            if seen.size == 254:
                Log(MemoryTiles(files), ORIGIN).append(batch, LOG_KEY)
            hold(files, [seen], entries(0, 515))
            assert not list(audit(Log(MemoryTiles(files), ORIGIN)).problems) or seen.size == 515
            at += 1
        assert at > 10


def test_a_death_before_the_first_checkpoint_leaves_a_folder_to_begin_with() -> None:
    files: dict[str, bytes] = {}
    assert not append_until_dead(files, entries(0, 3), 0, after=False)
    assert files == {}
    assert not append_until_dead(files, entries(0, 3), 0, after=True)
    assert published(files) is not None
    assert Log(MemoryTiles(files), ORIGIN).append(entries(0, 3), LOG_KEY) == range(3)
    hold(files, [], entries(0, 3))

"""Ledger days closed, signed and published; a crash in between is finished; an audit finds what was changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fourfold.app.supply.auditing import audit_ledger
from fourfold.app.supply.closing import close_days, published_days
from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.certification.log.leaf import LeafKind
from fourfold.core.problems import InputError, Problem
from fourfold.electricity.ledger.ledger import Day
from fourfold.electricity.ledger.model import Sums
from support.bodies import pair
from support.dying import DeathError, dying
from support.ledgers import DAY_S, begin, issue, measure
from support.memory_ledger import MemoryLedger
from support.traced import CLOSED, LEDGER_ID, LIVED, STATED, Kept, kept

DAY = timedelta(days=1)


def codes(problems: tuple[Problem, ...]) -> set[str]:
    return {one.kind.code for one in problems}


@pytest.fixture
def keeper(tmp_path: Path) -> Kept:
    return kept(tmp_path)


def test_every_day_that_is_over_is_closed_and_published_in_a_chain(keeper: Kept) -> None:
    done = keeper.close()
    assert [one.name for one in done.published] == ["2026-03-03", "2026-03-04", "2026-03-05"]
    assert [one.day for one in done.published] == list(keeper.ledger.days())
    for before, day in zip(done.published, done.published[1:], strict=False):
        assert (day.previous, day.previous_day) == (before.digest, before.day.day)
    folder = keeper.body.folder / "public" / "ledger" / LEDGER_ID.rpartition(":")[2]
    assert sorted(path.name for path in folder.iterdir()) == [f"{one.name}.json" for one in done.published]
    kinds = [one.leaf.kind for one in keeper.body.registry.logged_from(0)]
    assert kinds.count(LeafKind.LEDGER_DAY) == 3


def test_a_second_run_on_the_same_day_does_nothing(keeper: Kept) -> None:
    keeper.close()
    again = keeper.close(STATED)
    assert (again.closed, again.published) == ((), ())


def test_a_day_without_entries_is_closed_as_yesterday(keeper: Kept) -> None:
    keeper.close()
    next_day = keeper.close(CLOSED + DAY)
    (day,) = next_day.published
    assert day.day.day == LIVED + 3
    assert day.sums == published_days(keeper.body, LEDGER_ID)[-2].sums


def test_a_ledger_without_entries_has_no_days(tmp_path: Path) -> None:
    assert kept(tmp_path, MemoryLedger()).close().published == ()


def test_a_day_that_is_not_over_is_refused_and_nothing_is_published(keeper: Kept) -> None:
    with pytest.raises(InputError):
        keeper.close(day=LIVED + 5)


@pytest.mark.parametrize("step", range(0, 12, 2))
def test_a_crash_anywhere_is_finished_by_the_next_run(step: int, keeper: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        with dying(monkeypatch, step):
            keeper.close()
    except DeathError:
        pass
    keeper.close(STATED)
    days = published_days(keeper.body, LEDGER_ID)
    assert [one.day for one in days] == list(keeper.ledger.days())
    assert len(days) == 3
    assert audit_ledger(keeper.opened, keeper.body).problems == ()


def test_a_ledger_that_is_not_the_one_whose_days_are_published_is_refused(keeper: Kept, tmp_path: Path) -> None:
    keeper.close()
    other = MemoryLedger()
    begin(other, issue("sun-9"), measure(), time_s=LIVED * DAY_S)
    swapped = Kept(OpenedLedger(tmp_path, keeper.opened.card, other), keeper.body)
    with pytest.raises(InputError, match="published, and the ledger has no such day"):
        swapped.close(CLOSED + DAY)
    for day in (LIVED, LIVED + 2):
        other.close_day(day, int(CLOSED.timestamp()))
    with pytest.raises(InputError, match="is published with entries"):
        swapped.close(CLOSED + DAY)


def test_a_day_is_not_signed_before_it_was_closed(keeper: Kept) -> None:
    keeper.ledger.close_day(LIVED, int((CLOSED + DAY).timestamp()))
    with pytest.raises(InputError, match="closed at"):
        keeper.close(day=LIVED)


def test_another_key_signs_nothing(keeper: Kept) -> None:
    with pytest.raises(InputError):
        close_days(keeper.opened, keeper.body, pair("root"), pair("log"), CLOSED)
    assert not keeper.ledger.days()


def test_an_audit_of_an_honest_ledger_finds_nothing(keeper: Kept) -> None:
    keeper.close()
    found = audit_ledger(keeper.opened, keeper.body)
    assert found.problems == ()
    assert (found.audit.entries, found.audit.days, found.published) == (48, 3, 3)
    assert found.audit.sums == keeper.ledger.balance()
    folder = keeper.body.folder / "public" / "ledger" / LEDGER_ID.rpartition(":")[2]
    assert audit_ledger(keeper.opened, folder=folder).problems == ()
    assert audit_ledger(keeper.opened).published is None


def test_an_audit_tells_days_that_are_closed_and_not_published(keeper: Kept) -> None:
    keeper.ledger.close_day(LIVED, int(CLOSED.timestamp()))
    assert codes(audit_ledger(keeper.opened, keeper.body).problems) == {"audit-day-not-published"}


def test_an_audit_finds_a_ledger_that_shows_another_day_than_was_published(keeper: Kept) -> None:
    keeper.close()

    class Bent(MemoryLedger):
        def day(self, day: int) -> Day | None:
            found = keeper.ledger.day(day)
            return None if found is None else replace(found, sums=Sums(held=1))

        def __getattribute__(self, name: str) -> object:
            return object.__getattribute__(self, name) if name == "day" else getattr(keeper.ledger, name)

    bent = OpenedLedger(keeper.opened.folder, keeper.opened.card, Bent())
    assert "ledger-day-published-otherwise" in codes(audit_ledger(bent, keeper.body).problems)


def test_an_audit_finds_copies_of_days_that_do_not_follow_each_other(keeper: Kept, tmp_path: Path) -> None:
    keeper.close()
    folder = tmp_path / "copies"
    folder.mkdir()
    with pytest.raises(InputError, match="no documents of ledger days"):
        audit_ledger(keeper.opened, folder=folder)
    other = kept(tmp_path / "other")
    other.close(STATED)
    for source in (keeper, other):
        for path in (source.body.folder / "public" / "ledger").rglob("*.json"):
            (folder / f"{source.body.folder.parent.name}-{path.name}").write_bytes(path.read_bytes())
    found = codes(audit_ledger(keeper.opened, folder=folder).problems)
    assert found == {"ledger-day-published-otherwise"} or "audit-day-not-chained" in found
    stranger = kept(tmp_path / "stranger", ledger_id="urn:uuid:11111111-2222-3333-4444-555555555555")
    stranger.close()
    days = stranger.body.folder / "public" / "ledger" / "11111111-2222-3333-4444-555555555555"
    assert codes(audit_ledger(keeper.opened, folder=days).problems) == {"audit-day-of-other-ledger"}

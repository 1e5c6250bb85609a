"""Two clients at once, who take no locks and do not try again: nothing but constraints stands between them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fourfold.electricity.ledger.operations import Order
from fourfold.store.ledger.desk import write
from fourfold.store.ledger.sql import SqlLedger
from fourfold.store.ledger.work import Work
from support.ledgers import NOW, begin
from support.sql_ledgers import Rude, numbers_apart


@dataclass(frozen=True)
class Race:
    """Two orders that must not both be kept.

    Attributes:
        constraints: what stops the second.
        breaks: the invariant that breaks without it.
        before: orders kept before.
        first, second: made from the entry of the last of these.
        only: the one database in which the case arises; both by default.
        lacking: constraints that are always left out, because they would stop the second too.
        first_s, second_s: when each is kept.
        crossed: whether the second draws its number before the first.
    """

    constraints: tuple[str, ...]
    breaks: str
    before: tuple[Order, ...]
    first: Callable[[int], Order]
    second: Callable[[int], Order]
    only: str = ""
    lacking: tuple[str, ...] = ()
    first_s: int = NOW
    second_s: int = NOW
    crossed: bool = False


def run(race: Race, ledger: SqlLedger, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two clients race.

    Raises:
        DBAPIError: the second was refused.
    """
    last = begin(ledger, *race.before, time_s=NOW)[-1].entry
    rude = Rude(ledger)
    asked = [(race.first(last), race.first_s), (race.second(last), race.second_s)]
    with numbers_apart(monkeypatch):
        works = [rude.prepare(*each) for each in (reversed(asked) if race.crossed else asked)]
    first, second = reversed(works) if race.crossed else works
    if kind == "sqlite":
        rude.write(first)
        rude.write(second)
    else:
        at_once(rude, first, lambda: rude.write(second))


def at_once(rude: Rude, first: Work, second: Callable[[], object]) -> None:
    """The first writes; the second writes and commits as far as it gets; the first commits."""
    failed: list[BaseException] = []

    def follow() -> None:
        try:
            second()
        except DBAPIError as error:
            failed.append(error)

    with rude.connect() as connection, connection.begin():
        write(connection, first.rows)
        other = threading.Thread(target=follow)
        other.start()
        wait_for(rude, other)
    other.join()
    if failed:
        raise failed[0]


def wait_for(rude: Rude, other: threading.Thread) -> None:
    """Wait until a thread has ended, or its transaction waits for another one."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    while other.is_alive():
        with rude.connect() as connection:
            if connection.execute(waiting).scalar_one():
                return
        other.join(0.01)

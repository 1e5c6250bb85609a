"""Where the promises end: what is just allowed is no finding of an audit; and a day that falls is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from fourfold.electricity.ledger.entry_json import make_entry
from fourfold.electricity.ledger.operations import Cancel, CloseResidual, Issue, Order, Range
from fourfold.electricity.ledger.replay import Replay
from support.ledger_checks import LEDGER_ID
from support.ledgers import (
    BUYER,
    CHARGER,
    DAY_S,
    HOUR_S,
    ISSUER,
    NOW,
    SOUTH,
    T0,
    WIND,
    ask,
    certificate,
    discharge,
    issue,
    measure,
    registrations,
    used,
)


def found_in(asked: Sequence[tuple[Order, int]]) -> list[int]:
    """Entries in which an audit finds something, of a journal of orders and their times."""
    replay = Replay(LEDGER_ID, lambda *_: True)
    for number, (order, time_s) in enumerate(asked, 1):
        replay.keep(make_entry(number, time_s, order))
    return [problem.place.row for problem in replay.state.problems]


UNTIL_NOW = replace(certificate("c"), valid_until_s=NOW)
CHARGED = [issue("c"), measure(0, 1_000, CHARGER), *used("c", 0, 500, meter=CHARGER)]
BORDERS = {
    "cancelled in the last second": [ask(ISSUER, Issue(UNTIL_NOW, BUYER)), ask(BUYER, Cancel(Range("c", 0, 9)))],
    "all that a plant can make": [issue("w", 0, 10_000, WIND)],
    "ends where a closed residual begins": [ask("", CloseResidual(SOUTH, T0 + HOUR_S, T0 + 2 * HOUR_S)), issue("c")],
    "ends with a residual to be closed": [issue("c"), ask("", CloseResidual(SOUTH, T0, T0 + HOUR_S))],
    "comes out when it goes in": [
        *CHARGED,
        ask(ISSUER, Issue(discharge("out", len(registrations()) + len(CHARGED), 500, 450, 0, 900_000), BUYER)),
    ],
}


@pytest.mark.parametrize("orders", BORDERS.values(), ids=BORDERS)
def test_what_is_just_allowed_is_not_found(orders: Sequence[Order]) -> None:
    assert found_in([(order, NOW) for order in (*registrations(), *orders)]) == []


def test_a_day_that_falls_is_found_although_time_and_number_do_not_tell_it() -> None:
    lawful = [*registrations(), issue("c")]
    asked = [*((order, NOW) for order in lawful), (issue("d", 1), NOW - DAY_S)]
    assert found_in(asked) == [len(asked)]

"""Two clients at once: a constraint stops the second, and where it is dropped an invariant breaks.

In each case both look at the same ledger before either has written; neither takes a lock or tries again, so that
nothing but the constraint stands between them. In SQLite, whose writers are alone, the second writes after the first
has committed. In PostgreSQL it writes while the first has written but not committed; the first commits when the second
has come to an end or waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from fourfold.electricity.ledger.operations import Cancel, CloseResidual, Issue, Order, Range, Transfer, Unclaim
from fourfold.store.ledger.sql import SqlLedger
from support.ledger_invariants import broken
from support.ledgers import (
    BUYER,
    CHARGER,
    DAY_S,
    GEYSER,
    HOUR_S,
    ISLAND,
    ISSUER,
    NOW,
    OTHER,
    QUARTER_S,
    SOUTH,
    T0,
    WIND,
    ask,
    certificate,
    discharge,
    hourly_claim,
    issue,
    measure,
    used,
)
from support.races import Race, run
from support.sql_ledgers import postgres_lacking, sqlite_lacking

TODAY = NOW // DAY_S


def _claim(name: str, first: int, stop: int, quarter: int = 0) -> Order:
    claim = hourly_claim(name, first, stop)
    return ask(BUYER, replace(claim, start_s=claim.start_s + quarter * QUARTER_S))


def _cancel(name: str, first: int, stop: int) -> Order:
    return ask(BUYER, Cancel(Range(name, first, stop)))


def _residual(area: str, start_h: int, end_h: int) -> Order:
    return ask("", CloseResidual(area, T0 + start_h * HOUR_S, T0 + end_h * HOUR_S))


def _half_past(name: str) -> Order:
    late = certificate(name, 0)
    return ask(ISSUER, Issue(replace(late, start_s=late.start_s + 1800, end_s=late.end_s + 1800), BUYER))


CANCELLED = (issue("x"), issue("y"), _cancel("x", 0, 1000), _cancel("y", 0, 1000), measure(0), measure(0, quarter=1))
CHARGED = (issue("x"), measure(0, 1000, CHARGER), *used("x", 0, 500, meter=CHARGER))
RACES = {
    "a lot that was taken is claimed twice": Race(
        ("lot_taken_once",),
        "tiles spent twice",
        CANCELLED,
        lambda _: _claim("x", 0, 600),
        lambda _: _claim("x", 0, 600, quarter=1),
    ),
    "a rest is transferred and cancelled": Race(
        ("lot_rest_once",),
        "tiles spent twice",
        (issue("x"), _cancel("x", 0, 400)),
        lambda _: ask(BUYER, Transfer(Range("x", 400, 1000), OTHER)),
        lambda _: _cancel("x", 400, 1000),
    ),
    "an interval is covered twice": Race(
        ("use_taken_once",),
        "uses spent twice",
        CANCELLED,
        lambda _: _claim("x", 0, 600),
        lambda _: _claim("y", 0, 600),
    ),
    "the rest of an interval is covered twice": Race(
        ("use_rest_once",),
        "uses spent twice",
        (*CANCELLED, _claim("x", 0, 100)),
        lambda _: _claim("x", 100, 600),
        lambda _: _claim("y", 0, 600),
    ),
    "an interval is covered and corrected downwards": Race(
        ("use_taken_once",),
        "uses spent twice",
        CANCELLED,
        lambda _: _claim("x", 0, 600),
        lambda _: measure(0, 100, version=2),
    ),
    "a claim is withdrawn and rested on": Race(
        ("endings key",),
        "claim ended twice",
        CHARGED,
        lambda claim: ask(BUYER, Unclaim(claim, "mistake")),
        lambda claim: ask(ISSUER, Issue(discharge("out", claim, 500, 400, 1, 900_000), BUYER)),
    ),
    "two certificates rest on a claim": Race(
        ("endings key", "charge_once"),
        "claim ended twice",
        CHARGED,
        lambda claim: ask(ISSUER, Issue(discharge("out", claim, 500, 400, 1, 900_000), BUYER)),
        lambda claim: ask(ISSUER, Issue(discharge("again", claim, 500, 400, 2, 900_000), BUYER)),
    ),
    "a version is told twice": Race(
        ("reading_version_once", "readings_by_energy", "reading_after_another"),
        "version twice",
        (measure(0),),
        lambda _: measure(0, 1200, version=2),
        lambda _: measure(0, 1500, version=2),
    ),
    "a residual is begun twice": Race(
        ("residual_first_once",),
        "residuals overlap",
        (),
        lambda _: _residual(ISLAND, 0, 24),
        lambda _: _residual(ISLAND, 1, 25),
    ),
    "a residual goes on twice": Race(
        ("residual_begins_once",),
        "residuals overlap",
        (_residual(ISLAND, 0, 24),),
        lambda _: _residual(ISLAND, 24, 48),
        lambda _: _residual(ISLAND, 24, 72),
    ),
    "certificates of a plant overlap": Race(
        ("certificates_apart",), "certificates overlap", (), lambda _: issue("x"), lambda _: _half_past("y")
    ),
    "certificates overlap, and the plant is not locked": Race(
        ("lock ledger_guard_certificates",),
        "certificates overlap",
        (),
        lambda _: issue("x"),
        lambda _: _half_past("y"),
        "postgresql",
    ),
    "a plant makes more than it can": Race(
        ("device_within_capacity",),
        "above capacity",
        (),
        lambda _: issue("x", 0, 6_000, WIND),
        lambda _: issue("y", 0, 6_000, WIND),
    ),
    "a plant makes more than it can, and is not locked": Race(
        ("lock ledger_guard_certificates",),
        "above capacity",
        (),
        lambda _: issue("x", 0, 6_000, WIND),
        lambda _: issue("y", 0, 6_000, WIND),
        "postgresql",
    ),
    "a certificate comes after the residual": Race(
        ("residual_open",), "held in a closed residual", (), lambda _: _residual(SOUTH, 0, 24), lambda _: issue("x")
    ),
    "a certificate comes after the residual, and the area is not locked": Race(
        ("lock ledger_guard_certificates",),
        "held in a closed residual",
        (),
        lambda _: _residual(SOUTH, 0, 24),
        lambda _: issue("x"),
        "postgresql",
    ),
    "a residual overlooks a certificate": Race(
        ("residual_whole",), "held in a closed residual", (), lambda _: issue("x"), lambda _: _residual(SOUTH, 0, 24)
    ),
    "a residual overlooks a certificate, and the area is not locked": Race(
        ("lock ledger_guard_residuals",),
        "held in a closed residual",
        (),
        lambda _: issue("x"),
        lambda _: _residual(SOUTH, 0, 24),
        "postgresql",
    ),
    "an order is sent twice": Race(
        ("order_once",),
        "order twice",
        (issue("x"),),
        lambda _: ask(BUYER, Transfer(Range("x", 0, 1000), BUYER), "sent twice"),
        lambda _: ask(BUYER, Transfer(Range("x", 0, 1000), BUYER), "sent twice"),
        lacking=("lot_taken_once",),
    ),
    "a new day begins with a number below one of the old day": Race(
        ("entry_in_order",),
        "days fall",
        (),
        lambda _: issue("x"),
        lambda _: issue("y", 1),
        second_s=NOW + DAY_S,
        crossed=True,
    ),
    "a new day does not wait for the old one": Race(
        ("lock ledger_hold_day",),
        "days fall",
        (),
        lambda _: issue("x"),
        lambda _: issue("y", 1),
        "postgresql",
        second_s=NOW + DAY_S,
        crossed=True,
    ),
    "an entry of yesterday comes after one of today": Race(
        ("day_open",),
        "days fall",
        (),
        lambda _: issue("x", device=GEYSER),
        lambda _: issue("y", 1),
        first_s=NOW + DAY_S,
    ),
    "a residual takes what was transferred meanwhile": Race(
        ("lot_taken_once", "residual_whole"),
        "tiles spent twice",
        (issue("x"),),
        lambda _: ask(BUYER, Transfer(Range("x", 0, 1000), OTHER)),
        lambda _: _residual(SOUTH, 0, 24),
    ),
}
KINDS = ("sqlite", "postgresql")
CASES = [
    pytest.param(kind, name, id=f"{kind}: {name}")
    for name, race in RACES.items()
    for kind in KINDS
    if race.only in ("", kind)
]


@pytest.fixture
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., SqlLedger]:
    """Makes a ledger of a kind that lacks constraints."""

    def make(kind: str, *names: str) -> SqlLedger:
        if kind == "sqlite":
            return sqlite_lacking(tmp_path, *names)
        return postgres_lacking(request.getfixturevalue("postgres"), *names)

    return make


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_the_second_of_two_is_refused(
    kind: str, name: str, made: Callable[..., SqlLedger], monkeypatch: pytest.MonkeyPatch
) -> None:
    race = RACES[name]
    ledger = made(kind, *race.lacking)
    with pytest.raises(DBAPIError):
        run(race, ledger, kind, monkeypatch)
    assert not broken(ledger)


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_without_the_constraint_both_are_kept_and_the_invariant_breaks(
    kind: str, name: str, made: Callable[..., SqlLedger], monkeypatch: pytest.MonkeyPatch
) -> None:
    race = RACES[name]
    ledger = made(kind, *race.lacking, *race.constraints)
    run(race, ledger, kind, monkeypatch)
    assert race.breaks in broken(ledger)

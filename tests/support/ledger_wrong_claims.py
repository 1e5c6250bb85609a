"""Claims that break a promise of the ledger: of time, of market, and of what was measured and arrives."""

from __future__ import annotations

from dataclasses import replace

from fourfold.electricity.ledger.operations import (
    Cancel,
    Issue,
    Range,
)
from fourfold.electricity.supply.criteria import MatchWindow
from support.ledger_cases import CANCELLED, HELD, HOURLY, ISO, MARKET, MEASURED, MONTH, TIME, bad
from support.ledgers import (
    BUYER,
    DAY_S,
    GEYSER,
    HOUR_S,
    ISSUER,
    NORTH,
    T0,
    WIND,
    ask,
    hourly_claim,
    issue,
    measure,
    used,
)

WRONG_CLAIMS = [
    bad(
        "certificate of another hour",
        "ledger-outside-window",
        BUYER,
        hourly_claim("c", 0, 9, 1),
        HELD,
        CANCELLED,
        measure(1),
        clause=TIME,
    ),
    bad(
        "certificate of a month where an hour is asked",
        "ledger-outside-window",
        BUYER,
        hourly_claim("m", 0, 1_000),
        ask(ISSUER, Issue(MONTH, BUYER)),
        ask(BUYER, Cancel(Range("m", 0, 1_000))),
        MEASURED,
        clause=TIME,
    ),
    bad(
        "consumption of another hour",
        "ledger-outside-window",
        BUYER,
        replace(HOURLY, start_s=T0 + HOUR_S),
        HELD,
        CANCELLED,
        measure(1),
        clause=TIME,
    ),
    *(
        bad(
            f"{window} too long",
            "ledger-window-too-long",
            BUYER,
            replace(HOURLY, window=window, window_end_s=T0 + most_s + 1),
            HELD,
            CANCELLED,
            MEASURED,
            clause=TIME,
        )
        for window, most_s in (
            (MatchWindow.HOUR, HOUR_S),
            (MatchWindow.MONTH, 31 * DAY_S + HOUR_S),
            (MatchWindow.YEAR, 366 * DAY_S + HOUR_S),
        )
    ),
    bad(
        "window that ends before it begins",
        "ledger-interval-empty",
        BUYER,
        replace(HOURLY, window_end_s=T0),
        HELD,
        CANCELLED,
        MEASURED,
    ),
    bad(
        "plant outside the market",
        "ledger-outside-market",
        BUYER,
        HOURLY,
        issue("c", device=GEYSER),
        CANCELLED,
        MEASURED,
        clause=MARKET,
    ),
    bad(
        "meter outside the market",
        "ledger-outside-market",
        BUYER,
        replace(HOURLY, market=NORTH),
        issue("c", device=WIND),
        CANCELLED,
        MEASURED,
        clause=MARKET,
    ),
    bad(
        "market nobody knows",
        "ledger-outside-market",
        BUYER,
        replace(HOURLY, market="moon"),
        HELD,
        CANCELLED,
        MEASURED,
        clause=MARKET,
    ),
    bad("over-claimed", "ledger-covered-twice", BUYER, HOURLY, HELD, CANCELLED, measure(0, 999), clause=ISO),
    bad("claimed for what was never measured", "ledger-covered-twice", BUYER, HOURLY, HELD, CANCELLED, clause=ISO),
    bad(
        "covered by another certificate already",
        "ledger-covered-twice",
        BUYER,
        replace(HOURLY, range=Range("d", 0, 1_000)),
        HELD,
        issue("d"),
        ask(BUYER, Cancel(Range("d", 0, 1_000))),
        MEASURED,
        *used("c", 0, 1),
        clause=ISO,
    ),
    bad(
        "corrected below what is covered",
        "ledger-covered-twice",
        "",
        measure(0, 399, version=2).operation,
        HELD,
        MEASURED,
        *used("c", 0, 400),
        clause=ISO,
    ),
    bad(
        "covers more than it has",
        "ledger-above-delivered",
        BUYER,
        hourly_claim("c", 0, 9, covered_wh=10),
        HELD,
        CANCELLED,
        MEASURED,
    ),
    bad(
        "covers what was lost",
        "ledger-above-delivered",
        BUYER,
        replace(HOURLY, loss_ppm=1, covered_wh=1_000),
        HELD,
        CANCELLED,
        MEASURED,
    ),
]

"""What every ledger refuses: each kind by its code, with the clause it would break, and nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from _pytest.mark import ParameterSet

from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Account, Device, Meter
from fourfold.electricity.ledger.operations import (
    Cancel,
    CloseResidual,
    Issue,
    Measure,
    OpenAccount,
    Operation,
    Order,
    Range,
    RegisterArea,
    RegisterDevice,
    RegisterMeter,
    Split,
    Transfer,
    Unclaim,
    Withdraw,
)
from fourfold.electricity.supply.criteria import InstrumentKind, MatchWindow
from support.ledger_checks import refused, sound, told
from support.ledgers import (
    BUYER,
    DAY_S,
    GEYSER,
    HOUR_S,
    ISSUER,
    MILL,
    NORTH,
    NOW,
    OTHER,
    SELLER,
    SOUTH,
    SUN,
    T0,
    WIND,
    ask,
    certificate,
    hourly_claim,
    issue,
    measure,
    used,
)

ISO, TIME, MARKET = "sole claim", "close in time", "same grid or market"
HELD = issue("c", 0, 1_000)
CANCELLED = ask(BUYER, Cancel(Range("c", 0, 1_000)))
MEASURED = measure(0, 1_000)
MONTH = replace(certificate("m", hours=28 * 24, energy_wh=90_000), kind=InstrumentKind.GUARANTEE_OF_ORIGIN)
CLOSED = ask("", CloseResidual(SOUTH, T0, T0 + DAY_S))
HOURLY = hourly_claim("c", 0, 1_000)


def _bad(name: str, code: str, actor: str, operation: Operation, *before: object, clause: str = "") -> ParameterSet:
    return pytest.param(before, ask(actor, operation), code, clause, id=name)


CASES = [
    _bad("certificate issued twice", "ledger-twice", ISSUER, Issue(certificate("c", 5), BUYER), HELD),
    _bad("account opened twice", "ledger-twice", "", OpenAccount(Account(BUYER))),
    _bad("area registered twice", "ledger-twice", "", RegisterArea(NORTH, ("new",))),
    _bad("plant registered twice", "ledger-twice", "", RegisterDevice(Device(SUN, ISSUER, NORTH, "wind"))),
    _bad("meter registered twice", "ledger-twice", "", RegisterMeter(Meter(MILL, BUYER, SOUTH, 3_600))),
    _bad("split where there is a boundary", "ledger-twice", BUYER, Split("c", 400), HELD, ask(BUYER, Split("c", 400))),
    _bad("account unknown as actor", "ledger-unknown", "nobody", Split("c", 400), HELD),
    _bad("account unknown as receiver", "ledger-unknown", BUYER, Transfer(Range("c", 0, 9), "nobody"), HELD),
    _bad("account unknown as holder", "ledger-unknown", ISSUER, Issue(certificate("c"), "nobody")),
    _bad("account unknown as issuer", "ledger-unknown", "", RegisterDevice(Device("d", "nobody", NORTH, "wind"))),
    _bad("account unknown as owner", "ledger-unknown", "", RegisterMeter(Meter("m", "nobody", NORTH, 900))),
    _bad("area unknown of a plant", "ledger-unknown", "", RegisterDevice(Device("d", ISSUER, "nowhere", "wind"))),
    _bad("area unknown of a meter", "ledger-unknown", "", RegisterMeter(Meter("m", BUYER, "nowhere", 900))),
    _bad("area unknown of a residual", "ledger-unknown", "", CloseResidual("nowhere", T0, NOW)),
    _bad("meter unknown of a store", "ledger-unknown", "", RegisterDevice(Device("d", ISSUER, NORTH, "x", meter="m"))),
    _bad("meter unknown of a reading", "ledger-unknown", "", Measure("m", T0, 5)),
    _bad("meter unknown of a claim", "ledger-unknown", BUYER, replace(HOURLY, meter="m"), HELD, CANCELLED),
    _bad("plant unknown", "ledger-unknown", ISSUER, Issue(certificate("c", device="d"), BUYER)),
    _bad("certificate unknown of a cancellation", "ledger-unknown", BUYER, Cancel(Range("c", 0, 9))),
    _bad("certificate unknown of a split", "ledger-unknown", BUYER, Split("c", 9)),
    _bad("certificate unknown of a claim", "ledger-unknown", BUYER, HOURLY, MEASURED),
    _bad("claim unknown", "ledger-unknown", BUYER, Unclaim(1, "")),
    _bad(
        "certificates that overlap",
        "ledger-certificates-overlap",
        ISSUER,
        Issue(replace(certificate("d"), start_s=T0 + 900, end_s=T0 + 4_500), BUYER),
        HELD,
        clause=ISO,
    ),
    _bad("a month over an hour", "ledger-certificates-overlap", ISSUER, Issue(MONTH, BUYER), HELD, clause=ISO),
    _bad(
        "an hour in a month", "ledger-certificates-overlap", ISSUER, HELD.operation, ask(ISSUER, Issue(MONTH, SELLER))
    ),
    _bad(
        "overlap with a certificate withdrawn",
        "ledger-certificates-overlap",
        ISSUER,
        Issue(MONTH, BUYER),
        HELD,
        ask(ISSUER, Withdraw(Range("c", 0, 1_000), "")),
        clause=ISO,
    ),
    _bad("more than the plant can make", "ledger-above-capacity", ISSUER, issue("w", 0, 10_001, WIND).operation),
    _bad(
        "more than the plant can make together",
        "ledger-above-capacity",
        ISSUER,
        issue("v", 0, 5_001, WIND).operation,
        issue("w", 0, 5_000, WIND),
    ),
    _bad("issued by another", "ledger-not-allowed", SELLER, HELD.operation),
    _bad("issued by the keeper", "ledger-not-allowed", "", HELD.operation),
    _bad("withdrawn by the holder", "ledger-not-allowed", BUYER, Withdraw(Range("c", 0, 9), ""), HELD),
    _bad("registered by an account", "ledger-not-allowed", BUYER, OpenAccount(Account("new"))),
    _bad("area registered by an account", "ledger-not-allowed", BUYER, RegisterArea("new")),
    _bad("residual closed by an account", "ledger-not-allowed", ISSUER, CLOSED.operation),
    _bad("measured by another", "ledger-not-allowed", OTHER, MEASURED.operation),
    _bad("claimed twice", "ledger-lot-spent", BUYER, HOURLY, HELD, measure(0, 9_000), *used("c", 0, 1_000), clause=ISO),
    _bad(
        "claimed twice in part", "ledger-lot-spent", BUYER, HOURLY, HELD, MEASURED, *used("c", 999, 1_000), clause=ISO
    ),
    _bad("claimed before it is cancelled", "ledger-lot-spent", BUYER, HOURLY, HELD, MEASURED, clause=ISO),
    _bad("cancelled twice", "ledger-lot-spent", BUYER, Cancel(Range("c", 500, 600)), HELD, CANCELLED, clause=ISO),
    _bad("sold after it was cancelled", "ledger-lot-spent", BUYER, Transfer(Range("c", 0, 9), OTHER), HELD, CANCELLED),
    _bad(
        "withdrawn after it was cancelled", "ledger-lot-spent", ISSUER, Withdraw(Range("c", 0, 9), ""), HELD, CANCELLED
    ),
    _bad("split after it was claimed", "ledger-lot-spent", BUYER, Split("c", 5), HELD, MEASURED, *used("c", 0, 9)),
    _bad("sold by another", "ledger-not-owner", OTHER, Transfer(Range("c", 0, 9), OTHER), HELD, clause=ISO),
    _bad("sold by the keeper", "ledger-not-owner", "", Transfer(Range("c", 0, 9), OTHER), HELD, clause=ISO),
    _bad("cancelled by another", "ledger-not-owner", OTHER, Cancel(Range("c", 0, 9)), HELD, clause=ISO),
    _bad("split by another", "ledger-not-owner", OTHER, Split("c", 9), HELD, clause=ISO),
    _bad(
        "cancelled by who sold a part",
        "ledger-not-owner",
        BUYER,
        Cancel(Range("c", 0, 1_000)),
        HELD,
        ask(BUYER, Transfer(Range("c", 999, 1_000), OTHER)),
        clause=ISO,
    ),
    _bad(
        "claimed by a non-owner",
        "ledger-not-owner",
        BUYER,
        HOURLY,
        issue("c", to=OTHER),
        ask(OTHER, Cancel(Range("c", 0, 1_000))),
        MEASURED,
        clause=ISO,
    ),
    _bad(
        "claimed for another's meter",
        "ledger-not-allowed",
        OTHER,
        HOURLY,
        issue("c", to=OTHER),
        ask(OTHER, Cancel(Range("c", 0, 1_000))),
        MEASURED,
    ),
    _bad("range beyond the certificate", "ledger-beyond-certificate", BUYER, Cancel(Range("c", 990, 1_001)), HELD),
    _bad("range that is empty", "ledger-beyond-certificate", BUYER, Cancel(Range("c", 5, 5)), HELD),
    _bad("range that is turned round", "ledger-beyond-certificate", BUYER, Cancel(Range("c", 9, 5)), HELD),
    _bad("split at the beginning", "ledger-beyond-certificate", BUYER, Split("c", 0), HELD),
    _bad("split at the end", "ledger-beyond-certificate", BUYER, Split("c", 1_000), HELD),
    _bad(
        "certificate of another hour",
        "ledger-outside-window",
        BUYER,
        hourly_claim("c", 0, 9, 1),
        HELD,
        CANCELLED,
        measure(1),
        clause=TIME,
    ),
    _bad(
        "certificate of a month where an hour is asked",
        "ledger-outside-window",
        BUYER,
        hourly_claim("m", 0, 1_000),
        ask(ISSUER, Issue(MONTH, BUYER)),
        ask(BUYER, Cancel(Range("m", 0, 1_000))),
        MEASURED,
        clause=TIME,
    ),
    _bad(
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
        _bad(
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
    _bad(
        "window that ends before it begins",
        "ledger-interval-empty",
        BUYER,
        replace(HOURLY, window_end_s=T0),
        HELD,
        CANCELLED,
        MEASURED,
    ),
    _bad(
        "plant outside the market",
        "ledger-outside-market",
        BUYER,
        HOURLY,
        issue("c", device=GEYSER),
        CANCELLED,
        MEASURED,
        clause=MARKET,
    ),
    _bad(
        "meter outside the market",
        "ledger-outside-market",
        BUYER,
        replace(HOURLY, market=NORTH),
        issue("c", device=WIND),
        CANCELLED,
        MEASURED,
        clause=MARKET,
    ),
    _bad(
        "market nobody knows",
        "ledger-outside-market",
        BUYER,
        replace(HOURLY, market="moon"),
        HELD,
        CANCELLED,
        MEASURED,
        clause=MARKET,
    ),
    _bad("over-claimed", "ledger-covered-twice", BUYER, HOURLY, HELD, CANCELLED, measure(0, 999), clause=ISO),
    _bad("claimed for what was never measured", "ledger-covered-twice", BUYER, HOURLY, HELD, CANCELLED, clause=ISO),
    _bad(
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
    _bad(
        "corrected below what is covered",
        "ledger-covered-twice",
        "",
        measure(0, 399, version=2).operation,
        HELD,
        MEASURED,
        *used("c", 0, 400),
        clause=ISO,
    ),
    _bad(
        "covers more than it has",
        "ledger-above-delivered",
        BUYER,
        hourly_claim("c", 0, 9, covered_wh=10),
        HELD,
        CANCELLED,
        MEASURED,
    ),
    _bad(
        "covers what was lost",
        "ledger-above-delivered",
        BUYER,
        replace(HOURLY, loss_ppm=1, covered_wh=1_000),
        HELD,
        CANCELLED,
        MEASURED,
    ),
    _bad(
        "cancelled too late",
        "ledger-expired",
        BUYER,
        Cancel(Range("c", 0, 9)),
        ask(ISSUER, Issue(replace(certificate("c"), valid_until_s=NOW - 1), BUYER)),
    ),
    _bad("issued into a closed residual", "ledger-residual-closed", ISSUER, HELD.operation, CLOSED, clause=ISO),
    _bad("issued to its very end", "ledger-residual-closed", ISSUER, issue("c", 23).operation, CLOSED, clause=ISO),
    _bad(
        "sold out of the residual",
        "ledger-residual-closed",
        BUYER,
        Transfer(Range("c", 0, 9), OTHER),
        HELD,
        CLOSED,
        clause=ISO,
    ),
    _bad("claimed out of the residual", "ledger-residual-closed", BUYER, HOURLY, HELD, MEASURED, CLOSED, clause=ISO),
    _bad(
        "cancelled out of the residual",
        "ledger-residual-closed",
        BUYER,
        Cancel(Range("c", 0, 9)),
        HELD,
        CLOSED,
        clause=ISO,
    ),
    _bad(
        "withdrawn out of the residual",
        "ledger-residual-closed",
        ISSUER,
        Withdraw(Range("c", 0, 9), ""),
        HELD,
        CLOSED,
        clause=ISO,
    ),
    _bad("split in the residual", "ledger-residual-closed", BUYER, Split("c", 9), HELD, CLOSED, clause=ISO),
    _bad("residual closed twice", "ledger-residual-gap", "", CLOSED.operation, CLOSED),
    _bad(
        "residual with a gap", "ledger-residual-gap", "", CloseResidual(SOUTH, T0 + 2 * DAY_S, T0 + 3 * DAY_S), CLOSED
    ),
    _bad("residual before it is over", "ledger-residual-early", "", CloseResidual(SOUTH, T0, NOW + 1)),
    _bad("residual of no time", "ledger-interval-empty", "", CloseResidual(SOUTH, T0, T0)),
    _bad("certificate of no time", "ledger-interval-empty", ISSUER, Issue(certificate("c", hours=0), BUYER)),
    _bad(
        "meter whose intervals begin nowhere", "ledger-off-grid", "", RegisterMeter(Meter("m", BUYER, SOUTH, 900, 900))
    ),
    _bad("reading off the grid", "ledger-off-grid", "", Measure(MILL, T0 + 1, 9)),
    _bad("claim off the grid", "ledger-off-grid", BUYER, replace(HOURLY, start_s=T0 + 1), HELD, CANCELLED, MEASURED),
    _bad("reading of a version too high", "ledger-version-gap", "", measure(version=2).operation),
    _bad("reading of a version told", "ledger-version-gap", "", measure(0, 7).operation, MEASURED),
]


@pytest.mark.parametrize(("before", "order", "code", "clause"), CASES)
def test_an_order_that_breaks_a_promise_is_refused_with_its_clause(
    ledger: Ledger, before: Sequence[Order], order: Order, code: str, clause: str
) -> None:
    ledger.record(before, NOW)
    problem = refused(ledger, order)
    assert (problem.kind.code, problem.place.row) == (code, 1)
    assert clause in str(problem.params.get("clause", ""))
    assert "{" not in told(problem)
    sound(ledger)

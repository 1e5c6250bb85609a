"""What every ledger promises beside the single refusals: rules that need a story."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fourfold.core.problems import InputError
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Delivery, Meter, StorageFlag
from fourfold.electricity.ledger.operations import (
    Cancel,
    CloseResidual,
    Issue,
    Measure,
    Range,
    RegisterMeter,
    Transfer,
    Unclaim,
    Withdraw,
)
from fourfold.electricity.supply.criteria import InstrumentKind
from support.ledger_checks import refused, sound, told
from support.ledgers import (
    BUYER,
    CHARGER,
    DAY0,
    DAY_S,
    HOUR_S,
    ISSUER,
    MILL,
    NOW,
    OTHER,
    SOUTH,
    SUN,
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

HELD = issue("c", 0, 1_000)
CANCELLED = ask(BUYER, Cancel(Range("c", 0, 1_000)))
MEASURED = measure(0, 1_000)
CLOSED = ask("", CloseResidual(SOUTH, T0, T0 + DAY_S))
HOURLY = hourly_claim("c", 0, 1_000)


@pytest.mark.parametrize(
    ("changes", "claimed"),
    [
        ({"storage": StorageFlag.NONE}, True),
        ({"charge": 1}, True),
        ({"charge_wh": 501}, True),
        ({"energy_wh": 451}, True),
        ({"efficiency_ppm": 0}, True),
        ({"start_s": T0 - HOUR_S, "end_s": T0}, True),
        ({"device": SUN}, True),
        ({}, False),
    ],
)
def test_discharged_energy_rests_on_a_claim_of_charging(
    ledger: Ledger, changes: dict[str, object], claimed: bool
) -> None:
    meter = CHARGER if claimed else MILL
    ledger.record([issue("c", device=WIND), measure(0, 500, meter)], NOW)
    claim = ledger.record(used("c", 0, 500, 0, meter), NOW)[-1].entry
    out = replace(discharge("out", claim, 500, 450, 3, 900_000), **changes)  # type: ignore[arg-type]
    problem = refused(ledger, ask(ISSUER, Issue(out, BUYER)))
    assert problem.kind.code == "ledger-charge-unfit"
    assert "{" not in told(problem)


def test_a_claim_of_charging_serves_one_certificate_and_stays(ledger: Ledger) -> None:
    ledger.record([issue("c", device=WIND), measure(0, 500, CHARGER)], NOW)
    claim = ledger.record(used("c", 0, 500, 0, CHARGER), NOW)[-1].entry
    out = discharge("out", claim, 500, 450, 3, 900_000)
    ledger.record([ask(ISSUER, Issue(out, BUYER))], NOW)
    again = replace(out, certificate="again")
    assert refused(ledger, ask(ISSUER, Issue(again, BUYER))).kind.code == "ledger-charge-unfit"
    assert refused(ledger, ask(BUYER, Unclaim(claim, ""))).kind.code == "ledger-charge-unfit"
    ledger.record([ask(ISSUER, Withdraw(Range("out", 0, 450), "wrong"))], NOW)
    assert refused(ledger, ask(BUYER, Unclaim(claim, ""))).kind.code == "ledger-charge-unfit"
    assert refused(ledger, ask(ISSUER, Issue(again, BUYER))).kind.code == "ledger-charge-unfit"


def test_a_store_is_not_charged_by_a_claim_that_was_withdrawn(ledger: Ledger) -> None:
    ledger.record([issue("c", device=WIND), measure(0, 500, CHARGER)], NOW)
    claim = ledger.record(used("c", 0, 500, 0, CHARGER), NOW)[-1].entry
    ledger.record([ask(BUYER, Unclaim(claim, ""))], NOW)
    out = discharge("out", claim, 500, 450, 3, 900_000)
    assert refused(ledger, ask(ISSUER, Issue(out, BUYER))).kind.code == "ledger-charge-unfit"


def test_a_claim_is_withdrawn_once_and_by_who_claimed(ledger: Ledger) -> None:
    ledger.record([HELD, MEASURED], NOW)
    claim = ledger.record(used("c", 0, 9), NOW)[-1].entry
    assert refused(ledger, ask(OTHER, Unclaim(claim, ""))).kind.code == "ledger-not-owner"
    ledger.record([ask(BUYER, Unclaim(claim, ""))], NOW)
    assert refused(ledger, ask(BUYER, Unclaim(claim, "again"))).kind.code == "ledger-twice"


def test_an_order_is_accepted_once_whoever_signs_it(ledger: Ledger) -> None:
    order = ask(BUYER, Transfer(Range("c", 0, 9), OTHER))
    ledger.record([HELD, order, ask(OTHER, Transfer(Range("c", 0, 9), BUYER))], NOW)
    assert refused(ledger, order).kind.code == "ledger-twice"
    assert refused(ledger, replace(order, signature="z" + "2" * 80)).kind.code == "ledger-twice"
    ledger.record([replace(order, nonce="another")], NOW)


def test_orders_are_kept_all_or_none(ledger: Ledger) -> None:
    problem = refused(ledger, HELD, MEASURED, *used("c", 0, 400), ask(BUYER, Cancel(Range("c", 399, 500))))
    assert (problem.kind.code, problem.place.row) == ("ledger-lot-spent", 5)
    ledger.record([HELD, MEASURED, *used("c", 0, 400)], NOW)


def test_faults_of_form_are_told_of_all_orders_at_once(ledger: Ledger) -> None:
    orders = [
        ask(" blank", Transfer(Range("c", -1, 10**16), "a\nb")),
        HELD,
        ask("", Measure(MILL, -5, -1, 0)),
        ask("", RegisterMeter(Meter("", BUYER, SOUTH, 0))),
    ]
    with pytest.raises(InputError) as refusal:
        ledger.record(orders, NOW)
    assert [(problem.place.row, problem.place.column) for problem in refusal.value.problems] == [
        (1, "actor"),
        (1, "operation.range.first"),
        (1, "operation.range.stop"),
        (1, "operation.to"),
        (3, "operation.energyWh"),
        (3, "operation.start"),
        (3, "operation.version"),
        (4, "operation.meter.meter"),
        (4, "operation.meter.stepSeconds"),
    ]


def test_the_residual_leaves_alone_what_ends_outside_of_it(ledger: Ledger) -> None:
    ledger.record([issue("early", -1), issue("in", 23), issue("late", 24), CLOSED], NOW)
    states = {lot.certificate: lot.state.value for lot in ledger.lots()}
    assert states == {"early": "held", "in": "residual", "late": "held"}
    ledger.record([issue("earlier", -2), ask(BUYER, Cancel(Range("early", 0, 9)))], NOW)
    assert ledger.residuals() == [(SOUTH, T0, T0 + DAY_S)]


@pytest.mark.parametrize(
    "beside",
    [{"delivery": Delivery.DIRECT_LINE}, {"delivery": Delivery.ON_SITE}, {"kind": InstrumentKind.DIRECT_LINE}],
)
def test_what_did_not_pass_the_grid_is_never_in_its_residual(ledger: Ledger, beside: dict[str, object]) -> None:
    """Held Wh of a wire stay held when the residual of its area closes, and more may be issued and used after it."""
    wire, late = (replace(certificate(name, 0), **beside) for name in ("wire", "late"))  # type: ignore[arg-type]
    ledger.record([issue("fed", 1), ask(ISSUER, Issue(wire, BUYER)), MEASURED, CLOSED], NOW)
    states = {lot.certificate: lot.state.value for lot in ledger.lots()}
    assert states == {"fed": "residual", "wire": "held"}
    ledger.record([ask(ISSUER, Issue(late, BUYER)), *used("wire", 0, 1_000)], NOW)
    assert refused(ledger, issue("too late", 2)).kind.code == "ledger-residual-closed"
    assert (ledger.balance().claimed, ledger.balance().residual, ledger.balance().held) == (1_000, 1_000, 1_000)
    sound(ledger)


def test_a_certificate_is_kept_with_all_it_says(ledger: Ledger) -> None:
    said = {"issued_s": NOW - 5, "number_range": "17-1016", "contract": "PPA 7", "delivery": Delivery.ON_SITE}
    full = replace(certificate("full"), **said)  # type: ignore[arg-type]
    ledger.record([ask(ISSUER, Issue(full, BUYER))], NOW)
    assert ledger.certificate("full") == full
    assert list(ledger.certificates()) == [full]
    sound(ledger)


def test_cancelled_wh_stay_out_of_the_residual_and_can_be_claimed_after_it(ledger: Ledger) -> None:
    ledger.record([HELD, MEASURED, CANCELLED, CLOSED], NOW)
    ledger.record([ask(BUYER, HOURLY)], NOW)
    assert (ledger.balance().claimed, ledger.balance().residual) == (1_000, 0)


def test_what_is_withdrawn_makes_room_for_what_was_meant(ledger: Ledger) -> None:
    ledger.record([issue("wrong", 0, 9_000, WIND)], NOW)
    assert refused(ledger, issue("right", 0, 8_000, WIND)).kind.code == "ledger-above-capacity"
    ledger.record([ask(ISSUER, Withdraw(Range("wrong", 0, 9_000), "")), issue("right", 0, 8_000, WIND)], NOW)
    assert refused(ledger, issue("more", 0, 2_001, WIND)).kind.code == "ledger-above-capacity"
    ledger.record([issue("rest", 0, 2_000, WIND)], NOW)
    sound(ledger)


def test_a_cancellation_is_good_until_the_last_second(ledger: Ledger) -> None:
    ledger.record([ask(ISSUER, Issue(replace(certificate("c"), valid_until_s=NOW), BUYER))], NOW)
    ledger.record([ask(BUYER, Cancel(Range("c", 0, 9)))], NOW)
    assert refused(ledger, ask(BUYER, Cancel(Range("c", 9, 18))), time_s=NOW + 1).kind.code == "ledger-expired"


def test_a_closed_day_takes_no_entries_and_days_close_in_order(ledger: Ledger) -> None:
    day = NOW // DAY_S
    ledger.record([HELD], NOW)
    for at, over, code in ((day, NOW, "ledger-day-not-next"), (day, NOW + DAY_S, "ledger-day-not-next")):
        with pytest.raises(InputError) as refusal:
            ledger.close_day(at, over)
        assert refusal.value.problems[0].kind.code == code
        assert "{" not in told(refusal.value.problems[0])
    ledger.close_day(DAY0, NOW)
    ledger.close_day(day, NOW + DAY_S)
    for closed in (DAY0, day, day - 1):
        with pytest.raises(InputError) as refusal:
            ledger.close_day(closed, NOW + DAY_S)
        assert refusal.value.problems[0].kind.code == "ledger-day-closed"
        assert refused(ledger, MEASURED, time_s=closed * DAY_S).kind.code == "ledger-day-closed"
    ledger.record([MEASURED], NOW + DAY_S)


def test_a_ledger_never_goes_back_to_an_earlier_day(ledger: Ledger) -> None:
    ledger.record([HELD], NOW)
    assert refused(ledger, MEASURED, time_s=NOW - NOW % DAY_S - 1).kind.code == "ledger-day-closed"
    ledger.record([MEASURED], NOW - NOW % DAY_S)

"""Claims of what meters measured: nothing covered twice, nothing claimed that does not count, again and again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.app.supply.claim_loads import MeterLoad
from fourfold.app.supply.claim_terms import Claimed, ClaimTerms
from fourfold.app.supply.claiming import claim
from fourfold.app.supply.ledgers import LedgerCard, OpenedLedger
from fourfold.core.areas import areas
from fourfold.core.problems import InputError
from fourfold.electricity.ledger.ledger import Entry
from fourfold.electricity.ledger.operations import Cancel, Claim, Issue, Measure, Order, Range, Transfer
from fourfold.electricity.supply.criteria import AreaLevel, InstrumentCriteria, InstrumentKind, MatchWindow
from support.ledgers import (
    BUYER,
    GEYSER,
    ISSUER,
    MILL,
    NOW,
    OTHER,
    QUARTER_S,
    SOUTH,
    SUN,
    T0,
    UNION,
    WIND,
    MemoryLedger,
    ask,
    begin,
    certificate,
    issue,
)

AT = datetime.fromtimestamp(NOW, UTC)
MONTH = (T0, T0 + 28 * 86_400)


def opened(*orders: Order, ledger: MemoryLedger | None = None) -> OpenedLedger:
    """A ledger with the cast, and what was issued."""
    found = ledger or MemoryLedger()
    begin(found, *orders)
    return OpenedLedger(Path("ledger"), LedgerCard("urn:uuid:0", "L", "2026-01-01T00:00:00Z"), found)


def mill(energies: Sequence[int], through: Sequence[int] | None = None, mg: Sequence[int] = ()) -> MeterLoad:
    """The mill's meter over quarters of an hour from the beginning."""
    meter = opened().ledger.meter(MILL)
    assert meter is not None
    starts = T0 + QUARTER_S * np.arange(len(energies), dtype=np.int64)
    told, came = (np.array(one, np.int64) for one in (energies, energies if through is None else through))
    factors = tuple(Fraction(value) for value in (mg or [1] * len(energies)))
    return MeterLoad(meter, "UTC", starts, told, came, factors, Fraction(0))


def terms(match: str = "hour", **more: Any) -> ClaimTerms:
    wanted = InstrumentCriteria(match=MatchWindow(match), **more.pop("criteria", {}))
    return ClaimTerms(BUYER, wanted, areas(), MONTH, **more)


def claims_of(ledger: OpenedLedger) -> list[tuple[str, int, int, int, int]]:
    """Certificate, range, quarter and what is covered, of claims in force."""
    found = [one for one in ledger.ledger.claims() if not one.withdrawn]
    return [
        (one.certificate, one.first_wh, one.stop_wh, (one.start_s - T0) // QUARTER_S, one.covered_wh) for one in found
    ]


def by_quarter(ledger: OpenedLedger) -> dict[int, int]:
    covered: dict[int, int] = {}
    for _, _, _, quarter, wh in claims_of(ledger):
        covered[quarter] = covered.get(quarter, 0) + wh
    return covered


def test_the_quarters_of_an_hour_share_its_certificate_in_proportion() -> None:
    ledger = opened(issue("sun", 0, 500))
    told = claim(ledger, [mill([400, 100, 300, 200])], terms(), AT)
    assert by_quarter(ledger) == {0: 200, 1: 50, 2: 150, 3: 100}
    assert (told.open_wh, told.covered_wh, told.claimed_wh, told.left_wh) == (1_000, 500, 500, 500)
    assert (told.claims, told.readings, told.races) == (4, 4, 0)
    assert told.by_certificate == {"sun": 500}
    assert told.by_meter == {MILL: (1_000, 500, 500)}


def test_again_only_what_is_still_free_is_claimed() -> None:
    ledger = opened(issue("sun", 0, 500), issue("more", 0, 700))
    load = mill([400, 100, 300, 200])
    claim(ledger, [load], terms(), AT)
    before = claims_of(ledger)
    again = claim(ledger, [load], terms(), AT)
    assert (again.open_wh, again.before_wh, again.covered_wh, again.readings, again.unused_wh) == (0, 1_000, 0, 0, 200)
    assert claims_of(ledger) == before
    assert ledger.ledger.balance(BUYER).held == 200


def test_a_later_certificate_covers_what_the_first_run_left() -> None:
    ledger = opened(issue("sun", 0, 500))
    load = mill([400, 100, 300, 200])
    claim(ledger, [load], terms(), AT)
    ledger.ledger.record([issue("late", 0, 800)], NOW)
    told = claim(ledger, [load], terms(), AT)
    assert (told.covered_wh, told.left_wh) == (500, 0)
    assert by_quarter(ledger) == {0: 400, 1: 100, 2: 300, 3: 200}


def test_only_what_came_through_the_grid_is_claimed_for_and_the_whole_reading_is_told() -> None:
    ledger = opened(issue("sun", 0, 5_000))
    told = claim(ledger, [mill([400, 100, 300, 200], [400, 0, 50, 0])], terms(), AT)
    assert by_quarter(ledger) == {0: 400, 2: 50}
    assert [use.energy_wh for use in ledger.ledger.uses(MILL)] == [400, 100, 300, 200]
    assert told.unused_wh == 4_550


def test_energy_of_another_hour_month_or_area_does_not_count() -> None:
    ledger = opened(issue("next", 1, 500), issue("island", 0, 500, GEYSER))
    told = claim(ledger, [mill([400, 100, 300, 200])], terms(), AT)
    assert (told.covered_wh, told.claims, told.unused_wh, told.refused_wh) == (0, 0, 500, {"area": 500})
    assert ledger.ledger.balance(BUYER).held == 1_000


def test_a_certificate_of_two_hours_covers_no_single_hour() -> None:
    two = ask(ISSUER, Issue(certificate("two", 0, 500, hours=2), BUYER))
    told = claim(opened(two), [mill([400, 100])], terms(), AT)
    assert (told.claims, told.refused_wh) == (0, {"match": 500})
    assert claim(opened(two), [mill([400, 100])], terms("month"), AT).covered_wh == 500


def test_within_a_month_energy_of_any_hour_counts_and_lies_in_the_window_told() -> None:
    ledger = opened(issue("next", 30, 500))
    claim(ledger, [mill([400, 100, 300, 200])], terms("month"), AT)
    (order,) = {
        (one.order.operation.window, one.order.operation.window_start_s, one.order.operation.window_end_s)
        for one in ledger.ledger.journal()
        if isinstance(one.order.operation, Claim)
    }
    assert order == (MatchWindow.MONTH, T0, T0 + 28 * 86_400)


def test_the_period_of_a_method_counts_as_a_window_of_a_year() -> None:
    ledger = opened(issue("next", 30, 500), issue("after", 28 * 24, 500))
    told = claim(ledger, [mill([400, 100, 300, 200])], terms("period"), AT)
    assert told.by_certificate == {"next": 500}


@pytest.mark.parametrize(
    ("criteria", "why"),
    [
        ({"kinds": (InstrumentKind.PPA,)}, "kind"),
        ({"technologies": ("wind",)}, "technology"),
        ({"commissioned_within_months": 36}, "commissioned"),
    ],
)
def test_what_a_method_refuses_is_told_with_the_criterion(criteria: dict[str, Any], why: str) -> None:
    ledger = opened(issue("sun", 0, 500))
    told = claim(ledger, [mill([400])], terms(criteria=criteria), AT)
    assert (told.claims, told.refused_wh) == (0, {why: 500})


@pytest.mark.parametrize(("market", "covered"), [("", 400), (UNION, 400), (SOUTH, 0)])
def test_a_market_that_is_named_is_the_only_one(market: str, covered: int) -> None:
    ledger = opened(issue("wind", 0, 500, WIND))
    told = claim(ledger, [mill([400])], terms(market=market), AT)
    assert told.covered_wh == covered
    assert {one.market for one in ledger.ledger.claims()} <= {UNION}


@pytest.mark.parametrize(("device", "covered"), [(SUN, 400), (WIND, 0)])
def test_where_the_area_counts_the_plant_lies_in_that_of_the_meter(device: str, covered: int) -> None:
    ledger = opened(issue("one", 0, 500, device))
    told = claim(ledger, [mill([400])], terms(criteria={"area": AreaLevel.AREA}), AT)
    assert told.covered_wh == covered


def test_losses_take_more_of_the_certificate_than_is_covered() -> None:
    ledger = opened(issue("sun", 0, 500))
    told = claim(ledger, [mill([400, 50])], terms(loss_share=Decimal("0.05")), AT)
    assert told.covered_wh == 450
    assert 450 / 0.95 <= told.claimed_wh <= 450 / 0.95 + 2
    assert all(stop - first >= covered / 0.95 for _, first, stop, _, covered in claims_of(ledger))


def test_rests_too_small_to_arrive_are_told_apart_from_energy_that_found_nothing_open() -> None:
    ledger = opened(issue("sun", 0, 501), issue("far", 5, 70))
    told = claim(ledger, [mill([600])], terms(loss_share=Decimal("0.05")), AT)
    # of 501 Wh 475 arrive, for which 500 are needed
    assert (told.covered_wh, told.claimed_wh, told.rounded_wh, told.unused_wh) == (475, 500, 1, 70)


def test_cancelled_energy_is_claimed_before_held_energy() -> None:
    ledger = opened(issue("held", 0, 500), issue("gone", 0, 300), ask(BUYER, Cancel(Range("gone", 0, 300))))
    claim(ledger, [mill([400])], terms(), AT)
    assert [(name, stop - first) for name, first, stop, _, _ in claims_of(ledger)] == [("gone", 300), ("held", 100)]
    cancels = [one for one in ledger.ledger.journal() if isinstance(one.order.operation, Cancel)]
    assert len(cancels) == 2


def test_least_emissions_covers_the_dirtiest_quarters_first_by_the_cleanest_plants() -> None:
    ledger = opened(issue("sun", 0, 300), issue("wind", 0, 300, WIND))
    factors = {"solar": Decimal("0.04"), "wind": Decimal("0.01")}
    load = mill([400, 100, 300, 200], mg=[300_000, 900_000, 500_000, 20_000])
    claim(ledger, [load], terms(least=True, factors=factors), AT)
    assert by_quarter(ledger) == {0: 200, 1: 100, 2: 300}
    short = opened(issue("sun", 0, 900), issue("wind", 0, 300, WIND))
    claim(short, [load], terms(least=True, factors=factors), AT)
    assert by_quarter(short) == {0: 400, 1: 100, 2: 300, 3: 200}
    assert {name: sum(s - f for n, f, s, _, _ in claims_of(short) if n == name) for name in ("sun", "wind")} == {
        "sun": 700,
        "wind": 300,
    }


@pytest.mark.parametrize(
    ("factors", "code", "found"),
    [
        ({"wind": "0.012"}, "claim-factor-missing", "solar"),
        ({"wind": "0.012", "solar": "0.04", "wnd": "0.03"}, "claim-factor-of-no-plant", "wnd"),
    ],
)
def test_factors_are_named_for_all_that_counts_and_for_nothing_that_is_not_there(
    factors: dict[str, str], code: str, found: str
) -> None:
    ledger = opened(issue("sun", 0, 300), issue("wind", 0, 300, WIND))
    entries = len(list(ledger.ledger.journal()))
    named = {name: Decimal(kg) for name, kg in factors.items()}
    with pytest.raises(InputError) as caught:
        claim(ledger, [mill([400, 100])], terms(least=True, factors=named), AT)
    assert [(one.kind.code, one.params["found"]) for one in caught.value.problems] == [(code, found)]
    assert len(list(ledger.ledger.journal())) == entries


def test_a_technology_that_does_not_count_needs_no_factor_and_without_factors_all_count_alike() -> None:
    ledger = opened(issue("sun", 0, 300), issue("wind", 0, 300, WIND), issue("island", 0, 500, GEYSER))
    only = terms(least=True, factors={"wind": Decimal("0.01")}, criteria={"technologies": ("wind",)})
    assert claim(ledger, [mill([400, 100])], only, AT, dry_run=True).by_certificate == {"wind": 300}
    alike = claim(ledger, [mill([300])], terms(least=True), AT)
    assert alike.covered_wh == 300


@pytest.mark.parametrize("loss", ["1", "0.9999999", "3"])
def test_a_loss_of_which_nothing_arrives_is_refused(loss: str) -> None:
    with pytest.raises(InputError) as caught:
        claim(opened(issue("sun", 0, 500)), [mill([400])], terms(loss_share=Decimal(loss)), AT)
    (problem,) = caught.value.problems
    assert (problem.kind.code, problem.params["found"]) == ("claim-loss-is-all", loss)


@pytest.mark.parametrize(
    ("loss", "ppm", "is_rounded"), [("0.0000004", 1, True), ("0.05", 50_000, False), ("0.999999", 999_999, False)]
)
def test_losses_count_in_whole_millionths_and_what_is_rounded_is_told(loss: str, ppm: int, is_rounded: bool) -> None:
    ledger = opened(issue("sun", 0, 500))
    told = claim(ledger, [mill([400])], terms(loss_share=Decimal(loss)), AT)
    assert (told.loss_ppm, told.is_loss_rounded) == (ppm, is_rounded)
    assert {one.loss_ppm for one in ledger.ledger.claims()} <= {ppm}


def test_a_dry_run_records_nothing_and_tells_the_same() -> None:
    ledger, load = opened(issue("sun", 0, 500)), mill([400, 100, 300, 200])
    entries = len(list(ledger.ledger.journal()))
    dry = claim(ledger, [load], terms(), AT, dry_run=True)
    assert len(list(ledger.ledger.journal())) == entries
    real = claim(ledger, [load], terms(), AT)
    for name in ("open_wh", "covered_wh", "claimed_wh", "claims", "readings", "by_certificate", "by_meter"):
        assert getattr(dry, name) == getattr(real, name), name


def test_readings_that_changed_are_told_as_corrections() -> None:
    ledger = opened(issue("sun", 0, 500), ask("", Measure(MILL, T0, 300)))
    told = claim(ledger, [mill([400, 100])], terms(), AT)
    assert (told.readings, told.corrections, told.covered_wh) == (2, 1, 500)


def test_a_reading_below_what_is_claimed_is_refused_and_nothing_recorded() -> None:
    ledger = opened(issue("sun", 0, 1_500))
    claim(ledger, [mill([400, 100])], terms(), AT)
    entries = len(list(ledger.ledger.journal()))
    with pytest.raises(InputError) as caught:
        claim(ledger, [mill([390, 90])], terms(), AT)
    assert [problem.kind.code for problem in caught.value.problems] == ["claim-reading-below"] * 2
    assert len(list(ledger.ledger.journal())) == entries


def test_an_unknown_account_is_refused() -> None:
    nobody = ClaimTerms("nobody", InstrumentCriteria(), areas(), MONTH)
    with pytest.raises(InputError, match="no account nobody"):
        claim(opened(), [], nobody, AT)


class Contested(MemoryLedger):
    """A ledger in which another client takes Wh of a lot just before the first claims are recorded."""

    rivals: list[Order]

    def record(self, orders: Sequence[Order], time_s: int, numbers: Sequence[int] = ()) -> Sequence[Entry]:
        if self.rivals and any(isinstance(order.operation, Claim) for order in orders):
            super().record([self.rivals.pop(0)], time_s)
        return super().record(orders, time_s, numbers)


def test_a_race_lost_is_planned_anew() -> None:
    ledger = Contested()
    ledger.rivals = [ask(BUYER, Transfer(Range("sun", 0, 100), OTHER)), ask(BUYER, Cancel(Range("sun", 100, 150)))]
    whole = opened(issue("sun", 0, 500), ledger=ledger)
    told = claim(whole, [mill([400, 100, 300, 200])], terms(), AT)
    assert (told.races, told.covered_wh) == (2, 400)
    assert whole.ledger.balance(OTHER).held == 100
    assert whole.ledger.balance(BUYER).claimed == 400


def test_races_without_end_are_told() -> None:
    ledger = Contested()
    ledger.rivals = [ask(BUYER, Transfer(Range("sun", at, at + 1), OTHER)) for at in range(20)]
    with pytest.raises(InputError, match="9 times"):
        claim(opened(issue("sun", 0, 500), ledger=ledger), [mill([400, 100])], terms(), AT)


certificates = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 900), st.sampled_from([SUN, WIND, GEYSER])), max_size=7
)


@settings(max_examples=40, deadline=None)
@given(
    certificates,
    st.lists(st.integers(0, 700), min_size=1, max_size=16),
    st.sampled_from(["hour", "month", "period"]),
    st.booleans(),
    st.sampled_from(["0", "0.05", "0.333333"]),
)
def test_whatever_is_claimed_every_wh_counts_once_and_nothing_more_could_be(
    held: list[tuple[int, int, str]], energies: list[int], match: str, least: bool, loss: str
) -> None:
    issued = [issue(f"c{at}", hour, wh, device) for at, (hour, wh, device) in enumerate(held)]
    ledger, load = opened(*issued), mill(energies)
    how = terms(match, least=least, loss_share=Decimal(loss))
    told: Claimed = claim(ledger, [load], how, AT)
    covered = by_quarter(ledger)
    assert all(wh <= energies[quarter] for quarter, wh in covered.items())
    assert sum(covered.values()) == told.covered_wh <= told.open_wh == sum(energies)
    sums = ledger.ledger.balance(BUYER)
    assert sums.claimed == told.claimed_wh == sum(told.by_certificate.values())
    assert (sums.cancelled, sums.total) == (0, sum(wh for _, wh, _ in held))
    again = claim(ledger, [load], how, AT)
    assert again.covered_wh <= len(held)  # what rounding of losses left of a lot
    if loss == "0":
        assert again.claims == 0
        fits = [(hour, wh) for hour, wh, device in held if device != GEYSER]
        hours = range(4) if match == "hour" else [None]
        wanted = 0
        for hour in hours:
            offered = sum(wh for at, wh in fits if hour in (None, at))
            needed = sum(wh for quarter, wh in enumerate(energies) if hour in (None, quarter // 4))
            wanted += min(offered, needed)
        assert told.covered_wh == wanted

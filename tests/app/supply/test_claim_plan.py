"""Which lots stand for which intervals where markets and time zones overlap: most is covered, no name is favoured."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.app.supply.claim_cells import Open
from fourfold.app.supply.claim_loads import MeterLoad
from fourfold.app.supply.claim_offers import LotOffer
from fourfold.app.supply.claim_plan import Plan, Rule, planned
from fourfold.app.supply.claim_windows import Calendar
from fourfold.electricity.ledger.model import Certificate, Device, Lot, LotId, LotState, Meter, Part
from fourfold.electricity.supply.allocation_flows import largest_flow
from fourfold.electricity.supply.criteria import InstrumentKind, MatchWindow

T0 = 1_769_904_000
"""2026-02-01T00:00Z."""
HOUR_S = 3_600
NUMBERS = count(1)


def offer(area: str, energy_wh: int, *, state: LotState = LotState.HELD, start_s: int = T0) -> LotOffer:
    number = next(NUMBERS)
    certificate = Certificate(
        f"c{number}", InstrumentKind.GRANULAR_CERTIFICATE, f"plant-{area}", start_s, start_s + HOUR_S, energy_wh
    )
    lot = Lot(LotId(number, Part.TAKEN), f"c{number}", 0, energy_wh, "mill", state, number)
    return LotOffer(lot, certificate, Device(f"plant-{area}", "issuer", area, "wind"))


def load(area: str, energies: Sequence[int], *, zone: str = "UTC", start_s: int = T0) -> Open:
    wh = np.array(energies, np.int64)
    starts = start_s + HOUR_S * np.arange(len(energies), dtype=np.int64)
    meter = Meter(f"meter-{area}-{zone}", "mill", area, HOUR_S)
    return Open(MeterLoad(meter, zone, starts, wh, wh, (Fraction(0),) * len(energies), Fraction(0)), wh.copy())


def rule(pairs: Sequence[tuple[str, str]], match: str = "hour", *, least: bool = False, loss_ppm: int = 0) -> Rule:
    markets = dict.fromkeys(pairs, "market")
    return Rule(Calendar(MatchWindow(match), "UTC", (T0, T0 + 9_000 * HOUR_S)), loss_ppm, least, {}, markets)


def covered(plan: Plan) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in plan.pieces:
        found[one.load.meter.meter] = found.get(one.load.meter.meter, 0) + one.covered_wh
    return found


@pytest.mark.parametrize("least", [False, True])
def test_plants_of_overlapping_markets_cover_as_much_as_can_be(least: bool) -> None:
    """Plants p (meters a, b) and q (b, c): 20 Wh can be covered, if p leaves b to q."""
    pairs = [("p", "a"), ("p", "b"), ("q", "b"), ("q", "c")]
    plan = planned([offer("p", 10), offer("q", 10)], [load("a", [10]), load("b", [10])], rule(pairs, least=least))
    assert covered(plan) == {"meter-a-UTC": 10, "meter-b-UTC": 10}
    assert plan.left == []


@pytest.mark.parametrize("least", [False, True])
def test_cancelled_lots_are_used_first_and_no_less_is_covered_for_it(least: bool) -> None:
    gone, held = offer("p", 10, state=LotState.CANCELLED), offer("q", 10)
    pairs = [("p", "a"), ("p", "b"), ("q", "b")]
    plan = planned([gone, held], [load("a", [10]), load("b", [10])], rule(pairs, least=least))
    assert covered(plan) == {"meter-a-UTC": 10, "meter-b-UTC": 10}
    short = planned([offer("p", 10), gone], [load("a", [6]), load("b", [6])], rule(pairs, least=least))
    used = {one.offer.lot.id: 0 for one in short.pieces}
    for one in short.pieces:
        used[one.offer.lot.id] += one.covered_wh
    assert used[gone.lot.id] == 10


@pytest.mark.parametrize("match", ["hour", "month", "year", "period"])
@pytest.mark.parametrize("zones", [("Asia/Shanghai", "Europe/Berlin"), ("Europe/Berlin", "Asia/Shanghai")])
def test_meters_of_two_time_zones_share_in_proportion(match: str, zones: tuple[str, str]) -> None:
    middle = T0 + 240 * HOUR_S
    loads = [load("a", [30], zone=zones[0], start_s=middle), load("a", [10], zone=zones[1], start_s=middle)]
    plan = planned([offer("a", 20, start_s=middle)], loads, rule([("a", "a")], match))
    assert covered(plan) == {f"meter-a-{zones[0]}": 15, f"meter-a-{zones[1]}": 5}


def test_a_lot_in_unlike_months_of_two_zones_serves_each_in_its_own() -> None:
    """Midnight UTC is February in Shanghai and, an hour earlier, still January in Azores."""
    start = T0 - HOUR_S
    loads = [
        load("a", [10], zone="Asia/Shanghai", start_s=T0 + 100 * HOUR_S),
        load("a", [10], zone="Atlantic/Azores", start_s=T0 - 100 * HOUR_S),
    ]
    plan = planned([offer("a", 30, start_s=start)], loads, rule([("a", "a")], "month"))
    assert covered(plan) == {"meter-a-Asia/Shanghai": 10, "meter-a-Atlantic/Azores": 10}
    starts = {one.load.time_zone: one.window[0] for one in plan.pieces}
    assert starts == {"Asia/Shanghai": T0 - 8 * HOUR_S, "Atlantic/Azores": T0 - 31 * 24 * HOUR_S + HOUR_S}
    assert sum(one.lot.energy_wh for one in plan.left) == 10
    spans = sorted((one.first_wh, one.stop_wh) for one in plan.pieces)
    assert spans == [(0, 10), (10, 20)]


def test_hours_that_begin_at_other_minutes_are_served_one_after_another_the_most_open_first() -> None:
    full = T0 + 12 * HOUR_S
    loads = [
        load("a", [10], zone="Asia/Kolkata", start_s=full - HOUR_S // 2),
        load("a", [30], zone="Asia/Shanghai", start_s=full),
    ]
    plan = planned([offer("a", 20, start_s=full)], loads, rule([("a", "a")]))
    assert covered(plan) == {"meter-a-Asia/Shanghai": 20}


plants = st.lists(st.tuples(st.sampled_from("pqr"), st.integers(1, 500), st.booleans()), max_size=5)
meters = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 500)), max_size=4, unique_by=lambda one: one[0])
markets = st.lists(st.tuples(st.sampled_from("pqr"), st.sampled_from("abc")), unique=True)


@given(plants, meters, markets, st.booleans(), st.sampled_from([0, 50_000, 333_333, 999_999]))
def test_nothing_more_that_counts_is_left_where_something_is_open(
    held: list[tuple[str, int, bool]],
    wanted: list[tuple[str, int]],
    pairs: list[tuple[str, str]],
    least: bool,
    loss_ppm: int,
) -> None:
    states = {True: LotState.CANCELLED, False: LotState.HELD}
    offers = [offer(area, wh, state=states[gone]) for area, wh, gone in sorted(held, key=lambda one: not one[2])]
    loads = [load(area, [wh]) for area, wh in wanted]
    how = rule(pairs, least=least, loss_ppm=loss_ppm)
    plan = planned(offers, loads, how)
    for one in plan.left:
        open_to = [each for each in loads if each.total_wh and (one.device.area, each.load.meter.area) in pairs]
        assert not (how.arrives(one.lot.energy_wh) and open_to)
    for piece in plan.pieces:
        assert piece.covered_wh * 1_000_000 <= (piece.stop_wh - piece.first_wh) * (1_000_000 - loss_ppm)
    if not loss_ppm:
        names = {name: at for at, name in enumerate("pqr")}
        there = {names[a]: sum(wh for b, wh, _ in held if a == b) for a, _, _ in held}
        lacking = {"abc".index(area): wh for area, wh in wanted}
        known = [(names[a], "abc".index(b)) for a, b in pairs if names[a] in there and "abc".index(b) in lacking]
        assert sum(covered(plan).values()) == largest_flow(there, lacking, known)

"""Orders at random, asked of a ledger and of the one in memory: both must keep the same or refuse the same.

After every step both show the same, and what must always be true is counted out of the lots, claims and readings
alone. In the end an audit finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from fourfold.core.problems import InputError
from fourfold.electricity.ledger.model import Certificate, LotState, Sums
from fourfold.electricity.ledger.operations import (
    Cancel,
    Claim,
    CloseResidual,
    Issue,
    Measure,
    Operation,
    Order,
    Range,
    Split,
    Transfer,
    Unclaim,
    Withdraw,
)
from fourfold.electricity.supply.criteria import MatchWindow
from support.ledger_checks import everything, sound
from support.ledger_kinds import KINDS
from support.ledgers import (
    BUYER,
    CHARGER,
    DAY_S,
    GEYSER,
    HOUR_S,
    ISLAND,
    ISSUER,
    MILL,
    NORTH,
    NOW,
    OTHER,
    SELLER,
    SOUTH,
    SUN,
    T0,
    UNION,
    WIND,
    MemoryLedger,
    ask,
    certificate,
    discharge,
    issue,
    measure,
    registrations,
    used,
)

T = TypeVar("T")
ACTORS = st.sampled_from([BUYER] * 8 + [SELLER] * 2 + [OTHER, ISSUER, "", "nobody"])
HOURS = st.integers(0, 3)
NEAR = st.sampled_from([0, 0, 0, 0, 1, -1, 7])
PICK = st.integers(0, 2**16)


class LedgerMachine(RuleBasedStateMachine):
    """A ledger of one kind beside the reference.

    Args:
        kind: of `KINDS`.
    """

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(TemporaryDirectory()))
        self.ledger = self._stack.enter_context(KINDS[kind](folder))
        self.model = MemoryLedger()
        self.time_s, self.kept, self.names = NOW, list[Order](), 0
        self.steps, self.look_every = 0, 1 if kind == "memory" else 10
        self._record([*registrations(), *(order for hour in range(4) for order in _hour(hour))])
        self.kept.clear()

    def teardown(self) -> None:
        """An audit of what came of it."""
        with self._stack:
            self.shows_the_same()
            self.every_wh_stands_once()
            sound(self.ledger)

    def _record(self, orders: list[Order]) -> None:
        entries = _answer(lambda: list(self.ledger.record(orders, self.time_s)))
        if isinstance(entries, InputError):
            expected = _answer(lambda: self.model.record(orders, self.time_s))
            assert isinstance(expected, InputError), f"refused what may be kept: {entries}"
            assert _codes(entries) <= _codes(expected)
            assert entries.problems[0].place.row == expected.problems[0].place.row
            return
        numbers = [entry.entry for entry in entries]
        assert entries == list(self.model.record(orders, self.time_s, numbers))
        self.kept += orders

    def _name(self) -> str:
        self.names += 1
        return f"c{self.names}"

    @rule(
        device=st.sampled_from([SUN, SUN, WIND, GEYSER]),
        hour=HOURS,
        hours=st.sampled_from([1, 1, 1, 1, 2]),
        energy=st.integers(1, 30),
        to=st.sampled_from([BUYER, BUYER, SELLER]),
        actor=st.sampled_from([ISSUER] * 6 + [SELLER]),
        valid_s=st.sampled_from([0, 0, 0, NOW, NOW + DAY_S]),
    )
    def issue(self, device: str, hour: int, hours: int, energy: int, to: str, actor: str, valid_s: int) -> None:
        """A certificate, of now and then two hours."""
        new = replace(certificate(self._name(), hour, energy * 400, device, hours), valid_until_s=valid_s)
        self._record([ask(actor, Issue(new, to))])

    @rule(meter=st.sampled_from([MILL, MILL, CHARGER]), hour=HOURS, energy=st.integers(0, 20), gap=NEAR)
    def measure(self, meter: str, hour: int, energy: int, gap: int) -> None:
        """A reading, or a correction of one."""
        start_s = T0 + hour * HOUR_S + (gap if gap == 7 else 0)
        version = len(self.model.uses(meter, start_s, start_s + 1)) + 1 + gap
        self._record([ask("", Measure(meter, start_s, energy * 100, version))])

    @rule(
        pick=PICK,
        actor=ACTORS,
        word=st.sampled_from(["transfer", "cancel", "cancel", "cancel", "withdraw", "split"]),
        first=st.integers(0, 600),
        length=st.integers(0, 900),
        to=st.sampled_from([BUYER, SELLER, OTHER, "nobody"]),
    )
    def act(self, pick: int, actor: str, word: str, first: int, length: int, to: str) -> None:
        """Something done with a range that begins in or beside a lot."""
        lot = _one(self.model.lots(), pick)
        if lot is None:
            return
        range_ = Range(lot.certificate, lot.first_wh + first % (lot.energy_wh + 1), 0)
        range_ = replace(range_, stop_wh=range_.first_wh + length)
        operations: dict[str, Operation] = {
            "transfer": Transfer(range_, to),
            "cancel": Cancel(range_),
            "withdraw": Withdraw(range_, ""),
            "split": Split(range_.certificate, range_.first_wh),
        }
        asked_by = ISSUER if word == "withdraw" and actor == BUYER else actor
        self._record([ask(asked_by, operations[word])])

    @rule(pick=PICK, actor=ACTORS, length=st.integers(1, 900), hour_off=NEAR, loss=st.sampled_from([0, 0, 50_000]))
    def claim(self, pick: int, actor: str, length: int, hour_off: int, loss: int) -> None:
        """A claim of cancelled Wh, more often than not for a meter that has some free in their hour."""
        lot = _one(self.model.lots(state=LotState.CANCELLED), pick)
        if lot is not None:
            range_ = Range(lot.certificate, lot.first_wh, lot.first_wh + length)
            self._record([ask(actor, self._claim(range_, pick, hour_off, loss))])

    @rule(pick=PICK, length=st.integers(1, 900))
    def cancel_and_claim(self, pick: int, length: int) -> None:
        """Two orders of which the second needs the first: both or none."""
        lot = _one(self.model.lots(owner=BUYER, state=LotState.HELD), pick)
        if lot is not None:
            range_ = Range(lot.certificate, lot.first_wh, lot.first_wh + length)
            self._record([ask(BUYER, Cancel(range_)), ask(BUYER, self._claim(range_, pick, 0, 0))])

    def _claim(self, range_: Range, pick: int, hour_off: int, loss: int) -> Claim:
        of = self.model.certificate(range_.certificate)
        assert of is not None
        meter = (MILL, MILL, CHARGER)[pick % 3]
        start_s = of.start_s + hour_off * HOUR_S
        covered = max(range_.energy_wh * (1_000_000 - loss) // 1_000_000 - pick % 2 * 3, 1)
        window = MatchWindow.HOUR if of.end_s - of.start_s == HOUR_S else MatchWindow.MONTH
        market = (UNION, UNION, UNION, NORTH, ISLAND)[pick % 5]
        return Claim(range_, meter, start_s, covered, window, of.start_s, of.end_s, market, loss)

    @rule(pick=PICK, actor=st.sampled_from([BUYER] * 5 + [SELLER]))
    def unclaim(self, pick: int, actor: str) -> None:
        """A claim withdrawn, also one that is withdrawn already."""
        claim = _one(self.model.claims(), pick)
        if claim is not None:
            self._record([ask(actor, Unclaim(claim.claim, ""))])

    @rule(pick=PICK, less=st.integers(-1, 40), hour=HOURS)
    def come_out(self, pick: int, less: int, hour: int) -> None:
        """A certificate of discharged energy that rests on some claim."""
        claim = _one(self.model.claims(), pick)
        if claim is not None:
            energy = max(claim.covered_wh * 9 // 10 - less, 1)
            new = discharge(self._name(), claim.claim, claim.covered_wh, energy, hour, 900_000)
            self._record([ask(ISSUER, Issue(new, BUYER))])

    @rule(area=st.sampled_from([NORTH, SOUTH, ISLAND]), hours=st.integers(0, 2), gap=NEAR)
    def close_residual(self, area: str, hours: int, gap: int) -> None:
        """The next stretch of an area's residual, or one that does not follow."""
        ends = [end_s for name, _, end_s in self.model.residuals() if name == area]
        start_s = max(ends, default=T0) + gap * HOUR_S
        self._record([ask("", CloseResidual(area, start_s, start_s + hours * HOUR_S))])

    @rule(back=st.sampled_from([0, 0, 1]))
    def next_day(self, back: int) -> None:
        """Time goes on; now and then a clock does not."""
        self.time_s += DAY_S - back * (self.time_s % DAY_S + 1)

    @rule(pick=PICK)
    def ask_again(self, pick: int) -> None:
        """An order that was kept, a second time."""
        order = _one(self.kept, pick)
        if order is not None:
            self._record([order])

    @rule(ago=st.integers(-1, 3))
    def close_day(self, ago: int) -> None:
        """A day closed, perhaps too early, too late or twice."""
        day = self.time_s // DAY_S - ago
        closed = _answer(lambda: self.ledger.close_day(day, self.time_s))
        expected = _answer(lambda: self.model.close_day(day, self.time_s))
        if isinstance(closed, InputError) or isinstance(expected, InputError):
            assert isinstance(closed, InputError)
            assert isinstance(expected, InputError)
            assert _codes(closed) == _codes(expected)
        else:
            assert replace(closed, root="") == replace(expected, root="")

    @invariant()
    def is_as_it_must_be(self) -> None:
        """Looks at both ledgers: after every step where that is quick, now and then where it is not."""
        if self.steps % self.look_every == 0:
            self.shows_the_same()
            self.every_wh_stands_once()
        self.steps += 1

    def shows_the_same(self) -> None:
        """Both ledgers agree in everything but the salts of leaves."""
        shown, wanted = everything(self.ledger), everything(self.model)
        shown[10] = [replace(day, root="") for day in self.ledger.days()]
        wanted[10] = [replace(day, root="") for day in self.model.days()]
        assert shown == wanted

    def every_wh_stands_once(self) -> None:
        """Lots tile certificates, claims hold claimed Wh, readings are covered by claims in force and no further."""
        lots = list(self.ledger.lots())
        for each in self.ledger.certificates():
            ranges = [(lot.first_wh, lot.stop_wh) for lot in lots if lot.certificate == each.certificate]
            assert [0, *(stop for _, stop in ranges)] == [*(first for first, _ in ranges), each.energy_wh]
            self._residual_holds(each)
        in_force = [claim for claim in self.ledger.claims() if not claim.withdrawn]
        claimed = sum((Sums.of(lot.state, lot.energy_wh) for lot in lots), Sums()).claimed
        assert claimed == sum(claim.energy_wh for claim in in_force)
        for meter in self.ledger.meters():
            for use in self.ledger.uses(meter.meter):
                assert 0 <= use.covered_wh + use.void_wh <= use.energy_wh
            covered = sum(use.covered_wh for use in self.ledger.uses(meter.meter))
            assert covered == sum(claim.covered_wh for claim in in_force if claim.meter == meter.meter)

    def _residual_holds(self, of: Certificate) -> None:
        """Wh are in the residual only where it is closed; then none are held."""
        device = self.ledger.device(of.device)
        assert device is not None
        closed = any(
            area == device.area and start_s < of.end_s <= end_s for area, start_s, end_s in self.ledger.residuals()
        )
        unfit = LotState.HELD if closed else LotState.RESIDUAL
        assert not [lot for lot in self.ledger.lots(certificate=of.certificate) if lot.state is unfit]


def _hour(hour: int) -> list[Order]:
    """Certificates of an hour, readings, and some of both used."""
    sun, wind = f"sun-{hour}", f"wind-{hour}"
    return [
        issue(sun, hour, 4_000),
        issue(wind, hour, 3_000, WIND),
        measure(hour, 2_000),
        measure(hour, 1_500, CHARGER),
        *used(sun, 0, 300, hour),
        *used(wind, 0, 200, hour, CHARGER),
        ask(BUYER, Cancel(Range(sun, 2_000, 3_000))),
    ]


def _answer(asked: Callable[[], T]) -> T | InputError:
    """What is answered, or why nothing is."""
    try:
        return asked()
    except InputError as fault:
        return fault


def _codes(fault: InputError) -> set[str]:
    return {problem.kind.code for problem in fault.problems}


def _one(things: Iterable[T], pick: int) -> T | None:
    """One of some things, the latest more often."""
    found = list(things)
    return found[-1 - pick % min(len(found), 3 + pick % 7)] if found else None

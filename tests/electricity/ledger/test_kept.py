"""What every ledger shows of what it kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fourfold.core.problems import NOWHERE, Problems
from fourfold.electricity.ledger.entry_json import certificate_digest, entry_json, entry_of, make_entry
from fourfold.electricity.ledger.journal import is_growth, journal_root, prove_growth
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Device, LotState, Sums
from fourfold.electricity.ledger.operations import (
    Cancel,
    Claim,
    Range,
    RegisterDevice,
    Split,
    Transfer,
    Unclaim,
    Withdraw,
)
from fourfold.electricity.ledger.sum_prove import SumTree
from fourfold.electricity.ledger.sum_tree import leaf_of, lots_sorted
from fourfold.electricity.ledger.sum_verify import verify_many, verify_proof
from support.ledger_checks import everything, sound
from support.ledgers import (
    BUYER,
    CHARGER,
    DAY0,
    DAY_S,
    HOUR_S,
    ISSUER,
    MILL,
    NORTH,
    NOW,
    OTHER,
    SELLER,
    SOUTH,
    T0,
    MemoryLedger,
    ask,
    begin,
    certificate,
    hourly_claim,
    issue,
    measure,
    plain,
    used,
)


def _lots(ledger: Ledger, name: str = "c") -> list[tuple[int, int, str, str]]:
    return [(lot.first_wh, lot.stop_wh, lot.owner, lot.state.value) for lot in ledger.lots(certificate=name)]


def test_an_empty_ledger_shows_nothing_and_closes_its_days(empty: Ledger) -> None:
    assert everything(empty) == [[], [], [], [], [], [], [], [], [], [], [], Sums()]
    assert list(empty.record([], NOW)) == []
    day = empty.close_day(DAY0, NOW)
    assert (day.entries, day.leaves, day.sums, day.root) == (0, 0, Sums(), "00" * 32)
    assert day.journal_root == journal_root([])
    assert list(empty.lots_at(DAY0)) == []
    assert (empty.account("a"), empty.device("a"), empty.meter("a"), empty.certificate("a")) == (None,) * 4
    assert (empty.claim(1), empty.day(DAY0 - 1)) == (None, None)


def test_an_act_on_the_middle_of_a_lot_leaves_what_is_on_both_sides(ledger: Ledger) -> None:
    (entry,) = ledger.record([issue("c", 0, 1_000)], NOW)
    (cancelled,) = ledger.record([ask(BUYER, Cancel(Range("c", 300, 700)))], NOW)
    assert plain(list(ledger.lots())) == [
        ("c", 0, 300, BUYER, "held", cancelled.entry),
        ("c", 300, 700, BUYER, "cancelled", cancelled.entry),
        ("c", 700, 1_000, BUYER, "held", cancelled.entry),
    ]
    assert entry.entry < cancelled.entry


def test_an_act_takes_several_lots_and_leaves_their_boundaries(ledger: Ledger) -> None:
    ledger.record([issue("c", 0, 1_000), ask(BUYER, Split("c", 400)), ask(BUYER, Split("c", 600))], NOW)
    ledger.record([ask(BUYER, Transfer(Range("c", 100, 900), SELLER))], NOW)
    assert _lots(ledger) == [
        (0, 100, BUYER, "held"),
        (100, 400, SELLER, "held"),
        (400, 600, SELLER, "held"),
        (600, 900, SELLER, "held"),
        (900, 1_000, BUYER, "held"),
    ]
    sound(ledger)


def test_one_claim_takes_several_lots_and_gives_them_back(ledger: Ledger) -> None:
    parts = [ask(BUYER, Cancel(Range("c", first, first + 250))) for first in (0, 250, 500, 750)]
    ledger.record([issue("c", 0, 1_000), measure(), *parts], NOW)
    (entry,) = ledger.record([ask(BUYER, hourly_claim("c", 100, 900))], NOW)
    (claim,) = ledger.claims()
    assert (claim.claim, claim.energy_wh, claim.covered_wh, claim.withdrawn) == (entry.entry, 800, 800, 0)
    assert ledger.balance() == Sums(cancelled=200, claimed=800)
    (withdrawn,) = ledger.record([ask(BUYER, Unclaim(entry.entry, "wrong meter"))], NOW)
    assert ledger.claim(entry.entry) == replace(claim, withdrawn=withdrawn.entry)
    assert ledger.balance() == Sums(cancelled=1_000)
    assert [use.free_wh for use in ledger.uses(MILL)] == [1_000]
    ledger.record([ask(BUYER, hourly_claim("c", 0, 1_000))], NOW)
    sound(ledger)


def test_the_issuer_takes_back_what_several_hold(ledger: Ledger) -> None:
    ledger.record([issue("c", 0, 1_000), ask(BUYER, Transfer(Range("c", 0, 500), OTHER))], NOW)
    ledger.record([ask(ISSUER, Withdraw(Range("c", 200, 800), "twice"))], NOW)
    assert _lots(ledger) == [
        (0, 200, OTHER, "held"),
        (200, 500, OTHER, "withdrawn"),
        (500, 800, BUYER, "withdrawn"),
        (800, 1_000, BUYER, "held"),
    ]


def test_losses_are_rounded_so_that_never_more_arrives(ledger: Ledger) -> None:
    ledger.record([issue("c", 0, 1_000), measure(), ask(BUYER, Cancel(Range("c", 0, 999)))], NOW)
    claim: Claim = replace(hourly_claim("c", 0, 999), loss_ppm=33_333, covered_wh=965)
    ledger.record([ask(BUYER, claim)], NOW)  # 999 Wh x 0.966667 = 965.7 Wh
    assert [use.covered_wh for use in ledger.uses(MILL)] == [965]


def test_readings_are_corrected_version_by_version(ledger: Ledger) -> None:
    ledger.record([issue("c", 0, 2_000), measure(0, 1_000), measure(0, 1_500, version=2)], NOW)
    ledger.record(used("c", 0, 1_200), NOW)
    ledger.record([measure(0, 1_300, version=3), measure(0, 1_300, version=4), measure(0, 1_350, version=5)], NOW)
    uses = ledger.uses(MILL)
    assert [(use.version, use.energy_wh, use.covered_wh, use.void_wh) for use in uses] == [
        (1, 1_000, 1_000, 0),
        (2, 500, 200, 200),
        (3, 0, 0, 0),
        (4, 0, 0, 0),
        (5, 50, 0, 0),
    ]
    (claim,) = ledger.claims()
    assert claim.use == uses[0].use
    sound(ledger)


def test_reading_asks_for_parts(lived: Ledger) -> None:
    assert {lot.owner for lot in lived.lots(owner=BUYER)} == {BUYER}
    assert {lot.certificate for lot in lived.lots(certificate="sun-0", state=LotState.CLAIMED)} == {"sun-0"}
    assert [of.certificate for of in lived.certificates("south", T0, T0 + HOUR_S)] == ["sun-0"]
    assert [of.certificate for of in lived.certificates(NORTH)] == ["wind-0", "month"]
    assert [use.start_s for use in lived.uses(MILL, T0 + HOUR_S, T0 + 3 * HOUR_S)] == [
        T0 + HOUR_S,
        *[T0 + 2 * HOUR_S] * 3,
    ]
    assert [claim.meter for claim in lived.claims(meter=CHARGER)] == [CHARGER]
    assert list(lived.claims(owner=OTHER)) == []
    assert lived.balance(OTHER) == Sums(held=700)
    assert lived.balance() == Sums(700, 300, 2_351, 1_000, 56_805)
    last = list(lived.journal())[-3]
    assert [entry.entry for entry in lived.journal(last.entry)] == [e.entry for e in lived.journal()][-2:]
    assert len(list(lived.journal(through_day=DAY0 + 30))) == lived.days()[0].entries


def test_entries_can_be_written_and_read(lived: Ledger) -> None:
    for entry in lived.journal():
        problems = Problems()
        assert entry_of(entry_json(entry), NOWHERE, problems) == entry
        assert entry == make_entry(entry.entry, entry.time_s, entry.order)


def test_the_journal_kept_again_makes_the_same_ledger(lived: Ledger) -> None:
    again = MemoryLedger()
    for entry in lived.journal():
        again.record([entry.order], entry.time_s, [entry.entry])
    assert everything(again)[:10] == everything(lived)[:10]
    sound(lived)


def test_every_lot_of_a_closed_day_is_proven_by_its_tree(lived: Ledger) -> None:
    for day in lived.days():
        lots = lots_sorted(lived.lots_at(day.day))
        leaves = []
        for lot in lots:
            of = lived.certificate(lot.certificate)
            assert of is not None
            leaves.append(leaf_of(lot, certificate_digest(of), lived.salt(day.day, lot)))
        tree, root = SumTree(leaves), bytes.fromhex(day.root)
        assert (tree.root.digest, tree.root.sums, tree.leaves) == (root, day.sums, day.leaves)
        for index in range(day.leaves):
            verify_proof(tree.prove(index), root, day.sums, day.leaves)
        verify_many(tree.prove_many(range(day.leaves)), root, day.sums, day.leaves)


def test_a_day_is_shown_as_it_was_closed_whatever_comes_later(lived: Ledger) -> None:
    first, *_ = lived.days()
    shown = plain(list(lived.lots_at(first.day)))
    assert ("wind-0", 4_500, 5_000, SELLER, "withdrawn", 28) in [(*lot[:5], 28) for lot in shown]
    assert {lot[4] for lot in shown} == {"held", "withdrawn"}
    lived.record([issue("later", 700)], NOW)
    assert plain(list(lived.lots_at(first.day))) == shown
    assert lived.day(first.day) == first


def test_salts_differ_from_day_to_day_and_lot_to_lot(lived: Ledger) -> None:
    salts = {lived.salt(day.day, lot) for day in lived.days() for lot in lived.lots_at(day.day)}
    assert len(salts) == sum(day.leaves for day in lived.days())
    assert {len(salt) for salt in salts} == {32}
    first = lived.days()[0]
    assert [lived.salt(first.day, lot) for lot in lived.lots_at(first.day)] == [
        lived.salt(first.day, lot) for lot in lived.lots_at(first.day)
    ]


def test_the_journal_of_a_day_begins_that_of_every_later_one(lived: Ledger) -> None:
    digests = [entry.digest for entry in lived.journal()]
    days = lived.days()
    for old in days:
        for new in (day for day in days if day.day >= old.day):
            proof = prove_growth(digests[: new.entries], old.entries)
            assert is_growth(old.entries, old.journal_root, new.entries, new.journal_root, proof)


def test_numbers_rise_and_days_without_entries_are_closed_with_the_next(empty: Ledger) -> None:
    entries = [*begin(empty), *empty.record([issue("c")], NOW)]
    assert [entry.entry for entry in entries] == sorted({entry.entry for entry in entries})
    assert [entry.day for entry in empty.journal()] == [DAY0] * (len(entries) - 1) + [NOW // DAY_S]
    empty.close_day(DAY0, NOW)
    empty.close_day(NOW // DAY_S, NOW + DAY_S)
    assert [day.day for day in empty.days()] == [DAY0, NOW // DAY_S]


@pytest.mark.parametrize("energy_wh", [1, 10**15])
def test_the_smallest_and_the_largest_certificate_are_kept(ledger: Ledger, energy_wh: int) -> None:
    largest = ask("", RegisterDevice(Device("largest", ISSUER, SOUTH, "sun", capacity_w=10**15)))
    orders = [largest, issue("c", 0, energy_wh, "largest"), measure(0, energy_wh), *used("c", 0, energy_wh)]
    ledger.record(orders, NOW)
    assert ledger.balance() == Sums(claimed=energy_wh)
    assert ledger.certificate("c") == certificate("c", 0, energy_wh, "largest")
    assert ledger.markets()[0][0] == "island"
    assert SOUTH in dict(ledger.markets()).values()

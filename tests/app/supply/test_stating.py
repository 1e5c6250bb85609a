"""Statements of where the power of a batch came from: what they count, and what is refused before it is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.app.supply.batch_file import batch_document, read_batch_file
from fourfold.app.supply.proving import Wanted, prove
from fourfold.app.supply.study_traces import proven_by
from fourfold.certification.documents.trace import TracedBatch, TracedInterval
from fourfold.certification.documents.trace_sums import counted_wh
from fourfold.certification.verification.verification import Outcome
from fourfold.core.canonical import canonical_bytes
from fourfold.core.problems import InputError
from support.ledgers import DAY_S, HOUR_S, MILL, QUARTER_S, SELLER, T0, measure
from support.traced import ASKED, CLOSED, LIVED, STATED, Kept, kept, kept_and_closed


def batch(name: str = "B-1") -> TracedBatch:
    return TracedBatch({"en": "Coil", "zh": "卷材"}, name, ("EX-1",), Decimal(12), "piece")


def used(*energies: int) -> dict[tuple[str, int], int]:
    return {(MILL, T0 + hour * HOUR_S): energy for hour, energy in enumerate(energies) if energy}


STEPS = {MILL: QUARTER_S}


@pytest.fixture
def keeper(tmp_path: Path) -> Kept:
    return kept_and_closed(tmp_path)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """One in which nothing is to change: what is asked of it is refused."""
    return kept_and_closed(tmp_path_factory.mktemp("still"))


def test_a_batch_that_used_a_part_of_an_interval_counts_that_part_of_what_is_covered(keeper: Kept) -> None:
    stated = keeper.state(batch=batch(), used=used(450, 800), meters=())
    totals = stated.content.totals
    assert totals.energy_wh == 1_250
    # first hour: 900 Wh measured, 400 (sun) + 300 (wind) covered, half of it the batch's; second hour: all of 701
    assert totals.by_plant == {"sun": 200 + 701, "wind": 150}
    assert totals.counted_wh + totals.unmatched_wh == totals.energy_wh
    assert keeper.verified(stated.bundle).outcome is Outcome.IN_ORDER


def test_finer_intervals_of_a_batch_are_summed_to_those_of_the_ledger(keeper: Kept) -> None:
    minutes = {(MILL, T0 + 60 * minute): 30 for minute in range(15)}
    stated = keeper.state(batch=batch(), used=minutes, steps={MILL: 60}, meters=())
    assert [(one.start_s, one.energy_wh) for one in stated.content.intervals] == [(T0, 450)]
    again = keeper.state(batch=batch(), used=used(450), meters=(), supersedes=stated.digest)
    assert stated.content == replace(again.content, supersedes="")


def test_intervals_of_another_length_are_told_once(keeper: Kept) -> None:
    with pytest.raises(InputError) as caught:
        keeper.state(batch=batch(), used=used(450, 800, 700), meters=(), steps={MILL: HOUR_S})
    assert [one.kind.code for one in caught.value.problems] == ["trace-batch-step"]


@pytest.mark.parametrize(("steps", "code"), [({}, "batch-step-untold"), ({MILL: 900, "other": 900}, "batch-step-idle")])
def test_a_batch_file_tells_the_length_of_the_intervals_of_its_meters(
    steps: dict[str, int], code: str, tmp_path: Path
) -> None:
    document = batch_document(batch(), used(450, 800), STEPS)
    document["stepSeconds"] = dict(steps) or {"other": 900}
    (tmp_path / "batch.json").write_bytes(canonical_bytes(document))
    with pytest.raises(InputError) as caught:
        read_batch_file(tmp_path / "batch.json")
    assert code in [one.kind.code for one in caught.value.problems]


def test_two_batches_share_an_interval_and_never_count_more_than_was_covered(keeper: Kept) -> None:
    one = keeper.state(batch=batch("B-1"), used=used(333), meters=())
    two = keeper.state(batch=batch("B-2"), used=used(567), meters=())
    counted = one.content.totals.counted_wh + two.content.totals.counted_wh
    assert 698 <= counted <= 700
    with pytest.raises(InputError, match="901 Wh are stated for B-3"):
        keeper.state(batch=batch("B-3"), used=used(1), meters=())


def test_a_statement_of_the_same_batch_takes_the_place_of_the_earlier_one_where_that_is_asked(keeper: Kept) -> None:
    first = keeper.state(batch=batch(), used=used(900), meters=())
    with pytest.raises(InputError, match=f"the batch B-1 is stated already, on .*: {first.digest}"):
        keeper.state(batch=batch(), used=used(700), meters=())
    again = keeper.state(batch=batch(), used=used(700), meters=(), supersedes=first.digest)
    assert (first.content.supersedes, again.content.supersedes) == ("", first.digest)
    third = keeper.state(batch=batch(), used=used(600), meters=(), supersedes=again.digest)
    assert third.content.supersedes == again.digest
    with pytest.raises(InputError, match="is no statement of the batch B-1 that stands"):
        keeper.state(batch=batch(), used=used(500), meters=(), supersedes=first.digest)


OTHERS = (replace(batch(), product={"en": "Nut"}), replace(batch(), identifiers=("EX-2",)), batch("B-2"))


@pytest.mark.parametrize("other", OTHERS)
def test_a_batch_is_told_by_product_identifiers_and_number_together(other: TracedBatch, keeper: Kept) -> None:
    first = keeper.state(batch=batch(), used=used(500), meters=())
    with pytest.raises(InputError, match=f"901 Wh are stated for {other.batch}"):
        keeper.state(batch=other, used=used(401), meters=())
    with pytest.raises(InputError, match="is no statement of the batch"):
        keeper.state(batch=other, used=used(400), meters=(), supersedes=first.digest)
    assert keeper.state(batch=other, used=used(400), meters=()).content.supersedes == ""


def test_the_order_of_identifiers_and_the_amount_make_no_other_batch(keeper: Kept) -> None:
    first = keeper.state(batch=replace(batch(), identifiers=("A", "B")), used=used(500), meters=())
    again = replace(batch(), identifiers=("B", "A"), amount=Decimal(13))
    with pytest.raises(InputError, match=first.digest):
        keeper.state(batch=again, used=used(1), meters=())


def test_a_statement_of_meters_takes_the_place_of_none(keeper: Kept) -> None:
    first = keeper.state(batch=batch(), used=used(500), meters=())
    keeper.state()
    keeper.state()
    with pytest.raises(InputError, match="is no statement of the batch"):
        keeper.state(supersedes=first.digest)


def test_batches_never_count_more_of_a_claim_than_it_covers_though_the_reading_grew(keeper: Kept) -> None:
    keeper.state(batch=batch("B-1"), used=used(900), meters=())
    keeper.ledger.record([measure(0, 1_800, version=3)], (LIVED + 3) * DAY_S + 50_000)
    keeper.close(CLOSED + timedelta(days=1))
    later = STATED + timedelta(days=1)
    with pytest.raises(InputError) as caught:
        keeper.state(later, batch=batch("B-2"), used=used(900), meters=())
    assert {one.kind.code for one in caught.value.problems} == {"trace-counted-twice"}
    assert keeper.state(later, batch=batch("B-2"), used=used(0, 100), meters=()).content.totals.counted_wh > 0


def test_energy_of_a_replaced_statement_is_not_stated_for_another_batch(keeper: Kept) -> None:
    first = keeper.state(batch=batch("B-1"), used=used(450), meters=())
    keeper.state(batch=batch("B-1"), used=used(10), meters=(), supersedes=first.digest)
    assert keeper.verified(first.bundle).outcome is Outcome.IN_ORDER  # a file that others may hold
    with pytest.raises(InputError, match="901 Wh are stated for B-2"):
        keeper.state(batch=batch("B-2"), used=used(451), meters=())
    keeper.state(batch=batch("B-2"), used=used(450), meters=())


@given(st.integers(1, 10**15), st.data())
def test_shares_of_an_interval_lose_less_than_a_wh_each_and_add_nothing(measured: int, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, measured), max_size=6)))
    covered = data.draw(st.integers(0, measured))
    edges = [0, *cuts, measured]
    parts = [stop - start for start, stop in pairwise(edges)]
    counted = [counted_wh(covered, TracedInterval("m", 0, measured, part)) for part in parts]
    assert covered - len(parts) < sum(counted) <= covered
    assert all(0 <= one <= part for one, part in zip(counted, parts, strict=True))


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown account": ({"account": "nobody"}, "trace-no-account"),
    "a meter of another": ({"account": SELLER}, "trace-no-meter"),
    "no meter": ({"meters": ()}, "trace-no-meters"),
    "a day that is not published": ({"day": LIVED + 9}, "trace-no-day"),
    "a reading that is not there": (
        {"batch": batch(), "used": {(MILL, T0 + 9 * HOUR_S): 5}, "meters": ()},
        "trace-not-measured",
    ),
    "more than was measured": ({"batch": batch(), "used": used(901), "meters": ()}, "trace-above-measured"),
    "power of another period": (
        {"batch": batch(), "used": {(MILL, T0 - HOUR_S): 5}, "meters": ()},
        "trace-batch-outside-period",
    ),
    "hours of a meter of quarters": (
        {"batch": batch(), "used": used(450, 800), "meters": (), "steps": {MILL: HOUR_S}},
        "trace-batch-step",
    ),
    "intervals across those of the ledger": (
        {"batch": batch(), "used": {(MILL, T0 + 60): 5, (MILL, T0 + 120): 5}, "meters": (), "steps": STEPS},
        "trace-batch-off-grid",
    ),
    "a period that ends before it begins": ({"end_s": T0}, "trace-period"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_stated_is_refused_before_it_is_signed(name: str, still: Kept) -> None:
    changes, code = REFUSED[name]
    size = still.body.registry.size()
    with pytest.raises(InputError) as caught:
        still.state(**changes)
    assert code in {one.kind.code for one in caught.value.problems}
    assert still.body.registry.size() == size


def test_a_statement_needs_a_published_day(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not published"):
        kept(tmp_path).state()


def test_what_a_statement_proves_is_by_certificate(keeper: Kept) -> None:
    whole = proven_by(keeper.state().content)
    assert {name: (one.energy_wh, one.covered_wh) for name, one in whole.items()} == {
        "out": (450, 450),
        "sun-0": (400, 400),
        "sun-1": (701, 701),
        "wind-0": (300, 300),
    }
    assert (whole["wind-0"].area, whole["wind-0"].technology) == ("north", "wind")
    half = proven_by(keeper.state(batch=batch(), used=used(450), meters=()).content)
    assert {name: one.covered_wh for name, one in half.items()} == {"sun-0": 200, "wind-0": 150}


def test_a_batch_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "batch.json"
    path.write_bytes(canonical_bytes(batch_document(batch(), used(450, 800), STEPS)))
    assert read_batch_file(path).batch == batch()
    assert (read_batch_file(path).used, read_batch_file(path).steps) == (used(450, 800), STEPS)
    path.write_bytes(canonical_bytes(batch_document(batch(), None, {})))
    assert read_batch_file(path).used is None
    twice = batch_document(batch(), used(450), STEPS)
    assert isinstance(twice["intervals"], list)
    twice["intervals"] += [{"meter": MILL, "start": "2026-02-01T00:00:00Z", "energyWh": "3"}]
    path.write_bytes(canonical_bytes(twice))
    with pytest.raises(InputError, match="stands twice"):
        read_batch_file(path)
    path.write_bytes(b'{"fourfold": "batch/1"}')
    with pytest.raises(InputError) as caught:
        read_batch_file(path)
    assert len(caught.value.problems) == 7


def test_lots_are_proven_for_who_holds_them(keeper: Kept) -> None:
    proven = prove(keeper.opened, keeper.body, Wanted("wind-0", 500, 1_200, account="buyer"), STATED)
    assert [(lot.first_wh, lot.stop_wh, str(lot.state)) for lot in proven.lots] == [
        (500, 600, "residual"),
        (600, 900, "claimed"),
        (900, 1_000, "residual"),
        (1_000, 1_500, "claimed"),
    ]
    assert keeper.verified(proven.bundle, ASKED).outcome is Outcome.IN_ORDER
    shown = canonical_bytes(proven.bundle)
    assert b"seller" not in shown
    assert b"geyser" not in shown


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted("none"), "ledger-unknown"),
        (Wanted("wind-0", 5, 5), "ledger-beyond-certificate"),
        (Wanted("wind-0", 0, 60_000), "ledger-beyond-certificate"),
        (Wanted("sun-0", account=SELLER), "proof-not-of-account"),
        (Wanted("out", day=LIVED), "proof-not-there-yet"),
        (Wanted("sun-0", day=LIVED + 7), "trace-no-day"),
    ],
)
def test_what_cannot_be_proven_is_refused(wanted: Wanted, code: str, still: Kept) -> None:
    with pytest.raises(InputError) as caught:
        prove(still.opened, still.body, wanted, STATED)
    assert [one.kind.code for one in caught.value.problems] == [code]
    assert "{" not in caught.value.problems[0].in_english.replace("{}", "")

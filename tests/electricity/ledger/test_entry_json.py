"""Orders and entries as JSON: one spelling, everything wrong told at once, digests and signed bytes as described."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import Place, Problems
from fourfold.electricity.ledger import operations as asked
from fourfold.electricity.ledger.codec import MOST_TIME_S, MOST_WH
from fourfold.electricity.ledger.entry_json import (
    ENTRY,
    certificate_digest,
    certificate_json,
    certificate_of,
    check_orders,
    entry_json,
    entry_of,
    make_entry,
    order_digest,
    order_json,
    order_of,
    signing_bytes,
)
from fourfold.electricity.ledger.model import Account, Certificate, Delivery, Device, Meter, StorageFlag
from fourfold.electricity.ledger.operations import Operation, Order, Range
from fourfold.electricity.supply.criteria import InstrumentKind, MatchWindow

HERE = Place("entry.json")
LEDGER_ID = "urn:uuid:6f5ce2a0-4a4e-4c58-9a83-3e2b1c7d9f10"

names = st.text(st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="\u2028\u2029"), min_size=1).filter(
    lambda text: text == text.strip() and len(text) <= 256
)
said = st.text(st.characters(categories=("L", "N", "P")), max_size=40)
wh, above_zero = st.integers(0, MOST_WH), st.integers(1, MOST_WH)
times = st.integers(0, MOST_TIME_S)
digests = st.sampled_from(["", "sha256:" + "0f" * 32])
ranges = st.builds(Range, names, wh, wh)
counts = st.integers(1, 2**53 - 1)
ppm = st.integers(0, 999_999)
accounts = st.builds(Account, names, said, st.sampled_from(["", "z" + "6Mk" * 15]))
devices = st.builds(
    Device, names, names, names, names, st.sampled_from(["", "2024-02-29"]), wh, said, names | st.just("")
)
meters = st.builds(Meter, names, names, names, st.integers(1, 86_400), st.integers(0, 86_400), said)
certificates = st.builds(
    Certificate,
    names,
    st.sampled_from(InstrumentKind),
    names,
    times,
    times,
    above_zero,
    times,
    said,
    st.sampled_from(StorageFlag),
    st.integers(0, 9),
    wh,
    ppm,
    digests,
    times,
    said,
    said,
    st.sampled_from(Delivery),
)
windows = st.sampled_from([MatchWindow.HOUR, MatchWindow.MONTH, MatchWindow.YEAR])
operations: st.SearchStrategy[Operation] = st.one_of(
    st.builds(asked.OpenAccount, accounts),
    st.builds(asked.RegisterArea, names, st.lists(names, unique=True, max_size=3).map(tuple)),
    st.builds(asked.RegisterDevice, devices),
    st.builds(asked.RegisterMeter, meters),
    st.builds(asked.Measure, names, times, wh, counts, digests),
    st.builds(asked.Issue, certificates, names),
    st.builds(asked.Split, names, wh),
    st.builds(asked.Transfer, ranges, names),
    st.builds(asked.Cancel, ranges, said),
    st.builds(asked.Claim, ranges, names, times, above_zero, windows, times, times, names, ppm),
    st.builds(asked.Unclaim, counts, said),
    st.builds(asked.Withdraw, ranges, said),
    st.builds(asked.CloseResidual, names, times, times),
)
orders = st.builds(Order, names | st.just(""), operations, st.sampled_from(["", "z" + "2" * 86]), said)

CLAIM = Order(
    "mill",
    asked.Claim(
        Range("c-1", 0, 900), "m", 1_772_323_200, 870, MatchWindow.HOUR, 1_772_323_200, 1_772_326_800, "CN", 33_000
    ),
    "z" + "3" * 88,
    "7",
)


@given(orders, counts, times)
def test_whatever_an_order_says_is_read_as_it_was_written(order: Order, number: int, time_s: int) -> None:
    check_orders([order])
    problems, entry = Problems(), make_entry(number, time_s, order)
    written: JSON = json.loads(canonical_bytes(entry_json(entry)))
    assert entry_of(written, HERE, problems) == entry
    assert order_of(order_json(order), HERE, problems) == order
    assert not list(problems)


@given(orders, orders)
def test_orders_that_differ_have_digests_that_differ(one: Order, other: Order) -> None:
    alike = replace(one, signature="") == replace(other, signature="")
    assert (order_digest(one) == order_digest(other)) is alike
    assert (signing_bytes(one, LEDGER_ID) == signing_bytes(other, LEDGER_ID)) is alike
    assert order_digest(one) == order_digest(replace(one, signature="z" + "4" * 90))


@given(certificates)
def test_certificates_are_read_as_they_were_written(certificate: Certificate) -> None:
    assert certificate_of(certificate_json(certificate), HERE, Problems()) == certificate
    digest = sha256(canonical_bytes(certificate_json(certificate))).hexdigest()
    assert certificate_digest(certificate) == f"sha256:{digest}"


def test_an_entry_stands_as_the_reference_says() -> None:
    entry = make_entry(17, 1_772_352_001, CLAIM)
    text = (
        '{"entry":17,"fourfold":"ledger-entry/1","order":{"actor":"mill","nonce":"7","operation":{"act":"claim",'
        '"coveredWh":"870","lossPpm":33000,"market":"CN","meter":"m","range":{"certificate":"c-1","first":"0",'
        '"stop":"900"},"start":"2026-03-01T00:00:00Z","window":"hour","windowEnd":"2026-03-01T01:00:00Z",'
        f'"windowStart":"2026-03-01T00:00:00Z"}},"signature":"{CLAIM.signature}"}},"time":"2026-03-01T08:00:01Z"}}'
    )
    assert canonical_bytes(entry_json(entry)).decode() == text
    assert entry.digest == "sha256:" + sha256(text.encode()).hexdigest()
    assert entry.day == 20_513


def test_what_is_signed_binds_the_ledger_and_no_other_text_begins_like_it() -> None:
    signed = signing_bytes(CLAIM, LEDGER_ID)
    head, _, body = signed.partition(b"\x00")
    assert head == b"fourfold ledger-order/1"
    assert set(json.loads(body)) == {"actor", "ledger", "nonce", "operation"}
    assert json.loads(body)["ledger"] == LEDGER_ID
    assert signed != signing_bytes(CLAIM, LEDGER_ID.replace("6", "7"))


def test_everything_wrong_with_an_entry_is_told_at_once() -> None:
    written = entry_json(make_entry(17, 1_772_352_001, CLAIM))
    order = written["order"]
    assert isinstance(order, dict)
    operation = order["operation"]
    assert isinstance(operation, dict)
    operation |= {"coveredWh": "0870", "window": "period", "start": "2026-03-01T00:00:00+00:00", "lossPpm": 10**6}
    del operation["market"]
    operation["more"] = ""
    order["signature"] = "none"
    wrong: JSON = {**written, "entry": 0, "time": "1969-12-31T23:59:59Z", "fourfold": "ledger-entry/2"}
    problems = Problems()
    assert entry_of(wrong, HERE, problems) is None
    assert [problem.place.column for problem in problems.sorted()] == [
        "entry",
        "fourfold",
        "order.operation.coveredWh",
        "order.operation.lossPpm",
        "order.operation.market",
        "order.operation.more",
        "order.operation.start",
        "order.operation.window",
        "order.signature",
        "time",
    ]


@pytest.mark.parametrize(
    ("operation", "column"),
    [
        ([], "order.operation"),
        ({}, "order.operation.act"),
        ({"act": "steal"}, "order.operation.act"),
        ({"act": 5}, "order.operation.act"),
    ],
)
def test_an_operation_nobody_knows_is_told(operation: JSON, column: str) -> None:
    order: JSON = {"actor": "", "nonce": "", "operation": operation, "signature": ""}
    wrong: JSON = {"fourfold": "ledger-entry/1", "entry": 1, "time": "2026-03-01T00:00:00Z", "order": order}
    problems = Problems()
    assert entry_of(wrong, HERE, problems) is None
    assert [problem.place.column for problem in problems] == [column]


@pytest.mark.parametrize(
    "name", ["", " a", "a ", "a\nb", "a\u200bb", "\ud800", "a" * 257, "\u202ea", "a\u00a0", "\u3000a"]
)
def test_names_that_mislead_are_refused(name: str) -> None:
    problems = Problems()
    assert order_of(order_json(Order("", asked.OpenAccount(Account(name)))), HERE, problems) is None
    assert [problem.place.column for problem in problems] == ["operation.account.account"]


@pytest.mark.parametrize("day", ["2026-02-30", "2026-1-01", "20260101", "2026-01-01 ", "someday"])
def test_days_that_do_not_exist_are_refused(day: str) -> None:
    problems = Problems()
    order = Order("", asked.RegisterDevice(Device("d", "i", "a", "wind", day)))
    assert order_of(order_json(order), HERE, problems) is None
    assert [problem.place.column for problem in problems] == ["operation.device.commissioned"]


@pytest.mark.parametrize("time_s", [-1, MOST_TIME_S + 1, 2**70])
def test_times_no_document_can_hold_are_refused(time_s: int) -> None:
    problems = Problems()
    order = Order("", asked.CloseResidual("a", 0, time_s))
    assert order_of(order_json(order), HERE, problems) is None
    assert [problem.place.column for problem in problems] == ["operation.end"]


def test_a_certificate_that_never_expires_says_null() -> None:
    certificate = Certificate("c", InstrumentKind.CERTIFICATE, "d", 0, 3_600, 5)
    assert certificate_json(certificate)["validUntil"] is None
    wrong: JSON = {**certificate_json(certificate), "validUntil": "1970-01-01T00:00:00Z"}
    assert certificate_of(wrong, HERE, Problems()) is None


def test_the_shape_of_entries_is_a_json_schema_too() -> None:
    schema = ENTRY.schema()
    acts = schema["properties"]["order"]["properties"]["operation"]["oneOf"]
    assert [act["properties"]["act"]["const"] for act in acts] == [
        "open-account",
        "register-area",
        "register-device",
        "register-meter",
        "measure",
        "issue",
        "split",
        "transfer",
        "cancel",
        "claim",
        "unclaim",
        "withdraw",
        "close-residual",
    ]

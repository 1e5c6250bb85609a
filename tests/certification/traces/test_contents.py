"""What the parts of a statement and of a ledger day have to say together: each contradiction by its own code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import fourfold.certification.traces as traces
from fourfold.app.supply.stating import Stated
from fourfold.certification.documents import ledger_day
from fourfold.certification.documents.ledger_day import read_ledger_day
from fourfold.certification.documents.trace import read_trace
from fourfold.certification.documents.trace_checks import check_content
from fourfold.certification.traces.bundle import read_trace_bundle
from fourfold.core.problems import Place, Problems
from support.traced import Kept, copied, resummed

HERE = Place("test")
DOCUMENTS = Path(ledger_day.__file__).parent


def first(subject: Any, member: str) -> Any:
    return subject[member][0]


def twice(subject: Any) -> None:
    one = dict(first(subject, "claims"), claim=999, firstWh="399", stopWh="401")
    subject["claims"].append(one)


def overlapping(subject: Any) -> None:
    one = dict(first(subject, "intervals"), start="2026-02-01T00:05:00Z", measuredWh="5", energyWh="5")
    subject["intervals"].append(one)


CONTRADICTIONS: dict[str, Callable[[Any], object]] = {
    "trace-name-twice": lambda s: s["plants"].append(dict(first(s, "plants"), name="Another")),
    "trace-name-unknown": lambda s: first(s, "claims").update(meter="other"),
    "trace-name-unused": lambda s: s["plants"].append(dict(first(s, "plants"), plant="idle")),
    "trace-certificate-digest": lambda s: first(s, "certificates").update(digest="sha256:" + "0" * 64),
    "trace-range": lambda s: first(s, "claims").update(stopWh="999999"),
    "trace-wh-twice": twice,
    "trace-above-delivered": lambda s: first(s, "claims").update(lossPpm=500_000),
    "trace-window": lambda s: first(s, "claims").update(start="2026-02-01T03:00:00Z"),
    "trace-period": lambda s: s["period"].update(until="2026-02-01T00:00:00Z"),
    "trace-outside-period": lambda s: s["period"].update({"from": "2026-02-01T01:00:00Z"}),
    "trace-off-grid": overlapping,
    "trace-above-measured": lambda s: first(s, "intervals").update(energyWh="901"),
    "trace-counted": lambda s: first(s, "claims").update(countedWh="399"),
    "trace-whole": lambda s: first(s, "intervals").update(energyWh="899"),
    "trace-sum": lambda s: s["totals"].update(unmatchedWh="0"),
    "trace-later": lambda s: s.update(day="2026-01-31"),
}


def found_in(document: Any) -> Problems:
    problems = Problems()
    trace = read_trace(document, HERE, problems)
    if trace is not None:
        check_content(trace.content, HERE, problems)
    return problems


@pytest.mark.parametrize("code", CONTRADICTIONS)
def test_a_statement_that_contradicts_itself_is_told_why_and_where(code: str, stated: Stated) -> None:
    document = copied(stated.bundle)["statement"]
    assert not found_in(document).errors
    CONTRADICTIONS[code](document["credentialSubject"])
    problems = found_in(document)
    assert code in {one.kind.code for one in problems}
    for one in problems:
        assert one.place.column.startswith("credentialSubject.")
        assert "{" not in one.in_english


def test_sums_that_are_right_again_leave_the_lots_to_tell(stated: Stated) -> None:
    document = copied(stated.bundle)["statement"]
    document["credentialSubject"]["claims"][0].update(stopWh="300", coveredWh="300", countedWh="300")
    assert {one.kind.code for one in found_in(document)} == {"trace-sum"}
    resummed(document["credentialSubject"])
    assert not found_in(document).errors


DAYS: dict[str, Callable[[Any], object]] = {
    "ledger-day-unknown": lambda s: s.update(day="2026-02-30"),
    "ledger-day-too-early": lambda s: s.update(closed="2026-03-05T23:59:59Z"),
    "ledger-day-not-after": lambda s: s["previous"].update(day="2026-03-05"),
    "ledger-day-empty": lambda s: s.update(leaves=0),
    "member-value": lambda s: s["sums"].update(held="007"),
}


@pytest.mark.parametrize("code", DAYS)
def test_a_day_that_contradicts_itself_is_told_why(code: str, stated: Stated) -> None:
    document = copied(stated.bundle)["days"][0]
    problems = Problems()
    assert read_ledger_day(document, HERE, problems) is not None
    DAYS[code](document["credentialSubject"])
    assert read_ledger_day(document, HERE, problems) is None
    assert [one.kind.code for one in problems] == [code]


@pytest.mark.parametrize(
    ("path", "part"),
    [
        (DOCUMENTS / "ledger-day.schema.json", "days"),
        (DOCUMENTS / "trace.schema.json", "statement"),
        (Path(traces.__path__[0]) / "trace-bundle.schema.json", ""),
    ],
)
def test_the_schemas_are_of_one_mind_with_the_readers(path: Path, part: str, keeper: Kept, stated: Stated) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    whole: Any = copied(stated.bundle)
    document = whole if not part else whole[part][0] if part == "days" else whole[part]
    assert not list(validator.iter_errors(document))
    for name in list(document):
        left_out = {other: value for other, value in document.items() if other != name}
        assert bool(list(validator.iter_errors(left_out))) is (name != "proof" or part == "days")
    assert list(validator.iter_errors({**document, "more": 1}))
    assert keeper.verified(stated.bundle).trace is not None


def test_a_bundle_of_too_many_values_is_refused_before_anything_is_made_of_it() -> None:
    problems = Problems()
    data = b'{"fourfold":"trace-bundle/1","statement":{"x":[' + b"[]," * 6_000_000 + b"[]]}}"
    assert read_trace_bundle(data, Place("power.trace.json"), problems) is None
    assert [one.kind.code for one in problems.errors] == ["trace-many-values"]

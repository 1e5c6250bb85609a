"""Publishing: quantised once, labelled from the ladder, sealed; the same inputs give the same bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.canonical import canonical_bytes
from fourfold.core.intervals import Period
from fourfold.core.problems import Place, Problems
from fourfold.core.words import words
from fourfold.data.basis import Claim, Quantity
from fourfold.data.source import Source, Status
from fourfold.electricity.factors import sealed
from fourfold.electricity.factors.calendar_reading import load_calendar
from fourfold.electricity.factors.calendars import Calendar
from fourfold.electricity.factors.files import read_factors, write_table
from fourfold.electricity.factors.ladder import LABELS, Fallback
from fourfold.electricity.factors.publish import Publication, publish, quantised
from fourfold.electricity.factors.sealed import SealedSeries, open_sealed
from fourfold.electricity.factors.table import FactorTable
from fourfold.electricity.tracing.result import Reason
from support.electricity_files import codes, days
from support.factor_tables import BASIS, hours_from, table

WANTED = Publication("s1", "南江", Source("nobody", "made up"))


def weekdays() -> Calendar:
    calendar = load_calendar("weekdays", Problems())
    assert calendar is not None
    return calendar


def run(
    *tables: FactorTable, fallback: Fallback = Fallback.NONE, **changes: object
) -> tuple[SealedSeries | None, Problems]:
    problems = Problems()
    wanted = replace(WANTED, fallback=fallback, **changes)  # type: ignore[arg-type]
    return publish(tables, wanted, weekdays(), "fourfold 0.1.0", problems), problems


def made(*tables: FactorTable, fallback: Fallback = Fallback.NONE, **changes: object) -> SealedSeries:
    series, problems = run(*tables, fallback=fallback, **changes)
    assert codes(problems) == []
    assert series is not None
    return series


def without(one: FactorTable, intervals: slice, area: int = 0) -> FactorTable:
    """The same table, some intervals of an area having no factor though it has demand."""
    per_mwh, reason = one.per_mwh.copy(), one.reason.copy()
    per_mwh[intervals, area] = np.nan
    reason[intervals, area] = Reason.MISSING_INPUT
    return replace(one, per_mwh=per_mwh, reason=reason)


def labels(series: SealedSeries) -> list[str]:
    return [run.label for run in series.document.labels for _ in range(run.count)]


@given(st.floats(min_value=0, max_value=1e9))
@settings(max_examples=200, deadline=None)
def test_values_are_rounded_half_to_even_from_the_exact_float(value: float) -> None:
    whole = quantised(np.array([value]), 1000)[0]
    exact = Fraction(value) * 1000
    assert abs(exact - whole) <= Fraction(1, 2)
    if abs(exact - whole) == Fraction(1, 2):
        assert whole % 2 == 0


def test_halves_go_to_the_even_number() -> None:
    assert quantised(np.array([0.0005, 0.5, 0.0625, 0.1875, 2.0**-4 * 3 + 1]), 1000)[1:4] == [500, 62, 188]


def test_every_hour_of_its_own_is_labelled_so_and_means_what_it_was(tmp_path: Path) -> None:
    one = table(hours_from(2024, 1, 1, 500))
    series = made(one)
    document = series.document
    assert set(labels(series)) == {"AREA_HOUR"}
    np.testing.assert_allclose(np.array(document.values) / 1000, one.per_mwh[:, 0, 0], rtol=0, atol=0.0005)
    assert document.demand_wh is not None
    np.testing.assert_allclose(np.array(document.demand_wh) / 1e6, one.demand_mwh[:, 0], rtol=0, atol=5e-7)
    assert (document.start, document.resolution_minutes) == ("2024-01-01T00:00:00Z", 60)
    assert document.shares[0].energy == "1"
    weights = one.demand_mwh[:, 0]
    measured = (weights * one.per_mwh[:, 0, 2]).sum() / weights.sum()
    assert float(document.measured_share or 0) == pytest.approx(measured, abs=1e-6)
    assert Fraction(document.measured_share or 0) + Fraction(document.estimated_share or 0) == 1


def test_the_same_inputs_give_the_same_bytes_also_through_files(tmp_path: Path) -> None:
    one = table(hours_from(2024, 1, 1, 200))
    write_table(one, tmp_path / "f.csv")
    first, again = (read_factors(tmp_path / "f.csv", Problems()) for _ in range(2))
    assert first is not None
    assert again is not None
    assert made(first).data == made(again).data
    assert made(first).document.values == made(one).document.values
    assert made(first).document.factor_files == [first.digest]


def test_a_gap_is_an_error_unless_a_fallback_is_asked_for() -> None:
    one = without(table(hours_from(2024, 1, 1, 24 * 60)), slice(100, 103))
    series, problems = run(one)
    assert series is None
    assert codes(problems) == [("publish-gap", 0)]
    assert problems.errors[0].params["count"] == "3"


def test_typical_hours_are_energy_weighted_means_of_the_same_hour_and_kind_of_day() -> None:
    one = without(table(hours_from(2023, 12, 31, 24 * 40)), slice(16 + 24 * 3, 16 + 24 * 3 + 1))
    series = made(one, fallback=Fallback.TYPICAL)
    at = 16 + 24 * 3  # 4 January 2024, 16:00 UTC less … : a Friday at 0:00 in Shanghai
    starts = one.starts_s + 8 * 3600
    day, hour = starts // 86400, starts // 3600 % 24
    workday = (day + 3) % 7 < 5
    january = (day >= 19723) & (day < 19754)
    same = january & workday & (hour == hour[at]) & ~np.isnan(one.per_mwh[:, 0, 0])
    assert workday[at]
    x, d = one.per_mwh[same, 0, 0], one.demand_mwh[same, 0]
    assert labels(series)[at] == "AREA_TYPICAL"
    assert series.document.values[at] == pytest.approx((x * d).sum() / d.sum() * 1000, abs=0.6)
    assert [n.code for n in series.document.assumptions if n.code == "factor-fallback"] == ["factor-fallback"]


@pytest.mark.parametrize(
    ("fallback", "label"),
    [(Fallback.MONTH, "AREA_MONTH"), (Fallback.YEAR, "AREA_YEAR"), (Fallback.PARENT, "PARENT_HOUR")],
)
def test_each_rung_comes_after_those_before_it(fallback: Fallback, label: str) -> None:
    # 24 hours of 1 January without factor at any hour of a day class: typical is tried first, so empty it too
    january = slice(0, 31 * 24)
    one = table(hours_from(2023, 12, 31, 24 * 91) + 16 * 3600)
    gone = {
        "AREA_MONTH": [slice(h, 31 * 24, 24) for h in (5,)],
        "AREA_YEAR": [january],
        "PARENT_HOUR": [slice(0, 91 * 24)],
    }[label]
    for intervals in gone:
        one = without(one, intervals)
    series = made(one, fallback=fallback)
    assert labels(series)[5] == label
    if label == "PARENT_HOUR":
        assert series.document.labels[0].area == "北部"
        assert series.document.values[5] == quantised(one.per_mwh[5:6, 2, 0], 1000)[0]
    shorter = {Fallback.MONTH: Fallback.TYPICAL, Fallback.YEAR: Fallback.MONTH, Fallback.PARENT: Fallback.OLDER}[
        fallback
    ]
    assert [code for code, _ in codes(run(one, fallback=shorter)[1])][:1] == ["publish-gap"]


@pytest.mark.parametrize(("other", "label"), [(2022, "AREA_OLDER"), (2026, "AREA_OLDEST")])
def test_another_year_stands_in_when_the_own_one_has_nothing(other: int, label: str) -> None:
    one = without(table(hours_from(2024, 1, 2, 48)), slice(0, 48))
    far, near = (
        table(hours_from(other, 6, 1, 24), seed=2),
        table(hours_from(other + (1 if other < 2024 else -1), 6, 1, 24), seed=1),
    )
    series = made(one, far, near, fallback=Fallback.OLDER)
    assert set(labels(series)) == {label}
    x, d = near.per_mwh[:, 0, 0], near.demand_mwh[:, 0]
    assert series.document.values[0] == pytest.approx((x * d).sum() / d.sum() * 1000, abs=0.6)


def test_a_default_stands_in_only_where_it_is_named() -> None:
    one = without(table(hours_from(2024, 1, 1, 24)), slice(0, 24))
    one = without(one, slice(0, 24), area=2)
    assert codes(run(one, fallback=Fallback.PARENT)[1])[0][0] == "publish-gap"
    series = made(one, fallback=Fallback.DEFAULT, default_area="B, two")
    assert set(labels(series)) == {"DEFAULT_HOUR"}
    assert series.document.measured_share == "0"


def test_shares_tell_the_energy_and_the_intervals_of_each_label() -> None:
    one = without(table(hours_from(2024, 1, 1, 24 * 50)), slice(240, 300))
    document = made(one, fallback=Fallback.PARENT).document
    assert sum(Fraction(share.intervals) for share in document.shares) == pytest.approx(1, abs=1e-5)
    assert sum(Fraction(share.energy or 0) for share in document.shares) == pytest.approx(1, abs=1e-5)
    filled = next(share for share in document.shares if share.label == "AREA_TYPICAL")
    held = one.demand_mwh[240:300, 0].sum() / one.demand_mwh[:, 0].sum()
    assert float(filled.energy or 0) == pytest.approx(held, abs=1e-6)
    assert all(left.label != right.label for left, right in pairwise(document.labels))
    assert {share.label for share in document.shares} <= set(LABELS)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"basis": replace(BASIS, claim=Claim.RESIDUAL)}, "basis"),
        ({"basis": replace(BASIS, quantity=Quantity.CO2E_DIRECT)}, "basis"),
        ({"step_minutes": 30}, "resolution"),
    ],
)
def test_the_ladder_never_crosses_to_another_kind_of_factor(changes: dict[str, object], what: str) -> None:
    one = without(table(hours_from(2024, 1, 1, 24)), slice(3, 4))
    other = table(hours_from(2023, 1, 1, 24))
    other = replace(other, meta=replace(other.meta, **changes))  # type: ignore[arg-type]
    problems = run(one, other, fallback=Fallback.PARENT)[1]
    assert [(p.kind.code, p.params["what"]) for p in problems.errors] == [("publish-differs", what)]


def test_what_a_file_does_not_say_must_be_given() -> None:
    one = table(hours_from(2024, 1, 1, 24), basis=None, status=None, options=None)
    problems = run(one)[1]
    assert [p.params["found"] for p in problems.errors] == ["basis", "status"]
    series = made(one, basis=BASIS, status=Status.DERIVED)
    assert (series.basis, series.document.status, series.document.method) == (BASIS, Status.DERIVED, None)


def test_what_is_given_may_not_contradict_the_file() -> None:
    problems = run(table(hours_from(2024, 1, 1, 24)), basis=replace(BASIS, claim=Claim.MARKET))[1]
    assert [p.kind.code for p in problems.errors] == ["publish-differs"]


def test_faults_of_a_publication_are_told() -> None:
    one = table(hours_from(2024, 1, 1, 48))
    assert codes(run(one, area="南港")[1])[0][0] == "publish-area-unknown"
    assert codes(run(one, one)[1])[0][0] == "publish-twice"
    negative = replace(one, per_mwh=one.per_mwh - 2000)
    assert codes(run(negative)[1])[0][0] == "publish-negative"
    period = Period(int(one.starts_s[0]) + 600, int(one.starts_s[-1]), "UTC")
    assert codes(run(one, period=period)[1])[0][0] == "publish-period"
    beyond = days("2023-12-31", "2024-01-02", "UTC")
    assert codes(run(one, period=beyond)[1])[0][0] == "publish-gap"


@pytest.mark.parametrize(
    ("changes", "option"),
    [
        ({"source": Source("", "d")}, "--publisher"),
        ({"source": Source("  ", "d")}, "--publisher"),
        ({"source": Source("p", "\t")}, "--document"),
        ({"series": "A b/.."}, "--series"),
        ({"series": "甲省"}, "--series"),
        ({"series": ""}, "--series"),
    ],
)
def test_names_that_say_nothing_are_not_sealed(changes: dict[str, Any], option: str) -> None:
    series, problems = run(table(hours_from(2024, 1, 1, 48)), **changes)
    assert series is None
    assert [str(found.place) for found in problems.errors] == [option]


def test_without_a_clock_nothing_is_sealed() -> None:
    one = table(hours_from(2024, 1, 1, 48), time_zone="")
    assert [found.kind.code for found in run(one)[1].errors] == ["factors-zone-unknown"]
    assert made(one, period=days("2024-01-01", "2024-01-03", "UTC")).document.time_zone == "UTC"


def test_unknown_demand_is_left_out_and_said() -> None:
    one = table(hours_from(2024, 1, 1, 48))
    series = made(replace(one, demand_mwh=np.full_like(one.demand_mwh, np.nan)))
    assert series.document.demand_wh is None
    assert "series-demand-unknown" in [note.code for note in series.document.assumptions]


def test_a_sealed_file_opens_to_what_was_sealed(tmp_path: Path) -> None:
    series = made(table(hours_from(2024, 1, 1, 48)))
    series.write(tmp_path / "s1.series.json")
    data = (tmp_path / "s1.series.json").read_bytes()
    problems = Problems()
    again = open_sealed(data, "s1.series.json", Place("s1.series.json"), problems)
    assert codes(problems) == []
    assert again == series
    assert again is not None
    texts = [words("zh").assumption(note) for note in again.assumptions]
    assert texts[0] == "made up: word 此处"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_changed_byte_breaks_the_seal(data: st.DataObject) -> None:
    content = _SEALED.data
    at = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[at]))
    problems = Problems()
    changed = content[:at] + bytes([other]) + content[at + 1 :]
    assert open_sealed(changed, "s.json", Place("s.json"), problems) is None
    assert problems.errors


def test_a_spaced_or_longer_file_is_not_the_sealed_one() -> None:
    for changed in (_SEALED.data + b"\n", _SEALED.data.replace(b",", b", ", 1)):
        problems = Problems()
        assert open_sealed(changed, "s.json", Place("s.json"), problems) is None
        assert codes(problems) == [("seal-broken", 0)]


def test_the_file_is_canonical_json() -> None:
    document = _SEALED.document.model_dump(mode="json")
    assert canonical_bytes(document) == _SEALED.data


def test_the_file_has_the_shape_of_its_schema() -> None:
    document = json.loads(_SEALED.data)
    jsonschema.Draft202012Validator(_SCHEMA).validate(document)
    assert not jsonschema.Draft202012Validator(_SCHEMA).is_valid(document | {"more": 1})


@pytest.mark.parametrize(
    "changes",
    [
        {"values": [1.5]},
        {"values": [-1]},
        {"demand_wh": [1]},
        {"labels": [{"label": "AREA_HOUR", "area": "x", "count": 3}]},
        {"labels": [{"label": "AREA_GUESS", "area": "x", "count": 24}]},
        {"assumptions": [{"code": "c", "template": "{x.y}", "params": {}, "text": "", "count": 0}]},
        {"unit": "g/kWh"},
        {"start": "2024-01-01"},
    ],
)
def test_a_sealed_document_of_another_shape_is_refused(changes: dict[str, Any]) -> None:
    tree = json.loads(_SEALED.data) | changes
    tree.pop("seal")
    tree["seal"] = "sha256:" + sha256(rfc8785.dumps(tree)).hexdigest()
    problems = Problems()
    assert open_sealed(rfc8785.dumps(tree), "s.json", Place("s.json"), problems) is None
    assert {code for code, _ in codes(problems)} <= {"sealed-series-unreadable", "seal-broken"}
    assert problems.errors


_SCHEMA = json.loads((Path(sealed.__file__).parent / "factor-series.schema.json").read_text(encoding="utf-8"))
_SEALED = made(table(hours_from(2024, 1, 1, 24)))

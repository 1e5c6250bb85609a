"""Meter and series files for tests, and what a reader found in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np

from fourfold.core.intervals import Grid, Period, local_datetime
from fourfold.core.problems import NOWHERE, Place, Problems
from fourfold.core.words import words
from fourfold.core.zones import Ints
from fourfold.data.factor import Averaging, Basis, Claim, GwpSet, Losses, Quantity, Source, Status
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.series.factor_series import FactorSeries
from fourfold.electricity.specs import MeterSpec, SeriesSpec

ROW = Place("tables/meters.csv", 2)
BASIS = Basis(Quantity.CO2E_LIFECYCLE, Claim.LOCATION, Averaging.AVERAGE, Losses.INCLUDED, GwpSet.AR6)


def days(start: str, end: str, time_zone: str) -> Period:
    return Period.of_days(date.fromisoformat(start), date.fromisoformat(end), time_zone)


def stamps(period: Period, step_minutes: int, *, at: str = "start", form: str = "%Y-%m-%dT%H:%M") -> list[str]:
    """Local clock readings of the instants at which the intervals of a period begin or end."""
    grid = period.grid(step_minutes)
    shift = grid.step_s if at == "end" else 0
    return [local_datetime(int(start) + shift, period.time_zone).strftime(form) for start in grid.starts()]


def write_csv(path: Path, header: str, *columns: Iterable[object]) -> Path:
    rows = [",".join(map(str, row)) for row in zip(*columns, strict=True)]
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def meter_spec(**changes: object) -> MeterSpec:
    fields: dict[str, object] = {
        "place": ROW,
        "meter": "m1",
        "file": "m1.csv",
        "time_column": "time",
        "energy_column": "kwh",
        "energy_unit": "kWh",
        "resolution_minutes": 60,
        "time_zone": "Europe/Berlin",
        "stamp": "start",
    }
    return MeterSpec(**(fields | changes))  # type: ignore[arg-type]


def series_spec(**changes: object) -> SeriesSpec:
    fields: dict[str, object] = {
        "place": Place("tables/series.csv", 2),
        "series": "s1",
        "names": {"en": "Series"},
        "area": "DE",
        "form": "intervals",
        "file": "s1.csv",
        "time_column": "time",
        "value_column": "factor",
        "value_unit": "kg CO2e/kWh",
        "resolution_minutes": 60,
        "time_zone": "UTC",
        "quantity": "co2e_lifecycle",
        "claim": "location",
        "averaging": "average",
        "losses": "included",
        "gwp_set": "AR6",
        "status": "illustrative",
        "publisher": "Nobody",
        "document": "Made up",
    }
    return SeriesSpec(**(fields | changes))  # type: ignore[arg-type]


def energy_of(values: Iterable[int], step_minutes: int = 60, start_s: int = 0, exponent: int = 0) -> EnergySeries:
    array: Ints = np.array(list(values), np.int64)
    return EnergySeries(Grid(start_s, step_minutes, array.size), array, exponent)


def factors_of(
    values: Iterable[int], step_minutes: int = 60, start_s: int = 0, demand: Iterable[int] | None = None
) -> FactorSeries:
    array: Ints = np.array(list(values), np.int64)
    return FactorSeries(
        id="s1",
        names={"en": "Series"},
        area="DE",
        basis=BASIS,
        status=Status.ILLUSTRATIVE,
        source=Source("Nobody", "Made up"),
        form="intervals",
        grid=Grid(start_s, step_minutes, array.size),
        mg_co2e_per_kwh=array,
        demand=None if demand is None else np.array(list(demand), np.int64),
        place=NOWHERE,
    )


def codes(problems: Problems) -> list[tuple[str, int]]:
    """Code and row of each problem, in order."""
    return [(problem.kind.code, problem.place.row) for problem in problems.sorted()]


def texts(problems: Problems) -> str:
    """Everything the problems say, in English, with no field left open."""
    english = words("en")
    lines = [" | ".join((english.problem(p), english.expected(p), english.repair(p))) for p in problems.sorted()]
    text = "\n".join(lines)
    assert "{" not in text, text
    return text

"""Electricity of processes: how energy is stated, which hours it falls into, what each hour emits."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from fourfold.accounting.assess import Result
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.explain import explain
from fourfold.accounting.method import Method
from fourfold.accounting.study.model import Study
from fourfold.core.intervals import local_datetime
from support.electricity_files import days
from support.outcomes import assumed, calculated, close, default_with, faults, lines, refused, told, total, warned
from support.power_studies import (
    TWO_DAYS,
    interval_file,
    meter_row,
    metered,
    power_tables,
    series_row,
    shape_rows,
    spread,
)
from support.studies import Rows, output, own_factor, process, write_study

RISING = [Decimal(n) / 100 for n in range(48)]
"""Factors of the two days: 0, 0.01 … 0.47 kg/kWh. Their sum is 11.28, their mean 0.235."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study folder with the rising series and a meter of 1 kWh in the first day's hours, 3 kWh in the second's."""
    interval_file(tmp_path, "series/s.csv", {"factor": RISING})
    interval_file(tmp_path, "meters/m.csv", {"kwh": [1] * 24 + [3] * 24})
    return tmp_path


def study_of(folder: Path, electricity: Rows, meters: Rows = (), series: Rows | None = None, **more: object) -> Study:
    extra = {name: rows for name, rows in more.items() if isinstance(rows, list)}
    declared = {name: value for name, value in more.items() if name not in extra}
    series = [series_row("s")] if series is None else series
    tables = power_tables(electricity, meters=meters, series=series, **extra)
    return Study.load(write_study(folder, tables, **{"period": TWO_DAYS, **declared}))


def rows_of(result: Result) -> dict[str, dict[str, str]]:
    document = result_document([result])["electricity"]
    assert isinstance(document, dict)
    rows = document["rows"]
    assert isinstance(rows, list)
    return {row["id"]: row for row in rows if isinstance(row, dict)}  # type: ignore[misc]


# first day Σ 0…23 = 276, second Σ 24…47 = 852, in hundredths
BY_HOUR = (Decimal(276) + 3 * Decimal(852)) / 100  # 28.32 kg
KWH = Decimal(24 + 72)


def test_a_meter_meets_the_factor_of_each_hour(folder: Path) -> None:
    result = calculated(study_of(folder, [metered("main", "e", "m")], [meter_row("m")]))
    assert lines(result) == {"unsplit": "2.832"}  # for 1 of 10 kg
    row = rows_of(result)["e"]
    assert (row["energy_kwh"], row["grid_kwh"], row["on_site_kwh"]) == ("96", "96", "0")
    assert row["kg_co2e"] == str(BY_HOUR)
    assert row["annual_mean_kg_co2e"] == "22.56"  # 96 · 0.235
    assert (row["per_unit_kwh"], row["per_unit_kg_co2e"]) == ("9.6", "2.832")


def test_a_process_without_a_site_takes_that_of_its_meter(folder: Path) -> None:
    tables = power_tables([metered("main", "e", "m")], meters=[meter_row("m")], series=[series_row("s")])
    tables["processes"] = [process("main", site="")]
    study = Study.load(write_study(folder, tables, period=TWO_DAYS))
    assert total(calculated(study)) == "2.832"


def test_a_meter_shared_by_production_is_divided_record_by_record(folder: Path) -> None:
    """First day 3:1, second day 1:1; main has 0.75 · 276 + 0.5 · 3 · 852 hundredths of a kg."""
    tables = power_tables(
        [
            {"process": "main", "electricity": "e", "how": "meter-share", "meter": "m", "data_kind": "primary"},
            {"process": "side", "electricity": "f", "how": "meter-share", "meter": "m", "data_kind": "primary"},
        ],
        meters=[meter_row("m")],
        series=[series_row("s")],
        production=[
            record("main", "2024-03-01T00:00", "2024-03-02T00:00", 30),
            record("side", "2024-03-01T00:00", "2024-03-02T00:00", 10),
            record("main", "2024-03-02T00:00", "2024-03-03T00:00", 7),
            record("side", "2024-03-02T00:00", "2024-03-03T00:00", 7),
        ],
    )
    tables["processes"] = [process("main"), process("side")]
    tables["outputs"] = [output("main", "product", 10), output("side", "other", 10)]
    result = calculated(Study.load(write_study(folder, tables, period=TWO_DAYS)))
    rows = rows_of(result)
    assert rows["e"]["kg_co2e"] == "14.85"  # 2.07 + 12.78
    assert rows["e"]["energy_kwh"] == "54"  # 18 + 36
    both = Decimal(rows["e"]["energy_kwh"]) + Decimal(rows["f"]["energy_kwh"])
    assert both == KWH
    assert Decimal(rows["e"]["kg_co2e"]) + Decimal(rows["f"]["kg_co2e"]) == BY_HOUR
    assert total(result) == "1.485"
    assert warned(result) == ["process-unused"]


def record(process_name: str, start: str, end: str, amount: object) -> dict[str, object]:
    return {"meter": "m", "process": process_name, "start": start, "end": end, "amount": amount, "unit": "kg"}


def test_an_amount_spread_by_a_shape(folder: Path) -> None:
    """All in hour 5: 1 MWh in two days are 500 kWh at 0.05 and 500 kWh at 0.29."""
    weights = dict.fromkeys(range(24), 0) | {5: 7}
    shapes = shape_rows("flat", weights)
    result = calculated(study_of(folder, [spread("main", "e", 1, "MWh")], shapes=shapes))
    assert rows_of(result)["e"]["kg_co2e"] == "170"
    assert total(result) == "17"
    assert "spread over the hours" in assumed(result)["spread-by-shape"]


def roof(**more: object) -> list[dict[str, object]]:
    row = {"generation": "roof", "site": "plant", "meter": "sun", "factor": "pv", "attributes": "kept"}
    return [{**row, **more}]


SUN = [2 if hour % 24 in (10, 11) else 0 for hour in range(48)]
OUT = [1 if hour == 10 else 0 for hour in range(48)]


def with_roof(folder: Path, how: Method | str = "fourfold-default", **more: object) -> Result:
    """2 kWh in hours 10 and 11 of each day, of which 1 kWh is exported in the first of them."""
    interval_file(folder, "meters/sun.csv", {"kwh": SUN})
    interval_file(folder, "meters/out.csv", {"kwh": OUT})
    meters = [meter_row("m"), meter_row("sun", role="generation"), meter_row("out", role="export")]
    factors = [own_factor("pv", "0.05", "kWh", family="electricity", losses="excluded", line="fossil")]
    rows = {"generation": roof(**more), "factors": factors}
    return calculated(study_of(folder, [metered("main", "e", "m")], meters, **rows), how)


def test_generation_less_export_covers_the_load_and_the_grid_the_rest(folder: Path) -> None:
    # first day: hour 10 has 1 kWh left, hour 11 has 2 for a load of 1: on site 1 + 1, surplus 1
    # second day: 2 + 2 of a load of 3 each
    result = with_roof(folder, export_meter="out")
    row = rows_of(result)["e"]
    assert (row["energy_kwh"], row["grid_kwh"], row["on_site_kwh"]) == ("96", "90", "6")
    # grid: by hour less 1·0.10 + 1·0.11 + 2·0.34 + 2·0.35
    assert row["kg_co2e"] == str(BY_HOUR - Decimal("1.59"))
    assert lines(result) == {"unsplit": "2.673", "fossil": "0.03"}  # 6 kWh · 0.05 for 10 kg
    assert warned(result) == ["generation-unused"]
    assert "1.000 kWh" in told(result.warnings[0])
    assert "1 kWh" in assumed(result)["generation-left-out"]


def test_sold_attributes_make_it_grid_power(folder: Path) -> None:
    result = with_roof(folder, attributes="sold")
    assert rows_of(result)["e"]["grid_kwh"] == "96"
    assert total(result) == "2.832"


def test_a_method_without_on_site_supply_takes_everything_from_the_grid(folder: Path) -> None:
    from fourfold.electricity.supply.rule import SupplyKind, SupplyRule

    grid_only = default_with(supply=SupplyRule("grid", (SupplyKind.GRID,)))
    assert total(with_roof(folder, grid_only)) == "2.832"


def test_a_generation_factor_that_does_not_count_energy_is_refused_at_its_cell(folder: Path) -> None:
    interval_file(folder, "meters/sun.csv", {"kwh": SUN})
    meters = [meter_row("m"), meter_row("sun", role="generation")]
    factors = [own_factor("pv", "0.05", "kg")]
    loads = [metered("main", "e", "m"), spread("main", "f", 2)]
    rows = {"generation": roof(), "factors": factors, "shapes": shape_rows()}
    problems = refused(study_of(folder, loads, meters, **rows))
    assert faults(problems) == [("unit-does-not-fit", "tables/generation.csv", 2, "factor")]


def test_an_unsuitable_generation_factor_is_reported_once_for_all_loads(folder: Path) -> None:
    interval_file(folder, "meters/sun.csv", {"kwh": SUN})
    meters = [meter_row("m"), meter_row("sun", role="generation")]
    loads = [metered("main", "e", "m"), spread("main", "f", 2)]
    rows = {"generation": roof(factor="cn-grid-co2-js-2023"), "shapes": shape_rows()}
    problems = refused(study_of(folder, loads, meters, **rows))
    assert faults(problems) == [("direct-factor", "tables/generation.csv", 2, "factor")]


def test_faults_of_meters_series_and_factors_come_together(folder: Path) -> None:
    """A meter with a gap does not hide that the series is marginal and that a generation factor is direct."""
    interval_file(folder, "meters/sun.csv", {"kwh": SUN})
    text = (folder / "meters" / "m.csv").read_text(encoding="utf-8").splitlines()
    (folder / "meters" / "m.csv").write_text("\n".join([*text[:7], *text[8:]]) + "\n", encoding="utf-8")
    meters = [meter_row("m"), meter_row("sun", role="generation")]
    series = [series_row("s", averaging="marginal")]
    rows = {"generation": roof(factor="cn-grid-co2-js-2023")}
    problems = refused(study_of(folder, [metered("main", "e", "m")], meters, series, **rows))
    codes = {code for code, *_ in faults(problems)}
    assert {"series-marginal", "direct-factor"} < codes
    assert any(place == "meters/m.csv" for _, place, *_ in faults(problems))


def test_two_sites_have_their_own_series_and_clocks(tmp_path: Path) -> None:
    """Noon in Berlin and noon in Shanghai are different hours; each load meets its own."""
    berlin = {**TWO_DAYS, "time_zone": "Europe/Berlin"}
    # the study period is two days in Berlin: 1 March 07:00 to 3 March 07:00 in Shanghai
    interval_file(tmp_path, "series/de.csv", {"factor": [hour % 24 for hour in range(48)]}, berlin)
    wide = {"start": "2024-03-01", "end": "2024-03-04", "time_zone": "Asia/Shanghai"}
    interval_file(tmp_path, "series/cn.csv", {"factor": [hour % 24 for hour in range(72)]}, wide)
    sites = [
        {"id": "plant", "names": {"en": "Plant"}, "area": "CN-JS", "time_zone": "Asia/Shanghai"},
        {"id": "works", "names": {"en": "Works"}, "area": "DE", "time_zone": "Europe/Berlin"},
    ]
    noon = dict.fromkeys(range(24), 0) | {12: 1}
    tables = power_tables(
        [spread("main", "e", 4, shape="noon"), spread("other", "f", 6, shape="noon")],
        shapes=shape_rows("noon", noon),
        series=[
            series_row("cn"),
            series_row("de", area="DE", time_zone="Europe/Berlin"),
        ],
    )
    tables["processes"] = [process("main"), process("other", site="works")]
    tables["outputs"] = [output("main", "product", 10), output("other", "more", 10)]
    result = calculated(Study.load(write_study(tmp_path, tables, period=berlin, sites=sites)))
    rows = rows_of(result)
    assert (rows["e"]["kg_co2e"], rows["f"]["kg_co2e"]) == ("48", "72")  # all of it at the factor 12
    assert (rows["e"]["area"], rows["f"]["area"]) == ("CN-JS", "DE")
    profiles = {profile["site"]: profile for profile in profiles_of(result)}
    assert str(profiles["plant"]["start"]).endswith("+08:00")
    assert str(profiles["works"]["start"]).endswith("+01:00")
    for profile in profiles.values():
        energy = profile["energy"]
        assert isinstance(energy, list)
        assert len(energy) % 24 == 0
        assert [hour % 24 for hour, value in enumerate(energy) if value] == [12, 12]


def profiles_of(result: Result) -> list[dict[str, object]]:
    document = result_document([result])["electricity"]
    assert isinstance(document, dict)
    profiles = document["profiles"]
    assert isinstance(profiles, list)
    return [dict(profile) for profile in profiles if isinstance(profile, dict)]


@pytest.mark.parametrize(
    ("zone", "start", "end", "days"),
    [
        ("Europe/Berlin", "2024-03-30", "2024-04-02", 3),  # 71 hours: the clock goes forward
        ("Europe/Berlin", "2024-10-26", "2024-10-29", 4),  # 73 hours, the first on the eve by standard time
        ("Australia/Sydney", "2024-01-01", "2024-01-04", 4),  # summer time throughout: it begins on the eve
        ("Asia/Kolkata", "2024-01-01", "2024-01-03", 2),
    ],
)
def test_profiles_are_whole_days_on_the_standard_clock(
    tmp_path: Path, zone: str, start: str, end: str, days: int
) -> None:
    period = {"start": start, "end": end, "time_zone": zone}
    interval_file(tmp_path, "series/s.csv", {"factor": ["0.5"] * 100}, period)
    sites = [{"id": "plant", "names": {"en": "Plant"}, "area": "CN-JS", "time_zone": zone}]
    tables = power_tables([spread("main", "e", 3)], shapes=shape_rows(), series=[series_row("s", time_zone=zone)])
    (profile,) = profiles_of(calculated(Study.load(write_study(tmp_path, tables, period=period, sites=sites))))
    energy, factors = profile["energy"], profile["factor_mg_co2e_per_kwh"]
    assert isinstance(energy, list)
    assert isinstance(factors, list)
    assert len(energy) == len(factors) == 24 * days
    assert [value is None for value in energy] == [value is None for value in factors]  # outside the period
    assert sum(filter(None, energy)) * Decimal(str(profile["quantum_wh"])) == 3000
    assert set(factors) <= {500_000, None}
    assert "T00:00:00" in str(profile["start"])


def test_finer_meters_sum_into_the_hours_of_the_profile(tmp_path: Path) -> None:
    interval_file(tmp_path, "meters/m.csv", {"kwh": ["0.25"] * 192}, step_minutes=15)
    interval_file(tmp_path, "series/s.csv", {"factor": RISING})
    tables = power_tables(
        [metered("main", "e", "m")], meters=[meter_row("m", resolution_minutes=15)], series=[series_row("s")]
    )
    result = calculated(Study.load(write_study(tmp_path, tables, period=TWO_DAYS)))
    (profile,) = profiles_of(result)
    assert profile["energy"] == [1000] * 48
    assert total(result) == "1.128"


def test_explaining_a_row_lists_the_meter_the_series_and_what_was_assumed_of_them(folder: Path) -> None:
    series = [series_row("s", status="illustrative", losses="excluded")]
    result = calculated(study_of(folder, [metered("main", "e", "m")], [meter_row("m")], series))
    unfolded = explain(result, "e")
    assert {(p.file, p.column) for p in unfolded.cells} >= {("meters/m.csv", "kwh"), ("series/s.csv", "factor")}
    assert {a.kind.code for a in unfolded.assumptions} == {
        "illustrative-used",
        "series-losses",
        "series-mean-by-time",
        "unsplit-used",
    }


def test_a_year_of_the_same_factor_makes_no_difference_between_hour_and_mean(folder: Path) -> None:
    interval_file(folder, "series/s.csv", {"factor": ["0.4"] * 48})
    result = calculated(study_of(folder, [metered("main", "e", "m")], [meter_row("m")]))
    assert close(result.footprint.total_kg_co2e, KWH * Decimal("0.04"))
    totals = result.electricity.totals(result.footprint, Decimal("1e-12"))
    assert totals.hourly_kg_co2e == totals.annual_mean_kg_co2e


def test_a_period_that_is_no_whole_number_of_hours_has_a_profile_too(tmp_path: Path) -> None:
    """On Lord Howe Island the clock moves by half an hour: 3 days of April 2024 are 72.5 hours."""
    period = {"start": "2024-04-06", "end": "2024-04-09", "time_zone": "Australia/Lord_Howe"}
    interval_file(tmp_path, "meters/m.csv", {"kwh": ["1"] * 145}, period, step_minutes=30)
    interval_file(tmp_path, "series/s.csv", {"factor": ["0.5"] * 145}, period, step_minutes=30)
    sites = [{"id": "plant", "names": {"en": "Plant"}, "area": "CN-JS", "time_zone": "Australia/Lord_Howe"}]
    zone = {"resolution_minutes": 30, "time_zone": "Australia/Lord_Howe"}
    # the half hour that the clock shows twice is told apart by the offset
    whole = days(period["start"], period["end"], period["time_zone"])
    times = [local_datetime(int(s), "Australia/Lord_Howe").isoformat() for s in whole.grid(30).starts()]
    for name, column in (("meters/m.csv", "1"), ("series/s.csv", "0.5")):
        header = (tmp_path / name).read_text(encoding="utf-8").splitlines()[0]
        text = "\n".join([header, *(f"{time},{column}" for time in times)])
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    tables = power_tables(
        [metered("main", "e", "m")], meters=[meter_row("m", **zone)], series=[series_row("s", **zone)]
    )
    result = calculated(Study.load(write_study(tmp_path, tables, period=period, sites=sites)))
    (profile,) = profiles_of(result)
    energy = profile["energy"]
    assert isinstance(energy, list)
    assert len(energy) % 24 == 0
    assert sum(filter(None, energy)) * Decimal(str(profile["quantum_wh"])) == 145_000
    assert total(result) == "7.25"

"""Re-dating a year that begins in summer: the local year and the standard clock's year are an hour apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.core.problems import Problems
from fourfold.electricity.supply.meters import read_meter
from support.electricity_files import codes, days, meter_spec, stamps, write_csv


@pytest.mark.parametrize("target", ["Australia/Sydney", "Europe/Berlin"])
def test_a_local_year_of_the_south_is_used_whole(tmp_path: Path, target: str) -> None:
    year = days("2018-01-01", "2019-01-01", "Australia/Sydney")
    write_csv(tmp_path / "m1.csv", "time,kwh", stamps(year, 60), range(8760))
    problems = Problems()
    spec = meter_spec(
        time_zone="Australia/Sydney",
        redate_rule="same-date",
        redate_from_year=2018,
        redate_to_year=2017,
        redate_time_zone=target,
    )
    reading = read_meter(tmp_path, spec, days("2017-01-01", "2018-01-01", target), problems)
    assert codes(problems) == []
    assert reading is not None
    readings = (reading.series.energy // 1000).tolist()
    assert sorted(readings) == list(range(8760))
    first = 0 if target == "Australia/Sydney" else 1  # 00:00 standard time is 01:00 summer time
    assert readings[0] == first

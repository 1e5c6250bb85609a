"""The real steel plant's meter matched by invented certificates, against sums taken from the raw file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from fourfold.accounting.power.matched import SchemeMatch
from fourfold.accounting.study.model import Study
from fourfold.app.supply.matching import match
from fourfold.electricity.supply.criteria import Criterion
from fourfold.electricity.supply.rule import SupplyKind
from support.instruments import instrument, supplied_by
from support.steel import METER, TOTAL_WH, raw_wh, steel_study
from support.studies import own_factor

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not METER.exists(), reason="the shared data folder is not beside the repository"),
]
HOUR_WH, MONTH_WH = 40_000, 80_000_000
"""Every hour of daylight in June has a certificate of 40 kWh, every month but June one of 80 MWh."""
BERLIN = ZoneInfo("Europe/Berlin")
SUNNY = [
    (day + timedelta(hours=hour), HOUR_WH)
    for day in (datetime(2017, 6, 1, tzinfo=UTC) + timedelta(days=number) for number in range(30))
    for hour in range(6, 18)
]


def local_month(year: int, month: int) -> datetime:
    return datetime(year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=BERLIN).astimezone(UTC)


@pytest.fixture(scope="module")
def matches(tmp_path_factory: pytest.TempPathFactory) -> tuple[SchemeMatch, ...]:
    """By the hour, by the month, by the year."""
    rows = [
        instrument(f"sun-{start:%m%d%H}", HOUR_WH, _z(start), _z(start + timedelta(hours=1)), unit="Wh", area="DE")
        for start, _ in SUNNY
    ]
    rows += [
        instrument(f"gc-{m}", MONTH_WH, _z(local_month(2017, m)), _z(local_month(2017, m + 1)), unit="Wh", area="DE")
        for m in range(1, 13)
        if m != 6
    ]
    folder: Path = tmp_path_factory.mktemp("matched")
    factors = [own_factor("wind", "0.01", "kWh")]
    study = Study.load(steel_study(folder, instruments=rows, factors=factors))
    methods = [supplied_by("instruments", "grid", match=window) for window in ("hour", "month", "year")]
    return match(study, methods)


def _z(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}Z"


def loads(key: Callable[[datetime], object]) -> dict[object, int]:
    """Wh by a window of the readings' new time: the same date and clock of 2017, UTC."""
    found: dict[object, int] = defaultdict(int)
    for at, wh in raw_wh().items():
        found[key(at.replace(year=2017, tzinfo=UTC))] += wh
    return found


def by_month(at: datetime) -> object:
    local = at.astimezone(BERLIN)
    return local.year, local.month


def matched_wh(*, monthly: bool) -> int:
    """Window by window the smaller of load and certificates."""
    if not monthly:
        hours = loads(lambda at: at.replace(minute=0))
        return sum(min(wh, hours[start]) for start, wh in SUNNY)
    months = loads(by_month)
    offered: dict[object, int] = {(2017, month): MONTH_WH for month in range(1, 13)}
    offered[2017, 6] = sum(wh for _, wh in SUNNY)
    return sum(min(wh, months[key]) for key, wh in offered.items())


def matched_year_wh() -> int:
    years = loads(lambda at: at.astimezone(BERLIN).year)
    return min(years[2017], 11 * MONTH_WH + sum(wh for _, wh in SUNNY))


def test_shares_are_the_smaller_of_load_and_certificates_window_by_window(matches: tuple[SchemeMatch, ...]) -> None:
    wanted = [matched_wh(monthly=False), matched_wh(monthly=True), matched_year_wh()]
    assert 0 < wanted[0] < wanted[1] < wanted[2] < TOTAL_WH
    for found in matches:
        assert found.load_kwh * 1000 == TOTAL_WH
        assert [share.energy_kwh * 1000 for share in found.shares] == wanted


def test_each_method_counts_what_its_own_window_matches(matches: tuple[SchemeMatch, ...]) -> None:
    for number, found in enumerate(matches):
        assert found.load_kwh - found.unmatched_kwh == found.shares[number].energy_kwh
        assert sum(kwh for kwh, _ in found.covered.values()) == found.load_kwh
        assert found.covered[SupplyKind.INSTRUMENTS][1] == found.shares[number].energy_kwh * Decimal("0.01")


def test_every_quarter_of_an_hour_is_covered_once(matches: tuple[SchemeMatch, ...]) -> None:
    readings = raw_wh()
    for found in matches:
        (site,) = found.sites
        assert site.grid.step_minutes == 15
        assert site.load_wh.sum() == TOTAL_WH
        assert site.grid.count == len(readings)
        assert np.array_equal(sum(site.covered_wh.values()), site.load_wh)


def test_monthly_certificates_are_refused_by_the_hour_and_hourly_ones_never(matches: tuple[SchemeMatch, ...]) -> None:
    hourly, monthly, _ = matches
    refused = [one for one in hourly.sources if one.failed]
    assert {one.source for one in refused} == {f"gc-{month}" for month in range(1, 13) if month != 6}
    assert {one.failed for one in refused} == {(Criterion.MATCH,)}
    assert all(len(one.clauses) == 1 for one in refused)
    assert not any(one.failed for one in monthly.sources)
    idle = sum(one.idle_kwh for one in hourly.sources)
    assert idle * 1000 == len(SUNNY) * HOUR_WH - matched_wh(monthly=False)

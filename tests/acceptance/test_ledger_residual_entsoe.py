"""A ledger of made-up certificates on the real ENTSO-E day: six countries, 24 hours, emissions conserved to 1e-12."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from fourfold.app.electricity.grids import GridRequest, grid_request
from fourfold.app.supply.leaving import Beyond
from fourfold.app.supply.ledgers import OpenedLedger, make_ledger
from fourfold.app.supply.residual import ResidualRequest, ResidualRun, ledger_residual
from fourfold.core.problems import InputError
from fourfold.core.progress import no_tick
from fourfold.electricity.grid.open import open_grid
from fourfold.electricity.ledger.model import Account, Certificate, Device
from fourfold.electricity.ledger.operations import (
    Cancel,
    Issue,
    OpenAccount,
    Operation,
    Range,
    RegisterArea,
    RegisterDevice,
)
from fourfold.electricity.supply.criteria import InstrumentKind
from support.ledgers import ask

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY.parent / "shared" / "data" / "entsoe-2017-02-01"
DAY_S, HOUR_S, GWH = 1485907200, 3600, 10**9
LATER = datetime(2017, 4, 1, tzinfo=UTC)

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared data folder is not beside the repository"),
]

FLEET_W = 200 * 10**9
"""A device of the tests is a country's fleet: more than any plant."""


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> GridRequest:
    folder = tmp_path_factory.mktemp("six")
    page = (REPOSITORY / "docs" / "how-to" / "grids.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^```(yaml|csv)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[:2])
    (folder / "grid.yaml").write_text(blocks["yaml"].replace("path: data", f'path: "{DATA}"'), encoding="utf-8")
    (folder / "factors.csv").write_text(blocks["csv"], encoding="utf-8")
    return grid_request(folder, [], False)


@pytest.fixture(scope="module")
def generated(grid: GridRequest) -> dict[tuple[str, str], list[float]]:
    """MWh by area and technology, hour by hour."""
    data = open_grid(grid.path).data
    found: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * 24)
    for state in data.blocks():
        for at, second in enumerate(state.starts_s.tolist()):
            for index, source in enumerate(data.frame.sources):
                key = data.frame.areas[source.area].code, source.technology
                found[key][(second - DAY_S) // HOUR_S] += float(state.generation_mwh[at, index])
    return dict(found)


def ledger_of(folder: Path, wind: str, certificates: list[Certificate]) -> OpenedLedger:
    """Everything issued to a buyer, who cancels all of it but the last tenth of each."""
    opened = make_ledger(folder, "Six countries", LATER)
    keeper: list[Operation] = [OpenAccount(Account("issuer")), OpenAccount(Account("buyer"))]
    keeper += [RegisterArea(area) for area in ("DE", "FR")]
    keeper += [
        RegisterDevice(Device(device, "issuer", device[:2], wind, capacity_w=FLEET_W))
        for device in ("DE-hours", "DE-month", "FR-on")
    ]
    orders = [ask("", one) for one in keeper]
    orders += [ask("issuer", Issue(one, "buyer")) for one in certificates]
    orders += [ask("buyer", Cancel(Range(one.certificate, 0, one.energy_wh * 9 // 10))) for one in certificates]
    opened.ledger.record(orders, int(LATER.timestamp()))
    return opened


def certificates(hour_wh: int, month_wh: int) -> list[Certificate]:
    """An hour each of German wind, a month that reaches beyond the day on both sides, an odd one of France."""
    hourly, monthly = InstrumentKind.GRANULAR_CERTIFICATE, InstrumentKind.GUARANTEE_OF_ORIGIN
    hours = [
        Certificate(f"DE-{hour:02}", hourly, "DE-hours", DAY_S + hour * HOUR_S, DAY_S + (hour + 1) * HOUR_S, hour_wh)
        for hour in range(24)
    ]
    month = DAY_S - 10 * 24 * HOUR_S, DAY_S + 21 * 24 * HOUR_S
    odd = Certificate("FR-odd", monthly, "FR-on", DAY_S + 5400, DAY_S + 5 * HOUR_S, 1_234_567)
    return [*hours, Certificate("DE-month", monthly, "DE-month", *month, month_wh), odd]


def run(opened: OpenedLedger, grid: GridRequest, output: Path, of: str = "generation") -> ResidualRun:
    asked = ResidualRequest(grid, output, of, beyond=Beyond.BY_TIME, technologies={})
    return ledger_residual(opened, asked, LATER, no_tick)


def test_the_day_conserves_emissions_and_every_wh_that_leaves(
    grid: GridRequest, generated: dict[tuple[str, str], list[float]], tmp_path: Path
) -> None:
    wind = next(name for area, name in generated if area == "DE" and "onshore" in name.casefold())
    opened = ledger_of(tmp_path / "ledger", wind, certificates(GWH, 310 * GWH))
    done = run(opened, grid, tmp_path / "out.csv")
    of_month = 310 * GWH * 9 // 10 // 31
    assert done.share.energy_wh == 24 * GWH * 9 // 10 + of_month + 1_234_567 * 9 // 10
    assert done.share.beyond == 1
    assert done.books.worst <= 1e-12
    assert done.books.claimed_kg + done.books.residual_kg == pytest.approx(done.books.generated_kg, rel=1e-12)
    german = [one for one in done.left if one.area == "DE"]
    weights = [Decimal(str(mwh)) for mwh in generated["DE", wind]]
    for one, weight in zip(german, weights, strict=True):
        exact = GWH * 9 // 10 + of_month * weight / sum(weights)
        assert abs(one.energy_wh - exact) <= 2
    french = [one.energy_wh for one in done.left if one.area == "FR"]
    assert sum(french) == 1_234_567 * 9 // 10
    assert len(french) == 4
    _check_factors(tmp_path / "out.csv", grid, done)


def _check_factors(path: Path, grid: GridRequest, done: ResidualRun) -> None:
    """r (E − q) + q e = F in each of the file's rows, from generation and factors as the grid gives them."""
    data = open_grid(grid.path).data
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 24 * 6
    factor = {(datetime.fromisoformat(r["start"]).timestamp(), r["area"]): float(r["kg_co2e_per_mwh"]) for r in rows}
    left = {(one.start_s, one.area, one.technology): one.energy_wh / 1e6 for one in done.left}
    for state in data.blocks():
        rates = np.broadcast_to(state.per_mwh[:, :, 0], state.generation_mwh.shape)
        for at, second in enumerate(state.starts_s.tolist()):
            for index, area in enumerate(data.frame.areas):
                own = [i for i, source in enumerate(data.frame.sources) if source.area == index]
                mwh, rate = state.generation_mwh[at, own], rates[at, own]
                claimed = [left.get((second, area.code, data.frame.sources[i].technology), 0.0) for i in own]
                carried = float(np.dot(claimed, rate))
                emitted = float(np.dot(mwh, rate))
                rest = factor[second, area.code] * (float(mwh.sum()) - sum(claimed))
                assert rest + carried == pytest.approx(emitted, rel=1e-12)


def test_of_consumption_too_and_what_ends_beyond_the_day_can_wait_for_its_stretch(
    grid: GridRequest, generated: dict[tuple[str, str], list[float]], tmp_path: Path
) -> None:
    wind = next(name for area, name in generated if area == "DE" and "onshore" in name.casefold())
    opened = ledger_of(tmp_path / "ledger", wind, certificates(GWH, 310 * GWH))
    done = run(opened, grid, tmp_path / "out.csv", "consumption")
    assert max(balance.relative_error for balance in done.trace.meta.balances) <= 1e-12
    asked = ResidualRequest(grid, tmp_path / "closed.csv", close=True)
    closed = ledger_residual(opened, asked, LATER, no_tick)
    assert closed.closed == ("DE", "FR")
    assert closed.share.energy_wh == 24 * GWH * 9 // 10 + 1_234_567 * 9 // 10
    assert opened.ledger.balance().residual == 24 * (GWH - GWH * 9 // 10) + 1_234_567 - 1_234_567 * 9 // 10


def test_more_wind_than_blew_is_refused_with_certificate_and_hour(
    grid: GridRequest, generated: dict[tuple[str, str], list[float]], tmp_path: Path
) -> None:
    wind = next(name for area, name in generated if area == "DE" and "onshore" in name.casefold())
    opened = ledger_of(tmp_path / "ledger", wind, certificates(100 * GWH, GWH))
    with pytest.raises(InputError) as caught:
        run(opened, grid, tmp_path / "out.csv")
    codes = [problem.kind.code for problem in caught.value.problems]
    assert codes.count("leaves-above-generation") >= 20
    assert "DE-00 take 90,000,000,000 Wh" in str(caught.value)

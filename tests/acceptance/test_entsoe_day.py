"""A real day of ENTSO-E files as a grid, with the declaration printed in the documentation, against the raw rows."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fourfold.electricity.grid.adapters.entsoe import ADAPTER
from fourfold.electricity.grid.open import open_grid
from fourfold.electricity.grid.state import GridData
from fourfold.electricity.grid.tables import TableKind
from fourfold.electricity.tracing.mixer import mixer
from fourfold.electricity.tracing.options import TraceOptions
from fourfold.electricity.tracing.trace import trace
from support.grid_tables import declare, open_tables, rows, told

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY.parent / "shared" / "data" / "entsoe-2017-02-01"
DAY_S = 1485907200
AREAS = ("AT", "CH", "CZ", "DE", "FR", "IT")

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared data folder is not beside the repository"),
]


def raw(table: str) -> list[dict[str, str]]:
    """All rows of a table as they stand in its files."""
    found = []
    for path in sorted((DATA / table).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found += list(csv.DictReader(stream, delimiter="\t"))
    return found


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> GridData:
    folder = tmp_path_factory.mktemp("six")
    page = (REPOSITORY / "docs" / "how-to" / "grids.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^```(yaml|csv)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[:2])
    (folder / "grid.yaml").write_text(blocks["yaml"].replace("path: data", f'path: "{DATA}"'), encoding="utf-8")
    (folder / "factors.csv").write_text(blocks["csv"], encoding="utf-8")
    return open_grid(folder).data


def test_what_the_files_repeat_and_what_lies_outside_is_counted() -> None:
    period = [{"start": "2017-02-01", "end": "2017-02-02"}]
    tables = open_tables(ADAPTER, DATA, declare("entsoe", periods=period))
    repeats = [finding.count for finding in tables.findings if finding.note.kind.code == "entsoe-repeats-left-out"]
    assert repeats == [133, 64]
    assert tables.area_type == "nation"
    generation = rows(tables, TableKind.GENERATION)
    day = generation.filter(pl.col("start_s") < DAY_S + 86_400)
    assert set(day["area"]) == set(AREAS)
    assert len(generation["area"].unique()) == 30
    assert told(tables)["entsoe-outside-period"] > 0


@pytest.mark.parametrize("area", AREAS)
def test_energy_of_each_area_is_that_of_its_raw_rows(grid: GridData, area: str) -> None:
    minutes = {"PT15M": 15, "PT30M": 30, "PT60M": 60}
    energy_mwh: dict[tuple[str, str], float] = {}
    for row in raw("generation"):
        if row["AreaTypeCode"] == "CTY" and row["MapCode"] == area and row["DateTime"] < "2017-02-02":
            mw = float(row["ActualGenerationOutput"] or 0)
            energy_mwh[row["DateTime"], row["ProductionType"]] = mw * minutes[row["ResolutionCode"]] / 60
    of_area = [index for index, source in enumerate(grid.frame.sources) if grid.frame.areas[source.area].code == area]
    found = sum(float(block.generation_mwh[:, of_area].sum()) for block in grid.blocks())
    assert found == pytest.approx(sum(energy_mwh.values()), rel=1e-12)


def test_net_flows_are_the_difference_of_the_two_directions(grid: GridData) -> None:
    net_mwh: dict[tuple[str, str], float] = defaultdict(float)
    seen = set()
    for row in raw("exchange"):
        key = row["DateTime"], row["OutMapCode"], row["InMapCode"]
        if row["OutAreaTypeCode"] == row["InAreaTypeCode"] == "CTY" and row["DateTime"] < "2017-02-02":
            if key in seen:
                continue
            seen.add(key)
            net_mwh[key[1], key[2]] += float(row["FlowValue"])
            net_mwh[key[2], key[1]] -= float(row["FlowValue"])
    frame = grid.frame
    sent = np.sum([block.exchange_mwh.sum(axis=0) for block in grid.blocks()], axis=0)
    assert len(frame.ties) == 10
    for index, tie in enumerate(frame.ties):
        ends = frame.areas[tie.from_area].code, frame.areas[tie.to_area].code
        assert sent[index] == pytest.approx(net_mwh[ends], rel=1e-12, abs=1e-9)
    entered = np.sum([block.border_mwh.sum(axis=0) for block in grid.blocks()], axis=0)
    for index, border in enumerate(frame.borders):
        ends = border.outside, frame.areas[border.area].code
        assert entered[index] == pytest.approx(net_mwh[ends], rel=1e-12, abs=1e-9)


def test_resolutions_and_stand_ins_are_told(grid: GridData) -> None:
    codes = {finding.note.kind.code for finding in grid.findings} | {note.kind.code for note in grid.assumptions}
    assert {"entsoe-area-type-used", "grid-resolution-found", "entsoe-side-blank", "entsoe-own-use"} <= codes
    assert {"grid-boundary-areas", "grid-demand-derived", "grid-one-sided-taken", "grid-technology-default"} <= codes
    assert (len(grid.starts_s), grid.frame.step_minutes, int(grid.starts_s[0])) == (24, 60, DAY_S)


def test_factors_of_every_country_and_hour_lie_in_the_published_bands(grid: GridData) -> None:
    """Bands are the hourly extremes of 2017 published with the data, widened by a half: other factors, one day."""
    bands = {"DE": (194, 794), "FR": (18, 177), "CH": (33, 421), "AT": (37, 518), "IT": (411, 1219)}
    traced = trace(grid, TraceOptions(), mixer=mixer("batched"))
    factors = np.concatenate([block.per_mwh[:, :, 0] for block in traced.blocks()])
    assert factors.shape == (24, 6)
    assert np.isfinite(factors).all()
    for index, area in enumerate(grid.frame.areas):
        if area.code in bands:
            low, high = bands[area.code]
            assert low / 1.5 < factors[:, index].min()
            assert factors[:, index].max() < high * 1.5
    assert all(balance.relative_error < 1e-12 for balance in traced.balances())

"""The page: nothing from the network, data as data, a table that says the same as the chart."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from lxml import html

from fourfold.core.words import LANGS, Lang
from fourfold.electricity.factors.table import FactorTable
from fourfold.electricity.grid.state import GridArea
from fourfold.exchange.plots import PlotKind, plot
from support.plot_tables import TWELVE_DAYS, plot_table


def _page(table: FactorTable, kind: PlotKind, areas: list[str] | None = None, lang: Lang = "en") -> str:
    return plot(table, kind, areas, lang, "html").data.decode()


def _rows(page: str) -> list[list[str]]:
    tree = html.fromstring(page)
    return [["".join(map(str, cell.itertext())).strip() for cell in row] for row in tree.iter("tr")]


def _data(page: str) -> dict[str, Any]:
    block = re.search(r'<script type="application/json" id="chart-data">(.*?)</script>', page, re.DOTALL)
    assert block
    loaded: dict[str, Any] = json.loads(block.group(1), parse_constant=lambda text: pytest.fail(text))
    return loaded


@pytest.mark.parametrize("kind", PlotKind)
def test_nothing_comes_from_outside(kind: PlotKind) -> None:
    page = _page(plot_table(), kind, ["XF-QS"])
    tree = html.fromstring(page)
    policy = tree.find('.//meta[@http-equiv="Content-Security-Policy"]')
    assert policy is not None
    assert str(policy.get("content")).startswith("default-src 'none'; script-src 'sha256-")
    assert [
        node for node in tree.iter() if isinstance(node.tag, str) and ("src" in node.attrib or "href" in node.attrib)
    ] == []


def test_names_cannot_end_the_data_or_the_page() -> None:
    evil = GridArea("X", (("en", "</script><script>alert(1)</script>"),))
    page = _page(plot_table(areas=(evil,)), PlotKind.DURATION)
    assert "<script>alert" not in page
    assert "</script><script>alert(1)</script>" in str(_data(page))


def test_table_of_areas_gives_range_mean_energy_and_gaps() -> None:
    table = plot_table((("2024-01-01", "2024-01-02"),), areas=(GridArea("A"), GridArea("B")))
    table.per_mwh[:, 0, 0], table.demand_mwh[:, 0] = np.arange(24) * 10.0, 1000.0
    table.per_mwh[0:6, 1], table.reason[0:6, 1] = np.nan, 3
    rows = _rows(_page(table, PlotKind.AREAS))
    assert rows[1] == ["A", "0.0", "23.0", "115.0", "207.0", "230.0", "115.0", "24.0", "24", "0"]
    assert rows[2][-2:] == ["24", "6"]


def test_table_of_a_curve_falls_from_left_to_right() -> None:
    head, *rows = _rows(_page(plot_table(), PlotKind.DURATION))
    assert head[1:10] == ["0 %", "5 %", "10 %", "25 %", "50 %", "75 %", "90 %", "95 %", "100 %"]
    for row in rows:
        figures = [float(cell) for cell in row[1:10]]
        assert figures == sorted(figures, reverse=True)


def test_table_of_a_heat_map_has_days_where_they_are_few_and_months_where_not() -> None:
    few = _rows(_page(plot_table(TWELVE_DAYS), PlotKind.HEATMAP, ["XF-QS"]))
    assert few[0] == ["hour", *(f"{month:02}-15" for month in range(1, 13))]
    table = plot_table((("2024-01-01", "2024-03-01"),))
    many = _rows(_page(table, PlotKind.HEATMAP, ["XF-QS"]))
    assert many[0] == ["hour", "Jan", "Feb"]
    noons = slice(12, 31 * 24, 24)
    weighted = float((table.per_mwh[noons, 0, 0] * table.demand_mwh[noons, 0]).sum() / table.demand_mwh[noons, 0].sum())
    assert many[13][:2] == ["12:00", f"{weighted:.1f}"]


def test_hours_that_occur_twice_and_gaps_reach_the_script() -> None:
    table = plot_table((("2024-10-26", "2024-10-29"),), time_zone="Europe/Berlin")
    table.per_mwh[40, 0], table.reason[40, 0] = np.nan, 1
    chart = _data(_page(table, PlotKind.HEATMAP, ["XF-QS"]))["chart"]
    assert chart["again"] == [[1, 2, round(float(table.per_mwh[27, 0, 0]), 2)]]
    assert chart["first"][1][15] is None
    assert chart["words"]["1"] == "no factor: no electricity flows through the area (1 h)"


@pytest.mark.parametrize("lang", LANGS)
def test_language_of_the_page(lang: Lang) -> None:
    page = _page(plot_table(), PlotKind.AREAS, None, lang)
    assert f'<html lang="{ {"en": "en", "zh": "zh-Hans"}[lang] }">' in page
    assert {"en": "Qingsha (XF-QS)", "zh": "青沙省"}[lang] in page

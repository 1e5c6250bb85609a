"""Pictures as files: the same bytes again, text as text, words on what is shown, and a word where a sign is missing."""

from __future__ import annotations

import subprocess
import sys
import zlib
from dataclasses import replace
from typing import get_args

import matplotlib
import numpy as np
import pytest
from lxml import etree

from fourfold.core.problems import InputError
from fourfold.core.words import LANGS, Lang, words
from fourfold.data.source import Source, Status
from fourfold.electricity.grid.state import GridArea
from fourfold.exchange.plots import PlotForm, PlotKind, plot
from fourfold.exchange.plots import fonts as plot_fonts
from fourfold.exchange.plots.sheet import wrapped
from support.plot_tables import TWELVE_DAYS, plot_table

FORMS: tuple[PlotForm, ...] = get_args(PlotForm)
SHORT = (("2024-01-01", "2024-01-03"),)
ONE = ["XF-QS"]


def _texts(svg: bytes) -> str:
    tree = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True))
    return "\n".join("".join(map(str, node.itertext())) for node in tree.iter("{http://www.w3.org/2000/svg}text"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", PlotKind)
def test_same_table_same_bytes(kind: PlotKind, form: PlotForm) -> None:
    table = plot_table(SHORT)
    first, again = (plot(table, kind, ONE, "en", form).data for _ in range(2))
    assert zlib.crc32(first) == zlib.crc32(again)
    assert len(first) > 5000


def test_settings_of_the_user_do_not_matter_and_are_left_alone() -> None:
    table = plot_table(SHORT)
    plain = plot(table, PlotKind.AREAS, None, "en", "svg").data
    with matplotlib.rc_context({"font.size": 20, "axes.grid": True, "svg.fonttype": "path"}):
        assert plot(table, PlotKind.AREAS, None, "en", "svg").data == plain
        assert matplotlib.rcParams["font.size"] == 20


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", PlotKind)
def test_the_words_say_what_is_shown(kind: PlotKind, lang: Lang) -> None:
    w = words(lang)
    texts = _texts(plot(plot_table(TWELVE_DAYS), kind, ONE, lang, "svg").data)
    name = {"en": "Qingsha", "zh": "青沙省"}[lang]
    said = [name, "XF-QS", w("life-cycle CO₂e"), "g CO₂e/kWh", w("illustrative").upper(), w("direct coupling"), "L0"]
    said += ["2024-01-15", "2024-12-15", "288", "Asia/Shanghai", "Made-up grid", "AR6", w("location-based")]
    assert [text for text in said if text not in texts] == []


@pytest.mark.parametrize("kind", PlotKind)
def test_missing_hours_are_told(kind: PlotKind) -> None:
    table = plot_table(SHORT)
    table.per_mwh[3:8, 0], table.reason[3:8, 0] = np.nan, 3
    svg = plot(table, kind, ONE, "en", "svg").data
    assert "5 h" in _texts(svg)
    if kind is PlotKind.HEATMAP:
        assert "input data are missing (5 h)" in _texts(svg)
        assert b"<pattern" in svg


def test_an_area_without_any_factor_is_left_out_of_the_others() -> None:
    table = plot_table(SHORT)
    table.per_mwh[:, 1], table.reason[:, 1] = np.nan, 1
    for kind in (PlotKind.DURATION, PlotKind.AREAS):
        assert "Haiwan" in _texts(plot(table, kind, None, "en", "svg").data)


def test_a_file_without_meta_is_drawn_and_says_so() -> None:
    table = plot_table(SHORT, status=None)
    bare = replace(table, meta=replace(table.meta, basis=None, options=None, documents=(), version=""))
    texts = _texts(plot(bare, PlotKind.AREAS, None, "en", "svg").data)
    assert "basis not stated" in texts
    assert "method not stated" in texts
    assert "status: not stated" in texts
    assert "none named" in texts
    assert "Traced with" not in texts


def test_an_hour_that_runs_twice_is_explained_where_it_is_split() -> None:
    berlin = plot_table((("2024-10-26", "2024-10-29"),), time_zone="Europe/Berlin")
    told = "the clock repeats is split"
    assert told in _texts(plot(berlin, PlotKind.HEATMAP, ["XF-QS"], "en", "svg").data)
    assert told in plot(berlin, PlotKind.HEATMAP, ["XF-QS"], "en", "html").data.decode()
    assert told not in _texts(plot(berlin, PlotKind.DURATION, None, "en", "svg").data)
    spring = plot_table((("2024-03-30", "2024-04-01"),), time_zone="Europe/Berlin")
    assert told not in _texts(plot(spring, PlotKind.HEATMAP, ["XF-QS"], "en", "svg").data)


def test_one_day_is_not_some_days() -> None:
    texts = _texts(plot(plot_table((("2024-01-01", "2024-01-02"),)), PlotKind.AREAS, None, "en", "svg").data)
    assert "2024-01-01 to 2024-01-01, 1 d, 24 h, Asia/Shanghai" in texts


@pytest.mark.parametrize(("zone", "said"), [("Etc/GMT-8", "UTC+8"), ("Etc/GMT+5", "UTC-5"), ("Etc/GMT", "UTC")])
def test_a_bare_offset_is_told_as_people_write_it(zone: str, said: str) -> None:
    texts = _texts(plot(plot_table(SHORT, time_zone=zone), PlotKind.AREAS, None, "en", "svg").data)
    assert f" h, {said}" in texts
    assert "Etc" not in texts


def test_without_a_clock_a_heat_map_is_refused_and_days_are_those_of_utc() -> None:
    table = plot_table(SHORT)
    bare = replace(table, meta=replace(table.meta, time_zone=""))
    with pytest.raises(InputError) as caught:
        plot(bare, PlotKind.HEATMAP, ["XF-QS"], "en", "html")
    assert [problem.kind.code for problem in caught.value.problems] == ["factors-zone-unknown"]
    assert "h, UTC" in _texts(plot(bare, PlotKind.AREAS, None, "en", "svg").data)


def test_foreign_text_is_text() -> None:
    areas = (GridArea("<b>&$x_1$", (("en", "a<script>1</script> $\\alpha$"),)),)
    table = plot_table(SHORT, areas=areas, documents=[Source("$\\frac{1}{2}$", "\x41</text>")])
    texts = _texts(plot(table, PlotKind.AREAS, None, "en", "svg").data)
    assert "a<script>1</script> $\\alpha$" in texts.replace("\n", " ")
    assert "</text>" in texts
    assert plot(table, PlotKind.HEATMAP, None, "en", "png").data[:4] == b"\x89PNG"


class TestWithoutChineseFont:
    """PNG where no font has Chinese signs; SVG and HTML do not mind."""

    @pytest.fixture(autouse=True)
    def _bare(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(plot_fonts, "_installed", lambda: ())

    def test_labels_fall_back_to_english_and_that_is_told(self) -> None:
        table = plot_table(SHORT)
        output = plot(table, PlotKind.AREAS, None, "zh", "png")
        assert [(p.kind.code, p.severity) for p in output.problems] == [("plot-language", "warning")]
        assert output.data == plot(table, PlotKind.AREAS, None, "en", "png").data

    def test_names_without_english_become_codes_or_numbers_and_are_told(self) -> None:
        areas = (GridArea("QS", (("zh", "青沙"),)), GridArea("黑谷", (("zh", "黑谷"),)))
        output = plot(plot_table(SHORT, areas=areas), PlotKind.DURATION, None, "en", "png")
        assert [p.kind.code for p in output.problems] == ["plot-names"]
        assert output.problems[0].params["names"] == "QS = 青沙, area 2 = 黑谷"

    @pytest.mark.filterwarnings("ignore:Glyph")
    def test_text_as_text_needs_no_font(self) -> None:
        output = plot(plot_table(SHORT), PlotKind.AREAS, None, "zh", "svg")
        assert output.problems == ()
        assert "青沙省" in _texts(output.data)


@pytest.mark.filterwarnings("error")
def test_chinese_is_drawn_where_a_font_has_it() -> None:
    if not plot_fonts.fonts_for("zh").draws("电碳"):
        pytest.skip("no font with Chinese signs is installed")
    output = plot(plot_table(SHORT), PlotKind.HEATMAP, ["青沙省"], "zh", "png")
    assert output.problems == ()


def test_matplotlib_is_loaded_only_for_a_picture() -> None:
    program = "import sys, fourfold.exchange.plots; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_many_areas_fit() -> None:
    areas = tuple(GridArea(f"A{at:02}", (("en", f"Area number {at}"),)) for at in range(32))
    texts = _texts(plot(plot_table(SHORT, areas=areas), PlotKind.DURATION, None, "en", "svg").data)
    assert all(f"Area number {at} " in texts for at in range(32))


@pytest.mark.parametrize(
    ("kind", "wanted", "code"),
    [
        (PlotKind.AREAS, ["XF-QX", "nowhere"], "plot-area-unknown"),
        (PlotKind.HEATMAP, ["XF-QS", "XF-HG"], "plot-one-area"),
    ],
)
def test_areas_that_cannot_be_drawn_are_refused(kind: PlotKind, wanted: list[str], code: str) -> None:
    with pytest.raises(InputError) as caught:
        plot(plot_table(SHORT), kind, wanted, "en", "png")
    assert {problem.kind.code for problem in caught.value.problems} == {code}
    assert len(caught.value.problems) == (2 if code == "plot-area-unknown" else 1)


def test_a_heat_map_without_an_area_takes_the_first_and_says_so() -> None:
    output = plot(plot_table(SHORT), PlotKind.HEATMAP, None, "en", "svg")
    assert [p.kind.code for p in output.problems] == ["plot-first-area"]
    assert output.data == plot(plot_table(SHORT), PlotKind.HEATMAP, ["XF-QS"], "en", "svg").data


def test_aggregates_and_empty_tables_are_refused() -> None:
    table = plot_table(SHORT)
    monthly = replace(table, meta=replace(table.meta, step_minutes=0, aggregated_by="month"))
    for refused, code in (
        (monthly, "plot-aggregate"),
        (replace(table, per_mwh=table.per_mwh * np.nan), "plot-nothing"),
    ):
        with pytest.raises(InputError) as caught:
            plot(refused, PlotKind.AREAS, None, "en", "html")
        assert [problem.kind.code for problem in caught.value.problems] == [code]


def test_lines_break_at_spaces_and_between_chinese_signs() -> None:
    assert wrapped("one two three", 0.55, 9) == ["one two", "three"]
    assert wrapped("电力碳足迹", 0.3, 9) == ["电力", "碳足", "迹"]
    assert wrapped("", 1, 9) == [""]


def test_stamp_only_where_a_warning_is_due() -> None:
    assert "OFFICIAL" not in _texts(
        plot(plot_table(SHORT, status=Status.OFFICIAL), PlotKind.AREAS, None, "en", "svg").data
    )
    assert "UNCONFIRMED" in _texts(
        plot(plot_table(SHORT, status=Status.UNCONFIRMED), PlotKind.AREAS, None, "en", "svg").data
    )

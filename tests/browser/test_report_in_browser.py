"""The report as a reader meets it: opened from a file, on a desk and on a phone, in both languages, and on paper."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page

from fourfold.core.words import LANGS, Lang
from fourfold.exchange.report import render_report
from support.lfp.evidence import with_evidence
from support.lfp.result import lfp_result

pytestmark = pytest.mark.browser

DESK, PHONE = (1280, 900), (390, 844)
OUTSIDE = """[...document.querySelectorAll("main *:not(.scroll *)")]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
  .map(element => element.outerHTML.slice(0, 120))"""


@dataclass
class Visit:
    """A page being looked at, with what it complained of and what it asked the network for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: Path) -> None:
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[Lang, Path]:
    folder = tmp_path_factory.mktemp("reports")
    paths: dict[Lang, Path] = {}
    for lang in LANGS:
        paths[lang] = folder / f"{lang}.html"
        paths[lang].write_text(render_report(lfp_result(methods=3), lang), encoding="utf-8")
    return paths


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    width, height = getattr(request, "param", DESK)
    context = browser.new_context(viewport={"width": width, "height": height})
    yield Visit(context.new_page())
    context.close()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("visit", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_opens_quietly_says_the_total_and_fits(visit: Visit, reports: dict[Lang, Path], lang: Lang) -> None:
    visit.open(reports[lang])
    total = visit.page.locator("#total")
    assert total.inner_text() == "80.02"
    assert total.get_attribute("value") == "80.01587"
    assert visit.complaints == []
    assert visit.requests == [reports[lang].as_uri()]
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visit.page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("visit", [(360, 740), (820, 900), DESK], indirect=True, ids=["small", "middle", "desk"])
def test_long_names_and_paths_do_not_push_anything_out(visit: Visit, tmp_path: Path) -> None:
    long = "Averylongnamewithoutaspace" * 4
    result: Any = lfp_result(product={"en": long}, methods=3)
    for part in (*result["footprint"]["stages"], *result["electricity"]["rows"], *result["methods"]):
        part["names"] = {"en": long}
    for contribution in result["footprint"]["contributions"][:3]:
        contribution |= {"names": {"en": long}, "unit": "kg*m^2/s", "amount": "123456789012.5"}
        contribution["place"]["file"] = "a/very/long/path/" * 5 + "x.csv"
    for source in result["sources"][:4]:
        source |= {"id": long, "url": "https://example.org/" + "a" * 200, "used_by": [long]}
    path = tmp_path / "long.html"
    path.write_text(render_report(result, "en"), encoding="utf-8")
    visit.open(path)
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visit.page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("visit", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_every_chart_is_drawn(visit: Visit, reports: dict[Lang, Path]) -> None:
    visit.open(reports["en"])
    assert visit.page.locator(".chart").count() == 7
    assert visit.page.locator("#waterfall svg path").count() >= 4
    assert "+58.04" in visit.page.locator("#waterfall").inner_text()
    for chart in visit.page.locator(".chart.typical").all():
        assert chart.locator("svg path").count() >= 1
    colours: list[int] = visit.page.evaluate(
        """[...document.querySelectorAll(".chart.heat canvas")].map(canvas => {
             const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
             const seen = new Set();
             for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
             return seen.size; })"""  # noqa: E501
    )
    assert len(colours) == 3
    assert min(colours) > 50


def test_a_heat_map_tells_the_hour_under_the_pointer(visit: Visit, reports: dict[Lang, Path]) -> None:
    visit.open(reports["en"])
    heat = visit.page.locator(".chart.heat").first
    heat.scroll_into_view_if_needed()
    heat.hover(position={"x": 46 + 1, "y": 4 + 1})
    tip = heat.get_by_text("2024-01-01 00:00")
    tip.wait_for()
    energy: Any = lfp_result()["electricity"]
    assert f"{energy['profiles'][0]['energy'][0] / 1000:.4g} MWh" in tip.inner_text()


def test_the_tree_opens(visit: Visit, reports: dict[Lang, Path]) -> None:
    visit.open(reports["en"])
    coating = visit.page.locator("summary", has_text="Electrode coating")
    cathode = visit.page.locator("summary", has_text="Cathode slurry")
    assert not cathode.is_visible()
    coating.click()
    assert cathode.is_visible()


def test_without_javascript_the_tables_say_it_all(browser: Browser, reports: dict[Lang, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(reports["en"].as_uri())
    assert page.locator("#total").inner_text() == "80.02"
    assert not page.locator("#waterfall").is_visible()
    assert page.locator("#stages table").is_visible()
    page.locator("summary", has_text="Tables: by month").click()
    assert page.get_by_role("cell", name="6.465 GWh").first.is_visible()
    context.close()


@pytest.fixture(scope="module")
def evident(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with draws, other rules and a database."""
    path = tmp_path_factory.mktemp("evident") / "report.html"
    path.write_text(render_report(with_evidence(lfp_result()), "en"), encoding="utf-8")
    return path


@pytest.mark.parametrize("visit", [(360, 740), DESK], indirect=True, ids=["small", "desk"])
def test_draws_rules_and_databases_fit(visit: Visit, evident: Path) -> None:
    visit.open(evident)
    assert visit.page.locator("#interval").inner_text().startswith("95 % of 2000 draws lie between 70.25 and 96.12")
    for name in ("uncertainty", "sensitivity", "databases", "quality"):
        assert visit.page.locator(f"#{name}").is_visible()
    assert visit.complaints == []
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visit.page.evaluate(OUTSIDE) == []


def test_intervals_stand_on_their_scale(visit: Visit, evident: Path) -> None:
    visit.open(evident)
    plot = visit.page.locator(".intervals .whole .span")
    ticks = [box(tick)["x"] for tick in plot.locator(".tick").all()]
    kg = (ticks[-1] - ticks[0]) / 100
    interval, dot = box(plot.locator(".range")), box(plot.locator(".dot"))
    assert interval["x"] - ticks[0] == pytest.approx(70.25 * kg, abs=1.5)
    assert interval["width"] == pytest.approx((96.125 - 70.25) * kg, abs=1.5)
    assert dot["x"] + dot["width"] / 2 - ticks[0] == pytest.approx(80.02 * kg, abs=1.5)
    labels = visit.page.locator(".marks i")
    assert labels.all_inner_texts() == ["0", "20", "40", "60", "80", "100"]
    assert box(labels.last)["x"] + box(labels.last)["width"] / 2 == pytest.approx(ticks[-1], abs=1.5)


@pytest.mark.parametrize("visit", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_the_streams_are_seen_whole_or_scrolled_to(visit: Visit, evident: Path) -> None:
    visit.open(evident)
    frame, picture = visit.page.locator(".streams-picture"), visit.page.locator("svg.streams")
    assert picture.locator("path").count() > 10
    if box(picture)["width"] > box(frame)["width"] + 1:
        last = picture.locator("rect").last
        frame.evaluate("frame => frame.scrollLeft = frame.scrollWidth")
        assert box(last)["x"] < box(frame)["x"] + box(frame)["width"]
    overlaps: list[str] = visit.page.evaluate(
        """(() => { const texts = [...document.querySelectorAll("svg.streams text")];
             const boxes = texts.map(text => text.getBoundingClientRect());
             return texts.filter((_, i) => boxes.some((b, j) => j < i && b.left < boxes[i].right
               && boxes[i].left < b.right && b.top < boxes[i].bottom && boxes[i].top < b.bottom))
               .map(text => text.textContent); })()"""
    )
    assert overlaps == []


def test_without_javascript_streams_and_intervals_are_there(browser: Browser, evident: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(evident.as_uri())
    assert page.locator("svg.streams").is_visible()
    assert page.locator(".intervals .range").first.is_visible()
    page.locator("summary", has_text="Table: the streams").click()
    assert page.locator("#contributions details.tables td").first.is_visible()
    context.close()


def box(locator: Locator) -> FloatRect:
    """Where an element stands."""
    found = locator.bounding_box()
    assert found is not None
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_prints_whole(visit: Visit, reports: dict[Lang, Path], lang: Lang, tmp_path: Path) -> None:
    visit.open(reports[lang])
    before: list[int] = visit.page.evaluate("[...document.querySelectorAll('.chart')].map(c => c.clientWidth)")
    pdf = visit.page.pdf(
        path=tmp_path / "report.pdf", prefer_css_page_size=True, print_background=True, tagged=True, outline=True
    )
    assert re.search(rb"/MediaBox \[0 0 59[45]\.?\d* 84[12]\.?\d*\]", pdf)
    assert 5 <= len(re.findall(rb"/Type /Page\b", pdf)) <= 20
    headings = visit.page.locator("h2").all_text_contents()
    assert len(headings) == 9
    outline = titles(pdf)
    assert visit.page.locator("h1").inner_text() in outline
    assert [heading for heading in headings[1:] if heading.strip() not in outline] == []
    after: list[int] = visit.page.evaluate("[...document.querySelectorAll('.chart')].map(c => c.clientWidth)")
    assert after == before
    visit.page.emulate_media(media="print")
    visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert visit.page.locator("details:not([open])").count() == 0
    widths: list[float] = visit.page.evaluate(
        "[...document.querySelectorAll('.chart canvas, .chart svg')].map(c => c.getBoundingClientRect().width)"
    )
    assert max(widths) <= 688
    assert visit.page.locator("svg.streams").evaluate("picture => getComputedStyle(picture).minWidth") == "0px"
    assert visit.complaints == []


def titles(pdf: bytes) -> set[str]:
    """Bookmarks of a PDF as Chromium writes them from the headings."""
    plain = pdf + b"".join(
        inflated
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
        if (inflated := inflate(stream))
    )
    found = set()
    for raw in re.findall(rb"/Title <([0-9A-Fa-f]+)>", plain):
        found.add(bytes.fromhex(raw.decode()).decode("utf-16").strip())
    for raw in re.findall(rb"/Title \(((?:\\.|[^\\)])*)\)", plain):
        found.add(re.sub(rb"\\(.)", rb"\1", raw).decode("latin-1").strip())
    return found


def inflate(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""

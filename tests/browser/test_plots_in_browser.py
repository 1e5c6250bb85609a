"""Pages of pictures as a reader meets them: drawn, quiet, and within the window on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from fourfold.exchange.plots import PlotKind, plot
from support.plot_tables import TWELVE_DAYS, plot_table

pytestmark = pytest.mark.browser
COLOURS = """canvas => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) seen.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
  return seen.size; }"""


@pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])
@pytest.mark.parametrize("kind", PlotKind)
def test_page_is_drawn_quietly_and_fits(browser: Browser, tmp_path: Path, kind: PlotKind, width: int) -> None:
    table = plot_table(TWELVE_DAYS)
    table.per_mwh[30:40, 0], table.reason[30:40, 0] = np.nan, 3
    path = tmp_path / "plot.html"
    path.write_bytes(plot(table, kind, ["XF-QS"], "en", "html").data)
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: told.append(request.url) if request.url[:5] not in ("file:", "data:") else None)
    page.goto(path.as_uri())
    assert told == []
    assert page.locator("#keys li").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if kind is PlotKind.HEATMAP:
        assert page.locator("#plot canvas").first.evaluate(COLOURS) > 20
        box = page.locator("#plot").bounding_box()
        assert box
        page.mouse.move(box["x"] + 60, box["y"] + 65)
        page.locator("#plot", has_text="2024-01-15 05:00").wait_for(timeout=5000)
    else:
        assert page.locator("#plot svg path").count() >= 1
    context.close()


def test_the_table_stands_without_javascript(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "plot.html"
    path.write_bytes(plot(plot_table(), PlotKind.AREAS, None, "zh", "html").data)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert not page.locator("#plot").is_visible()
    assert page.locator("tbody tr").count() == 4
    context.close()

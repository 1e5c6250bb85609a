"""Conformity and comparison as a reader meets them: the filter works without script, nothing leaves a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from fourfold.core.words import LANGS, Lang
from fourfold.exchange.report import render_report
from fourfold.exchange.report.conformity import VERDICTS
from fourfold.exchange.schemes import render_comparison
from support.conformity_documents import checked_result, comparison, conformity

pytestmark = pytest.mark.browser

OUTSIDE = """[...document.querySelectorAll("main *:not(.scroll *)")]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
  .map(element => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, Lang], Path]:
    folder = tmp_path_factory.mktemp("pages")
    written: dict[tuple[str, Lang], Path] = {}
    for lang in LANGS:
        for name, text in (
            ("report", render_report(checked_result(), lang, conformity(lang))),
            ("comparison", render_comparison(comparison(), lang)),
        ):
            written[name, lang] = folder / f"{name}-{lang}.html"
            written[name, lang].write_text(text, encoding="utf-8")
    return written


def test_the_filter_shows_the_verdicts_it_names_and_no_others(
    browser: Browser, pages: dict[tuple[str, Lang], Path]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages["report", "en"].as_uri())
    first = page.locator("#standard-1")
    counts = {verdict: first.locator(f"li.rule.{verdict}").count() for verdict in VERDICTS}
    assert sum(map(bool, counts.values())) >= 3
    for verdict, count in counts.items():
        if count:
            first.locator(f"input.f-{verdict}").check()
            assert first.locator("li.rule:visible").count() == count
            assert first.locator(f"li.rule.{verdict}:visible").count() == count
    first.locator("input.f-all").check()
    assert first.locator("li.rule:visible").count() == sum(counts.values())
    context.close()


def test_a_trace_opens_on_demand(browser: Browser, pages: dict[tuple[str, Lang], Path]) -> None:
    page = browser.new_page()
    page.goto(pages["report", "en"].as_uri())
    rule = page.locator("#standard-1 li.rule.fail").first
    assert not rule.locator(".because").is_visible()
    rule.locator("summary").click()
    assert rule.locator(".trace").is_visible()
    page.close()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["report", "comparison"])
def test_nothing_leaves_a_phone(browser: Browser, pages: dict[tuple[str, Lang], Path], name: str, lang: Lang) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(pages[name, lang].as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert page.evaluate(OUTSIDE) == []
    page.close()

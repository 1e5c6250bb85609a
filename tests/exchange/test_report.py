"""The report file: complete, self-contained, the same bytes again, and deaf to what hostile names say."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import fourfold.accounting
import fourfold.exchange.report
from fourfold.core.canonical import JSON
from fourfold.core.words import LANGS, Lang
from fourfold.exchange.report import ResultShapeError, render_report
from fourfold.exchange.report.views import places_texts
from support.lfp.result import lfp_result

VENDOR = Path(fourfold.exchange.report.__file__).parent / "vendor"
SECTIONS = [
    "summary",
    "stages",
    "contributions",
    "electricity",
    "hours",
    "methods",
    "quality",
    "sources",
    "calculation",
]
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"' {{ 7*7 }} &amp; <!-- \u2028"


class Page(HTMLParser):
    """Elements and texts of a page, as a browser without JavaScript would see them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside != "style":
            self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_the_fixture_is_shaped_like_a_result() -> None:
    schema = json.loads((Path(fourfold.accounting.__file__).parent / "result.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    assert [error.message for error in validator.iter_errors(lfp_result(methods=3, profiles=2))] == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_section_is_there_and_the_total_exact(lang: Lang) -> None:
    result: Any = lfp_result()
    page = Page(render_report(result, lang))
    assert [section["id"] for section in page.of("section")] == SECTIONS
    (total,) = [data for data in page.of("data") if data.get("id") == "total"]
    assert total["value"] == result["footprint"]["total_kg_co2e"] == "80.01587"
    assert page.of("html") == [{"lang": "zh-Hans" if lang == "zh" else "en"}]
    assert "80.02" in page.text


@pytest.mark.parametrize("lang", LANGS)
def test_every_contribution_source_file_and_assumption_is_named(lang: Lang) -> None:
    result: Any = lfp_result()
    text = Page(render_report(result, lang)).text
    for contribution in result["footprint"]["contributions"]:
        assert contribution["names"][lang] in text
        assert f"{contribution['place']['file']}:{contribution['place']['row']}" in text
    for source in result["sources"]:
        assert source["id"] in text
    for file in result["study"]["files"]:
        assert file["digest"] in text
    for note in [*result["assumptions"], *result["warnings"]]:
        assert note["text"][lang] in text


def test_the_chinese_report_has_no_english_left_in_its_headings() -> None:
    page = render_report(lfp_result(), "zh")
    for heading in re.findall(r"<(?:h2|h3|caption|summary|dt)[^>]*>(.*?)</", page, re.DOTALL):
        words = re.sub(r"<[^>]*>|kg CO₂e|kWh|CO2e?|SHA-256|HS|CPC|GWP100|[ -~]*:[ -~]*", "", heading)
        assert not re.search("[A-Za-z]{4,}", words), heading


def test_the_same_result_gives_the_same_bytes() -> None:
    assert render_report(lfp_result(), "en") == render_report(lfp_result(), "en")


def test_the_page_asks_nothing_of_the_network_and_runs_only_its_own_scripts() -> None:
    page = Page(render_report(lfp_result(), "en"))
    (policy,) = [m["content"] for m in page.of("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "http" not in policy
    scripts = zip(page.of("script"), page.scripts, strict=True)
    run = [text for attributes, text in scripts if attributes.get("type") != "application/json"]
    allowed = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in run}
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == allowed
    for tag in ("link", "iframe", "img", "object", "embed", "base", "form", "audio", "video"):
        assert not page.of(tag)
    assert all("src" not in attributes for _tag, attributes in page.elements)


@pytest.mark.parametrize("lang", LANGS)
def test_a_hostile_name_stays_a_name(lang: Lang) -> None:
    result: Any = lfp_result(product={"en": HOSTILE, "zh": HOSTILE})
    result["footprint"]["stages"][0]["names"] = {"en": HOSTILE, "zh": HOSTILE}
    result["sources"][1]["url"] = "javascript:alert(1)"
    result["sources"][2]["url"] = 'https://example.org/"onmouseover="alert(1)'
    page = Page(render_report(result, lang))
    calm = Page(render_report(lfp_result(), lang))
    assert len(page.of("script")) == len(calm.of("script")) == 4
    assert not page.of("img")
    assert not any(name.startswith("on") for _tag, attributes in page.elements for name in attributes)
    assert HOSTILE in page.text
    assert not [a for a in page.of("a") if (a.get("href") or "").startswith("javascript")]
    drawn = json.loads(page.scripts[1])
    assert drawn["waterfall"][0]["name"] == HOSTILE


def test_doubtful_data_is_said_first() -> None:
    page = render_report(lfp_result(), "en")
    start, total = page.index("This result rests on illustrative data"), page.index('id="total"')
    assert start < total
    assert page.count('class="badge illustrative"') > 4
    sound: Any = lfp_result(status="published")
    for source in sound["sources"]:
        source["status"] = "official"
    assert "This result rests on" not in render_report(sound, "en")


def test_one_method_needs_no_comparison_and_a_study_without_electricity_no_hours() -> None:
    result: Any = lfp_result(methods=1, profiles=0)
    result["electricity"]["rows"] = []
    result["electricity"]["series"] = []
    result["electricity"]["totals"] |= {"difference_annual_mean": None, "difference_official": None}
    ids = [section["id"] for section in Page(render_report(result, "en")).of("section")]
    assert ids == [name for name in SECTIONS if name not in ("methods", "electricity", "hours")]


def test_lines_that_do_not_sum_as_they_are_shown_are_said_to_be_rounded() -> None:
    result: Any = lfp_result()
    remark = "the exact figures sum"
    for line in result["footprint"]["lines"]:
        result["footprint"]["lines"][line] = "0"
    result["footprint"]["stages"] = []
    result["footprint"]["total_kg_co2e"] = "10.01"
    result["footprint"]["lines"] |= {"fossil": "4.004", "unsplit": "6.006"}
    assert remark not in section(render_report(result, "en"), "summary")
    result["footprint"]["lines"] |= {"fossil": "4.005", "unsplit": "6.005"}
    assert section(render_report(result, "en"), "summary").count(remark) == 1


def test_the_hours_of_a_site_that_generates_are_said_to_be_of_the_grid() -> None:
    result: Any = lfp_result(profiles=1)
    for row in result["electricity"]["rows"]:
        row["on_site_kwh"] = "0"
    assert "Energy from the grid" not in render_report(result, "en")
    site = result["electricity"]["profiles"][0]["site"]
    result["electricity"]["rows"][0] |= {"site": site, "on_site_kwh": "3"}
    assert "Energy from the grid" in section(render_report(result, "en"), "hours")


def section(page: str, name: str) -> str:
    """The text of one section of a page."""
    return page.split(f'<section id="{name}"')[1].split("</section>")[0]


def test_a_total_of_zero_has_no_shares() -> None:
    result: Any = lfp_result()
    result["footprint"]["total_kg_co2e"] = "0"
    for part in (*result["footprint"]["contributions"], result["footprint"]["tree"]):
        part["share"] = None
    assert "–" in Page(render_report(result, "en")).text


def test_a_wide_and_deep_study_still_gives_a_page_one_can_open() -> None:
    result: Any = lfp_result(profiles=6)
    contribution = result["footprint"]["contributions"][5]
    result["footprint"]["contributions"] += [dict(contribution, item=f"extra-{i}") for i in range(3000)]
    node = result["footprint"]["tree"]
    for depth in range(200):
        child = dict(result["footprint"]["tree"], id=f"deep-{depth}", children=[])
        node["children"] = [*node["children"], child]
        node = child
    page = render_report(result, "en")
    assert len(page.encode()) < 3_000_000
    assert "smaller ones together" in page
    assert "goes on in the table below" in page


def test_a_document_that_is_no_result_is_refused_with_its_path() -> None:
    with pytest.raises(ResultShapeError, match="footprint"):
        render_report({}, "en")
    broken: Any = lfp_result()
    broken["footprint"]["total_kg_co2e"] = "much"
    with pytest.raises(ResultShapeError, match="total_kg_co2e"):
        render_report(broken, "en")


def test_the_vendored_charts_library_is_the_one_that_was_built() -> None:
    version = dict(line.split(" ", 1) for line in (VENDOR / "VERSION").read_text().splitlines())
    digest, name = version["sha256"].split()
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest
    assert version["echarts"] == "6.1.0"
    assert "Apache License" in (VENDOR / "LICENSE").read_text()
    assert "The Apache Software Foundation" in (VENDOR / "NOTICE").read_text()
    assert "</script" not in (VENDOR / name).read_text().lower()


def test_the_rows_of_one_file_and_column_are_listed_together() -> None:
    places: list[JSON] = [
        {"file": "inputs.csv", "sheet": "", "row": row, "column": "source_id"} for row in (17, 13, 13, 40)
    ]
    places += [{"file": "study.yaml", "sheet": "", "row": 0, "column": "period"}]
    places += [{"file": "book.xlsx", "sheet": "inputs", "row": row, "column": ""} for row in range(2, 40)]
    texts = places_texts(places)
    assert texts[:2] == ["inputs.csv:13, 17, 40 source_id", "study.yaml period"]
    assert texts[2].startswith("book.xlsx[inputs]:2, 3, ")
    assert texts[2].endswith("25 +14")

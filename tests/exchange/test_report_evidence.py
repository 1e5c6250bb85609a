"""Streams, draws, databases and computed representativeness in the report: complete, and what comes in leaves."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fourfold.accounting
from fourfold.core.words import LANGS, Lang, words
from fourfold.exchange.report import render_report
from fourfold.exchange.report.numbers import Numbers
from fourfold.exchange.report.streams import Streams, footprint_streams, streams_picture
from fourfold.exchange.report.uncertainty import read_uncertainty
from support.lfp.evidence import VERSION, with_evidence
from support.lfp.result import lfp_result

HOSTILE = '</svg><script>alert(1)</script>"<img src=x onerror=alert(1)>'
EN = words("en")


def section(page: str, name: str) -> str:
    return page.split(f'<section id="{name}"')[1].split("</section>")[0]


def evident(**more: Any) -> dict[str, Any]:
    return with_evidence(lfp_result(), **more)


def test_the_fixture_is_shaped_like_a_result() -> None:
    schema = json.loads((Path(fourfold.accounting.__file__).parent / "result.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    assert [error.message for error in validator.iter_errors(evident())] == []


contributions = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"),
        st.sampled_from([f"p{number}" for number in range(30)]),
        st.decimals(-100, 100, places=3),
    ),
    max_size=80,
)


def flows_of(rows: list[tuple[str, str, Decimal]]) -> Streams:
    result: Any = lfp_result()
    result["footprint"]["contributions"] = [
        {"item": f"row{at}", "stage": stage, "process": process, "names": {"en": ""}, "total_kg_co2e": str(kg)}
        for at, (stage, process, kg) in enumerate(rows)
    ]
    return footprint_streams(result, EN)


class TestStreams:
    @given(contributions)
    def test_what_comes_in_is_what_leaves(self, rows: list[tuple[str, str, Decimal]]) -> None:
        streams = flows_of(rows)
        for at, node in enumerate(streams.nodes):
            came = sum(link.kg for link in streams.links if link.target == at)
            went = sum(link.kg for link in streams.links if link.source == at)
            assert node.level == "row" or came == node.kg
            assert node.level == "product" or went == node.kg

    @given(contributions)
    def test_every_column_carries_the_total(self, rows: list[tuple[str, str, Decimal]]) -> None:
        streams = flows_of(rows)
        for level in ("product", "stage", "process", "row"):
            assert sum(node.kg for node in streams.nodes if node.level == level) == sum(kg for _, _, kg in rows)

    @given(contributions)
    def test_it_stays_small_and_can_be_drawn(self, rows: list[tuple[str, str, Decimal]]) -> None:
        streams = flows_of(rows)
        assert len(streams.nodes) <= 1 + 11 + 15 + 21
        drawn = streams_picture(streams, EN, Numbers(4, Decimal(1)))
        assert drawn.count("<path") == len(streams.links)
        assert "nan" not in drawn
        assert "inf" not in drawn

    def test_what_is_small_is_together_and_a_single_one_keeps_its_name(self) -> None:
        rows = [("a", "p1", Decimal(100)), *[("a", "p1", Decimal("0.1"))] * 5]
        assert [node.name for node in flows_of(rows).nodes][-2:] == ["row0", "5 smaller rows"]
        assert [node.name for node in flows_of(rows[:2]).nodes][-2:] == ["row0", "row1"]

    def test_a_credit_has_its_colour(self) -> None:
        streams = flows_of([("a", "p1", Decimal(5)), ("a", "p2", Decimal(-2))])
        drawn = streams_picture(streams, EN, Numbers(4, Decimal(3)))
        assert drawn.count('stroke="#b4581f"') == 2

    def test_the_table_says_what_the_picture_says(self) -> None:
        result: Any = lfp_result()
        page = section(render_report(result, "en"), "contributions")
        table = page.split("Table: the streams")[1].split("</table>")[0]
        streams = footprint_streams(result, EN)
        assert table.count("<tr>") == len(streams.links) + 1
        assert page.count("<path") == len(streams.links)
        assert sum(kg for _, target, kg in streams.rows if target.level == "product") == Decimal("80.01587")


class TestUncertainty:
    def test_the_interval_stands_beside_the_total(self) -> None:
        summary = section(render_report(evident(), "en"), "summary")
        assert "95 % of 2000 draws lie between 70.25 and 96.12 kg CO₂e (seed 7)" in summary

    def test_lines_sources_and_what_is_left_out(self) -> None:
        text = section(render_report(evident(), "en"), "uncertainty")
        for figure in ("82.50", "81.75", "59.50", "71.00", "62.5", "37.7", "3 draws have no result"):
            assert figure in text, figure
        assert text.index("Total") < text.index("Fossil, without aircraft") < text.index("Not split by the source")
        assert "Warming potentials and the shares of co-products are not drawn" in text
        assert "study-separator" in text

    def test_sources_beyond_the_largest_are_summed_up(self) -> None:
        found = read_uncertainty(evident(), EN)
        assert found is not None
        assert len(found.causes) == 12
        assert found.rest == Decimal("0.075")
        assert found.otherwise == 4

    def test_places_of_the_plot_are_where_the_figures_are(self) -> None:
        found = read_uncertainty(evident(), EN)
        assert found is not None
        assert [value for _, value in found.ticks] == [0, 20, 40, 60, 80, 100]
        assert [(span.left, span.width, span.dot) for span in found.spans[:1]] == [
            (Decimal("70.25"), Decimal("25.87"), Decimal("80.02"))
        ]

    def test_without_a_draw_that_succeeds_nothing_is_claimed(self) -> None:
        result = evident()
        for summary in result["uncertainty"]["kg_co2e"].values():
            for estimate in (summary[key] for key in ("mean", "sd", "median", "low", "high")):
                estimate["value"] = estimate["error"] = None
        page = render_report(result, "en")
        assert "draws lie between" not in page
        assert 'class="range"' not in section(page, "uncertainty")

    def test_where_nothing_was_drawn_no_certainty_is_claimed(self) -> None:
        result = evident()
        result["uncertainty"] |= {"drawn": 0, "sources": [], "from_ratings": [], "from_ranges": []}
        page = render_report(result, "en")
        assert "draws lie between" not in page
        text = section(page, "uncertainty")
        assert "Nothing was drawn" in text
        assert 'class="range"' not in text

    @pytest.mark.parametrize("total", ["0", "-5", "1e-9"])
    def test_any_total_has_a_scale(self, total: str) -> None:
        result = evident()
        result["footprint"]["total_kg_co2e"] = total
        result["uncertainty"]["kg_co2e"] = {"total": result["uncertainty"]["kg_co2e"]["total"]}
        for estimate in result["uncertainty"]["kg_co2e"]["total"].values():
            if isinstance(estimate, dict):
                estimate["value"] = total
        found = read_uncertainty(result, EN)
        assert found is not None
        assert found.ticks
        assert 0 <= found.total.dot <= 100

    def test_absent_where_none_was_asked_for(self) -> None:
        page = render_report(lfp_result(), "en")
        for name in ("uncertainty", "databases", "sensitivity"):
            assert f'<section id="{name}"' not in page
            assert f'href="#{name}"' not in page


def test_databases_are_cited_with_what_does_not_count() -> None:
    result = evident()
    text = section(render_report(result, "en"), "databases")
    carried = Decimal(result["footprint"]["contributions"][0]["total_kg_co2e"])
    for part in (VERSION, "world-3.11.zip", "ecospold2 1", "default", str(carried), "supplier: 41", "factor: 7"):
        assert part in text, part


def test_what_is_not_known_has_no_score() -> None:
    text = section(render_report(lfp_result(), "en"), "quality")
    computed = text.split("Representativeness, computed")[1]
    rows = computed.split("<tr>")
    (technology,) = [row for row in rows if ">Technology<" in row]
    assert technology.count("not known") == 1
    assert "2.79" in technology
    (mean,) = [row for row in rows if "Mean of the three" in row]
    assert "not known" in mean
    assert "2.02" in mean
    (geography,) = [row for row in rows if ">Geography<" in row]
    assert "61.0" in geography


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_names_stay_names(lang: Lang) -> None:
    result = evident(name=HOSTILE)
    result["footprint"]["processes"][0]["names"] = {"en": HOSTILE}
    page = render_report(result, lang)
    calm = render_report(evident(), lang)
    assert page.count("<script") == calm.count("<script")
    assert page.count("</svg>") == calm.count("</svg>")
    assert "<img" not in page
    assert 'id="uncertainty"' in page


def test_the_same_result_gives_the_same_bytes() -> None:
    assert render_report(evident(), "zh") == render_report(evident(), "zh")

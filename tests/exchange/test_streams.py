"""The Sankey diagram: everything has a place, nothing lies on another, foreign names stay text."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from fourfold.accounting.background.sankey import Sankey, SankeyLink, SankeyNode
from fourfold.core.words import words
from fourfold.exchange.streams import render_streams, streams_svg
from fourfold.exchange.streams.layout import NARROWEST, NODE_WIDTH, layout


def node(number: int, kg: float, name: str = "product") -> SankeyNode:
    return SankeyNode(number, f"id{number}", name, "DE", "kg", 1.0, kg, 0.0, 0.0, 0.0, 0.0)


@st.composite
def pictures(draw: DrawFn) -> Sankey:
    """Any streams between some products, loops, self-loops and credits too."""
    count = draw(st.integers(1, 7))
    sizes = st.floats(-100, 100).filter(bool)
    nodes = [node(number, draw(sizes)) for number in range(count)]
    ends = draw(st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=12))
    links = [SankeyLink(source, target, draw(sizes), 1.0) for source, target in sorted(ends)]
    return Sankey(1.0, 0.0, nodes, links)


@given(pictures())
def test_everything_has_a_place_of_its_own(picture: Sankey) -> None:
    placed = layout(picture)
    assert placed.width >= NARROWEST
    for box in placed.boxes:
        assert 0 <= box.x <= placed.width - NODE_WIDTH - 200
        assert box.y >= 0
        assert box.y + box.height <= placed.height
    for at, one in enumerate(placed.boxes):
        for other in placed.boxes[:at]:
            apart = one.y >= other.y + other.height or other.y >= one.y + one.height
            assert one.column != other.column or apart
    for stream, link in zip(placed.streams, picture.links, strict=True):
        users_left = placed.boxes[link.target].column < placed.boxes[link.source].column
        assert stream.is_loop or users_left
        assert all(math.isfinite(value) for value in (*stream.start, *stream.end, stream.thickness))


@given(pictures())
def test_streams_fit_on_their_nodes(picture: Sankey) -> None:
    placed = layout(picture)
    for at, box in enumerate(placed.boxes):
        for side in ("source", "target"):
            bands = [
                s.thickness for s, link in zip(placed.streams, picture.links, strict=True) if getattr(link, side) == at
            ]
            assert sum(bands) <= box.height + len(bands) + 1e-6


def test_a_loop_is_dashed_and_a_credit_has_its_colour() -> None:
    links = [SankeyLink(1, 0, 5.0, 1.0), SankeyLink(0, 1, 1.0, 1.0), SankeyLink(1, 1, -1.0, 1.0)]
    drawn = str(streams_svg(Sankey(5.0, 0.0, [node(0, 6.0), node(1, 5.0)], links), words("en")))
    assert drawn.count("stroke-dasharray") == 2
    assert drawn.count("#b4581f") == 1


def test_a_long_name_is_cut_by_its_width() -> None:
    chinese = "磷酸铁锂正极材料的水热合成与煅烧工序"
    drawn = str(streams_svg(Sankey(1.0, 0.0, [node(0, 1.0, "n" * 33), node(1, 1.0, chinese)], []), words("en")))
    assert ">" + "n" * 31 + "… <" in drawn
    assert ">" + chinese[:15] + "… <" in drawn
    whole = str(streams_svg(Sankey(1.0, 0.0, [node(0, 1.0, "n" * 32), node(1, 1.0, chinese[:16])], []), words("en")))
    assert "…" not in whole


def test_equal_users_keep_the_order_of_size() -> None:
    nodes = [node(0, 5.083), node(1, 4.891), node(2, 0.192)]
    placed = layout(Sankey(5.083, 0.0, nodes, [SankeyLink(1, 0, 4.891, 1.0), SankeyLink(2, 0, 0.192, 1.0)]))
    assert placed.boxes[1].y < placed.boxes[2].y


def test_foreign_names_stay_text() -> None:
    picture = Sankey(1.0, 0.0, [node(0, 1.0, "</svg><script>alert(1)</script>")], [])
    page = render_streams(picture, "<b>title</b>", [("a", "<i>")], [], "zh")
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page
    assert 'lang="zh-Hans"' in page


def test_an_empty_picture_is_a_picture() -> None:
    assert "<svg" in streams_svg(Sankey(0.0, 0.0, [], []), words("en"))

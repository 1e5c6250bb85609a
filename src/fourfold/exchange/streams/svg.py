"""A Sankey diagram as SVG: streams with their figures as titles, credits in another colour, loops dashed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from fourfold.accounting.background.sankey import Sankey, SankeyLink, SankeyNode
from fourfold.core.problems import N_
from fourfold.core.words import Words
from fourfold.exchange.streams.layout import NODE_WIDTH, Box, Layout, Picture, Stream, layout

_LONGEST = 32
"""Of a name, in Latin letters; a Chinese one is as wide as two."""
_BURDEN, _CREDIT, _NODE, _INK = "#2a7f95", "#b4581f", "#0f5a6b", "#17212b"


@dataclass(frozen=True, slots=True)
class Caption:
    """What a node says: name and figure beside it, and all of it when pointed at."""

    name: str
    figure: str
    told: str


def streams_svg(picture: Sankey, w: Words) -> Markup:
    """The diagram of a demand as an ``svg`` element."""
    captions = [_caption(node, w) for node in picture.nodes]
    told = [_told(picture, link, w) for link in picture.links]
    return draw(picture, layout(picture), captions, told, w(N_("streams of kg CO2e between products")))


def draw(picture: Picture, placed: Layout, captions: Sequence[Caption], told: Sequence[str], title: str) -> Markup:
    """A diagram as an ``svg`` element.

    Args:
        picture: nodes and streams.
        placed: where they stand.
        captions: of the nodes, in their order.
        told: of the streams, in their order, when pointed at.
        title: of the whole, for those who do not see it.
    """
    parts = [
        Markup('<svg class="streams" style="min-width: {}px" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            _number(placed.width * 0.85), _number(placed.width), _number(placed.height), title
        )
    ]
    parts += [_band(picture.links[stream.link].kg_co2e, placed, stream, told[stream.link]) for stream in placed.streams]
    nodes = zip(picture.nodes, placed.boxes, captions, strict=True)
    parts += [_bar(node.kg_co2e, box, caption) for node, box, caption in nodes]
    return Markup("\n").join([*parts, Markup("</svg>")])


def _told(picture: Sankey, link: SankeyLink, w: Words) -> str:
    source, target = picture.nodes[link.source], picture.nodes[link.target]
    return w(
        N_("{source} → {target}: {kg} kg CO2e ({amount} {unit})"),
        source=source.name,
        target=target.name,
        kg=f"{link.kg_co2e:.4g}",
        amount=f"{link.amount:.4g}",
        unit=source.unit,
    )


def _caption(node: SankeyNode, w: Words) -> Caption:
    told = w(
        N_("{name}: {kg} kg CO2e pass, {own} of its own; {amount} {unit}"),
        name=f"{node.name} [{node.location}]" if node.location else node.name,
        kg=f"{node.kg_co2e:.4g}",
        own=f"{node.own:.4g}",
        amount=f"{node.amount:.4g}",
        unit=node.unit,
    )
    return Caption(node.name, _figure(node.kg_co2e), told)


def _band(kg_co2e: float, placed: Layout, stream: Stream, told: str) -> Markup:
    colour = _CREDIT if kg_co2e < 0 else _BURDEN
    dashes = Markup(' stroke-dasharray="6 4"') if stream.is_loop else ""
    return Markup(
        '<path d="{}" fill="none" stroke="{}" stroke-opacity=".35" stroke-width="{}"{}><title>{}</title></path>'
    ).format(_path(stream, placed), colour, _number(stream.thickness), dashes, told)


def _path(stream: Stream, placed: Layout) -> str:
    (x1, y1), (x2, y2) = stream.start, stream.end
    if stream.is_loop:
        low = placed.height - 6
        points = (x1, y1, x1 - 30, y1, x1 - 30, low, (x1 + x2) / 2, low, x2 + 30, y2, x2, y2)
        return "M{} {} C{} {} {} {} {} {} S{} {} {} {}".format(*map(_number, points))
    middle = (x1 + x2) / 2
    return "M{} {} C{} {} {} {} {} {}".format(*map(_number, (x1, y1, middle, y1, middle, y2, x2, y2)))


def _bar(kg_co2e: float, box: Box, caption: Caption) -> Markup:
    return Markup(
        '<g><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
        '<text x="{}" y="{}" fill="{}" font-size="11" stroke="#fff" stroke-width="2.5" '
        'stroke-linejoin="round" paint-order="stroke">{} <tspan fill-opacity=".65">{}</tspan></text></g>'
    ).format(
        caption.told,
        _number(box.x),
        _number(box.y),
        _number(NODE_WIDTH),
        _number(box.height),
        _CREDIT if kg_co2e < 0 else _NODE,
        _number(box.x),
        _number(box.y - 5),
        _INK,
        escape(_shortened(caption.name)),
        caption.figure,
    )


def _shortened(name: str) -> str:
    """A name that has room beside the next column."""
    widths = [2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in name]
    if sum(widths) <= _LONGEST:
        return name
    kept, room = 0, _LONGEST - 1
    while widths[kept] <= room:
        room -= widths[kept]
        kept += 1
    return name[:kept].rstrip() + "…"


def _figure(value: float) -> str:
    """A mass in few characters: whole kilograms from a thousand on."""
    return f"{value:.0f}" if 1e3 <= abs(value) < 1e7 else f"{value:.3g}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")

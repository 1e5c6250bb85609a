"""A Sankey diagram as SVG: streams with their figures as titles, credits in another colour, loops dashed."""

from __future__ import annotations

from markupsafe import Markup, escape

from fourfold.accounting.background.sankey import Sankey, SankeyNode
from fourfold.core.problems import N_
from fourfold.core.words import Words
from fourfold.exchange.streams.layout import NODE_WIDTH, Box, Layout, Stream, layout

_LONGEST = 30
_BURDEN, _CREDIT, _NODE, _INK = "#2a7f95", "#b4581f", "#0f5a6b", "#17212b"


def streams_svg(picture: Sankey, w: Words) -> Markup:
    """The diagram as an ``svg`` element."""
    placed = layout(picture)
    title = w(N_("streams of kg CO2e between products"))
    parts = [
        Markup('<svg class="streams" style="min-width: {}px" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            _number(placed.width * 0.85), _number(placed.width), _number(placed.height), title
        )
    ]
    parts += [_stream(picture, placed, stream, w) for stream in placed.streams]
    parts += [_node(node, box, w) for node, box in zip(picture.nodes, placed.boxes, strict=True)]
    return Markup("\n").join([*parts, Markup("</svg>")])


def _stream(picture: Sankey, placed: Layout, stream: Stream, w: Words) -> Markup:
    link = picture.links[stream.link]
    source, target = picture.nodes[link.source], picture.nodes[link.target]
    told = w(
        N_("{source} → {target}: {kg} kg CO2e ({amount} {unit})"),
        source=source.name,
        target=target.name,
        kg=f"{link.kg_co2e:.4g}",
        amount=f"{link.amount:.4g}",
        unit=source.unit,
    )
    colour = _CREDIT if link.kg_co2e < 0 else _BURDEN
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


def _node(node: SankeyNode, box: Box, w: Words) -> Markup:
    told = w(
        N_("{name}: {kg} kg CO2e pass, {own} of its own; {amount} {unit}"),
        name=f"{node.name} [{node.location}]" if node.location else node.name,
        kg=f"{node.kg_co2e:.4g}",
        own=f"{node.own:.4g}",
        amount=f"{node.amount:.4g}",
        unit=node.unit,
    )
    name = node.name if len(node.name) <= _LONGEST else node.name[: _LONGEST - 1] + "…"
    return Markup(
        '<g><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
        '<text x="{}" y="{}" fill="{}" font-size="11">{} <tspan fill-opacity=".65">{}</tspan></text></g>'
    ).format(
        told,
        _number(box.x),
        _number(box.y),
        _number(NODE_WIDTH),
        _number(box.height),
        _CREDIT if node.kg_co2e < 0 else _NODE,
        _number(box.x),
        _number(box.y - 5),
        _INK,
        escape(name),
        _figure(node.kg_co2e),
    )


def _figure(value: float) -> str:
    """A mass in few characters: whole kilograms from a thousand on."""
    return f"{value:.0f}" if 1e3 <= abs(value) < 1e7 else f"{value:.3g}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")

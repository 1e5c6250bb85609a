"""A Sankey diagram of a demand as one page or one picture: drawn here as SVG, without script and without network."""

from fourfold.exchange.streams.page import render_streams
from fourfold.exchange.streams.svg import streams_svg

__all__ = ["render_streams", "streams_svg"]

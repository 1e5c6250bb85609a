"""Pictures of hourly factors: heat map, duration curve, comparison of areas; as PNG, SVG or a self-contained page."""

from fourfold.exchange.plots.api import PlotForm, PlotOutput, plot
from fourfold.exchange.plots.selection import PlotKind

__all__ = ["plot", "PlotForm", "PlotKind", "PlotOutput"]

"""The paper a picture stands on: words above, source below, room for the chart between; saved as the same bytes always.

Sizes are inches. matplotlib's own state is set from its defaults for the time of one picture, whatever the settings of
the user, and no window system is touched.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal
from unicodedata import east_asian_width

from fourfold.exchange.plots.captions import Caption

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, MUTED, RULE, FAINT = "#17212b", "#55626e", "#c6ccd2", "#eceff2"
WARN, WARN_RULE, WARN_INK = "#fff7e3", "#d89b1d", "#5f4300"
RAMP = ("#fef6d4", "#f1dba6", "#e5c07b", "#d8a455", "#c98934", "#b76f18", "#a35603", "#8b4103", "#702f0b")
"""Even steps of lightness in OKLCH, so that equal differences look equal, also printed without colour."""
WIDTH, MARGIN = 9.6, 0.35
_LINE, _TITLE, _SMALL = 0.185, 0.32, 0.15
_EM_LATIN = 0.54
_DPI = 160
_LOCK = threading.Lock()
Picture = Literal["png", "svg"]


def wrapped(text: str, inches: float, points: float) -> list[str]:
    """A text in lines that fit a width, broken at spaces and between Chinese signs; widths are estimated."""
    room, lines, line, used = inches * 72 / points, [], "", 0.0
    for piece in _pieces(text):
        width = sum(1.0 if east_asian_width(sign) in "WF" else _EM_LATIN for sign in piece)
        if line.strip() and used + width > room:
            lines.append(line.rstrip())
            line, used, piece = "", 0.0, piece.lstrip()
        line, used = line + piece, used + width
    return [*lines, line.rstrip()]


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for sign in text:
        piece += sign
        if sign == " " or east_asian_width(sign) == "W":
            yield piece
            piece = ""
    if piece:
        yield piece


class Sheet:
    """A figure with its words set, and one pair of axes to draw in.

    Args:
        caption: the words.
        chart_height: of the axes.
        left, right, below: room beside and below the axes for their labels.
    """

    def __init__(
        self, caption: Caption, chart_height: float, left: float = 0.75, right: float = 0.35, below: float = 0.6
    ) -> None:
        from matplotlib.figure import Figure

        room = WIDTH - 2 * MARGIN
        title = wrapped(caption.title, room - (1.7 if caption.stamp else 0), 13.5)
        lines = [part for line in caption.lines for part in wrapped(line, room, 9)]
        source = wrapped(caption.source, room, 7.5)
        top = MARGIN + _TITLE * len(title) + _LINE * len(lines) + 0.22
        self.height = top + chart_height + below + _SMALL * len(source) + 0.25
        self.figure: Figure = Figure(figsize=(WIDTH, self.height), facecolor="white")
        self._stamp(caption.stamp)
        y = MARGIN - 0.08
        for text in title:
            self.text(MARGIN, y, text, size=13.5, weight="bold", color=INK)
            y += _TITLE
        for text in lines:
            self.text(MARGIN, y, text, size=9, color=MUTED)
            y += _LINE
        for row, text in enumerate(source):
            self.text(MARGIN, self.height - 0.2 - _SMALL * (len(source) - row), text, size=7.5, color=MUTED)
        self.axes: Axes = self.add_axes(left, top, WIDTH - left - right, chart_height)

    def add_axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place counted from the upper left corner."""
        bottom = self.height - top - height
        axes = self.figure.add_axes(
            (left / WIDTH, bottom / self.height, width / WIDTH, height / self.height), facecolor="white"
        )
        axes.tick_params(colors=MUTED, labelsize=8.5, width=0.6, length=3)
        for spine in axes.spines.values():
            spine.set_color(RULE)
            spine.set_linewidth(0.6)
        return axes

    def text(self, x: float, y: float, text: str, **style: Any) -> None:
        """A line of text whose upper left corner is `x`, `y` from the upper left corner of the sheet."""
        self.figure.text(x / WIDTH, 1 - y / self.height, text, **{"ha": "left", "va": "top", **style})

    def _stamp(self, text: str) -> None:
        if text:
            box = {"facecolor": WARN, "edgecolor": WARN_RULE, "boxstyle": "square,pad=0.45", "linewidth": 1.2}
            style = {"ha": "right", "size": 10.5, "weight": "bold", "color": WARN_INK, "bbox": box}
            self.text(WIDTH - MARGIN, MARGIN, text, **style)

    def save(self, form: Picture) -> bytes:
        """The picture's bytes, without date or anything else that changes from run to run."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        stream = BytesIO()
        if form == "png":
            FigureCanvasAgg(self.figure).print_png(stream, metadata={"Software": "Fourfold"})  # type: ignore[no-untyped-call]
        else:
            FigureCanvasSVG(self.figure).print_svg(stream, metadata={"Date": None, "Creator": "Fourfold"})  # type: ignore[no-untyped-call]
        return stream.getvalue()


@contextmanager
def _settings(families: tuple[str, ...]) -> Iterator[None]:
    import matplotlib

    settings: dict[Any, Any] = {
        key: value for key, value in matplotlib.rcParamsDefault.items() if not key.startswith("backend")
    }
    settings |= {
        "font.family": [*families, "sans-serif"],
        "svg.fonttype": "none",
        "svg.hashsalt": "fourfold",
        "text.parse_math": False,
        "figure.dpi": _DPI,
        "hatch.linewidth": 0.5,
        "hatch.color": "#8a949e",
    }
    with _LOCK, matplotlib.rc_context(settings):
        yield


def draw(make: Callable[[], Sheet], families: tuple[str, ...], form: Picture) -> bytes:
    """Make a sheet and save it, under settings of our own."""
    with _settings(families):
        return make().save(form)

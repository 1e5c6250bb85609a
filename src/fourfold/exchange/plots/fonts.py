"""Fonts for pictures of pixels: one that has Chinese signs where they are needed, and what can be drawn with it.

A sign that no font has would become an empty box without a word. It is looked up before, so that labels can fall back
to codes and the caller is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from fourfold.core.words import Lang

LATIN = "DejaVu Sans"
"""Comes with matplotlib, so it is the same everywhere."""
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Arial Unicode MS",
)
"""Families with simplified Chinese, the ones that look best beside numbers first."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Families in the order in which a sign is looked for in them.

    Attributes:
        families: names as matplotlib knows them.
        draws: whether every sign of a text is in one of them.
    """

    families: tuple[str, ...]
    draws: Callable[[str], bool]


def fonts_for(lang: Lang) -> Fonts:
    """The fonts at hand; Chinese first where the picture is in Chinese."""
    chinese = _installed()
    families = (LATIN, *chinese) if lang == "en" else (*chinese, LATIN)
    return Fonts(families, lambda text: all(sign in _signs(families) for sign in text))


def _installed() -> tuple[str, ...]:
    """The first family of the list that is installed, or none."""
    from matplotlib.font_manager import fontManager

    names = {font.name for font in fontManager.ttflist}
    return tuple(name for name in CHINESE if name in names)[:1]


@cache
def _signs(families: tuple[str, ...]) -> frozenset[str]:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    paths = [findfont(FontProperties(family=family), fallback_to_default=False) for family in families]
    return frozenset(chr(code) for path in paths for code in get_font(path).get_charmap())

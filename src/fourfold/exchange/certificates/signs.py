"""What the shipped font can draw. A sign without a glyph would become an empty box without a word; here it becomes its
code, and whoever asked is told.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from unicodedata import category, east_asian_width

from fourfold.core.problems import N_, MessageKind, Place, Problems

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Fourfold Han"

SIGNS_NOT_DRAWN = MessageKind(
    "signs-not-drawn",
    N_("the font of labels and certificates has no glyph for {found}; their codes are shown"),
    N_("characters of GB 2312 and of European scripts"),
    N_("spell the name with other characters, if it may be spelled so"),
)


class Pen:
    """Makes foreign text fit to be drawn, and remembers what could not be."""

    def __init__(self) -> None:
        self._missing: dict[str, None] = {}

    def __call__(self, text: str) -> str:
        """The text on one line, every sign without a glyph as ``[U+20BB7]``."""
        return "".join(map(self._sign, " ".join(text.split())))

    def short(self, text: str, most: int) -> str:
        """The same, cut with an ellipsis where it is wider than so many Latin letters; Han characters count as two."""
        drawn, width = self(text), 0
        for at, sign in enumerate(drawn):
            width += width_of(sign)
            if width > most:
                return drawn[: max(at - 1, 1)].rstrip() + "…"
        return drawn

    def lines(self, text: str, width: int, most: int) -> tuple[str, ...]:
        """At most so many lines of this width, broken between words where there are any; the last is cut if it must."""
        rest = self(text)
        found: list[str] = []
        while rest and len(found) < most - 1 and sum(map(width_of, rest)) > width:
            fits = next(at for at in range(len(rest) + 1) if sum(map(width_of, rest[: at + 1])) > width)
            space = rest.rfind(" ", 0, fits + 1)
            cut = space if space > fits // 2 else fits
            found.append(rest[:cut].rstrip())
            rest = rest[cut:].lstrip()
        return (*found, self.short(rest, width)) if rest else tuple(found)

    def report(self, place: Place, problems: Problems) -> None:
        """Warn of the signs that were not drawn."""
        if self._missing:
            found = ", ".join(f"U+{ord(sign):04X}" for sign in self._missing)
            problems.warn(SIGNS_NOT_DRAWN, place, found=found)

    def _sign(self, sign: str) -> str:
        if is_drawn(sign):
            return sign
        self._missing[sign] = None
        return f"[U+{ord(sign):04X}]"


def is_drawn(sign: str) -> bool:
    """Whether a sign has a glyph, and one that can be seen."""
    return ord(sign) in _characters() and category(sign)[0] != "C"


def width_of(sign: str) -> int:
    """1 for a narrow sign, 2 for a wide one."""
    return 2 if east_asian_width(sign) in "WF" else 1


@cache
def _characters() -> frozenset[int]:
    text = (FONTS / "characters.txt").read_text(encoding="ascii")
    pairs = (line.split("-") for line in text.splitlines())
    return frozenset(code for first, last in pairs for code in range(int(first, 16), int(last, 16) + 1))

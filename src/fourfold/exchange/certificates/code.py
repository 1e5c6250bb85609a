"""QR codes (ISO/IEC 18004) as outlines: an address in byte mode, the compact form behind it in alphanumeric mode.

Error correction M: what a label loses to dirt and folds, about 15 %, against modules that are still large at 30 mm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

QUIET_MODULES = 4
LEVEL = "M"


@dataclass(frozen=True, slots=True)
class Code:
    """A code.

    Attributes:
        text: what it holds.
        modules: rows from the top, dark modules true, without the quiet zone.
    """

    text: str
    modules: tuple[tuple[bool, ...], ...]

    @property
    def size(self) -> int:
        """Modules across, the quiet zone on both sides included."""
        return len(self.modules) + 2 * QUIET_MODULES

    def runs(self) -> list[tuple[int, int, int]]:
        """Dark runs as column, row and length, in modules from the corner of the quiet zone."""
        return [run for y, row in enumerate(self.modules) for run in _runs(row, y + QUIET_MODULES)]


def code_of(text: str) -> Code:
    """The code of a text; what follows the last ``#`` is packed as alphanumeric where it can be."""
    import segno
    from segno.consts import MODE_ALPHANUMERIC, MODE_BYTE

    head, mark, tail = text.rpartition("#")
    parts: list[tuple[str, int | None]] = [(head + mark, MODE_BYTE)] if mark else []
    parts.append((tail, MODE_ALPHANUMERIC if tail.isascii() and tail.isalnum() and tail.isupper() else None))
    make: Callable[..., segno.QRCode] = segno.make  # its stub knows no parts of several modes
    made = make([part for part in parts if part[0]], error=LEVEL, boost_error=False, micro=False)
    return Code(text, tuple(tuple(bool(module) for module in row) for row in made.matrix))


def _runs(row: tuple[bool, ...], y: int) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for x, dark in enumerate(row, QUIET_MODULES):
        if not dark:
            continue
        if found and sum(found[-1][::2]) == x:
            start, _, length = found[-1]
            found[-1] = (start, y, length + 1)
        else:
            found.append((x, y, 1))
    return found

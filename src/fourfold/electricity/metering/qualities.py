"""Whether a reading was measured, estimated, or is missing.

Tables say it in words that the meter's row explains (``A=measured;E=estimated;M=missing``). XML says it in codes with a
meaning of their own; a declared word goes before it. The tables of codes are from memory of IEC 61968-9 (Annex D,
reading quality codes ``system.category.index``) and of ESPI (``QualityOfReading``); codes whose meaning for the energy
is open (questionable, projected, failed validation) have no default and must be explained.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.electricity.reading.columns import TextTable

QUALITY_WORDS = MessageKind(
    "quality-words",
    N_("{found} does not say what a word means"),
    N_("WORD=measured, WORD=estimated or WORD=missing, separated by semicolons, each word once"),
    N_("correct the column quality_words"),
)
QUALITY_UNEXPLAINED = MessageKind(
    "quality-unexplained",
    N_("it is not said whether a reading marked “{found}” was measured, estimated or is missing"),
    N_("marks explained by quality_words, or codes with a settled meaning"),
    N_("add {found}=measured, {found}=estimated or {found}=missing to the column quality_words in {declared}"),
)


class Quality(IntEnum):
    """What a reading is worth; of several marks of a reading the highest holds."""

    MEASURED = 0
    ESTIMATED = 1
    MISSING = 2


Flags: TypeAlias = NDArray[np.int8]
"""`Quality` of each reading ``[row]`` or ``[interval]``."""

_NAMES: Mapping[str, Quality] = {quality.name.lower(): quality for quality in Quality}
_ESPI: Mapping[str, Quality] = {
    "0": Quality.MEASURED,  # valid
    "14": Quality.MEASURED,  # raw
    "17": Quality.MEASURED,  # validated
    "18": Quality.MEASURED,  # verified
    "19": Quality.MEASURED,  # revenue-quality
    "7": Quality.ESTIMATED,  # manually edited
    "8": Quality.ESTIMATED,  # estimated using reference day
    "9": Quality.ESTIMATED,  # estimated using linear interpolation
    "11": Quality.ESTIMATED,  # derived
    "13": Quality.ESTIMATED,  # mixed
}
_IEC_CATEGORIES: Mapping[str, Quality] = {
    "0": Quality.MEASURED,  # valid
    "7": Quality.ESTIMATED,  # edited
    "8": Quality.ESTIMATED,  # estimated
    "11": Quality.ESTIMATED,  # derived
}
_IEC_KNOWN_MISSING = ("5", "259")
_IEC_CODE = re.compile(r"\d+\.(\d+)\.(\d+)", re.ASCII)


def espi_quality(code: str) -> Quality | None:
    """What a code of ESPI means; ``None`` where it has no settled meaning."""
    return _ESPI.get(code)


def iec_quality(code: str) -> Quality | None:
    """What a code of IEC 61968-9 means; ``None`` where it has no settled meaning."""
    parts = _IEC_CODE.fullmatch(code)
    if parts is None:
        return None
    return Quality.MISSING if parts.groups() == _IEC_KNOWN_MISSING else _IEC_CATEGORIES.get(parts[1])


def read_quality_words(words: str, place: Place, problems: Problems) -> Mapping[str, Quality] | None:
    """The declared meaning of words; nothing after reporting one that cannot be read.

    Args:
        words: such as ``A=measured;E=estimated``; a word may be empty.
        place: the cell.
        problems: receives what is wrong.
    """
    found: dict[str, Quality] = {}
    for entry in words.split(";") if words.strip() else ():
        word, sign, meaning = (part.strip() for part in entry.rpartition("="))
        if not sign or meaning not in _NAMES or word in found:
            problems.error(QUALITY_WORDS, place, found=entry.strip())
            return None
        found[word] = _NAMES[meaning]
    return found


def read_qualities(
    text: TextTable,
    column: str,
    words: Mapping[str, Quality],
    code: Callable[[str], Quality | None] | None,
    declared: Place,
    problems: Problems,
) -> Flags | None:
    """The quality of each row; nothing after reporting marks that nobody explains.

    Args:
        text: the table.
        column: where the marks stand; of XML the codes of a reading with blanks between them.
        words: what was declared.
        code: the meaning of codes, for XML: there a reading without code is measured.
        declared: the meter's row.
        problems: receives what is wrong.
    """
    marks = [(mark or "").strip() for mark in text.columns[column].to_list()]
    known = {mark: _quality_of(mark, words, code) for mark in set(marks)}
    unexplained = [row for row, mark in enumerate(marks) if known[mark] is None]
    if unexplained:
        firsts = {marks[row]: row for row in reversed(unexplained)}
        text.cells(column).report(QUALITY_UNEXPLAINED, sorted(firsts.values()), problems, declared=declared)
        return None
    return np.array([known[mark] for mark in marks], np.int8)


def _quality_of(
    mark: str, words: Mapping[str, Quality], code: Callable[[str], Quality | None] | None
) -> Quality | None:
    if mark in words:
        return words[mark]
    if code is None:
        return None
    worst = Quality.MEASURED
    for one in mark.split():
        quality = words.get(one, code(one))
        if quality is None:
            return None
        worst = max(worst, quality)
    return worst

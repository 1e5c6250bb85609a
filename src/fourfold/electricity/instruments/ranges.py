"""Ranges of an issuer's numbers: each number of a granular certificate stands for 1 Wh, ends included (EnergyTag)."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind, Problems
from fourfold.electricity.instruments.rows import GranularRow

RANGE_DIFFERS = MessageKind(
    "granular-range-differs",
    N_("the range {found} has {numbers} numbers, and the certificate {energy_wh} Wh"),
    N_("one number for each Wh, both ends included: EnergyTag (from memory)"),
    N_("correct the range or the amount"),
)
RANGE_HALF = MessageKind(
    "granular-range-half",
    N_("the row has one end of a range"),
    N_("range_start and range_end, or neither"),
    N_("fill the other one, or empty both"),
)


def range_code(row: GranularRow, energy_wh: int | None, problems: Problems) -> str | None:
    """The range of a row as ``first-last``, empty where it has none; ``None`` after reporting what is wrong.

    Args:
        row: the certificate.
        energy_wh: what it stands for; ``None`` where that is not known for another fault.
        problems: receives what is wrong.
    """
    first, last = row.range_start, row.range_end
    if first is None and last is None:
        return ""
    if first is None or last is None:
        problems.error(RANGE_HALF, row.place.at("range_start" if first is None else "range_end"))
        return None
    code, numbers = f"{first}-{last}", last - first + 1
    if energy_wh is not None and numbers != energy_wh:
        params = {"found": code, "numbers": numbers, "energy_wh": energy_wh}
        problems.error(RANGE_DIFFERS, row.place.at("range_end"), **params)
        return None
    return code

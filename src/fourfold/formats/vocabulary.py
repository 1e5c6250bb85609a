"""Words a study may use: short names, units, time zones; and what is spelled like a word that is not among them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.quantities import UnitError, check_unit, similar_units
from fourfold.core.zones import known_zones

_LONGEST_UNIT = 40
_MANY = 2000
ID_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
ID_WRONG = MessageKind(
    "id-wrong",
    N_("{found} cannot be a short name"),
    N_("1 to 64 letters, digits, hyphens, dots or underscores, beginning with a letter or digit"),
    N_("choose a short name, and put the full one into the column name"),
)
UNIT_UNKNOWN = MessageKind(
    "unit-unknown",
    N_("the unit {found} is not known"),
    N_("a unit of the list in the study format reference, such as kg, t, kWh, MJ, tkm, m3"),
    N_("correct the unit; similar: {similar}"),
)
ZONE_UNKNOWN = MessageKind(
    "zone-unknown",
    N_("the time zone {found} is not known"),
    N_("an IANA name such as Asia/Shanghai or Europe/Berlin"),
    N_("write the IANA name; similar: {similar}"),
)


def unit_is_known(text: str, place: Place, problems: Problems) -> bool:
    """Whether the text is a unit; if not, that is reported with similar ones."""
    try:
        if len(text) > _LONGEST_UNIT:
            raise UnitError(text)
        check_unit(text)
    except UnitError:
        problems.error(UNIT_UNKNOWN, place, found=text, similar=", ".join(similar_units(text)) or "–")
        return False
    return True


def zone_is_known(text: str, place: Place, problems: Problems) -> bool:
    """Whether the text is an IANA time zone; if not, that is reported with similar ones."""
    if text in known_zones():
        return True
    problems.error(ZONE_UNKNOWN, place, found=text, similar=closest(text, sorted(known_zones())))
    return False


def closest(text: str, candidates: Iterable[str], most: int = 3) -> str:
    """Candidates spelled like the text, joined by commas; a dash when there are none.

    Comparing is slow, so of very many candidates only those that begin alike are looked at.
    """
    wanted = text.casefold()[:100]
    spelled = {candidate.casefold(): candidate for candidate in candidates}
    names = list(spelled)
    if len(names) > _MANY:
        names = [name for name in names if name[:2] == wanted[:2]][:_MANY]
    return ", ".join(spelled[name] for name in get_close_matches(wanted, names, n=most, cutoff=0.5)) or "–"

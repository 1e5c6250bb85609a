"""What one elementary flow counts for, by its name, registry number and category.

The name decides. Where it is not in the table, the registry number of a gas whose origin is always the same decides;
CO2 and methane without a known name stay open, because their number does not tell fossil from biogenic. What a flow
counts for depends on its direction: an emission counts only where it goes out, an uptake only where it comes in.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from fourfold.data.databases.mapping.names import LONGEST, Medium, cas_number, medium, name_key, without_brackets
from fourfold.data.databases.mapping.table import FlowDirection, Row, Verdict, hints, rows_by_cas, rows_by_key

_AIRCRAFT_HEIGHT = re.compile(r"stratosphere|平流层")
_ORIGIN_IN_NAME_ONLY = frozenset({"CO2", "CH4"})
_NOT_TO_AIR = ("potentials hold for emissions to air", "潜势只对排放到空气的气体成立")
_NO_UPTAKE = ("the name is not that of an uptake", "该名称不表示吸收")
_IN_NATURE = ("taken from nature, not emitted", "取自自然，不是排放")
_ONLY_BY_NUMBER = (
    "the registry number is that of a gas; the name does not tell its origin",
    "登记号属某温室气体；名称未说明其来源",
)


class Remark(StrEnum):
    """What a person should look at though the flow counts."""

    BY_CAS = "by-cas"
    """The name is not known; the registry number decided."""
    CAS_CONFLICT = "cas-conflict"
    """The name is that of one substance, the registry number that of another; the name decided."""
    MEDIUM_ASSUMED = "medium-assumed"
    """The category does not say where it goes: taken as air."""
    MAY_BE_AIRCRAFT = "may-be-aircraft"
    """Emitted so high that only aircraft reach there; counted by its name all the same."""


@dataclass(frozen=True, slots=True)
class Match:
    """What one elementary flow counts for.

    Attributes:
        emitted: row by which it counts where it goes out to nature, ``None`` where it does not.
        taken_up: row by which it counts where it comes in from nature.
        verdict: why it counts in neither direction; ``None`` where it counts, and for what has nothing to do with the
            climate.
        reason, reason_zh: the same in words.
        remarks: what should be looked at.
    """

    emitted: Row | None = None
    taken_up: Row | None = None
    verdict: Verdict | None = None
    reason: str = ""
    reason_zh: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it counts in some direction."""
        return self.emitted is not None or self.taken_up is not None


NOTHING = Match()


def match_flow(name: str, cas: str = "", category: str = "", other_name: str = "") -> Match:
    """What an elementary flow counts for.

    Args:
        name: as the source writes it; spaces, case and marks do not matter.
        cas: registry number, in any form; one that is malformed is as good as none.
        category: path of its category: its compartment.
        other_name: a second name, such as the Chinese one; tried where the first is unknown.
    """
    bare, inside = without_brackets(name)
    number = cas_number(cas)
    where = medium(f"{category} / {inside}" if inside else category)
    known = next((row for text in (name, bare, other_name) if (row := rows_by_key().get(name_key(text)))), ())
    if known:
        found = _by_rows(known, where)
        if number and not any(row.cas in ("", number) for row in known):
            found = _with(found, Remark.CAS_CONFLICT)
    else:
        found = _by_number(number, where) or _by_hint((bare, other_name), where) or _open(number, where)
    if found.emitted and where is Medium.UNKNOWN:
        found = _with(found, Remark.MEDIUM_ASSUMED)
    if found.emitted and _AIRCRAFT_HEIGHT.search(category.casefold()):
        found = _with(found, Remark.MAY_BE_AIRCRAFT)
    return found


def _by_rows(known: tuple[Row, ...], where: Medium) -> Match:
    fitting = [row for row in known if row.holds_in(where)]
    emitted = next((row for row in fitting if row.direction is FlowDirection.EMISSION), None)
    taken_up = next((row for row in fitting if row.direction is FlowDirection.UPTAKE), None)
    if emitted or taken_up:
        return Match(emitted, taken_up)
    if where is not Medium.RESOURCE:
        return _unmapped(_NOT_TO_AIR)
    if known[0].gas == "CO2":
        return _unmapped(_NO_UPTAKE)
    return Match(None, None, Verdict.NO, *_IN_NATURE)  # methane in the ground is a fuel


def _by_number(number: str, where: Medium) -> Match | None:
    known = rows_by_cas().get(number, ())
    if not known or known[0].gas in _ORIGIN_IN_NAME_ONLY:
        return None
    return _with(_by_rows(known[:1], where), Remark.BY_CAS)


def _by_hint(names: tuple[str, ...], where: Medium) -> Match | None:
    for text in names:
        plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().strip()
        for hint in hints():
            if plain and where in hint.media and hint.pattern.search(plain):
                return Match(None, None, hint.verdict, hint.reason, hint.reason_zh)
    return None


def _open(number: str, where: Medium) -> Match:
    known = where is not Medium.RESOURCE and number in rows_by_cas()
    return _unmapped(_ONLY_BY_NUMBER) if known else NOTHING


def _unmapped(reason: tuple[str, str]) -> Match:
    return Match(None, None, Verdict.UNMAPPED, *reason)


def _with(match: Match, remark: Remark) -> Match:
    return replace(match, remarks=(*match.remarks, remark)) if match.counts else match

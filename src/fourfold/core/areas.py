"""Areas: countries, provinces and grid regions by code, each with the area that encloses it.

Codes are those of ISO 3166-1 (two letters) and ISO 3166-2 for the provinces of China. ``CN-X-…`` are this project's own
codes for the grid regions of China, which ISO does not have. A province leads to its grid region only where it lies in
one: Inner Mongolia is split between two, so it leads to the nation. Membership in the regions is ``unconfirmed``: it
was not checked against the footnotes of the notices that use them.

The shipped list is ``areas.csv`` beside this module, written by ``scripts/areas.py``; a study may declare more.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from fourfold.core.problems import N_, MessageKind, Place, Problems

_TABLE = Path(__file__).with_suffix(".csv")

AREA_UNKNOWN = MessageKind(
    "area-unknown",
    N_("the area {found} is not known"),
    N_("an area code such as CN, CN-JS or DE, or an area the study declares; similar: {similar}"),
    N_("correct the code, or declare the area under areas in study.yaml"),
)
AREA_TAKEN = MessageKind(
    "area-taken",
    N_("the code {found} already stands for {name}"),
    N_("a code that no other area has"),
    N_("use the existing area, or choose another code"),
)
AREA_LOOP = MessageKind(
    "area-loop",
    N_("the area {found} encloses itself: {chain}"),
    N_("parents that lead to a nation or end"),
    N_("correct the parents"),
)


class AreaType(StrEnum):
    """What sort of area it is."""

    NATION = "nation"
    REGION = "region"
    PROVINCE = "province"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class Area:
    """An area.

    Attributes:
        code: ISO 3166 code, ``CN-X-…`` for a grid region, or what a study declares.
        names: by language (``en``, ``zh``).
        type: nation, region, province, or declared by a study.
        parent: code of the area that encloses it, empty for none.
        parent_status: ``unconfirmed`` where membership in the parent was not checked, else empty.
    """

    code: str
    names: Mapping[str, str]
    type: AreaType
    parent: str = ""
    parent_status: str = ""


@dataclass(frozen=True, slots=True)
class AreaBook:
    """The areas that are known, by code."""

    areas: Mapping[str, Area]

    def __contains__(self, code: object) -> bool:
        return code in self.areas

    def __iter__(self) -> Iterator[Area]:
        return iter(self.areas.values())

    def __len__(self) -> int:
        return len(self.areas)

    def get(self, code: str) -> Area | None:
        """The area with exactly this code."""
        return self.areas.get(code)

    def check(self, code: str, place: Place, problems: Problems) -> Area | None:
        """The area with this code; an unknown one is reported at `place` with those spelled like it."""
        area = self.areas.get(code)
        if area is None:
            problems.error(AREA_UNKNOWN, place, found=code, similar=self._spelled(self.similar(code)))
        return area

    def chain(self, code: str) -> tuple[str, ...]:
        """The area and those that enclose it, innermost first; empty when the code is unknown."""
        chain: list[str] = []
        while code in self.areas and code not in chain:
            chain.append(code)
            code = self.areas[code].parent
        return tuple(chain)

    def nation(self, code: str) -> str:
        """The nation an area lies in; empty when it lies in none that is known."""
        return next((member for member in self.chain(code) if self.areas[member].type is AreaType.NATION), "")

    def find(self, text: str) -> Area | None:
        """The area with this code in any case, or with exactly this name in English or Chinese."""
        wanted = _fold(text)
        for area in self.areas.values():
            if wanted in (_fold(area.code), *map(_fold, area.names.values())):
                return area
        return None

    def similar(self, text: str, most: int = 3) -> list[Area]:
        """Areas whose code or name is, contains or is spelled like the text, the likeliest first."""
        from difflib import get_close_matches

        wanted = _fold(text)
        if not wanted:
            return []
        spelled: dict[str, list[Area]] = {}
        for area in self.areas.values():
            for name in (area.code, *area.names.values()):
                spelled.setdefault(_fold(name), []).append(area)
        exact = [name for name in spelled if name == wanted]
        within = sorted((name for name in spelled if len(wanted) > 1 and wanted in name), key=len)
        close = get_close_matches(wanted, spelled, n=2 * most, cutoff=0.6)
        found = {area.code: area for name in [*exact, *within, *close] for area in spelled[name]}
        return list(found.values())[:most]

    def with_declared(self, declared: Iterable[tuple[Area, Place]], problems: Problems) -> AreaBook:
        """The book with areas a study declares, which may enclose each other; faults are reported at their places."""
        items = list(declared)
        areas = dict(self.areas)
        for area, place in items:
            if area.code in areas:
                taken = areas[area.code]
                problems.error(AREA_TAKEN, place, found=area.code, name=taken.names.get("en") or taken.code)
            else:
                areas[area.code] = area
        book = AreaBook(areas)
        for area, place in items:
            if area.parent:
                book.check(area.parent, place.at("parent"), problems)
            chain = book.chain(area.code)
            if chain and areas[chain[-1]].parent in chain:
                loop = " → ".join([*chain, areas[chain[-1]].parent])
                problems.error(AREA_LOOP, place.at("parent"), found=area.code, chain=loop)
        return book

    def _spelled(self, found: list[Area]) -> str:
        return ", ".join(f"{area.code} ({area.names.get('en') or area.code})" for area in found) or "–"


@cache
def areas() -> AreaBook:
    """The shipped areas."""
    book: dict[str, Area] = {}
    with _TABLE.open(encoding="utf-8", newline="") as stream:
        for code, kind, name_en, name_zh, parent, parent_status in list(csv.reader(stream))[1:]:
            book[code] = Area(code, {"en": name_en, "zh": name_zh}, AreaType(kind), parent, parent_status)
    return AreaBook(book)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()

"""The library of factors: the shipped tables and what a study brings itself.

Shipped tables are versioned; each is named with the digest of its file. Factors of a study stand beside them and never
hide one: an id is one factor everywhere.

`official_national_electricity` moves along a published ladder of fallbacks (area, then year) and says on which rung it
stands. It never crosses from life-cycle CO2e to direct CO2: a gap stays a gap, with a reason.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

from fourfold.core.areas import AreaBook, areas
from fourfold.core.canonical import digest_of_bytes
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.data.assembling import factors_from_rows
from fourfold.data.basis import Averaging, Claim, Losses, Quantity
from fourfold.data.factor import Factor
from fourfold.data.factor_rows import rows_from_csv
from fourfold.data.search import SearchText, ranked, search_text, similar_words
from fourfold.data.source import Status

_TABLES = Path(__file__).parent / "tables"
_PLACE_OF_TABLES = "fourfold/data/tables"

FACTOR_SHIPPED = MessageKind(
    "factor-shipped",
    N_("the id {found} already names a shipped factor: {name}"),
    N_("an id of your own for a factor of your own"),
    N_("choose another id, or delete the rows and use the shipped factor"),
)
FACTOR_IMPORTED = MessageKind(
    "factor-imported",
    N_("the database {database} brings a factor {found}, which is there already"),
    N_("an id that only one source has"),
    N_("leave out the database, or rename the study's own factor"),
)
NO_OFFICIAL_FACTOR = MessageKind(
    "no-official-factor",
    N_("no official national life-cycle electricity factor is known for {area}"),
    N_("an area for which one is published"),
)


NO_SUCH_FACTOR = MessageKind(
    "no-such-factor",
    N_("the library has no factor {found}"),
    N_("an id of the library; similar: {similar}"),
    N_("search with fourfold data factors WORDS"),
)


class Rung(StrEnum):
    """On which rung of the ladder a factor was found: in the area or one that encloses it; of the year or another."""

    AREA_YEAR = "AREA_YEAR"
    AREA_OLDER = "AREA_OLDER"
    AREA_OLDEST = "AREA_OLDEST"
    PARENT_YEAR = "PARENT_YEAR"
    PARENT_OLDER = "PARENT_OLDER"
    PARENT_OLDEST = "PARENT_OLDEST"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class OfficialFactor:
    """What was found for an area and a period.

    Attributes:
        factor: the factor, or ``None``.
        label: the rung it stands on; ``NONE`` without a factor.
        reason: why there is none; ``None`` with a factor.
        params: fields of the reason.
    """

    factor: Factor | None
    label: Rung
    reason: MessageKind | None = None
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A shipped table.

    Attributes:
        id: its name.
        file: its file name.
        version: raised whenever the file changes.
        names: by language.
        digest: SHA-256 of the file.
        ids: factors in it, in file order; empty for tables of other things.
    """

    id: str
    file: str
    version: str
    names: Mapping[str, str]
    digest: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class FactorLibrary:
    """Factors by id.

    Attributes:
        factors: shipped factors in the order of their tables, then a study's own.
        tables: the shipped tables.
        areas: the areas known, for search and for the ladder.
        own: ids of a study's own factors and of those of its databases.
    """

    factors: Mapping[str, Factor]
    tables: tuple[Table, ...] = ()
    areas: AreaBook = field(default_factory=areas)
    own: frozenset[str] = frozenset()

    def get(self, factor_id: str) -> Factor | None:
        """The factor with exactly this id."""
        return self.factors.get(factor_id)

    def similar(self, factor_id: str, most: int = 3) -> list[str]:
        """Ids spelled like this one, the likeliest first."""
        from difflib import get_close_matches

        folded = factor_id.casefold().strip().replace("_", "-").replace(" ", "-")
        return get_close_matches(folded, self.factors, n=most, cutoff=0.6)

    def table_of(self, factor_id: str) -> Table | None:
        """The shipped table a factor stands in; ``None`` for a study's own."""
        return next((table for table in self.tables if factor_id in table.ids), None)

    def with_own(self, own: Iterable[Factor], areas: AreaBook, problems: Problems) -> FactorLibrary:
        """The library with a study's own factors and areas; an id that is shipped already is an error."""
        factors = dict(self.factors)
        ids = set(self.own)
        for factor in own:
            taken = self.factors.get(factor.id)
            if taken is not None:
                name = taken.names.get("en", taken.id)
                problems.error(FACTOR_SHIPPED, factor.place.at("factor"), found=factor.id, name=name)
            else:
                factors[factor.id] = factor
                ids.add(factor.id)
        return FactorLibrary(factors, self.tables, areas, frozenset(ids))

    def with_imported(
        self, imported: Iterable[tuple[str, Factor]], places: Mapping[str, Place], problems: Problems
    ) -> FactorLibrary:
        """The library with factors of databases; an id that is there already is an error.

        Args:
            imported: factors, each with the name of its database.
            places: where each database is declared.
            problems: receives ids that are taken.
        """
        factors = dict(self.factors)
        for database, factor in imported:
            if factor.id in factors:
                problems.error(FACTOR_IMPORTED, places[database], found=factor.id, database=database)
            factors.setdefault(factor.id, factor)
        return FactorLibrary(factors, self.tables, self.areas, self.own | (factors.keys() - self.factors.keys()))

    def find(
        self,
        *,
        area: str | None = None,
        year: int | None = None,
        family: str | None = None,
        quantity: Quantity | None = None,
        status: Status | None = None,
    ) -> list[Factor]:
        """Factors that have all of what is asked for; `year` is one that their period touches."""
        return [
            factor
            for factor in self.factors.values()
            if area in (None, factor.area)
            and (year is None or (factor.valid_from < date(year + 1, 1, 1) and date(year, 1, 1) < factor.valid_to))
            and family in (None, factor.family)
            and quantity in (None, factor.basis.quantity)
            and status in (None, factor.status)
        ]

    def search(self, text: str) -> list[Factor]:
        """Factors in which every word of the text occurs, in English or Chinese, the best matches first."""
        return [self.factors[factor_id] for factor_id in ranked(text, self._texts)]

    def similar_words(self, text: str) -> list[str]:
        """Words that occur in the library and are spelled like those of the text that do not."""
        return similar_words(text, self._texts.values())

    def official_national_electricity(self, area: str, start: date, end: date) -> OfficialFactor:
        """The official national life-cycle factor of electricity as consumed, for an area and a period.

        The innermost area with such a factor counts. Of its years the one that shares most days with the period is
        taken, else the latest before it, else the earliest after it. ``…_YEAR`` says that the years published cover
        the whole period, ``…_OLDER`` that the factor stands for a later time too, ``…_OLDEST`` for an earlier one.

        Args:
            area: area code; its enclosing areas are tried in turn.
            start, end: the period, half open.
        """
        for rank, code in enumerate(self.areas.chain(area)):
            official = [factor for factor in self.find(area=code) if self._is_official_national(factor)]
            if official:
                best = max(official, key=lambda factor: _nearness(factor, start, end))
                where = "AREA" if rank == 0 else "PARENT"
                return OfficialFactor(best, Rung(f"{where}_{_when(best, official, start, end)}"))
        return OfficialFactor(None, Rung.NONE, NO_OFFICIAL_FACTOR, {"area": area or "–"})

    def life_cycle_alternative(self, factor: Factor) -> Factor | None:
        """The life-cycle CO2e factor to offer where a direct factor of a grid was used; ``None`` when none is known."""
        if not factor.is_electricity or factor.basis.quantity is Quantity.CO2E_LIFECYCLE:
            return None
        return self.official_national_electricity(factor.area, factor.valid_from, factor.valid_to).factor

    def _is_official_national(self, factor: Factor) -> bool:
        basis = factor.basis
        return (
            factor.id not in self.own
            and factor.is_electricity
            and not factor.technology
            and factor.status is Status.OFFICIAL
            and basis.quantity is Quantity.CO2E_LIFECYCLE
            and basis.claim is Claim.LOCATION
            and basis.averaging is Averaging.AVERAGE
            and basis.losses is Losses.INCLUDED
        )

    @cached_property
    def _texts(self) -> dict[str, SearchText]:
        return {factor_id: search_text(factor, self.areas) for factor_id, factor in self.factors.items()}


@cache
def shipped_library() -> FactorLibrary:
    """The library as it is shipped.

    Raises:
        InputError: a shipped table is broken; the tests prevent it.
    """
    problems = Problems()
    factors: dict[str, Factor] = {}
    tables: list[Table] = []
    with (_TABLES / "index.csv").open(encoding="utf-8", newline="") as stream:
        for cells in csv.DictReader(stream):
            data = (_TABLES / cells["file"]).read_bytes()
            ids: tuple[str, ...] = ()
            if not cells["table"].startswith("gwp"):
                found = factors_from_rows(
                    rows_from_csv(data, f"{_PLACE_OF_TABLES}/{cells['file']}", problems), problems
                )
                factors |= found
                ids = tuple(found)
            names = {"en": cells["name_en"], "zh": cells["name_zh"]}
            tables.append(Table(cells["table"], cells["file"], cells["version"], names, digest_of_bytes(data), ids))
    problems.raise_if_errors()
    return FactorLibrary(factors, tuple(tables))


def _nearness(factor: Factor, start: date, end: date) -> tuple[int, int, int]:
    shared = (min(factor.valid_to, end) - max(factor.valid_from, start)).days
    if shared > 0:
        return 2, shared, factor.valid_from.toordinal()
    if factor.valid_from < start:
        return 1, factor.valid_from.toordinal(), 0
    return 0, -factor.valid_from.toordinal(), 0


def _when(best: Factor, official: Iterable[Factor], start: date, end: date) -> str:
    """``YEAR`` only where every day of the period lies in the years published, and `best` shares days with it."""
    published = list(official)
    first, last = min(f.valid_from for f in published), max(f.valid_to for f in published)
    if best.valid_from < end and start < best.valid_to and first <= start and end <= last:
        return "YEAR"
    return "OLDER" if best.valid_from <= start or best.valid_to < end else "OLDEST"

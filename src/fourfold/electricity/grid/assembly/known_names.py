"""The names that the declaration and the factors of a grid use, held against those of its tables.

A name that is misspelled there would be looked up and not found, and something more general would stand in its place
without a word. So every name is known to the spellings, a factor for an area nobody knows is refused, and a factor for
a technology that does not occur is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from fourfold.core.areas import areas as shipped_areas
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.electricity.grid.assembly.names import AREA, STORE, TECHNOLOGY, Spellings, plain, quoted, some_of
from fourfold.electricity.grid.assembly.series import Role, Series
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.rates import Editions, RateBook
from fourfold.electricity.grid.rates_file import RATE_TWICE
from fourfold.electricity.grid.state import Finding
from fourfold.formats.vocabulary import closest

RATE_AREA_UNKNOWN = MessageKind(
    "grid-rate-area-unknown",
    N_("factors are given for the area {found}, which nobody knows"),
    N_("an area of the tables, of grid.yaml (areas, parents, boundary) or of the shipped list of areas"),
    N_("correct the area, or remove the row; similar: {similar}"),
)
RATE_AREAS_ABSENT = MessageKind(
    "grid-rate-areas-absent", N_("factors are given for areas that are not in the data: {areas}")
)
RATES_UNUSED = MessageKind(
    "grid-rates-unused", N_("factors are given for technologies that do not occur: {technologies}")
)

PlaceOf: TypeAlias = Callable[..., Place]


def declared_spellings(declaration: GridDeclaration, place: PlaceOf) -> Mapping[str, Spellings]:
    """The spellings of the declaration, to which those of the tables are added.

    Args:
        declaration: its areas, boundary areas, stores, deliveries and names of technologies.
        place: the place of a path of keys in ``grid.yaml``.
    """
    unify = declaration.repairs.names == "trim"
    areas, technologies, stores = (Spellings(sort, unify) for sort in (AREA, TECHNOLOGY, STORE))
    areas.declare((area.code, place("areas", at, "code")) for at, area in enumerate(declaration.areas))
    areas.declare((code, place("boundary", "areas", code)) for code in declaration.boundary.areas)
    for at, area in enumerate(declaration.areas):
        if area.parent:
            areas.key(area.parent, place("areas", at, "parent"))
    for at, store in enumerate(declaration.stores):
        areas.key(store.area, place("stores", at, "area"))
        stores.declare([(store.store, place("stores", at, "store"))])
    for at, delivery in enumerate(declaration.delivery):
        for code in delivery.areas:
            areas.key(code, place("delivery", at, "areas"))
    technologies.declare((name, place("technologies", "names", name)) for name in declaration.technologies.names)
    return {AREA: areas, TECHNOLOGY: technologies, STORE: stores}


def add_names_of_rates(
    rates: RateBook, spellings: Mapping[str, Spellings], holds_others: bool, problems: Problems
) -> list[Finding]:
    """Make the names of the factors known, once those of the tables are, and refuse areas that nobody knows.

    Args:
        rates: the factors.
        spellings: the names of the declaration and of the tables.
        holds_others: whether the files hold more areas than were read, so that an unknown one may be among them.
        problems: receives what is wrong.
    """
    areas, technologies = spellings[AREA], spellings[TECHNOLOGY]
    known = {form: list(names) for form, names in areas.found.items()}
    absent: dict[str, Place] = {}
    targets = set(rates.names.values())
    for (technology, area), editions in rates.rows.items():
        place = editions.rates[0].place
        if technology not in targets:  # what grid.yaml maps to it may differ from it as it likes
            technologies.key(technology, place.at("technology"))
        if not area:
            continue
        if plain(area) not in known and area not in shipped_areas():
            absent.setdefault(area, place.at("area"))
        else:
            areas.key(area, place.at("area"))
    if holds_others:
        note = Assumption(RATE_AREAS_ABSENT, {"areas": some_of(sorted(absent))}, tuple(absent.values()))
        return [Finding(note, len(absent))] if absent else []
    names = [name for some in known.values() for name in some]
    for area, place in absent.items():
        problems.error(RATE_AREA_UNKNOWN, place, found=quoted(area), similar=closest(area, names))
    return []


def respelled(rates: RateBook, spellings: Mapping[str, Spellings], problems: Problems) -> RateBook:
    """The factors under the names that are kept where alike names are read as one."""
    targets = set(rates.names.values())
    merged: dict[tuple[str, str], Editions] = {}
    for (technology, area), editions in rates.rows.items():
        kept = technology if technology in targets else _kept(spellings[TECHNOLOGY], technology)
        key = (kept, _kept(spellings[AREA], area))
        merged[key] = _joined(merged[key], editions, technology, problems) if key in merged else editions
    names = {_kept(spellings[TECHNOLOGY], name): target for name, target in rates.names.items()}
    parents = {_kept(spellings[AREA], code): _kept(spellings[AREA], of) for code, of in rates.parents.items()}
    return replace(rates, rows=merged, names=names, parents=parents)


def unused_rates(rates: RateBook, series: Iterable[Series]) -> list[Finding]:
    """Factors of technologies that no series has."""
    present = {one.names[1] for one in series if one.role is Role.GENERATION}
    used = {rates.names.get(name, name) for name in present}
    unused = sorted({technology for technology, _ in rates.rows} - used)
    if not unused:
        return []
    return [Finding(Assumption(RATES_UNUSED, {"technologies": some_of(unused)}), len(unused))]


def _kept(spellings: Spellings, name: str) -> str:
    form = plain(name)
    return spellings.spelling(form) if form in spellings.found else name


def _joined(first: Editions, second: Editions, technology: str, problems: Problems) -> Editions:
    """The editions of two spellings together; none may hold from the same day."""
    rates = dict(zip(first.from_s, first.rates, strict=True))
    for start, rate in zip(second.from_s, second.rates, strict=True):
        if start in rates:
            problems.error(RATE_TWICE, rate.place, technology=technology, row=rates[start].place.row)
        rates[start] = rate
    starts = sorted(rates)
    return Editions(tuple(starts), tuple(rates[start] for start in starts))

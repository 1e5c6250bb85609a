"""Global warming potentials over 100 years (GWP100) of IPCC AR4, AR5 and AR6, and which row methane takes.

Methane has up to three values in a set, because fossil methane also leaves new CO2 behind when it oxidises in the air:

* fugitive and process methane of fossil origin: the fossil row (AR6: 29.8);
* methane from combustion of any fuel, aircraft included, whose carbon a full-oxidation factor already counts as CO2:
  the non-fossil row (AR6: 27.0), as in the GHG Protocol's guidance of August 2024;
* biogenic methane, and methane from land-use change: the non-fossil row;
* origin unknown, or of fossil origin without saying how it arose: the unspecified row (AR6: 27.9), flagged, so that
  every result which rests on it says so.

AR5 is the set without climate-carbon feedback; values with feedback are another set and are not mixed in. AR6 SF6 is
the final 24,300; 25,200 is a draft figure that still circulates. The values were transcribed, not read in the reports
themselves: their status is ``secondary``.

Out of scope: other horizons, temperature potentials, and aggregates given as CO2e, which are not gases.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from fourfold.core.lines import EmissionKind, Origin
from fourfold.core.problems import N_, MessageKind, Place, Problem, Problems
from fourfold.data.basis import GwpSet
from fourfold.data.source import Source, Status

_TABLES = Path(__file__).parent / "tables"
WEIGHTING_SETS = (GwpSet.AR4, GwpSet.AR5, GwpSet.AR6)

GAS_UNKNOWN = MessageKind(
    "gas-unknown",
    N_("the gas {found} is not in the table of warming potentials"),
    N_("a gas such as CO2, CH4, N2O or SF6; similar: {similar}"),
    N_("correct the name of the gas; a mixture is entered as its components"),
)
GAS_NOT_IN_SET = MessageKind(
    "gas-not-in-set",
    N_("{gwp_set} gives no warming potential for {found}"),
    N_("a gas that {gwp_set} lists; {found} is listed in {listed}"),
    N_("use a method with another GWP set"),
)
REMOVAL_NOT_CO2 = MessageKind(
    "removal-not-co2",
    N_("a removal of {found}"),
    N_("a removal of CO2: only its uptake is counted"),
    N_("correct the gas or the origin"),
)


class GasError(ValueError):
    """A gas that has no warming potential here; `problem` says it to a person."""

    def __init__(self, kind: MessageKind, params: Mapping[str, str]) -> None:
        self.kind, self.params = kind, params
        super().__init__(f"{kind.code}: {params.get('found', '')}")

    def problem(self, place: Place) -> Problem:
        """The same as a value, at its place in the input."""
        return Problem(self.kind, place, dict(self.params))


@dataclass(frozen=True, slots=True)
class Gwp:
    """A warming potential and why it is this one.

    Attributes:
        gas: canonical name of the gas.
        species: row of the table; differs from the gas for methane.
        gwp_set: AR4, AR5 or AR6.
        value: kg CO2e per kg of gas over 100 years; positive.
        sign: −1 where the mass is one that was taken up (a removal), else 1. A mass that is already negative takes the
            value alone.
        flagged: methane whose origin is not known: the result lists an assumption.
        source, status: where the value was published, and how far it is confirmed.
        note: what a user should know.
        place: row of the shipped table.
    """

    gas: str
    species: str
    gwp_set: GwpSet
    value: Decimal
    sign: int
    flagged: bool
    source: Source
    status: Status
    note: str
    place: Place


def gwp(gwp_set: GwpSet, gas: str, origin: Origin, kind: EmissionKind | None) -> Gwp:
    """The warming potential of an emission.

    Args:
        gwp_set: AR4, AR5 or AR6.
        gas: name or alias, in any spelling of case and hyphens.
        origin: where the carbon comes from.
        kind: how the gas arises; ``None`` when not said.

    Raises:
        GasError: unknown gas, a gas the set does not list, or a removal of anything but CO2.
        ValueError: `gwp_set` is not one by which gases are weighted.
    """
    if gwp_set not in WEIGHTING_SETS:
        raise ValueError(f"gases are weighted by one of {', '.join(WEIGHTING_SETS)}, not {gwp_set}")
    name = canonical_gas(gas)
    if name is None:
        similar = ", ".join(similar_gases(gas)) or "–"
        raise GasError(GAS_UNKNOWN, {"found": gas, "similar": similar})
    if origin is Origin.REMOVAL and name != "CO2":
        raise GasError(REMOVAL_NOT_CO2, {"found": gas})
    species, flagged = methane_species(origin, kind) if name == "CH4" else (name, False)
    row = _rows()[species]
    value = row.values.get(gwp_set)
    if value is None:
        listed = ", ".join(row.values)
        raise GasError(GAS_NOT_IN_SET, {"found": name, "gwp_set": gwp_set.value, "listed": listed})
    source, status = _source(gwp_set, species)
    sign = -1 if origin is Origin.REMOVAL else 1
    return Gwp(name, species, gwp_set, value, sign, flagged, source, status, row.note, row.place)


def gwp_of(
    gwp_set: GwpSet, gas: str, origin: Origin, kind: EmissionKind | None, place: Place, problems: Problems
) -> Gwp | None:
    """`gwp`, with what is wrong reported at `place` and ``None`` returned."""
    try:
        return gwp(gwp_set, gas, origin, kind)
    except GasError as error:
        problems.add(error.problem(place))
        return None


def methane_species(origin: Origin, kind: EmissionKind | None) -> tuple[str, bool]:
    """The row of the table that methane takes, and whether the choice must be flagged."""
    if kind is EmissionKind.COMBUSTION or origin in (Origin.BIOGENIC, Origin.LAND_USE_CHANGE):
        return "CH4_non_fossil", False
    if kind is not None and origin in (Origin.FOSSIL, Origin.AIRCRAFT):
        return "CH4_fossil", False
    return "CH4_unspecified", True


def canonical_gas(text: str) -> str | None:
    """The name this package uses for a gas, or ``None`` when it is unknown.

    Case, spaces, hyphens and subscripts do not matter; Chinese names, refrigerant numbers and PFC numbers of single
    gases are known. HFC and HFE of the same number stay different gases.
    """
    return _spellings().get(_key(text))


def similar_gases(text: str, most: int = 3) -> list[str]:
    """Names of known gases spelled like this one, the likeliest first."""
    found = get_close_matches(_key(text), _spellings(), n=2 * most, cutoff=0.6)
    return list(dict.fromkeys(_spellings()[key] for key in found))[:most]


def check_gas(text: str, place: Place, problems: Problems) -> str | None:
    """The canonical name of a gas; an unknown one is reported at `place`."""
    name = canonical_gas(text)
    if name is None:
        problems.error(GAS_UNKNOWN, place, found=text, similar=", ".join(similar_gases(text)) or "–")
    return name


def known_gases() -> list[str]:
    """Canonical names, in the order of the table."""
    return list(dict.fromkeys(row.gas for row in _rows().values()))


def known_potentials() -> list[Gwp]:
    """Every value of the table, row by row."""
    return [
        Gwp(
            row.gas,
            species,
            gwp_set,
            value,
            1,
            species == "CH4_unspecified",
            *_source(gwp_set, species),
            row.note,
            row.place,
        )
        for species, row in _rows().items()
        for gwp_set, value in row.values.items()
    ]


def aliases_of(gas: str) -> list[str]:
    """Other names of a gas, as the table gives them."""
    return [alias for row in _rows().values() if row.gas == gas for alias in row.aliases]


@dataclass(frozen=True, slots=True)
class _GasRow:
    gas: str
    aliases: tuple[str, ...]
    values: Mapping[GwpSet, Decimal]
    note: str
    place: Place


@cache
def _rows() -> dict[str, _GasRow]:
    rows: dict[str, _GasRow] = {}
    with (_TABLES / "gwp100.csv").open(encoding="utf-8", newline="") as stream:
        for number, cells in enumerate(csv.DictReader(stream), start=2):
            values = {name: Decimal(cells[name.value]) for name in WEIGHTING_SETS if cells[name.value]}
            aliases = tuple(alias for alias in cells["aliases"].split("|") if alias)
            place = Place("fourfold/data/tables/gwp100.csv", number)
            rows[cells["species"]] = _GasRow(cells["gas"], aliases, values, cells["note"], place)
    return rows


@cache
def _spellings() -> dict[str, str]:
    spellings = {_key(row.gas): row.gas for row in _rows().values()}
    return spellings | {_key(alias): row.gas for row in _rows().values() for alias in row.aliases}


@cache
def _sources() -> dict[tuple[str, str], tuple[Source, Status]]:
    sources: dict[tuple[str, str], tuple[Source, Status]] = {}
    with (_TABLES / "gwp100-sources.csv").open(encoding="utf-8", newline="") as stream:
        for cells in csv.DictReader(stream):
            source = Source(*(cells[name] for name in ("publisher", "document", "published", "url", "licence")))
            for species in cells["species"].split() or [""]:
                sources[cells["gwp_set"], species] = source, Status(cells["status"])
    return sources


def _source(gwp_set: GwpSet, species: str) -> tuple[Source, Status]:
    return _sources().get((gwp_set, species)) or _sources()[gwp_set, ""]


def _key(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())

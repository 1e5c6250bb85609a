"""What a method asks of a contractual instrument before it may cover a load: kinds and criteria as data.

An instrument is energy somebody made elsewhere and whose attributes were conveyed to the site by a document. Which
documents count, and on which terms, differs from scheme to scheme; nothing here names a scheme. The criteria follow
those the schemes share (conveying of attributes, a sole claim, retirement, closeness in time, the same market, the age
of the plant).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class InstrumentKind(StrEnum):
    """What an instrument is."""

    PPA = "ppa"
    SUPPLIER_PRODUCT = "supplier-product"
    GUARANTEE_OF_ORIGIN = "guarantee-of-origin"
    CERTIFICATE = "certificate"
    GRANULAR_CERTIFICATE = "granular-certificate"
    DIRECT_LINE = "direct-line"


CONTRACTUAL_KINDS = tuple(kind for kind in InstrumentKind if kind is not InstrumentKind.DIRECT_LINE)
"""Kinds that are a contract about grid electricity; a direct line is a wire and is supply of its own."""


class MatchWindow(StrEnum):
    """The stretch of time within which energy of an instrument may cover a load."""

    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"
    PERIOD = "period"


class AreaLevel(StrEnum):
    """How near an instrument's plant must be to the site.

    ``area``: in the area of the site or in a part of it; an instrument that only names the country does not show that.
    ``country``: in the same country.
    """

    ANY = "any"
    COUNTRY = "country"
    AREA = "area"


class Criterion(StrEnum):
    """What an instrument can fail; the words stand in results."""

    KIND = "kind"
    MATCH = "match"
    PERIOD = "period"
    AREA = "area"
    CONVEYED = "conveyed"
    SOLE_CLAIM = "sole_claim"
    RETIRED = "retired"
    COMMISSIONED = "commissioned"
    TECHNOLOGY = "technology"
    STORED = "stored"


@dataclass(frozen=True, slots=True)
class InstrumentCriteria:
    """What an instrument must be for the supply kind ``instruments``.

    Attributes:
        kinds: kinds that count; none accepts no instrument at all.
        match: stretch of time an instrument's own interval must lie in, and within which its energy covers load.
        area: how near its plant must be.
        conveyed: whether it must convey the attributes of the energy.
        sole_claim: whether it must be the only claim on the energy.
        retired: whether it must have been tracked and retired for the user.
        commissioned_within_months: most months between the plant's first day of service and the instrument's first
            day; ``None`` where age does not matter. An instrument that does not say when fails it.
        technologies: technologies of the plant that count; none accepts every one. An instrument that does not say
            which fails it.
        stored: whether energy that a store gave back counts. It was generated at another time than it is delivered.
    """

    kinds: tuple[InstrumentKind, ...] = CONTRACTUAL_KINDS
    match: MatchWindow = MatchWindow.PERIOD
    area: AreaLevel = AreaLevel.ANY
    conveyed: bool = True
    sole_claim: bool = True
    retired: bool = True
    commissioned_within_months: int | None = None
    technologies: tuple[str, ...] = ()
    stored: bool = True

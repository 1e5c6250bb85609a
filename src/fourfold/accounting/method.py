"""The noun Method: the choices a standard makes for a calculation, as a frozen value. Always an argument.

Methods are data: the shipped ones are the YAML files in ``methods/`` beside this module, and a path to a file of the
same form serves as well. A rule pack compiles to one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from fourfold.data.basis import GwpSet, Quantity
from fourfold.electricity.supply.rule import SupplyRule


class ElectricityResolution(StrEnum):
    """With which factor grid electricity enters the total."""

    HOURLY = "hourly"
    ANNUAL_MEAN = "annual-mean"
    OFFICIAL_NATIONAL = "official-national"


@dataclass(frozen=True, slots=True)
class Rounding:
    """How figures are rounded.

    Attributes:
        quantum_kg_co2e: every finest figure is rounded once to a multiple of this; all others are sums of those.
        display_significant_digits: digits shown to people.
    """

    quantum_kg_co2e: Decimal = Decimal("1e-12")
    display_significant_digits: int = 4


@dataclass(frozen=True, slots=True)
class CutOffLimits:
    """Largest estimated share of the total that may be left out; ``None`` where the method sets no limit."""

    each: Decimal | None = None
    together: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """The choices of a calculation.

    Attributes:
        id, version, names, source: what it is and where the choices come from.
        gwp_set: warming potentials by which gases are weighted (100 years).
        accepted_gwp_sets: sets under which a figure given only as CO2e may have been weighted.
        accept_unsplit: whether figures without a split by line may enter, on the line ``unsplit``.
        electricity: with which factor grid electricity enters the total.
        electricity_quantity: which emissions an electricity factor must count.
        supply: order in which a site's electricity is covered.
        allocation_order: allocation rules, the preferred one first.
        cut_off: limits for what is left out.
        rounding: precision of the result.
        end_of_life: formula for the end of life (``cut-off``, ``50-50``, ``substitution`` or
            ``circular-footprint-formula``); empty where the method names none, which then means cut-off.
        reference_temperature_k: temperature of the surroundings of heat that is divided by exergy, where its row gives
            none; ``None`` where the method gives none.
    """

    id: str
    version: str
    names: Mapping[str, str]
    source: str
    gwp_set: GwpSet
    accepted_gwp_sets: tuple[GwpSet, ...]
    accept_unsplit: bool
    electricity: ElectricityResolution
    electricity_quantity: Quantity
    supply: SupplyRule
    allocation_order: tuple[str, ...]
    cut_off: CutOffLimits
    rounding: Rounding
    end_of_life: str = ""
    reference_temperature_k: Decimal | None = None

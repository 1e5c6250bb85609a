"""The noun Method: the choices a standard makes for a calculation, as a frozen value. Always an argument.

Methods are data: the shipped ones are the YAML files in ``methods/`` beside this module, and a path to a file of the
same form serves as well. A rule pack compiles to one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from fourfold.data.basis import GwpSet, Quantity
from fourfold.electricity.supply.criteria import Criterion
from fourfold.electricity.supply.rule import SupplyKind, SupplyRule


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


class BiogenicTreatment(StrEnum):
    """How biogenic carbon dioxide enters.

    ``separate``: emissions and removals each on their line. ``zero``: both are set to nothing; biogenic methane and
    nitrous oxide stay.
    """

    SEPARATE = "separate"
    ZERO = "zero"


class StageRole(StrEnum):
    """What a life-cycle stage of a study is in the words the standards share."""

    RAW_MATERIALS = "raw-materials"
    PRODUCTION = "production"
    DISTRIBUTION = "distribution"
    USE = "use"
    END_OF_LIFE = "end-of-life"


@dataclass(frozen=True, slots=True)
class ResultUnit:
    """The unit in which a method states its result; a calculation does not use it, a comparison does.

    Attributes:
        quantity: ``declared`` (the study's own unit), ``mass`` or ``energy-delivered``.
        unit: such as kg, t or kWh; empty for ``declared``.
    """

    quantity: str = "declared"
    unit: str = ""


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
        biogenic: how biogenic carbon dioxide enters.
        stages: roles of the stages that count; none means every stage.
        result_unit: the unit in which the method states its result.
        beside_grid_mix: whether the method asks that the result with grid electricity stand beside the one with
            instruments. The account always holds it.
        clauses: for criteria of instruments the clause that asks for them; a criterion that is not named here is asked
            for by its general clause (`fourfold.accounting.power.clauses`).
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
    biogenic: BiogenicTreatment = BiogenicTreatment.SEPARATE
    stages: tuple[StageRole, ...] = ()
    result_unit: ResultUnit = ResultUnit()
    beside_grid_mix: bool = False
    clauses: Mapping[Criterion, str] = field(default_factory=dict)

    @property
    def is_extended(self) -> bool:
        """Whether it makes a choice that the first form of methods, with on-site generation and grid only, cannot."""
        plain = {SupplyKind.ON_SITE, SupplyKind.GRID}
        return (
            not plain.issuperset(self.supply.order)
            or self.biogenic is not BiogenicTreatment.SEPARATE
            or bool(self.stages)
            or self.result_unit != ResultUnit()
            or self.beside_grid_mix
        )

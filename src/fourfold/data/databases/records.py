"""What a source says, one record a thing, before anything is linked or converted.

Readers spell every format in these words; `assemble` puts them in order. A record keeps amounts as the source gives
them, in the unit the source names: converting is the work of the assembly, so that every repair stands in one report.

Directions are those of the process: an `INPUT` goes in, an `OUTPUT` comes out. Signs are the source's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from fourfold.core.problems import NOWHERE, Place
from fourfold.data.factor_rows import FactorRow


class FlowKind(StrEnum):
    """What a flow is."""

    ELEMENTARY = "elementary"
    PRODUCT = "product"
    WASTE = "waste"


class Direction(StrEnum):
    """Whether a flow goes into a process or comes out of it."""

    INPUT = "input"
    OUTPUT = "output"


class AllocationBasis(StrEnum):
    """By what the burdens of a process with several products are divided."""

    PHYSICAL = "physical"
    ECONOMIC = "economic"
    CAUSAL = "causal"
    GIVEN = "given"


class Distribution(StrEnum):
    """How an amount is distributed; what its parameters `a`, `b`, `c` are.

    ====================  =======================================================
    ``lognormal``         geometric mean; geometric standard deviation (≥ 1); –
    ``normal``            mean; standard deviation; –
    ``triangular``        lowest; most likely; highest
    ``uniform``           lowest; highest; –
    ``discrete``          one of several values, in `values`, each with its probability in `weights`
    ====================  =======================================================

    A format's own spelling (GSD², 2σ, variance of the log) is turned into these by its reader.
    """

    LOGNORMAL = "lognormal"
    NORMAL = "normal"
    TRIANGULAR = "triangular"
    UNIFORM = "uniform"
    DISCRETE = "discrete"


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """The distribution of an amount, in the unit of the amount.

    Attributes:
        distribution: its form.
        a, b, c: its parameters, see `Distribution`; ``nan`` where the form has fewer.
        values, weights: of a discrete distribution.
    """

    distribution: Distribution
    a: float = float("nan")
    b: float = float("nan")
    c: float = float("nan")
    values: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit of a group.

    Attributes:
        name: symbol or name.
        factor: how many reference units of the group one of it is.
        id: of the source; may be empty.
        synonyms: further spellings.
    """

    name: str
    factor: float
    id: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitGroupRecord:
    """Units that convert into each other.

    Attributes:
        id, name: of the source.
        reference_unit: name of the unit whose factor is 1.
        units: all of them.
    """

    id: str
    name: str
    reference_unit: str
    units: tuple[UnitRecord, ...]
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class FlowPropertyRecord:
    """What can be measured of a flow: mass, net calorific value, price.

    Attributes:
        id, name: of the source.
        unit_group: id of its unit group.
    """

    id: str
    name: str
    unit_group: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class PropertyOfFlow:
    """One property of one flow.

    Attributes:
        property: id of the flow property.
        factor: amount of this property, in the reference unit of its group, that goes with one reference unit of the
            flow's reference property (42.6 MJ for 1 kg of a fuel). 1 for the reference property itself.
    """

    property: str
    factor: float


@dataclass(frozen=True, slots=True)
class FlowRecord:
    """A product, a waste, or something exchanged with nature.

    Attributes:
        id: UUID, or a stable id the reader makes of what identifies the flow in a format without ids.
        name: as the source writes it, stray spaces included: the assembly reports and trims them.
        kind: elementary, product or waste.
        categories: path of the category, outermost first; the compartment of an elementary flow.
        reference_property: id of the property the flow is counted in.
        properties: all of them, the reference one included.
        unit: name of the reference unit, for formats without unit groups (then `reference_property` is empty).
        cas, formula, location: where given.
        names: further names by language (``en``, ``zh``, ``de``, …).
        synonyms: other names.
    """

    id: str
    name: str
    kind: FlowKind
    categories: tuple[str, ...] = ()
    reference_property: str = ""
    properties: tuple[PropertyOfFlow, ...] = ()
    unit: str = ""
    cas: str = ""
    formula: str = ""
    location: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    synonyms: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class LocationRecord:
    """A place that processes and flows name.

    Attributes:
        code: how processes name it, such as ``US``, ``RER``; what the assembly compares with the areas Fourfold knows.
        name: in words.
    """

    id: str
    code: str
    name: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class ExchangeRecord:
    """A row of a process.

    Attributes:
        flow: id of the flow.
        direction: input or output.
        amount: in `unit` of `property`; the sign as the source has it.
        unit: name of the unit; empty: the reference unit of the flow.
        property: id of the flow property the unit measures; empty: the flow's reference property.
        is_reference: whether it is the quantitative reference of the process.
        is_avoided: whether it is an avoided product: a credit.
        provider: id of the process that the source names as its supplier or treatment; empty where it names none.
        internal_id: what the source calls the row, for causal allocation.
        uncertainty: of `amount`, in the same unit.
        pedigree: five scores such as ``1;3;2;n.a.;4``.
        base_uncertainty: squared geometric standard deviation of the basic uncertainty, where given beside a pedigree.
        formula: expression the source computes the amount by; `amount` is its value.
        location: of the flow in this exchange, where the format has one (EcoSpold 1).
        comment: free text.
    """

    flow: str
    direction: Direction
    amount: float
    unit: str = ""
    property: str = ""
    is_reference: bool = False
    is_avoided: bool = False
    provider: str = ""
    internal_id: str = ""
    uncertainty: Uncertainty | None = None
    pedigree: str = ""
    base_uncertainty: float | None = None
    formula: str = ""
    location: str = ""
    comment: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class AllocationRecord:
    """A share of the burdens that one product of a process carries.

    Attributes:
        basis: by what it was divided.
        product: id of the product flow.
        value: share, 0 … 1 (a percentage is divided by 100 by the reader).
        exchange: `internal_id` of the exchange it holds for; empty: for all of the process.
    """

    basis: AllocationBasis
    product: str
    value: float
    exchange: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class ParameterRecord:
    """A named number of a process or of the whole source (`process` empty), kept beside the amounts made of it."""

    name: str
    value: float
    formula: str = ""
    comment: str = ""
    uncertainty: Uncertainty | None = None
    process: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """A process and all its rows.

    Attributes:
        id: UUID, or a stable id the reader makes.
        name: as the source writes it.
        categories: path of the category, outermost first.
        location: code.
        is_result: True for an aggregated result, False for a unit process.
        is_infrastructure: whether it makes infrastructure.
        version: of the dataset.
        valid_from, valid_to: ISO dates ``YYYY-MM-DD``, last day included; empty where not said.
        technology, geography, time: documentation in the source's words.
        comment: free text.
        default_allocation: rule the source names for this process; ``None`` where it names none.
        exchanges, allocations, parameters: its rows, in the order of the source.
        sources: names or ids of the documents it cites.
        quality: five scores of the process as a whole, where given.
        names: further names by language.
        licence: where stated.
    """

    id: str
    name: str
    categories: tuple[str, ...] = ()
    location: str = ""
    is_result: bool = False
    is_infrastructure: bool = False
    version: str = ""
    valid_from: str = ""
    valid_to: str = ""
    technology: str = ""
    geography: str = ""
    time: str = ""
    comment: str = ""
    default_allocation: AllocationBasis | None = None
    exchanges: tuple[ExchangeRecord, ...] = ()
    allocations: tuple[AllocationRecord, ...] = ()
    parameters: tuple[ParameterRecord, ...] = ()
    sources: tuple[str, ...] = ()
    quality: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class ResultRecord:
    """A declared result of a process, such as an environmental product declaration gives by module.

    Attributes:
        process: id.
        indicator: id or name by which the source knows it.
        name: in words.
        unit: of the value.
        module: life-cycle module such as ``A1-A3``; empty where the source has none.
        scenario: scenario the value holds for; empty for none.
        value: ``None`` where the source says that it was not declared: not zero.
    """

    process: str
    indicator: str
    name: str
    unit: str
    module: str = ""
    scenario: str = ""
    value: float | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A source or a person that datasets cite: kept by name.

    Attributes:
        type: ``source`` or ``actor``.
    """

    id: str
    type: str
    name: str
    place: Place = NOWHERE


Record: TypeAlias = (
    UnitGroupRecord
    | FlowPropertyRecord
    | FlowRecord
    | LocationRecord
    | ProcessRecord
    | ParameterRecord
    | ResultRecord
    | DocumentRecord
    | FactorRow
)
"""Everything a reader can give; `FactorRow` is a row of a table of factors, part of one factor."""

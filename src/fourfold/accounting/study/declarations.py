"""What ``study.yaml`` declares, as strict models: unknown keys are refused, all faults are reported together.

Values arrive as the text a person wrote (no YAML guessing of types); the models give them their type. Their JSON Schema
is part of the format's reference.
"""

from __future__ import annotations

from datetime import date as calendar_day
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from fourfold.accounting.study.declarations_statements import (
    Goal,
    Interpretation,
    Publication,
    Review,
    RuleDocument,
    Scope,
    Service,
    StageRole,
    Tracking,
    Validity,
)
from fourfold.accounting.study.declarations_supply import SupplyDeclaration
from fourfold.formats.declared import Day, Declared, Id, Names, Number, Positive, Urn

STUDY_FORMAT = "study/1"


class Measure(Declared):
    """An amount with a unit."""

    amount: Positive
    unit: str


class Product(Declared):
    """The product: names, identifiers, classification codes."""

    names: Names = Field(description="Names by language (en, zh); at least one.")
    identifiers: tuple[Urn, ...] = Field((), description="Identifiers as URNs, such as urn:gtin:06901234567892.")
    codes: dict[Literal["hs", "cpc", "cn-national", "unspsc", "eclass"], str] = Field(
        default_factory=dict, description="Classification codes: HS, CPC and others."
    )
    mass_per_unit: Measure | None = Field(None, description="Mass of one declared unit.")
    description: str = ""


class Company(Declared):
    """The company that makes the product."""

    names: Names
    identifiers: tuple[Urn, ...] = ()


class Site(Declared):
    """A place where processes run; its area decides the electricity factors, its time zone the local hours."""

    id: Id
    names: Names
    area: str = Field(description="Area code: ISO 3166-1 country, ISO 3166-2 province, or one declared under areas.")
    time_zone: str = Field(description="IANA name such as Asia/Shanghai.")


class Area(Declared):
    """An area that the shipped list does not know."""

    id: Id
    names: Names
    parent: str = Field("", description="Area that contains it.")


class Period(Declared):
    """The period of the data, half open: from the first day to the day after the last."""

    start: Day
    end: Day = Field(description="Day after the last day.")
    time_zone: str = Field(description="Zone in which the days are counted.")


class UnitOfAnalysis(Declared):
    """The declared or functional unit, and the flow that delivers it."""

    kind: Literal["declared", "functional"]
    amount: Positive
    unit: str
    names: Names = Field(description="What one unit is, in words, such as 1 kWh of rated capacity.")
    flow: Id = Field(description="Output flow that delivers the unit.")
    flow_amount: Positive | None = Field(None, description="Amount of the flow per unit (reference flow).")
    flow_unit: str = Field("", description="Unit of flow_amount.")


class Boundary(Declared):
    """The system boundary."""

    kind: Literal["cradle-to-gate", "gate-to-gate", "cradle-to-grave", "use-stage", "end-of-life"]
    description: Names | None = None


class Stage(Declared):
    """A life-cycle stage of the report."""

    id: Id
    names: Names
    role: StageRole | None = Field(None, description="Which stage of the life cycle it is, in common words.")


class CutOff(Declared):
    """Something left out, and why."""

    id: Id
    what: Names
    reason: Names
    estimated_share: Annotated[Number, Field(ge=0, le=1)] | None = Field(
        None, description="Estimated share of the total, 0 to 1."
    )


class StatedAssumption(Declared):
    """An assumption the study states itself."""

    id: Id
    text: Names
    concerns: tuple[str, ...] = Field((), description="Items the assumption bears on: processes, inputs, series.")


class ElectricityDeclaration(Declared):
    """What holds for all electricity of the study."""

    official_factor: str = Field(
        "", description="Official life-cycle factor shown beside the hourly result; blank picks the site's country."
    )
    residual_factor: str = Field(
        "", description="Factor of the residual mix; blank takes the series of the area with claim residual."
    )
    fossil_factor: str = Field("", description="Factor of fossil generation in the area.")
    supplier_factor: str = Field("", description="Factor of everything the supplier delivers.")
    standard_supply_factor: str = Field("", description="Factor of standard supply: what the area gives every user.")
    standard_supply_share: Annotated[Number, Field(ge=0, le=1)] | None = Field(
        None, description="Share of each interval that standard supply covers at most, 0 to 1; blank takes all of it."
    )


class UnconfirmedUse(Declared):
    """An unconfirmed factor the study asks for by name, and why."""

    factor: str
    reason: str


class DatabaseUse(Declared):
    """A life-cycle database whose datasets and factors the study takes."""

    name: Id = Field(description="Name under which it was imported.")
    version: str = Field("", description="Beginning of the version's digest; blank takes the current one.")
    profile: str = Field("default", description="How providers are chosen and several products are treated.")


class AllocationStatement(Declared):
    """The order in which allocation rules were tried, and why."""

    order: tuple[Literal["physical", "economic", "shares", "causal", "substitution", "energy", "exergy"], ...] = ()
    reason: str = ""


class Declarations(Declared):
    """The whole of ``study.yaml``."""

    fourfold: Literal["study/1"] = Field(description="Format and version of this file.")
    title: Names
    product: Product
    company: Company
    sites: tuple[Site, ...] = ()
    areas: tuple[Area, ...] = ()
    period: Period
    unit: UnitOfAnalysis
    boundary: Boundary
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    cut_offs: tuple[CutOff, ...] = ()
    assumptions: tuple[StatedAssumption, ...] = ()
    allocation: AllocationStatement = AllocationStatement()
    electricity: ElectricityDeclaration = ElectricityDeclaration()
    supply: SupplyDeclaration = SupplyDeclaration()
    unconfirmed_factors: tuple[UnconfirmedUse, ...] = ()
    databases: tuple[DatabaseUse, ...] = ()
    quality_scale: Literal["pedigree-5"] = "pedigree-5"
    tables: str = Field(
        "",
        description="Folder of CSV tables or name of the workbook; blank takes tables/ or study.xlsx.",
    )
    date: Day | None = Field(
        None, description="Day the study was made; decides which edition of a standard is in force."
    )
    goal: Goal = Goal()
    scope: Scope = Scope()
    rules: tuple[RuleDocument, ...] = Field((), description="Product rules and standards the study follows.")
    rules_search: Names | None = Field(
        None, description="Where product rules were looked for, when none is named under rules."
    )
    review: Review = Review()
    interpretation: Interpretation = Interpretation()
    tracking: Tracking = Tracking()
    validity: Validity = Validity()
    publication: Publication = Publication()
    service: Service = Service()

    @property
    def day(self) -> calendar_day:
        """Day by which editions and dated values are chosen: the study's date, else the last day of its period."""
        return self.date or self.period.end - timedelta(days=1)

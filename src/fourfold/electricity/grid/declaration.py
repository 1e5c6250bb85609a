"""What ``grid.yaml`` declares about a grid, as strict models: unknown keys are refused, all faults come together."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from fourfold.formats.declared import Day, Declared, Id, Names, Number, Positive

GRID_FORMAT = "grid/1"

Share = Annotated[Number, Field(ge=0, le=1)]
PositiveShare = Annotated[Number, Field(gt=0, le=1)]
NotNegative = Annotated[Number, Field(ge=0)]
Minutes = Literal["5", "10", "15", "20", "30", "60"]
StatusWord = Literal["official", "published", "secondary", "derived", "illustrative", "unconfirmed"]


class SourceDeclaration(Declared):
    """A document that numbers come from."""

    id: Id
    publisher: str
    document: str
    published: str = ""
    url: str = ""
    licence: str = ""


class AreaDeclaration(Declared):
    """An area of the grid."""

    code: str
    names: Names | None = None
    parent: str = Field("", description="Code of the enclosing area; the ladder of fallbacks climbs it.")
    type: str = Field("", description="city, province, zone, region, nation, bus.")


class BasisDeclaration(Declared):
    """What kind of number the factors are."""

    quantity: Literal["co2_direct", "co2e_direct", "co2e_lifecycle"] = "co2e_lifecycle"
    gwp_set: Literal["AR4", "AR5", "AR6", "unstated", "not_weighted"] = "unstated"


class DeclaredFactor(Declared):
    """A factor declared where the data have none: by number with a source, or by the id of a library factor."""

    per_mwh: dict[str, NotNegative] = Field(
        default_factory=dict, description="By attribute, such as kg_co2e_per_mwh: 450."
    )
    factor: str = Field("", description="Id of a factor of the library, per kWh.")
    source: str = Field("", description="Id of one of the sources below.")
    status: StatusWord = "unconfirmed"
    note: str = ""


class BoundaryDeclaration(Declared):
    """What imports from areas beyond the data carry."""

    default: DeclaredFactor | None = None
    areas: dict[str, DeclaredFactor] = Field(default_factory=dict)


class TechnologyDeclaration(Declared):
    """Technologies without a factor of their own, and names that mean the same."""

    default: DeclaredFactor | None = Field(None, description="For technologies without a factor; labelled in results.")
    names: dict[str, str] = Field(
        default_factory=dict, description="Name in the data to name in factors.csv, such as Fossil Gas: gas."
    )


class StoreDeclaration(Declared):
    """A store and what it loses."""

    area: str
    store: str
    charge_efficiency: PositiveShare | None = None
    discharge_efficiency: PositiveShare | None = None
    self_discharge_per_hour: Share | None = None
    initial_mwh: NotNegative | None = Field(None, description="Stock at the start; not given with initial: cyclic.")
    initial: DeclaredFactor | None = Field(None, description="What the initial stock carries per MWh stored.")
    closes: Literal["declared", "cyclic"] = Field(
        "declared", description="cyclic: the stock ends as it begins, found by running the period until it does."
    )


class DeliveryDeclaration(Declared):
    """From the area's factor to that of power delivered: loss share down to the meter, and the network itself."""

    areas: tuple[str, ...] = Field((), description="Areas this holds for; none means all.")
    loss_share: Annotated[Number, Field(ge=0, lt=1)]
    network_kg_co2e_per_mwh: NotNegative = Field(description="Infrastructure and SF6, without losses.")
    voltage_level: str = Field("", description="Down to which level.")
    source: str = ""
    status: StatusWord = "unconfirmed"


class FilesDeclaration(Declared):
    """Where the data are and how they are spelled."""

    format: str = Field("tidy", description="tidy, or the name of an adapter: entsoe, eia-930, rts-gmlc.")
    path: str = Field(".", description="Folder with the data; relative paths count from grid.yaml.")
    options: dict[str, str] = Field(default_factory=dict, description="What the adapter asks for.")


class RepairsDeclaration(Declared):
    """What may be repaired instead of refused; every repair is listed with what and where."""

    gaps: Literal["refuse", "interpolate", "zero", "no-factor"] = "refuse"
    gaps_most_intervals: Positive | None = Field(None, description="interpolate: the longest gap filled.")
    negative_generation: Literal["refuse", "to-demand", "to-storage"] = "refuse"
    duplicates: Literal["refuse", "drop-identical", "first", "last"] = "refuse"
    names: Literal["refuse", "trim"] = "refuse"
    one_sided: Literal["refuse", "as-reported"] = "refuse"
    coarser: Literal["refuse", "spread"] = "refuse"
    outside_period: Literal["refuse", "drop"] = "refuse"
    imbalance: Literal["refuse", "reconcile"] = "refuse"


class ToleranceDeclaration(Declared):
    """How far the balance of an area may miss before the data do not balance."""

    relative: Share = Field(Decimal("1e-4"), description="Of the area's throughput.")
    absolute_mwh: NotNegative | None = None


class OptionsDeclaration(Declared):
    """How the grid is traced where the command does not say."""

    coupling: Literal["direct", "aggregated"] = "direct"
    losses: Literal["L0", "L1", "L2"] = "L0"
    storage: Literal["tank", "fifo", "lifo", "free"] = "tank"
    attributes: tuple[str, ...] = ()


class Days(Declared):
    """A stretch of days, half open."""

    start: Day
    end: Day = Field(description="Day after the last day.")


class GridDeclaration(Declared):
    """The whole of ``grid.yaml``. Every key may be left out; what then holds is listed in the result."""

    fourfold: Literal["grid/1"] = Field("grid/1", description="Format and version of this file.")
    names: Names | None = None
    time_zone: str = Field("", description="IANA zone of the calendar; blank is UTC.")
    resolution_minutes: Minutes | None = None
    periods: tuple[Days, ...] = Field((), description="Days the data cover, when they are not one unbroken stretch.")
    status: StatusWord | None = Field(None, description="Status of the data; illustrative is labelled everywhere.")
    reconciled: Literal["no", "yes"] = Field(
        "no", description="Whether the data were changed to balance before; listed in results."
    )
    data_source: str = Field("", description="Id of the source the data come from.")
    files: FilesDeclaration = FilesDeclaration()
    areas: tuple[AreaDeclaration, ...] = Field(
        (), description="Areas traced; others are boundary areas. None listed: every area with generation or demand."
    )
    basis: BasisDeclaration = BasisDeclaration()
    boundary: BoundaryDeclaration = BoundaryDeclaration()
    technologies: TechnologyDeclaration = TechnologyDeclaration()
    stores: tuple[StoreDeclaration, ...] = ()
    delivery: tuple[DeliveryDeclaration, ...] = ()
    sources: tuple[SourceDeclaration, ...] = ()
    repairs: RepairsDeclaration = RepairsDeclaration()
    tolerance: ToleranceDeclaration = ToleranceDeclaration()
    options: OptionsDeclaration = OptionsDeclaration()

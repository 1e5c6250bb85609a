"""Methods as files: reading one, and finding the shipped ones."""

from __future__ import annotations

from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from fourfold.accounting.method import (
    BiogenicTreatment,
    CutOffLimits,
    ElectricityResolution,
    Method,
    ResultUnit,
    Rounding,
    StageRole,
)
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.reading import DECLARATIONS_MOST_BYTES, read_bounded
from fourfold.data.basis import GwpSet, Quantity
from fourfold.electricity.supply.criteria import (
    AreaLevel,
    Criterion,
    InstrumentCriteria,
    InstrumentKind,
    MatchWindow,
)
from fourfold.electricity.supply.rule import SupplyKind, SupplyRule
from fourfold.formats.declared import Declared, Id, Names, Number
from fourfold.formats.models import read_model
from fourfold.formats.numbers import read_number
from fourfold.formats.yaml_text import read_yaml

METHOD_UNKNOWN = MessageKind(
    "method-unknown",
    N_("the method {found} is not known"),
    N_("one of: {known}; or the path of a method file ending in .yaml"),
    N_("did you mean: {similar}?"),
)

_FOLDER = Path(__file__).parent / "methods"
DEFAULT_METHOD = "fourfold-default"

Share = Annotated[Number, Field(ge=0, le=1)]


class _CutOff(Declared):
    each: Share | None = None
    together: Share | None = None


_QUANTA = ("0.001", "0.000001", "0.000000001", "0.000000000001", "0.000000000000001")


def _quantum(value: object) -> Decimal:
    """One of a few powers of ten: figures are rounded to a number of decimals, and no other step is offered."""
    number = read_number(value.strip()) if isinstance(value, str) else value
    if not isinstance(number, Decimal) or number not in map(Decimal, _QUANTA):
        raise PydanticCustomError("literal_error", "not a quantum", {"expected": ", ".join(_QUANTA)})
    return number


class _Rounding(Declared):
    quantum_kg_co2e: Annotated[Decimal, BeforeValidator(_quantum)] = Decimal("1e-12")
    display_significant_digits: Literal["3", "4", "5", "6"] = "4"


_Flag = Literal["true", "false"]
_Kind = Literal["ppa", "supplier-product", "guarantee-of-origin", "certificate", "granular-certificate"]
_Supply = Literal[
    "on_site",
    "direct_line",
    "instruments",
    "supplier_product",
    "standard_supply",
    "residual",
    "fossil",
    "grid",
]


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    """A list in which nothing stands twice: an order that names a kind twice contradicts itself."""
    if len(set(names)) != len(names):
        twice = next(name for at, name in enumerate(names) if name in names[:at])
        raise PydanticCustomError("repeated", "named twice", {"name": twice})
    return names


def _in_order(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Own generation never passes the grid, so it is there before anything else; grid power is there without end."""
    late = next((kind for at, kind in enumerate(kinds) if at and (kind == "on_site" or kinds[at - 1] == "grid")), None)
    if late is not None:
        wanted = N_("an order in which on_site comes first and nothing comes after grid")
        raise PydanticCustomError("asked", "out of order", {"name": late, "wanted": wanted})
    return kinds


def _whole(number: Decimal) -> Decimal:
    if number != number.to_integral_value():
        raise PydanticCustomError("asked", "not a whole number", {"wanted": N_("a whole number")})
    return number


class _Instruments(Declared):
    kinds: Annotated[tuple[_Kind, ...], AfterValidator(_once)] = get_args(_Kind)
    match: Literal["hour", "month", "year", "period"] = "period"
    area: Literal["any", "country", "area"] = "any"
    conveyed: _Flag = "true"
    sole_claim: _Flag = "true"
    retired: _Flag = "true"
    commissioned_within_months: Annotated[Number, Field(gt=0, le=1200), AfterValidator(_whole)] | None = None
    technologies: Annotated[tuple[str, ...], AfterValidator(_once)] = ()
    stored: _Flag = "true"


class _Clauses(Declared):
    """For each criterion of instruments the clause that asks for it, as messages quote it."""

    kind: str = ""
    match: str = ""
    period: str = ""
    area: str = ""
    conveyed: str = ""
    sole_claim: str = ""
    retired: str = ""
    commissioned: str = ""
    technology: str = ""
    stored: str = ""


class _ResultUnit(Declared):
    quantity: Literal["declared", "mass", "energy-delivered"] = "declared"
    unit: str = ""


class MethodFile(Declared):
    """A method file, ``method/1``."""

    fourfold: Literal["method/1"]
    id: Id
    version: str
    names: Names
    source: str
    gwp_set: Literal["AR4", "AR5", "AR6"]
    accepted_gwp_sets: tuple[Literal["AR4", "AR5", "AR6", "unstated"], ...]
    accept_unsplit: Literal["true", "false"]
    electricity: Literal["hourly", "annual-mean", "official-national"]
    electricity_quantity: Literal["co2e_lifecycle", "co2e_direct"]
    supply_order: Annotated[tuple[_Supply, ...], Field(min_length=1), AfterValidator(_once), AfterValidator(_in_order)]
    instruments: _Instruments = _Instruments()
    clauses: _Clauses = _Clauses()
    allocation_order: Annotated[
        tuple[Literal["physical", "economic", "shares", "causal", "substitution", "energy", "exergy"], ...],
        Field(min_length=1),
    ]
    end_of_life: Literal["", "cut-off", "50-50", "substitution", "circular-footprint-formula"] = ""
    reference_temperature_k: Annotated[Number, Field(gt=0)] | None = None
    cut_off: _CutOff = _CutOff()
    rounding: _Rounding = _Rounding()
    biogenic: Literal["separate", "zero"] = "separate"
    stages: Annotated[
        tuple[Literal["raw-materials", "production", "distribution", "use", "end-of-life"], ...], AfterValidator(_once)
    ] = ()
    result_unit: _ResultUnit = _ResultUnit()
    beside_grid_mix: Literal["true", "false"] = "false"


def shipped_methods() -> list[str]:
    """Ids of the methods that come with Fourfold, the default first."""
    ids = sorted(path.stem for path in _FOLDER.glob("*.yaml"))
    return sorted(ids, key=lambda name: name != DEFAULT_METHOD)


def method(name: str) -> Method:
    """The shipped method of this id, or the one in the file at this path.

    Raises:
        InputError: unknown id, or a file that is not a valid method.
    """
    problems = Problems()
    if name in shipped_methods():
        path = _FOLDER / f"{name}.yaml"
    elif name.endswith((".yaml", ".yml")):
        path = Path(name)
    else:
        known = shipped_methods()
        similar = ", ".join(get_close_matches(name, known, n=2, cutoff=0.3)) or known[0]
        params = {"found": name, "known": ", ".join(known), "similar": similar}
        raise InputError([Problem(METHOD_UNKNOWN, Place("--method"), params)])
    data = read_bounded(path.parent, path.name, Place(path.name), problems, DECLARATIONS_MOST_BYTES)
    yaml = read_yaml(data, path.name, problems) if data is not None else None
    read = read_model(MethodFile, yaml, problems) if yaml is not None else None
    problems.raise_if_errors()
    if read is None:
        raise InputError(problems.sorted())
    return method_of(read)


def method_of(read: MethodFile) -> Method:
    """The method a file declares."""
    return Method(
        id=read.id,
        version=read.version,
        names={str(lang): text for lang, text in read.names.items()},
        source=read.source,
        gwp_set=GwpSet(read.gwp_set),
        accepted_gwp_sets=tuple(GwpSet(name) for name in read.accepted_gwp_sets),
        accept_unsplit=read.accept_unsplit == "true",
        electricity=ElectricityResolution(read.electricity),
        electricity_quantity=Quantity(read.electricity_quantity),
        supply=SupplyRule(read.id, tuple(SupplyKind(kind) for kind in read.supply_order), _criteria(read.instruments)),
        allocation_order=read.allocation_order,
        cut_off=CutOffLimits(read.cut_off.each, read.cut_off.together),
        rounding=Rounding(read.rounding.quantum_kg_co2e, int(read.rounding.display_significant_digits)),
        end_of_life=read.end_of_life,
        reference_temperature_k=read.reference_temperature_k,
        biogenic=BiogenicTreatment(read.biogenic),
        stages=tuple(StageRole(role) for role in read.stages),
        result_unit=ResultUnit(read.result_unit.quantity, read.result_unit.unit),
        beside_grid_mix=read.beside_grid_mix == "true",
        clauses={one: text for one in Criterion if (text := str(getattr(read.clauses, one)).strip())},
    )


def _criteria(read: _Instruments) -> InstrumentCriteria:
    months = read.commissioned_within_months
    return InstrumentCriteria(
        kinds=tuple(InstrumentKind(kind) for kind in read.kinds),
        match=MatchWindow(read.match),
        area=AreaLevel(read.area),
        conveyed=read.conveyed == "true",
        sole_claim=read.sole_claim == "true",
        retired=read.retired == "true",
        commissioned_within_months=None if months is None else int(months),
        technologies=read.technologies,
        stored=read.stored == "true",
    )

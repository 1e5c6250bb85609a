"""Methods as files: reading one, and finding the shipped ones."""

from __future__ import annotations

from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from fourfold.accounting.method import CutOffLimits, ElectricityResolution, Method, Rounding
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.reading import DECLARATIONS_MOST_BYTES, read_bounded
from fourfold.data.basis import GwpSet, Quantity
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
    supply_order: Annotated[tuple[Literal["on_site", "grid"], ...], Field(min_length=1)]
    allocation_order: Annotated[
        tuple[Literal["physical", "economic", "shares", "causal", "substitution", "energy", "exergy"], ...],
        Field(min_length=1),
    ]
    end_of_life: Literal["", "cut-off", "50-50", "substitution", "circular-footprint-formula"] = ""
    reference_temperature_k: Annotated[Number, Field(gt=0)] | None = None
    cut_off: _CutOff = _CutOff()
    rounding: _Rounding = _Rounding()


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
    return _method(read)


def _method(read: MethodFile) -> Method:
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
        supply=SupplyRule(read.id, tuple(SupplyKind(kind) for kind in read.supply_order)),
        allocation_order=read.allocation_order,
        cut_off=CutOffLimits(read.cut_off.each, read.cut_off.together),
        rounding=Rounding(read.rounding.quantum_kg_co2e, int(read.rounding.display_significant_digits)),
        end_of_life=read.end_of_life,
        reference_temperature_k=read.reference_temperature_k,
    )

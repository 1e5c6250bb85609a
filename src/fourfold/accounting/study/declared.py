"""From the text of ``study.yaml`` to declarations: what the models refuse becomes our problems, at their lines."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from fourfold.accounting.study.declarations import (
    STUDY_FORMAT,
    AllocationStatement,
    Area,
    CutOff,
    DatabaseUse,
    Declarations,
    ElectricityDeclaration,
    Period,
    Product,
    Site,
    Stage,
    StatedAssumption,
    UnconfirmedUse,
    UnitOfAnalysis,
)
from fourfold.accounting.study.declarations_supply import SupplyDeclaration
from fourfold.core.problems import N_, MessageKind, Problems
from fourfold.formats.models import read_model
from fourfold.formats.yaml_text import YamlText

STUDY_VERSION = MessageKind(
    "study-version",
    N_("the format of the study is {found}"),
    N_("{wanted}, which this version of Fourfold reads"),
    N_("write fourfold: {wanted}, or use the version of Fourfold the study was made for"),
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The declarations part by part, so that a fault in one does not hide what is wrong with the others.

    A part that could not be read is ``None``, a list is empty.
    """

    product: Product | None = None
    sites: tuple[Site, ...] = ()
    areas: tuple[Area, ...] = ()
    period: Period | None = None
    unit: UnitOfAnalysis | None = None
    stages: tuple[Stage, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    assumptions: tuple[StatedAssumption, ...] = ()
    allocation: AllocationStatement | None = None
    electricity: ElectricityDeclaration | None = None
    supply: SupplyDeclaration | None = None
    unconfirmed_factors: tuple[UnconfirmedUse, ...] = ()
    databases: tuple[DatabaseUse, ...] = ()


def parts_of(yaml: YamlText | None, declarations: Declarations | None) -> Parts:
    """Every part of the declarations that is right in itself."""
    if declarations is not None:
        return Parts(**{part.name: getattr(declarations, part.name) for part in fields(Parts)})
    found: dict[str, Any] = {}
    for name in (part.name for part in fields(Parts)):
        if yaml is not None and name in yaml.tree:
            with suppress(ValidationError):
                found[name] = _adapter(name).validate_python(yaml.tree[name])
    return Parts(**found)


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(Parts)[name])


def read_declarations(yaml: YamlText, problems: Problems) -> Declarations | None:
    """The declarations, or ``None`` after reporting everything that is wrong with them."""
    version = yaml.tree.get("fourfold")
    if isinstance(version, str) and version != STUDY_FORMAT:
        problems.error(STUDY_VERSION, yaml.place(("fourfold",)), found=version, wanted=STUDY_FORMAT)
        return None
    return read_model(Declarations, yaml, problems)

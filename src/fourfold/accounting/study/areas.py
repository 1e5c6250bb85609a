"""The areas a study knows: the shipped ones and those it declares."""

from __future__ import annotations

from fourfold.accounting.study.declarations import Declarations
from fourfold.core.areas import Area, AreaBook, AreaType, areas
from fourfold.core.problems import Place, Problems


def area_book(declarations: Declarations, problems: Problems) -> AreaBook:
    """The shipped areas with the study's own; codes taken and loops of parents are reported."""
    declared = [
        (
            Area(area.id, {str(lang): name for lang, name in area.names.items()}, AreaType.DECLARED, area.parent),
            Place("study.yaml", 0, f"areas.{index}"),
        )
        for index, area in enumerate(declarations.areas)
    ]
    return areas().with_declared(declared, problems)

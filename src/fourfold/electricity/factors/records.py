"""All that factor files hold of one area, and the areas around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fourfold.core.areas import areas as shipped_areas
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import utc_datetime
from fourfold.electricity.factors.ladder import AreaRecord
from fourfold.electricity.factors.table import FactorTable
from fourfold.electricity.grid.state import AttributeKind, Floats

PUBLISH_TWICE = MessageKind(
    "publish-twice",
    N_("two of the factor files hold {area} at {found}"),
    N_("each interval in one file"),
    N_("leave one of the files out"),
)


def record_of(tables: Sequence[FactorTable], code: str, problems: Problems) -> AreaRecord:
    """Intervals, factors, demand and measured share of an area from all files; an interval in two of them is an error.

    Empty where no file holds the area.
    """
    held = [(table, [area.code for area in table.meta.areas].index(code)) for table in tables if _holds(table, code)]
    starts = np.concatenate([np.zeros(0, np.int64), *(table.starts_s for table, _ in held)])
    order = np.argsort(starts, kind="stable")
    again = np.flatnonzero(np.diff(starts[order]) == 0)
    if again.size:
        found = utc_datetime(int(starts[order][again[0]])).isoformat()
        problems.error(PUBLISH_TWICE, Place(held[-1][0].file), area=code, found=found)

    def joined(parts: list[Floats]) -> Floats:
        return np.concatenate([np.zeros(0), *parts])[order]

    return AreaRecord(
        code,
        starts[order],
        joined([table.per_mwh[:, at, 0] for table, at in held]),
        joined([table.demand_mwh[:, at] for table, at in held]),
        joined([_measured(table, at) for table, at in held]),
    )


def areas_around(tables: Sequence[FactorTable], code: str) -> list[str]:
    """Codes of the areas that enclose one, the innermost first: as the files declare, else as shipped."""
    parents = {area.code: area.parent for table in tables for area in table.meta.areas if area.parent}
    chain: list[str] = []
    while True:
        shipped = shipped_areas().get(code)
        code = parents.get(code) or (shipped.parent if shipped else "")
        if not code or code in chain:
            return chain
        chain.append(code)


def _holds(table: FactorTable, code: str) -> bool:
    return any(area.code == code for area in table.meta.areas)


def _measured(table: FactorTable, area: int) -> Floats:
    kinds = [attribute.kind for attribute in table.meta.attributes]
    if AttributeKind.MEASURED not in kinds:
        return np.full(table.starts_s.size, np.nan)
    return table.per_mwh[:, area, kinds.index(AttributeKind.MEASURED)]

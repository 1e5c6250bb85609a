"""Which of ENTSO-E's areas a grid consists of: one area type, each area under one code.

Countries (``CTY``), control areas (``CTA``) and bidding zones (``BZN``) report the same energy again, so only one type
is taken, in both tables. An area goes by its map code, such as ``DE``, where that names one area of the type, else by
its EIC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.electricity.grid.adapters.foreign import finding, in_periods
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.state import Finding

AREA_TYPE_USED = MessageKind(
    "entsoe-area-type-used",
    N_("areas of type {found} are used; areas with generation and areas with flows, by type: {types}"),
)
AREA_TYPE_UNKNOWN = MessageKind(
    "entsoe-area-type-unknown",
    N_("the area type {found} is not in both tables"),
    N_("one of: {choices}"),
    N_("correct files.options.area_type in grid.yaml"),
)
AREA_TYPE_OPEN = MessageKind(
    "entsoe-area-type-open",
    N_("several area types fit equally well; areas with generation and areas with flows, by type: {types}"),
    N_("one area type, since each holds the same energy again"),
    N_("choose one as files.options.area_type in grid.yaml"),
)


@dataclass(frozen=True, slots=True)
class Bulk:
    """Rows of both tables, as read or of one area type.

    Attributes:
        generation, flows: the rows.
    """

    generation: pl.DataFrame
    flows: pl.DataFrame


def choose_area_type(bulk: Bulk, declaration: GridDeclaration, problems: Problems) -> tuple[str, Finding] | None:
    """The area type of the grid, and what is told about the choice; nothing after reporting that it is open.

    By default the type under which most areas have both generation and flows in the declared periods; where areas are
    declared, most of those.
    """
    with_generation, with_flows = _areas_by_type(bulk, declaration)
    both = sorted(set(with_generation) & set(with_flows))
    types = ", ".join(
        f"{kind} {len(with_generation.get(kind, ()))} / {len(with_flows.get(kind, ()))}"
        for kind in sorted(set(with_generation) | set(with_flows))
    )
    place = Place("grid.yaml", 0, "files.options.area_type")
    declared = declaration.files.options.get("area_type", "")
    if declared and declared not in both:
        problems.error(AREA_TYPE_UNKNOWN, place, found=declared, choices=", ".join(both))
        return None
    codes = {area.code for area in declaration.areas}
    fit = {kind: _fit(with_generation[kind] & with_flows[kind], codes) for kind in both}
    best = [declared] if declared else [kind for kind in both if fit[kind] == max(fit.values())]
    if len(best) != 1:
        problems.error(AREA_TYPE_OPEN, place, types=types)
        return None
    return best[0], finding(AREA_TYPE_USED, len(with_generation[best[0]]), found=best[0], types=types)


def _areas_by_type(
    bulk: Bulk, declaration: GridDeclaration
) -> tuple[dict[str, set[tuple[str, str]]], dict[str, set[tuple[str, str]]]]:
    """EIC and map code of every area with generation and with flows, by area type, in the declared periods."""
    generation, flows = (
        frame.filter(pl.Series(in_periods(declaration, frame["start_s"].to_numpy())))
        for frame in (bulk.generation, bulk.flows)
    )
    same = flows.filter(pl.col("OutAreaTypeCode") == pl.col("InAreaTypeCode"))
    ends = [_ends(same, end) for end in ("Out", "In")]
    return _grouped([_ends(generation, "")]), _grouped(ends)


def _ends(frame: pl.DataFrame, end: str) -> pl.DataFrame:
    names = {f"{end}AreaTypeCode": "type", f"{end}AreaCode": "eic", f"{end}MapCode": "map", f"{end}AreaName": "name"}
    return frame.select(*names).rename(names).unique().cast(pl.String)


def _grouped(ends: list[pl.DataFrame]) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for kind, eic, code, _ in pl.concat(ends).iter_rows():
        found.setdefault(kind, set()).add((eic, code))
    return found


def _fit(areas: set[tuple[str, str]], declared: set[str]) -> int:
    return sum(not declared or bool({eic, code} & declared) for eic, code in areas)


def of_type(bulk: Bulk, area_type: str) -> tuple[Bulk, Mapping[str, str]]:
    """The rows of an area type, areas under their codes, and the names of the areas by code.

    Generation gains the column ``area``, flows gain ``from_area`` and ``to_area``.
    """
    generation = bulk.generation.filter(pl.col("AreaTypeCode") == area_type)
    flows = bulk.flows.filter((pl.col("OutAreaTypeCode") == area_type) & (pl.col("InAreaTypeCode") == area_type))
    known = pl.concat([_ends(generation, ""), _ends(flows, "Out"), _ends(flows, "In")]).unique().sort("eic", "name")
    codes = _codes(known)
    names = {
        codes[eic]: name.removesuffix(f" {area_type}") for eic, name in known.select("eic", "name").iter_rows() if name
    }

    def coded(column: str) -> pl.Expr:
        return pl.col(column).cast(pl.String).replace_strict(codes, return_dtype=pl.String).cast(pl.Categorical)

    generation = generation.with_columns(coded("AreaCode").alias("area"))
    flows = flows.with_columns(coded("OutAreaCode").alias("from_area"), coded("InAreaCode").alias("to_area"))
    return Bulk(generation, flows), names


def _codes(known: pl.DataFrame) -> dict[str, str]:
    """The code of each EIC: its map code where each names just the other, else the EIC."""
    pairs = known.select("eic", "map").unique()
    once = pairs.filter(pl.col("map").is_unique() & pl.col("eic").is_unique() & (pl.col("map") != ""))
    short = dict(once.iter_rows())
    return {eic: short.get(eic, eic) for eic in pairs["eic"].to_list()}

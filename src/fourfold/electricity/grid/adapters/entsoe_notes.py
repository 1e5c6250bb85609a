"""What ENTSO-E's rows have to tell besides their numbers: repeats, days outside, own use, sides left blank.

Each function takes rows, may leave some out, and says what it saw as findings; nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from fourfold.core.problems import N_, MessageKind, Term
from fourfold.core.zones import HOUR_S
from fourfold.electricity.grid.adapters.foreign import finding, in_periods
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.state import Finding, InputFile

REPEATS_LEFT_OUT = MessageKind(
    "entsoe-repeats-left-out",
    N_("{count} rows of {table} that say again what another row says were left out; files: {files}"),
)
OUTSIDE_PERIOD = MessageKind(
    "entsoe-outside-period",
    N_("{count} rows of {table} begin outside the declared periods; areas found only there: {areas}"),
)
AREAS_LEFT_OUT = MessageKind(
    "entsoe-areas-left-out",
    N_("generation of areas that are not declared was left out, {energy_mwh} MWh: {areas}"),
)
FLOWS_LEFT_OUT = MessageKind(
    "entsoe-flows-left-out",
    N_("{count} rows of flows between areas outside the grid were left out: {pairs}"),
)
OWN_USE = MessageKind(
    "entsoe-own-use",
    N_("what units consumed themselves stays in the demand of their area, in MWh: {energies}"),
)
SIDE_BLANK = MessageKind(
    "entsoe-side-blank",
    N_("{count} rows give consumption and no generation, or for a store only one of the two; the other is: {taken}"),
)
GENERATION_TABLE, FLOW_TABLE = Term(N_("generation")), Term(N_("flows"))
_ZERO, _MISSING = Term(N_("taken as zero")), Term(N_("missing"))


def without_repeats(
    rows: pl.DataFrame, columns: Sequence[str], table: Term, files: Sequence[InputFile]
) -> tuple[pl.DataFrame, list[Finding]]:
    """Rows without those that repeat another in everything but the time of update; rows that disagree all stay."""
    key = ["start_s", "step_s", *(name for name in columns if name in rows.columns)]
    kept = rows.unique(subset=key, keep="first", maintain_order=True)
    count = len(rows) - len(kept)
    if not count:
        return rows, []
    dropped = rows.join(kept.select("file", "row"), on=["file", "row"], how="anti")
    names = ", ".join(files[number].path for number in dropped["file"].unique().sort().to_list())
    return kept, [finding(REPEATS_LEFT_OUT, count, table=table, files=names)]


def outside_period(
    rows: pl.DataFrame, area_columns: Sequence[str], table: Term, declaration: GridDeclaration
) -> list[Finding]:
    """Tell of rows that begin outside the declared periods; the checks drop or refuse them as declared."""
    inside = pl.Series(in_periods(declaration, rows["start_s"].to_numpy()))
    count = len(rows) - int(inside.sum())
    if not count:
        return []
    areas_in, areas_out = (_areas(rows.filter(part), area_columns) for part in (inside, ~inside))
    only = ", ".join(sorted(areas_out - areas_in)) or "–"
    return [finding(OUTSIDE_PERIOD, count, table=table, areas=only)]


def left_out(
    generation: pl.DataFrame, flows: pl.DataFrame, declaration: GridDeclaration
) -> tuple[pl.DataFrame, pl.DataFrame, list[Finding]]:
    """Rows of the grid: generation of its areas and flows that touch one of them.

    The areas are those declared, or all with generation in the declared periods.
    """
    declared = {area.code for area in declaration.areas}
    inside = declared or _areas(
        generation.filter(pl.Series(in_periods(declaration, generation["start_s"].to_numpy()))), ["area"]
    )
    notes = []
    if declared:
        is_in = pl.col("area").cast(pl.String).is_in(sorted(inside))
        others = generation.filter(~is_in)
        if len(others):
            energy = round((others["ActualGenerationOutput"] * others["step_s"]).sum() / HOUR_S)
            areas = ", ".join(sorted(_areas(others, ["area"])))
            notes.append(finding(AREAS_LEFT_OUT, len(others), energy_mwh=energy, areas=areas))
        generation = generation.filter(is_in)
    touches = pl.any_horizontal(pl.col(end).cast(pl.String).is_in(sorted(inside)) for end in ("from_area", "to_area"))
    beyond = flows.filter(~touches)
    if len(beyond):
        pairs = beyond.select("from_area", "to_area").unique().cast(pl.String).sort("from_area", "to_area").rows()
        spelled = ", ".join(f"{start}–{end}" for start, end in pairs)
        notes.append(finding(FLOWS_LEFT_OUT, len(beyond), pairs=spelled))
    return generation, flows.filter(touches), notes


def _areas(rows: pl.DataFrame, columns: Collection[str]) -> set[str]:
    return {area for column in columns for area in rows[column].unique().cast(pl.String).to_list()}


def own_use(generation: pl.DataFrame, declaration: GridDeclaration) -> list[Finding]:
    """Tell what units of each area and type consumed themselves in the declared periods, pumping too."""
    energy = pl.col("ActualConsumption") * pl.col("step_s") / HOUR_S
    sums = (
        generation.filter(pl.Series(in_periods(declaration, generation["start_s"].to_numpy())))
        .filter(pl.col("ActualConsumption") > 0)
        .group_by("area", "ProductionType")
        .agg(energy.sum().round(1).alias("mwh"), pl.len().alias("rows"))
        .cast({"area": pl.String, "ProductionType": pl.String})
        .sort("area", "ProductionType")
    )
    if not len(sums):
        return []
    spelled = "; ".join(f"{area} {kind} {mwh}" for area, kind, mwh, _ in sums.iter_rows())
    return [finding(OWN_USE, int(sums["rows"].sum()), energies=spelled)]


def blank_sides(generation: pl.DataFrame, stores: Collection[str], zero: bool) -> tuple[pl.DataFrame, list[Finding]]:
    """Generation with the blank one of two sides counted as zero where that is asked for, and how many there are.

    A row with consumption and no generation has a blank side; of technologies that are stores, so has a row with
    generation and no consumption. Rows with neither stay blank, and so does a side that an area never reports for a
    technology: that is data not given, such as pumping in areas that report none.
    """
    output, consumption = pl.col("ActualGenerationOutput"), pl.col("ActualConsumption")
    no_output = output.is_null() & consumption.is_not_null()
    no_consumption = (
        consumption.is_null() & output.is_not_null() & pl.col("ProductionType").cast(pl.String).is_in(list(stores))
    )
    if zero:
        no_output &= output.is_not_null().any().over("area", "ProductionType")
        no_consumption &= consumption.is_not_null().any().over("area", "ProductionType")
    flagged = generation.select(no_output.alias("output"), no_consumption.alias("consumption"))
    count = int((flagged["output"] | flagged["consumption"]).sum())
    if not count:
        return generation, []
    if zero:
        generation = generation.with_columns(
            pl.when(flagged["output"]).then(0.0).otherwise(output).alias("ActualGenerationOutput"),
            pl.when(flagged["consumption"]).then(0.0).otherwise(consumption).alias("ActualConsumption"),
        )
    return generation, [finding(SIDE_BLANK, count, taken=_ZERO if zero else _MISSING)]

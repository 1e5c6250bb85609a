"""Hourly factors of electricity, loops closed, from a life-cycle database and the hourly mixes of its markets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from fourfold.accounting.background.characters import LINES
from fourfold.accounting.background.hourly import (
    HourlyFactors,
    Partition,
    Upstream,
    footprint_of,
    hourly_factors,
    partition,
)
from fourfold.accounting.background.product_names import told_apart
from fourfold.accounting.background.scores import direct_scores
from fourfold.accounting.background.spelling import number_text
from fourfold.accounting.background.system import Floats
from fourfold.app.databases.hourly_tables import HourlyTables, read_hourly_tables
from fourfold.app.databases.scoring import Scoring, find_product
from fourfold.app.electricity.outputs import check_outputs, check_tables, writing
from fourfold.core.canonical import JSON, canonical_bytes, digest_of_file
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, Assumption, MessageKind, Term, params_of
from fourfold.core.version import __version__
from fourfold.core.words import in_both
from fourfold.data.basis import Averaging, Basis, Claim, Losses, Quantity
from fourfold.data.source import Source, Status
from fourfold.electricity.factors.files import AREA, REASON, START, spelled_starts, write_table
from fourfold.electricity.factors.frames import FrameWriter
from fourfold.electricity.factors.meta_file import TableContent, meta_path, write_meta
from fourfold.electricity.factors.table import FactorsMeta, FactorTable
from fourfold.electricity.grid.state import Attribute, AttributeKind, GridArea
from fourfold.electricity.tracing.result import REASON_WORDS, Reason

SAME_INTERVAL = MessageKind(
    "hourly-same-interval",
    N_("All electricity of these markets behind a product is taken from the same interval, however far upstream."),
)
MEAN = MessageKind(
    "hourly-mean-upstream",
    N_(
        "Only what a process draws itself is of the interval; the electricity its suppliers draw is of the mean mix of"
        " the period, {weights}."
    ),
)
EMPTIED = MessageKind(
    "hourly-market-emptied",
    N_(
        "The mixes of {zone} replace everything the market {product} of the database took and gave off itself: {count}"
        " inputs, and {found} kg CO2e per {unit} of its own."
    ),
)
LOSSES = MessageKind(
    "hourly-losses",
    N_("The shares of energy of {zone} sum to as much as {most}; what exceeds 1 is taken for losses."),
)
LEFT_OUT = MessageKind(
    "hourly-line-without-column",
    N_("The line {line} is in the total and has no column of its own, since it is negative in places."),
)
FORMAT = "hourly-footprint/1"
TOTAL = "kg_co2e_per_mwh"


@dataclass(frozen=True, eq=False)
class HourlyRun:
    """Hourly factors of a database's markets.

    Attributes:
        scoring: the database, made ready.
        tables: markets and mixes.
        part: the system without its markets.
        factors: of the zones.
        product: column of the product whose footprint was asked for, if one was.
        footprint: its kg CO2e per unit [interval, line].
    """

    scoring: Scoring
    tables: HourlyTables
    part: Partition
    factors: HourlyFactors
    product: int | None
    footprint: Floats | None


def hourly_background(
    scoring: Scoring, markets: Path, mixes: Path, output: Path, product: str | None, is_annual: bool
) -> HourlyRun:
    """Compute hourly factors of zones, or the hourly footprint of a product, and write them.

    Args:
        scoring: the database, made ready.
        markets, mixes: tables, see `hourly_tables`.
        output: a factor file of the zones, or with `product` a table of its footprint.
        product: id or words; nothing for the zones.
        is_annual: whether electricity further upstream is of the mean mix of the period.

    Raises:
        InputError: a table or product cannot be used, or the output cannot be written.
    """
    check_tables({"--output": output})
    check_outputs([markets, mixes], {"--output": output})
    tables = read_hourly_tables(scoring, markets, mixes)
    column = find_product(scoring, product) if product else None
    system = scoring.system
    direct = direct_scores(system, scoring.characterisation)
    with scoring.placing():
        part = partition(system.coefficients, direct, tables.markets, told_apart(system.products))
    weights = None if np.isnan(tables.demand_mwh).any() else tables.demand_mwh
    upstream = Upstream.MEAN if is_annual else Upstream.SAME_INTERVAL
    found = hourly_factors(part, tables.mixes, upstream, weights)
    footprint = None if column is None else footprint_of(part, found, column)
    run = HourlyRun(scoring, tables, part, found, column, footprint)
    with writing(output):
        if footprint is None:
            _write_factors(_factor_table(run), output)
        else:
            _write_footprint(run, footprint, output)
    return run


def _factor_table(run: HourlyRun) -> FactorTable:
    per_mwh = run.factors.factors * run.tables.per_mwh[:, None]
    columns, attributes = [per_mwh.sum(axis=2)], [Attribute(TOTAL, AttributeKind.TOTAL)]
    left_out = []
    for at, line in enumerate(LINES):
        values = per_mwh[:, :, at]
        if np.nanmin(values, initial=0.0) < 0:
            left_out.append(Assumption(LEFT_OUT, {"line": str(line)}))
        elif np.nanmax(values, initial=0.0) > 0:
            columns.append(values)
            attributes.append(Attribute(f"kg_co2e_{line}_per_mwh", AttributeKind.PART))
    meta = _meta(run, tuple(attributes), tuple(left_out))
    # adding zero makes −0 a plain 0
    values = np.stack(columns, axis=2) + 0.0
    return FactorTable(meta, run.tables.starts_s, values, run.factors.blocked, run.tables.demand_mwh)


def _write_factors(table: FactorTable, output: Path) -> None:
    """A factor file; without a column of consumption where that is not known for every interval and zone."""
    if not np.isnan(table.demand_mwh).any():
        write_table(table, output)
        return
    intervals, zones = table.reason.shape
    starts = pl.Series(START, spelled_starts(table.starts_s, table.meta.time_zone, table.meta.offset), dtype=pl.String)
    codes = pl.Series(AREA, [area.code for area in table.meta.areas], dtype=pl.String)
    flat = table.per_mwh.reshape(intervals * zones, -1)
    words = pl.Series(
        REASON, [REASON_WORDS[Reason(code)] or None for code in table.reason.ravel().tolist()], dtype=pl.String
    )
    columns = [pl.Series(one.name, flat[:, at]).fill_nan(None) for at, one in enumerate(table.meta.attributes)]
    frame = pl.DataFrame(
        [
            starts.gather(np.repeat(np.arange(intervals), zones)),
            codes.gather(np.tile(np.arange(zones), intervals)),
            *columns,
            words,
        ]
    )
    with FrameWriter(output) as writer:
        writer.write(frame)
        digest = digest_of_file(writer.close())
        writer.commit()
    write_meta(output, table.meta, TableContent(output.name, digest, frame.height))


def _meta(run: HourlyRun, attributes: tuple[Attribute, ...], more: tuple[Assumption, ...]) -> FactorsMeta:
    scoring, tables = run.scoring, run.tables
    info = scoring.database.info
    return FactorsMeta(
        areas=tuple(GridArea(code) for code in tables.zones),
        attributes=attributes,
        step_minutes=tables.step_minutes,
        time_zone=tables.time_zone,
        offset=tables.offset,
        basis=Basis(Quantity.CO2E_LIFECYCLE, Claim.LOCATION, Averaging.AVERAGE, Losses.UNSTATED, scoring.gwp_set),
        options=None,
        delivery={},
        status=Status.DERIVED,
        documents=(Source(info.name, f"{info.name} {info.version}"),),
        files=tables.files,
        findings=(),
        assumptions=(*assumptions(run), *more),
        balances=(),
        version=f"fourfold {__version__}",
        asked={
            "database": info.name,
            "version": info.version,
            "digest": info.digest,
            "profile": scoring.profile.id,
            "gwp_set": str(scoring.gwp_set),
            "upstream": str(run.factors.upstream),
            "forward_error": f"{run.part.forward_error:.2g}",
        },
    )


def assumptions(run: HourlyRun) -> list[Assumption]:
    """What the figures rest on."""
    tables, products = run.tables, run.scoring.system.products
    weighted = N_("all intervals alike") if np.isnan(tables.demand_mwh).any() else N_("weighted by consumption")
    mean = Assumption(MEAN, {"weights": Term(weighted)})
    found = [mean if run.factors.upstream is Upstream.MEAN else Assumption(SAME_INTERVAL)]
    for number, (zone, market) in enumerate(zip(tables.zones, tables.markets, strict=True)):
        inputs = int(run.part.emptied.indptr[number + 1] - run.part.emptied.indptr[number])
        own = number_text(float(run.part.emptied_burdens[number].sum()))
        params = {"zone": zone, "product": products[market].name, "count": inputs, "found": own}
        found.append(Assumption(EMPTIED, params_of({**params, "unit": products[market].unit})))
        if tables.most[number] > 1 + 1e-6:
            found.append(Assumption(LOSSES, {"zone": zone, "most": f"{tables.most[number]:.4g}"}))
    return found


def _write_footprint(run: HourlyRun, footprint: Floats, output: Path) -> None:
    """One row an interval: the footprint of one unit, in all and by line; blank where there is none."""
    assert run.product is not None  # noqa: S101 - a footprint is of a product
    product, tables = run.scoring.system.products[run.product], run.tables
    starts = pl.Series("start", spelled_starts(tables.starts_s, tables.time_zone, tables.offset), dtype=pl.String)
    values = np.column_stack([footprint.sum(axis=1), footprint]) + 0.0
    names = ["kg_co2e", *(f"{line}_kg_co2e" for line in LINES)]
    frame = pl.DataFrame(
        [
            starts,
            pl.Series("product", [product.id] * len(starts), dtype=pl.String),
            pl.Series("unit", [product.unit] * len(starts), dtype=pl.String),
            *(pl.Series(name, values[:, at]).fill_nan(None) for at, name in enumerate(names)),
        ]
    )
    with FrameWriter(output) as writer:
        writer.write(frame)
        digest = digest_of_file(writer.close())
        writer.commit()
    document: dict[str, JSON] = {
        "fourfold": FORMAT,
        **run.scoring.basis(),
        "product": {"id": product.id, "name": product.name, "location": product.location, "unit": product.unit},
        "upstream": str(run.factors.upstream),
        "forward_error": number_text(run.part.forward_error),
        "assumptions": [dict(in_both(note.kind.text, note.params)) for note in assumptions(run)],
        "files": [{"path": one.path, "digest": one.digest, "rows": one.rows} for one in tables.files],
        "content": {"file": output.name, "digest": digest, "rows": frame.height},
        "version": f"fourfold {__version__}",
    }
    write_atomically(meta_path(output), canonical_bytes(document) + b"\n")

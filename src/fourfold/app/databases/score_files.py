"""Scores of every product as a table: one row a product, one column a line or an elementary flow.

Beside NAME.csv stand NAME.columns.csv, what each column is, and NAME.meta.json, by what the figures were made. The
table of flows is solved a few columns at a time and written a few rows at a time, so that memory has a bound.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from fourfold.accounting.background.characters import LINES
from fourfold.accounting.background.scores import FlowColumn, flow_columns, flow_scores
from fourfold.accounting.background.system import Floats
from fourfold.app.databases.scoring import Scoring, solution_document
from fourfold.app.electricity.outputs import check_tables, writing
from fourfold.app.outputs import check_places
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_
from fourfold.core.progress import Tick, no_tick
from fourfold.electricity.factors.frames import SUFFIXES, FrameWriter

FORMAT = "database-scores/1"
DESCRIBING = ("uuid", "name", "location", "unit", "product", "product_uuid")
"""Columns that say what a row is; `uuid` is that of the process."""
TOTAL = "gwp100_total_kg_co2e"
LINE_COLUMNS = (TOTAL, *(f"{line}_kg_co2e" for line in LINES))
_ROWS = 512
_SOLVING = N_("elementary flows")


def check_output(output: Path) -> None:
    """Whether a table can be written where it is to go, before anything is calculated.

    Raises:
        InputError: its ending names no form, or there is no such folder.
    """
    check_tables({"--output": output})
    check_places({"--output": output})


def write_scores(scoring: Scoring, output: Path, by_flow: bool, tick: Tick = no_tick) -> dict[str, Path]:
    """Write the scores of every product.

    Args:
        scoring: of which database.
        output: the table; its ending names the form.
        by_flow: amounts of elementary flows instead of kg CO2e by line.
        tick: told of progress.

    Returns:
        What was written: ``scores``, ``columns``, ``meta``.

    Raises:
        InputError: a place cannot be written, or the system has no solution.
    """
    paths = {"scores": output, "columns": _beside(output, ".columns.csv"), "meta": _beside(output, ".meta.json")}
    check_output(output)
    columns = flow_columns(scoring.system, scoring.database, frozenset(DESCRIBING)) if by_flow else []
    described = _flow_rows(columns, scoring) if by_flow else _line_rows(scoring)
    unsolved: list[JSON] = [problem.in_english for problem in scoring.unsolved]
    meta = {
        "fourfold": FORMAT,
        **scoring.basis(),
        "columns": len(described),
        "table": output.name,
        "unsolved": unsolved,
        "solution": solution_document(scoring.solved),
    }
    with writing(output), FrameWriter(output) as writer, tempfile.TemporaryDirectory() as room:
        blocks = _flow_blocks(scoring, columns, Path(room), tick) if by_flow else [_line_block(scoring)]
        names = [column.header for column in columns] if by_flow else list(LINE_COLUMNS)
        for frame in _frames(scoring, names, blocks):
            writer.write(frame)
        writer.close()
        write_atomically(paths["columns"], _table(described))
        write_atomically(paths["meta"], canonical_bytes(meta) + b"\n")
        writer.commit()
    return paths


def _line_block(scoring: Scoring) -> Floats:
    return np.column_stack([scoring.scores.sum(axis=1), scoring.scores])


def _flow_blocks(scoring: Scoring, columns: list[FlowColumn], room: Path, tick: Tick) -> list[Floats]:
    """Amounts [product, flow] in files, a block of columns each."""
    blocks: list[Floats] = []
    for first, values in flow_scores(scoring.system, columns, scoring.solver):
        path = room / f"{first}.npy"
        np.save(path, values)
        blocks.append(np.load(path, mmap_mode="r"))
        tick(_SOLVING, first + values.shape[1], len(columns))
    return blocks


def _frames(scoring: Scoring, names: Sequence[str], blocks: Sequence[Floats]) -> Iterator[pl.DataFrame]:
    describing = _describing(scoring)
    for first in range(0, max(scoring.system.size, 1), _ROWS):
        rows = slice(first, first + _ROWS)
        # adding zero makes −0 a plain 0
        values = np.hstack([np.asarray(block[rows]) for block in blocks]) + 0.0 if blocks else np.zeros((0, 0))
        figures = [pl.Series(name, values[:, at]).fill_nan(None) for at, name in enumerate(names)]
        yield pl.DataFrame([*describing[rows].get_columns(), *figures])


def _describing(scoring: Scoring) -> pl.DataFrame:
    processes, flows = scoring.database.processes, scoring.database.flows
    products = scoring.system.products
    made = pl.DataFrame(
        {"p": [x.process for x in products], "f": [x.flow for x in products]}, schema={"p": pl.UInt32, "f": pl.UInt32}
    )
    return pl.DataFrame(
        {
            "uuid": processes["id"].gather(made["p"]),
            "name": processes["name"].gather(made["p"]),
            "location": processes["location"].gather(made["p"]),
            "unit": flows["unit"].gather(made["f"]),
            "product": flows["name"].gather(made["f"]),
            "product_uuid": flows["id"].gather(made["f"]),
        }
    )


_HEAD = ("column", "unit", "kind", "direction", "flows", "compartments", "flow_uuids")


def _line_rows(scoring: Scoring) -> list[tuple[str, ...]]:
    """What the columns of lines are: how many flows count on each."""
    factors = np.abs(scoring.characterisation.emitted) + np.abs(scoring.characterisation.taken_up)
    used = np.unique(scoring.system.interventions.rows)
    counts = (factors[:, used] > 0).sum(axis=1).tolist()
    rows: list[tuple[str, ...]] = [(TOTAL, "kg CO2e", "total", "", str(sum(counts)), "", "")]
    return rows + [
        (f"{line}_kg_co2e", "kg CO2e", "line", "", str(count), "", "")
        for line, count in zip(LINES, counts, strict=True)
    ]


def _flow_rows(columns: Sequence[FlowColumn], scoring: Scoring) -> list[tuple[str, ...]]:
    flows = scoring.database.flows
    ids, categories = flows["id"].to_list(), flows["category"].fill_null("").to_list()
    return [
        (
            column.header,
            column.unit,
            "flow",
            "from nature" if column.from_nature else "to nature",
            str(len(column.flows)),
            "; ".join(sorted({categories[flow] for flow in column.flows})),
            " ".join(ids[flow] for flow in column.flows),
        )
        for column in columns
    ]


def _table(rows: Sequence[tuple[str, ...]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEAD)
    writer.writerows(rows)
    return stream.getvalue().encode()


def _beside(output: Path, ending: str) -> Path:
    suffix = next((s for s in sorted(SUFFIXES, key=len, reverse=True) if output.name.endswith(s)), output.suffix)
    return output.with_name(output.name.removesuffix(suffix) + ending)

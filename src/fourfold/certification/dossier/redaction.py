"""Tables of a study without a process: its rows taken out, its product left as a stub with an asserted footprint.

What remains is a whole study. The stub makes one unit of the product from that much of a footprint of the table
suppliers, so neither the amounts of the process nor its yearly output stay. Rows that only served hidden rows (meters,
shapes, series, suppliers, factors) go with them, and so do the files that only they named.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from fourfold.accounting.study.checks.end_of_life import SOURCES
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.schema import ID_COLUMNS, tables
from fourfold.core.canonical import decimal_text
from fourfold.core.lines import Line
from fourfold.formats.tables import Grid
from fourfold.formats.yaml_text import Tree

Cells = dict[str, str]
Sheets = dict[str, list[Cells]]
_DIGITS = 30
_SPLIT = (
    Line.FOSSIL,
    Line.AIRCRAFT,
    Line.BIOGENIC_EMISSIONS,
    Line.BIOGENIC_REMOVALS,
    Line.LAND_USE_CHANGE,
)
_OF_A_PROCESS = ("inputs", "emissions", "electricity", "end_of_life", "allocation", "production")
_KEPT_OF_OUTPUT = ("process", "flow", "name", "name_zh", "unit")
_KEPT_OF_PROCESS = ("process", "name", "name_zh", "stage", "site", "control")
_DOCUMENT = "inventory kept confidential, committed to in the dossier 清单保密，见卷宗中的承诺值"
Figures = Mapping[str, Mapping[Line, Decimal]]
"""kg CO2e by stage and line."""


@dataclass(frozen=True, slots=True)
class Stub:
    """A hidden process whose product is still used.

    Attributes:
        process, flow, unit, names: of the product.
        per_unit: kg CO2e per unit of the product, by stage and line.
        data_kind: what its rows rested on.
    """

    process: str
    flow: str
    unit: str
    names: Mapping[str, str]
    per_unit: Figures
    data_kind: str


def sheets_of(grids: Mapping[str, Grid]) -> Sheets:
    """Rows of CSV tables as texts by column."""
    return {
        table: [dict(zip(grid.header, map(str, row.cells), strict=True)) for row in grid.rows]
        for table, grid in grids.items()
    }


def exits_of(study: Study, hidden: Collection[str]) -> dict[str, str]:
    """Flows of hidden processes that are used by what stays, each with its process."""
    made = {row.flow: row.process for row in study.tables.outputs if row.process in hidden}
    stays = [row for row in study.tables.inputs if row.process not in hidden and row.source == "process"]
    used = {row.source_id for row in stays} | {study.declarations.unit.flow}
    outputs = (row for row in study.tables.outputs if row.process not in hidden)
    used |= {row.displaces_id for row in outputs if row.displaces_source == "process"}
    parts = (row for row in study.tables.end_of_life if row.process not in hidden)
    used |= {getattr(row, column) for row in parts for column in SOURCES}
    return {flow: process for flow, process in made.items() if flow in used}


def per_unit_of(total: Figures, amount: Decimal) -> Figures:
    """Figures per declared unit divided by the amount of the product that it takes, at thirty digits.

    All are multiples of one power of ten, so that their sum is exact too.
    """
    with localcontext() as context:
        context.prec, context.rounding = 60, ROUND_HALF_EVEN
        found = {stage: {line: value / amount for line, value in lines.items()} for stage, lines in total.items()}
        largest = max((abs(value) for lines in found.values() for value in lines.values()), default=Decimal(0))
        quantum = Decimal(1).scaleb(max(largest.adjusted() - _DIGITS, -_DIGITS))
        return {
            stage: {line: value.quantize(quantum) for line, value in lines.items()} for stage, lines in found.items()
        }


def without(study: Study, sheets: Sheets, hidden: Collection[str], stubs: Sequence[Stub], gwp_set: str) -> Sheets:
    """The tables without the rows of hidden processes, with a stub for each product that is still used.

    Args:
        study: the study as read.
        sheets: its tables, as `sheets_of` gives them.
        hidden: names of processes.
        stubs: those whose product is used, with what they come to.
        gwp_set: by which the asserted figures are weighted.
    """
    kept = {stub.process for stub in stubs}
    left = {table: [dict(row) for row in rows] for table, rows in sheets.items()}
    for table in _OF_A_PROCESS:
        left[table] = [row for row in left.get(table, []) if row["process"] not in hidden]
    left["processes"] = [
        _only(row, _KEPT_OF_PROCESS) if row["process"] in kept else row
        for row in left["processes"]
        if row["process"] not in hidden or row["process"] in kept
    ]
    left["outputs"] = [
        _only(row, _KEPT_OF_OUTPUT) | {"amount": "1"} if row["process"] in kept else row
        for row in left["outputs"]
        if row["process"] not in hidden or row["process"] in kept
    ]
    _prune(study, left, hidden)
    for stub in stubs:
        _add(study, left, stub, gwp_set)
    return {table: rows for table, rows in left.items() if rows}


def declared_without(tree: Tree, before: Sheets, left: Sheets) -> Tree:
    """The declarations without what concerns taken-out rows alone: stated assumptions, unconfirmed factors.

    An assumption that also concerns rows that stay is kept, and concerns those.
    """
    if not isinstance(tree, dict):
        return tree
    gone = _ids(before) - _ids(left)
    factors = {row.get("source_id", "") for row in before.get("inputs", [])} - _named_in(left)
    changed = dict(tree)
    stated, uses = tree.get("assumptions"), tree.get("unconfirmed_factors")
    if isinstance(stated, list):
        changed["assumptions"] = [one for one in (_concerning(each, gone) for each in stated) if one is not None]
    if isinstance(uses, list):
        changed["unconfirmed_factors"] = [
            use for use in uses if not isinstance(use, dict) or use.get("factor") not in factors
        ]
    return changed


def _concerning(assumption: Tree, gone: Collection[str]) -> Tree | None:
    """An assumption as far as it concerns what stays; ``None`` where it concerns nothing more."""
    if not isinstance(assumption, dict) or not isinstance(assumption.get("concerns"), list):
        return assumption
    named = assumption["concerns"]
    concerns = [name for name in named if name not in gone]
    if named and not concerns:
        return None
    return assumption | {"concerns": concerns}


def _ids(sheets: Sheets) -> set[str]:
    return {row.get(column, "") for table, column in ID_COLUMNS.items() for row in sheets.get(table, [])}


def csv_bytes(table: str, rows: Iterable[Cells]) -> bytes:
    """A table as CSV: the columns of the schema that any row fills or that are required, in their order."""
    listed = list(rows)
    columns = [c.name for c in tables()[table].columns if c.required or any(row.get(c.name) for row in listed)]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue().encode()


def _only(row: Cells, columns: Collection[str]) -> Cells:
    return {column: row.get(column, "") for column in columns}


def _prune(study: Study, left: Sheets, hidden: Collection[str]) -> None:
    """Take out what only hidden rows used."""
    of_site = {row.process: row.site for row in study.tables.processes if row.site}
    sites = set(of_site.values()) - {site for process, site in of_site.items() if process not in hidden}
    for table in ("generation", "instruments"):
        left[table] = [row for row in left.get(table, []) if row["site"] not in sites]
    power, made = left.get("electricity", []), left.get("generation", [])
    metered = {row.get(c, "") for row in [*power, *made] for c in ("meter", "export_meter")}
    left["meters"] = _meters_of(study, left.get("meters", []), metered, sites, hidden)
    meters = {row["meter"] for row in left["meters"]}
    left["production"] = [row for row in left["production"] if row["meter"] in meters]
    for table, column in (("shapes", "shape"), ("series", "series")):
        gone = {getattr(row, column) for row in study.tables.electricity if row.process in hidden}
        gone -= {row.get(column, "") for row in power}
        left[table] = [row for row in left.get(table, []) if row[column] not in gone]
    for table, column in (("suppliers", "supplier"), ("factors", "factor")):
        gone = _named(study, hidden) - _named_in(left)
        left[table] = [row for row in left.get(table, []) if row[column] not in gone]


def _meters_of(
    study: Study, meters: Sequence[Cells], metered: Collection[str], sites: Collection[str], hidden: Collection[str]
) -> list[Cells]:
    """Meters without those that only hidden rows used, and without the check meters that stood for these.

    Where the meter before another is gone, the other's column parent is cleared: its tree is not shown.
    """
    gone = {row.meter for row in study.tables.electricity if row.process in hidden}
    kept = [r for r in meters if r["meter"] in metered or (r["meter"] not in gone and r["site"] not in sites)]
    only_checked = {row.get("check_meter", "") for row in meters} - {row.get("check_meter", "") for row in kept}
    kept = [row for row in kept if row["meter"] in metered or row["meter"] not in only_checked]
    names = {row["meter"] for row in kept}
    return [row if row.get("parent", "") in names else row | {"parent": ""} for row in kept]


def _named(study: Study, hidden: Collection[str]) -> set[str]:
    """Factors and suppliers that rows of hidden processes name."""
    rows = study.tables
    named = {row.source_id for row in rows.inputs if row.process in hidden}
    named |= {row.displaces_id for row in rows.outputs if row.process in hidden}
    return named | {getattr(row, column) for row in rows.end_of_life if row.process in hidden for column in SOURCES}


def _named_in(left: Sheets) -> set[str]:
    """Everything that the rows which stay name as a source."""
    columns = {"inputs": ("source_id",), "outputs": ("displaces_id",), "end_of_life": SOURCES}
    more = {"generation": ("factor",), "instruments": ("factor",)}
    every = (columns | more).items()
    return {row.get(column, "") for table, names in every for row in left.get(table, []) for column in names}


def _add(study: Study, left: Sheets, stub: Stub, gwp_set: str) -> None:
    """The rows of a stub: for each stage a footprint and the input that uses it, and one more for what is unsplit."""
    period = study.declarations.period
    number = 0
    for stage, lines in stub.per_unit.items():
        for split in (True, False):
            counted = {line: lines.get(line, Decimal(0)) for line in (_SPLIT if split else (Line.UNSPLIT,))}
            if not any(counted.values()) and not (split and number == 0):
                continue
            number += 1
            name = f"asserted-{stub.process}-{number}"
            left.setdefault("suppliers", []).append(
                {
                    "supplier": name,
                    "name": f"{stub.names['en']} (asserted)",
                    "name_zh": f"{stub.names['zh']}（声明值）",
                    "value": decimal_text(sum(counted.values(), Decimal(0))),
                    "per_amount": "1",
                    "per_unit": stub.unit,
                    **({str(line): decimal_text(value) for line, value in counted.items()} if split else {}),
                    "boundary": "cradle-to-gate",
                    "valid_from": period.start.isoformat(),
                    "valid_to": period.end.isoformat(),
                    "gwp_set": gwp_set,
                    "document": _DOCUMENT,
                }
            )
            left.setdefault("inputs", []).append(
                {
                    "process": stub.process,
                    "input": name,
                    "name": f"{stub.names['en']} (asserted)",
                    "name_zh": f"{stub.names['zh']}（声明值）",
                    "kind": "material",
                    "amount": "1",
                    "unit": stub.unit,
                    "source": "supplier",
                    "source_id": name,
                    "stage": stage,
                    "data_kind": stub.data_kind,
                }
            )

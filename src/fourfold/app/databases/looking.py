"""One thing of a database in full: a process with its rows, a flow with its properties, or a factor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fourfold.app.databases.links import LinkRow, links_of
from fourfold.data.databases.database import Database
from fourfold.data.databases.products import products_of
from fourfold.data.databases.profile import DEFAULT
from fourfold.data.databases.roles import rows_of
from fourfold.data.databases.searching import KINDS, Found, search_database


@dataclass(frozen=True, slots=True)
class ExchangeLine:
    """A row of a process as people read it.

    Attributes:
        direction: input or output.
        flow, flow_name, kind, category: of the flow.
        amount, unit: as the source has it; `unit` is the reference unit where the source names none.
        mark: ``reference``, ``avoided`` or empty.
        share: share of the burdens a product carries; ``None`` where it is no product or it differs by row.
        distribution: form and parameters; empty for none.
        pedigree: five scores; empty for none.
        link: provider and rule of a need.
    """

    direction: str
    flow: str
    flow_name: str
    kind: str
    category: str
    amount: float
    unit: str
    mark: str
    share: float | None
    distribution: str
    pedigree: str
    link: LinkRow | None


@dataclass(frozen=True)
class ProcessView:
    """A process in full.

    Attributes:
        facts: its columns by name.
        lines: its rows in the order of the source.
        results: declared results: indicator, unit, module, scenario, value.
        parameters: name, value, formula.
    """

    facts: dict[str, object]
    lines: list[ExchangeLine]
    results: list[tuple[str, str, str, str, float | None]]
    parameters: list[tuple[str, float, str]]


@dataclass(frozen=True)
class FlowView:
    """A flow in full.

    Attributes:
        facts: its columns by name.
        properties: name, unit and factor of each.
        made_by, used_by: ids and names of processes, as an output and as an input.
    """

    facts: dict[str, object]
    properties: list[tuple[str, str, float]]
    made_by: list[tuple[str, str]]
    used_by: list[tuple[str, str]]


def candidates(database: Database, text: str) -> list[Found]:
    """What a person may mean: the thing of this id, or all that hold the words."""
    for kind, ids in (
        ("process", database.process_rows),
        ("flow", database.flow_rows),
        ("factor", database.factors),
    ):
        if text in ids:
            found = search_database(database, text, (kind,))  # type: ignore[arg-type]
            return [one for one in found if one.id == text]
    found = search_database(database, text)
    for kind in KINDS:  # a process and the product it makes often have one name: the process is meant
        exact = [one for one in found if one.kind == kind and _is_called(one, text)]
        if exact:
            return exact if len(exact) == 1 else found
    return found


def _is_called(one: Found, text: str) -> bool:
    return text.casefold() in (one.name.casefold(), one.name_zh.casefold())


def process_view(database: Database, process_id: str) -> ProcessView:
    """A process in full, with the providers that the default profile takes."""
    row = database.process_rows[process_id]
    results = database.tables["results"].filter(process=row)
    parameters = database.tables["parameters"].filter(process=row)
    return ProcessView(
        database.processes.row(row, named=True),
        list(_lines(database, row)),
        list(results.select("name", "unit", "module", "scenario", "value").iter_rows()),
        list(parameters.select("name", "value", "formula").iter_rows()),
    )


def flow_view(database: Database, flow_id: str) -> FlowView:
    """A flow in full."""
    row = database.flow_rows[flow_id]
    properties = {key: (name, group) for key, name, group in database.tables["properties"].iter_rows()}
    units = database.tables["units"].filter("is_reference").select("group", "unit").iter_rows()
    reference_units = dict(units)
    held = []
    for key, factor in database.tables["flow_properties"].filter(flow=row).select("property", "factor").iter_rows():
        name, group = properties.get(key, (key, ""))
        held.append((name, reference_units.get(group, ""), factor))
    users = {direction: _processes_with(database, row, direction) for direction in ("output", "input")}
    return FlowView(database.flows.row(row, named=True), held, users["output"], users["input"])


def _lines(database: Database, row: int) -> Iterator[ExchangeLine]:
    links: dict[tuple[str, float], LinkRow] = {}
    for link in links_of(database, process=row):
        links.setdefault((link.flow, link.amount), link)
    shares = _shares(database, row)
    table = database.exchanges.with_row_index("number").filter(process=row)
    for cells in table.iter_rows(named=True):
        flow = database.flows.row(cells["flow"], named=True)
        mark = "reference" if cells["is_reference"] else "avoided" if cells["is_avoided"] else ""
        parameters = [cells[name] for name in "abc" if cells[name] is not None and cells[name] == cells[name]]
        spread = f"{cells['distribution']}({', '.join(f'{value:.4g}' for value in parameters)})"
        yield ExchangeLine(
            cells["direction"],
            flow["id"],
            flow["name"],
            flow["kind"],
            flow["category"],
            cells["amount"],
            cells["unit"] or flow["unit"],
            mark,
            shares.get(cells["number"]),
            spread if cells["distribution"] else "",
            cells["pedigree"] or "",
            links.get((flow["id"], cells["amount"])),
        )


def _shares(database: Database, row: int) -> dict[int, float]:
    """Share of the burdens by exchange, for a process with several products."""
    division = products_of(database, rows_of(database), DEFAULT.several).divisions.get(row)
    if division is None or division.row_shares:
        return {}
    return dict(zip(division.products, division.shares, strict=True))


def _processes_with(database: Database, flow: int, direction: str) -> list[tuple[str, str]]:
    rows = database.exchanges.filter(flow=flow, direction=direction)["process"].unique(maintain_order=True)
    return list(database.processes[rows].select("id", "name").iter_rows())

"""The table of links: who supplies what to whom, by which rule, and how a user sets another provider."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import TABLE_MOST_BYTES, decode_utf8, read_bounded
from fourfold.data.databases.database import Database
from fourfold.data.databases.linking import NOBODY, link
from fourfold.data.databases.products import Products, products_of
from fourfold.data.databases.profile import DEFAULT, LinkRule, Profile
from fourfold.data.databases.roles import Role, rows_of

COLUMN_MISSING = MessageKind(
    "links-column-missing",
    N_("the table of links has no column {found}"),
    N_("the columns process, flow, provider"),
    N_("start from the table that fourfold data links -o writes"),
)
UNKNOWN_ID = MessageKind(
    "links-unknown-id",
    N_("the database has no {what} {found}"),
    N_("an id of the database; an empty process holds for all"),
    N_("correct the id; fourfold data search finds it"),
)
NOT_A_PROVIDER = MessageKind(
    "links-not-a-provider",
    N_("process {found} does not make or treat flow {flow}"),
    N_("one of: {candidates}"),
    N_("correct the provider"),
)
NO_SUCH_NEED = MessageKind(
    "links-no-such-need",
    N_("process {process} does not need flow {found}"),
    N_("a flow that the process takes in, or a waste that it gives away"),
    N_("correct the row; fourfold data links NAME --effect all lists every need"),
)
NOBODY_NEEDS = MessageKind(
    "links-nobody-needs",
    N_("no process needs flow {found}"),
    N_("a flow that some process takes in, or a waste that it gives away"),
    N_("correct the row; fourfold data links NAME --effect all lists every need"),
)
CONTRADICTION = MessageKind(
    "links-contradiction",
    N_("two rows set different providers for the same process and flow: {found} and {other}"),
    N_("one provider"),
    N_("remove one of the rows"),
)
_COLUMNS = ("process", "flow", "provider")


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link, in the order of its columns in the table.

    Attributes:
        process, process_name: who needs.
        flow, flow_name: what.
        amount, unit: how much for one run of the process, as the source has it.
        provider, provider_name: who supplies; empty where it is cut off.
        rule: which rule decided.
        candidates: ids of all who could, separated by spaces.
    """

    process: str
    process_name: str
    flow: str
    flow_name: str
    amount: float
    unit: str
    provider: str
    provider_name: str
    rule: LinkRule
    candidates: str

    @property
    def is_ambiguous(self) -> bool:
        """Whether several could supply and neither the source nor a user said which."""
        return " " in self.candidates and self.rule not in (LinkRule.CHOSEN, LinkRule.DECLARED)


def links_of(database: Database, profile: Profile = DEFAULT, process: int | None = None) -> Iterator[LinkRow]:
    """Every need with its provider, in the order of the source: of all processes, or of the one in a row."""
    rows = rows_of(database)
    products = products_of(database, rows, profile.several)
    if process is not None:
        products = replace(products, is_need=products.is_need & (rows.processes == process))
    makers = _makers(database, products)
    links = link(database, rows, products, profile.links)
    ids, names = database.processes["id"].to_list(), database.processes["name"].to_list()
    flow_ids, flow_names = database.flows["id"].to_list(), database.flows["name"].to_list()
    amounts, units = database.exchanges["amount"].to_list(), database.exchanges["unit"].to_list()
    for number, product, rule in zip(links.exchanges.tolist(), links.providers.tolist(), links.rules, strict=True):
        needing, flow = int(rows.processes[number]), int(rows.flows[number])
        maker = int(products.processes[product]) if product >= 0 else -1
        yield LinkRow(
            ids[needing],
            names[needing],
            flow_ids[flow],
            flow_names[flow],
            amounts[number],
            units[number],
            ids[maker] if maker >= 0 else "",
            names[maker] if maker >= 0 else "",
            rule,
            " ".join(sorted(makers.get(flow_ids[flow], ()))),
        )


def links_csv(rows: Iterator[LinkRow]) -> bytes:
    """The table as CSV in UTF-8 with a header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(LinkRow))
    writer.writerows(astuple(row) for row in rows)
    return text.getvalue().encode()


def choices_from(path: Path, database: Database) -> dict[tuple[str, str], str]:
    """The choices of a database after an edited table of links.

    In a table with the column ``rule``, as `links_csv` writes it, rows that stand as they were written change nothing:
    a row is a choice where its provider is another one, or where its rule was set to ``chosen``, which fixes the
    provider that another rule took. In a table without that column every row is a choice. An empty provider takes a
    choice back; the provider ``-`` cuts the need off. A row with an empty process holds for every process without a
    choice of its own.

    Raises:
        InputError: unknown ids, needs that are not there, providers that do not make the flow, or rows that contradict
            each other, each with its row.
    """
    problems = Problems()
    place = Place(path.name)
    data = read_bounded(path.parent, path.name, place, problems, TABLE_MOST_BYTES)
    text = None if data is None else decode_utf8(data, path.name, place, problems)
    rows = list(_table(text, path.name, problems)) if text is not None else []
    checked = _Checked.of(database)
    written = {(row.process, row.flow, row.provider, row.rule is LinkRule.CHOSEN) for row in links_of(database)}
    choices = dict(database.choices)
    given: dict[tuple[str, str], str] = {}
    for cells, where in rows:
        key, provider = (cells["process"], cells["flow"]), cells["provider"]
        rule = cells.get("rule")
        if rule is not None and (*key, provider, rule == LinkRule.CHOSEN) in written:
            continue
        if checked.fits(cells, where, problems) and given.setdefault(key, provider) != provider:
            problems.error(CONTRADICTION, where, found=provider, other=given[key])
    problems.raise_if_errors()
    for key, provider in given.items():
        if provider:
            choices[key] = provider
        else:
            choices.pop(key, None)
    return choices


def _table(text: str, name: str, problems: Problems) -> Iterator[tuple[dict[str, str], Place]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        problems.error(COLUMN_MISSING, Place(name, 1), found=", ".join(missing))
        return
    columns = [column for column in (*_COLUMNS, "rule") if column in (reader.fieldnames or ())]
    for row in reader:
        yield {column: (row[column] or "").strip() for column in columns}, Place(name, reader.line_num)


@dataclass(frozen=True)
class _Checked:
    """What rows of a table may name.

    Attributes:
        ids: of processes and flows.
        makers: processes that make or treat each flow.
        needs: process and flow of every need, co-products included, which some profiles credit; and each flow with an
            empty process.
    """

    ids: Mapping[str, set[str]]
    makers: Mapping[str, set[str]]
    needs: set[tuple[str, str]]

    @staticmethod
    def of(database: Database) -> _Checked:
        rows = rows_of(database)
        processes, flows = database.processes["id"].to_list(), database.flows["id"].to_list()
        numbers = np.flatnonzero(np.isin(rows.roles, (Role.NEED, Role.CO_PRODUCT)))
        needs = {(processes[rows.processes[n]], flows[rows.flows[n]]) for n in numbers.tolist()}
        needs |= {("", flow) for _, flow in needs}
        makers = _makers(database, products_of(database, rows, DEFAULT.several))
        return _Checked({"process": {"", *processes}, "flow": set(flows)}, makers, needs)

    def fits(self, cells: Mapping[str, str], place: Place, problems: Problems) -> bool:
        """Whether a row names what is there; what is not is reported."""
        process, flow, provider = cells["process"], cells["flow"], cells["provider"]
        unknown = [what for what in ("process", "flow") if cells[what] not in self.ids[what]]
        if provider not in self.ids["process"] and provider != NOBODY:
            unknown.append("provider")
        for what in unknown:
            problems.error(UNKNOWN_ID, place.at(what), what=what, found=cells[what] or "–")
        if unknown:
            return False
        if (process, flow) not in self.needs:
            problems.error(NO_SUCH_NEED if process else NOBODY_NEEDS, place.at("flow"), process=process, found=flow)
            return False
        candidates = self.makers.get(flow, set())
        if provider not in ("", NOBODY) and provider not in candidates:
            shown = " ".join(sorted(candidates)) or "–"
            problems.error(NOT_A_PROVIDER, place.at("provider"), found=provider, flow=flow, candidates=shown)
            return False
        return True


def _makers(database: Database, products: Products) -> dict[str, set[str]]:
    """Ids of the processes that make or treat each flow, by id of the flow."""
    ids, flows = database.processes["id"].to_list(), database.flows["id"].to_list()
    found: dict[str, set[str]] = {}
    for process, flow in zip(products.processes.tolist(), products.flows.tolist(), strict=True):
        found.setdefault(flows[flow], set()).add(ids[process])
    return found

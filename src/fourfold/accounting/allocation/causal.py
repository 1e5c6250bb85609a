"""The rule causal: every row of a process divided on its own, by what causes it.

Row r of a process gives share ``s_ri`` of itself to product i; ``Σ_i s_ri = 1`` for every row. A product that the table
does not name for a row carries nothing of it; a row that the table does not name is refused, because no share can be
guessed for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fourfold.accounting.allocation.data import Shared
from fourfold.accounting.study.rows import AllocationRow
from fourfold.accounting.traced import ONE, ZERO, CellBook, Traced, total
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind, Problems

SHARES_MISSING = MessageKind(
    "causal-shares-missing",
    N_("the process {process} is divided row by row, and its row {found} has no shares"),
    N_("rows in the table allocation for every input, emission, electricity and end-of-life row of the process"),
    N_("add its shares: one row for each product that causes a part of it"),
)
SHARES_NOT_ONE = MessageKind(
    "causal-shares-not-one",
    N_("the shares of the row {row} of the process {process} sum to {found}"),
    N_("exactly 1"),
    N_("correct the shares; three equal ones are for instance 0.3333, 0.3333 and 0.3334"),
)
ROW_UNKNOWN = MessageKind(
    "causal-row-unknown",
    N_("{found} is no row of the process {process} that could be divided"),
    N_("the short name of one of its inputs, emissions, electricity or end-of-life rows: {known}"),
    N_("correct the name"),
)
FLOW_UNKNOWN = MessageKind(
    "causal-flow-unknown",
    N_("{found} is not a product of the process {process}"),
    N_("one of its products: {known}"),
    N_("correct the name"),
)
SHARE_TWICE = MessageKind(
    "causal-share-twice",
    N_("the share of {flow} in the row {row} is given twice, first in {first}"),
    N_("one share for each row and product"),
    N_("delete one of the rows"),
)


def row_shares(shared: Shared, book: CellBook, problems: Problems) -> dict[str, dict[str, Traced]] | None:
    """Shares by row and product; ``None`` after reporting what is missing or does not sum to one."""
    before = len(problems.errors)
    given: dict[str, dict[str, AllocationRow]] = {}
    for row in shared.given:
        if _is_known(row, shared, problems):
            first = given.setdefault(row.row, {}).setdefault(row.flow, row)
            if first is not row:
                params = {"flow": row.flow, "row": row.row, "first": first.place}
                problems.error(SHARE_TWICE, row.place.at("flow"), **params)
    for name, place in shared.burdens.items():
        if name not in given:
            problems.error(SHARES_MISSING, place, process=shared.name, found=name)
            continue
        whole = sum((row.share for row in given[name].values()), Decimal(0))
        if whole != 1 or any(row.share < 0 for row in given[name].values()):
            where = next(iter(given[name].values())).place.at("share")
            problems.error(SHARES_NOT_ONE, where, process=shared.name, row=name, found=decimal_text(whole))
    if len(problems.errors) > before:
        return None
    return {
        name: {flow: book.read(row.share, row.place.at("share")) for flow, row in rows.items()}
        for name, rows in given.items()
    }


def mean_shares(shared: Shared, by_row: Mapping[str, Mapping[str, Traced]]) -> list[Traced]:
    """The plain mean of each product's shares over the rows: shown beside the process, not calculated with."""
    if not by_row:
        return [ONE, *[ZERO] * (len(shared.outputs) - 1)]
    count = Traced(Decimal(len(by_row)))
    return [total(shares.get(output.flow, ZERO) for shares in by_row.values()) / count for output in shared.outputs]


def _is_known(row: AllocationRow, shared: Shared, problems: Problems) -> bool:
    flows = [output.flow for output in shared.outputs]
    if row.row not in shared.burdens:
        known = ", ".join(shared.burdens) or "–"
        problems.error(ROW_UNKNOWN, row.place.at("row"), found=row.row, process=shared.name, known=known)
    if row.flow not in flows:
        problems.error(FLOW_UNKNOWN, row.place.at("flow"), found=row.flow, process=shared.name, known=", ".join(flows))
    return row.row in shared.burdens and row.flow in flows

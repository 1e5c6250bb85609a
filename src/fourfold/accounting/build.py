"""From a study to its inventory under a method: rows become products, links and items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fourfold.accounting.allocation import allocation_shares
from fourfold.accounting.direct import direct_emission
from fourfold.accounting.inventory import Inventory, Item, Link, Process, Product
from fourfold.accounting.method import Method
from fourfold.accounting.notes import Notes
from fourfold.accounting.power.account import ElectricityAccount, account_for_power
from fourfold.accounting.power.reading import PowerBook
from fourfold.accounting.sourcing import Sourcing
from fourfold.accounting.study.areas import area_book
from fourfold.accounting.study.declarations import UnitOfAnalysis
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import OutputRow, ProcessRow
from fourfold.accounting.suitability import Setting
from fourfold.accounting.traced import CellBook, Traced, exact
from fourfold.core.problems import Place
from fourfold.core.quantities import Unit
from fourfold.data.assembling import factors_from_rows
from fourfold.data.library import shipped_library

DECLARATIONS = "study.yaml"


def setting_of(study: Study, method: Method, notes: Notes) -> Setting:
    """What factors are checked against, and the library with the study's own factors."""
    declared = study.declarations
    own = factors_from_rows(study.tables.factors, notes.problems)
    library = shipped_library().with_own(own.values(), area_book(declared, notes.problems), notes.problems)
    unconfirmed = {use.factor: use.reason for use in declared.unconfirmed_factors}
    of_site = {site.id: site.area for site in declared.sites}
    areas = {row.process: of_site[row.site] for row in study.tables.processes if row.site in of_site}
    period = declared.period
    return Setting(method, library, period.start, period.end, unconfirmed, declared.boundary.kind, areas)


@exact
def build_inventory(
    study: Study, at: Setting, power: PowerBook, book: CellBook, notes: Notes
) -> tuple[ElectricityAccount | None, Inventory | None]:
    """The electricity account and the inventory; ``None`` where problems prevent one. All problems go to the notes.

    Items and links that have a problem are missing from the inventory: it counts only where the notes hold no error.
    """
    tables = study.tables
    outputs = {row.flow: row for row in tables.outputs}
    suppliers = {row.supplier: row for row in tables.suppliers}
    stages = {row.process: row.stage for row in tables.processes}
    sourcing = Sourcing(at, outputs, suppliers, book, notes)
    general = study.declarations.allocation.reason
    processes = [replace(row, allocation_reason=row.allocation_reason or general) for row in tables.processes]
    products = _products(processes, tables.outputs, at.method, book, notes)
    links, items = _inputs(study, sourcing, stages)
    for row in tables.emissions:
        item = direct_emission(row, stages[row.process], at, book, notes)
        if item is not None:
            items.append(item)
    account = account_for_power(study, at, power, sourcing, book, notes)
    if products is None:
        return account, None
    inventory = Inventory(
        processes={row.process: Process(row.process, row.stage, row.names, row.place) for row in tables.processes},
        products=products,
        links=tuple(links),
        items=(*items, *(account.items if account is not None else ())),
        demand_flow=study.declarations.unit.flow,
        demand=_demand(study.declarations.unit, outputs, book),
    )
    return account, inventory


def _products(
    processes: Sequence[ProcessRow], outputs: Sequence[OutputRow], method: Method, book: CellBook, notes: Notes
) -> dict[str, Product] | None:
    products: dict[str, Product] = {}
    sound = True
    by_process: dict[str, list[OutputRow]] = {}
    for row in outputs:
        by_process.setdefault(row.process, []).append(row)
    for process in processes:
        made = by_process.get(process.process, [])
        shares = allocation_shares(process, made, method, book, notes)
        if shares is None:
            sound = False
            continue
        for row, share in zip(made, shares, strict=True):
            amount = book.read(row.amount, row.place.at("amount"))
            products[row.flow] = Product(row.flow, row.process, amount, row.unit, share, row.names, row.place)
    return products if sound else None


def _inputs(study: Study, sourcing: Sourcing, stages: Mapping[str, str]) -> tuple[list[Link], list[Item]]:
    links: list[Link] = []
    items: list[Item] = []
    for row in study.tables.inputs:
        if row.source == "process":
            link = sourcing.link(row)
            if link is not None:
                links.append(link)
        elif row.source in ("factor", "supplier"):
            resolve = sourcing.factor_item if row.source == "factor" else sourcing.supplier_item
            item = resolve(row, stages[row.process])
            if item is not None:
                items.append(item)
        # an input that is cut off has no figure; its declaration is among the assumptions
    return links, items


def _demand(unit: UnitOfAnalysis, outputs: Mapping[str, OutputRow], book: CellBook) -> Traced:
    """Amount of the delivering flow per declared unit, in the flow's own unit.

    The reference flow where the study gives it; else the unit itself measures the flow.
    """
    flow_unit = Unit(outputs[unit.flow].unit)
    if unit.flow_amount is not None:
        given = book.read(unit.flow_amount, Place(DECLARATIONS, 0, "unit.flow_amount"))
        return given.times(Unit(unit.flow_unit or flow_unit.text).factor_to(flow_unit))
    given = book.read(unit.amount, Place(DECLARATIONS, 0, "unit.amount"))
    return given.times(Unit(unit.unit).factor_to(flow_unit))

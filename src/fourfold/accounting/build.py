"""From a study to its inventory under a method: rows become products, links and items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fourfold.accounting.allocation.data import shared_processes
from fourfold.accounting.allocation.displacement import credits_of
from fourfold.accounting.allocation.divide import Division, divide
from fourfold.accounting.certified import NOTHING_CERTIFIED, CertifiedSupplier
from fourfold.accounting.datasets import DatasetBook, check_databases
from fourfold.accounting.direct import direct_emission
from fourfold.accounting.end_of_life.parts import end_of_life_items
from fourfold.accounting.inventory import Inventory, Item, Link, Process, Product
from fourfold.accounting.method import Method
from fourfold.accounting.notes import Notes
from fourfold.accounting.power.account import ElectricityAccount, account_for_power
from fourfold.accounting.power.reading import PowerBook
from fourfold.accounting.sourcing import Sourcing
from fourfold.accounting.study.areas import area_book
from fourfold.accounting.study.declarations import UnitOfAnalysis
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import OutputRow
from fourfold.accounting.suitability import Setting
from fourfold.accounting.traced import ONE, CellBook, Traced, exact
from fourfold.accounting.variant import AS_CHOSEN, Variant
from fourfold.core.problems import Place
from fourfold.core.quantities import Unit
from fourfold.data.assembling import factors_from_rows
from fourfold.data.library import shipped_library

DECLARATIONS = "study.yaml"


def setting_of(
    study: Study,
    method: Method,
    notes: Notes,
    datasets: DatasetBook,
    certified: Mapping[str, CertifiedSupplier] = NOTHING_CERTIFIED,
) -> Setting:
    """What factors are checked against, and the library with the factors of the study and of its databases."""
    declared = study.declarations
    places = {use.name: study.declared_at("databases", at) for at, use in enumerate(declared.databases)}
    check_databases(datasets, places, notes)
    own = factors_from_rows(study.tables.factors, notes.problems)
    library = shipped_library().with_own(own.values(), area_book(declared, notes.problems), notes.problems)
    library = library.with_imported(datasets.factors(), places, notes.problems)
    unconfirmed = {use.factor: use.reason for use in declared.unconfirmed_factors}
    of_site = {site.id: site.area for site in declared.sites}
    areas = {row.process: of_site[row.site] for row in study.tables.processes if row.site in of_site}
    start, end = declared.period.start, declared.period.end
    return Setting(method, library, start, end, unconfirmed, declared.boundary.kind, areas, datasets, certified)


@exact
def build_inventory(
    study: Study, at: Setting, power: PowerBook, book: CellBook, notes: Notes, variant: Variant = AS_CHOSEN
) -> tuple[ElectricityAccount | None, Inventory | None]:
    """The electricity account and the inventory; ``None`` where problems prevent one. All problems go to the notes.

    Items and links that have a problem are missing from the inventory: it counts only where the notes hold no error.
    """
    tables = study.tables
    outputs = {row.flow: row for row in tables.outputs}
    suppliers = {row.supplier: row for row in tables.suppliers}
    stages = {row.process: row.stage for row in tables.processes}
    sourcing = Sourcing(at, outputs, suppliers, book, notes)
    divided = _Divided(study, at, variant, sourcing, book, notes)
    products = divided.products()
    links, items = _inputs(study, sourcing, stages)
    for row in tables.emissions:
        item = direct_emission(row, stages[row.process], at, book, notes)
        if item is not None:
            items.append(item)
    formula = variant.end_of_life or at.method.end_of_life
    items.extend(end_of_life_items(tables, formula, at.method.id, sourcing, stages, book, notes))
    account = account_for_power(study, at, power, sourcing, book, notes)
    if products is None:
        return account, None
    inventory = Inventory(
        processes={row.process: Process(row.process, row.stage, row.names, row.place) for row in tables.processes},
        products=products,
        links=(*links, *divided.links),
        items=(*items, *divided.items, *(account.items if account is not None else ())),
        demand_flow=study.declarations.unit.flow,
        demand=_demand(study.declarations.unit, outputs, book),
        row_shares=divided.row_shares,
    )
    return account, inventory


def used_flows(study: Study) -> dict[str, str]:
    """Flows that the study itself uses, and where: as an input of a process or as the declared unit."""
    used = {row.source_id: str(row.place) for row in study.tables.inputs if row.source == "process"}
    return {study.declarations.unit.flow: DECLARATIONS, **used}


class _Divided:
    """The products of every process with their shares, and the credits of those that displace something."""

    def __init__(
        self, study: Study, at: Setting, variant: Variant, sourcing: Sourcing, book: CellBook, notes: Notes
    ) -> None:
        self._study, self._at, self._variant = study, at, variant
        self._sourcing, self._book, self._notes = sourcing, book, notes
        self.items: list[Item] = []
        self.links: list[Link] = []
        self.row_shares: dict[str, Mapping[str, Traced]] = {}

    def products(self) -> dict[str, Product] | None:
        """Every product by flow; ``None`` after reporting what prevents a division."""
        tables = self._study.tables
        divisions = self._divisions()
        if divisions is None:
            return None
        made: dict[str, list[OutputRow]] = {}
        for row in tables.outputs:
            made.setdefault(row.process, []).append(row)
        products: dict[str, Product] = {}
        for process in tables.processes:
            outputs = made.get(process.process, [])
            division = divisions.get(process.process)
            shares = division.shares if division else [ONE] * len(outputs)
            places = division.places if division else [output.place.at("allocation_value") for output in outputs]
            for row, share, place in zip(outputs, shares, places, strict=True):
                amount = self._book.read(row.amount, row.place.at("amount"))
                products[row.flow] = Product(
                    row.flow, row.process, amount, row.unit, share, row.names, row.place, place
                )
        return products

    def _divisions(self) -> dict[str, Division] | None:
        used, method = used_flows(self._study), self._at.method
        general = self._study.declarations.allocation.reason
        found: dict[str, Division] = {}
        sound = True
        for one in shared_processes(self._study.tables, method.reference_temperature_k):
            reason = one.process.allocation_reason or general
            shared = replace(one, process=replace(one.process, allocation_reason=reason))
            instead = self._variant.allocation.get(shared.name, "")
            division = divide(shared, used, method, self._book, self._notes, instead)
            if division is None:
                sound = False
                continue
            found[shared.name] = division
            self.row_shares.update(division.by_row)
            if division.main is not None:
                stage = shared.process.stage
                items, links = credits_of(shared, division.main, self._sourcing, stage, self._book, self._notes)
                self.items.extend(items)
                self.links.extend(links)
        return found if sound else None


def _inputs(study: Study, sourcing: Sourcing, stages: Mapping[str, str]) -> tuple[list[Link], list[Item]]:
    links: list[Link] = []
    items: list[Item] = []
    resolvers = {
        "factor": sourcing.factor_item,
        "supplier": sourcing.supplier_item,
        "dataset": sourcing.dataset_item,
    }
    for row in study.tables.inputs:
        if row.source == "process":
            link = sourcing.link(row)
            if link is not None:
                links.append(link)
        elif row.source in resolvers:
            item = resolvers[row.source](row, stages[row.process])
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

"""From inventory to footprint: solve the system, scale every item, round each finest figure once, walk the tree."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from fourfold.accounting.footprint import Cell, Footprint
from fourfold.accounting.inventory import Emission, Inventory, Item, Product
from fourfold.accounting.method import Method
from fourfold.accounting.system import LoopFault, System
from fourfold.accounting.traced import ZERO, Traced, exact, total
from fourfold.accounting.tree import contribution_tree
from fourfold.core.problems import N_, MessageKind, Problems

LOOP_WITHOUT_SOLUTION = MessageKind(
    "loop-without-solution",
    N_("the loop {found} uses up exactly what it makes, so nothing is left to deliver"),
    N_("a loop that makes more than it uses"),
    N_("check the amounts of these inputs and outputs: {rows}"),
)
LOOP_CONSUMES_ITSELF = MessageKind(
    "loop-consumes-itself",
    N_("the loop {found} uses more than it makes"),
    N_("a loop that makes more than it uses"),
    N_("check the amounts of these inputs and outputs: {rows}"),
)
FIGURE_BEYOND_MEASURE = MessageKind(
    "figure-beyond-measure",
    N_("this row comes to about {found} kg CO2e for one declared unit, more than the whole world emits"),
    N_("amounts in which a footprint can be told"),
    N_("check the amount and unit of this row, and of the products of process {process}"),
)
PROCESS_UNUSED = MessageKind(
    "process-unused",
    N_("process {process} supplies nothing to the declared unit; its rows do not count"),
    repair=N_("link one of its outputs as an input, or remove the process"),
)


_MOST_KG_CO2E = Decimal("1e20")


@exact
def calculate(inventory: Inventory, method: Method, problems: Problems) -> Footprint | None:
    """The footprint of one declared unit; ``None`` after reporting what prevents it."""
    system = System(_needs(inventory))
    try:
        amounts = system.amounts({inventory.demand_flow: inventory.demand})
        runs = _runs(inventory, amounts)
        intensities = system.intensities(_burdens(inventory))
    except LoopFault as fault:
        _report_loop(fault, inventory, problems)
        return None
    _warn_unused(inventory, runs, problems)
    by_item = _runs_of_items(inventory, amounts, runs)
    if not _in_measure(inventory, by_item, problems):
        return None
    cells = tuple(cell for item in inventory.items for cell in _cells(item, by_item[item.id], method))
    tree = contribution_tree(inventory, intensities, method.rounding.quantum_kg_co2e)
    return Footprint(cells, runs, amounts, tree, by_item)


@exact
def check_loops(inventory: Inventory, problems: Problems) -> None:
    """Report a loop without a solution, in an inventory that need not have all its items."""
    try:
        System(_needs(inventory)).amounts({inventory.demand_flow: inventory.demand})
    except LoopFault as fault:
        _report_loop(fault, inventory, problems)


def _runs_per_unit(product: Product) -> Traced:
    """Runs of the process that one unit of the product answers for."""
    return product.share / product.amount


def _needs(inventory: Inventory) -> dict[str, dict[str, Traced]]:
    by_process: dict[str, list[Product]] = {}
    for product in inventory.products.values():
        by_process.setdefault(product.process, []).append(product)
    needs: dict[str, dict[str, Traced]] = {flow: {} for flow in inventory.products}
    for link in inventory.links:
        for product in by_process.get(link.process, ()):
            share = inventory.share_of(product, link.input)
            if not share.value and not share.cells:
                continue  # a product that carries nothing of the link needs nothing by it
            row = needs[product.flow]
            row[link.flow] = row.get(link.flow, ZERO) + link.amount * (share / product.amount)
    return needs


def _runs(inventory: Inventory, amounts: dict[str, Traced]) -> dict[str, Traced]:
    runs = dict.fromkeys(inventory.processes, ZERO)
    for product in inventory.products.values():
        runs[product.process] = runs[product.process] + _runs_per_unit(product) * amounts[product.flow]
    return runs


def _runs_of_items(inventory: Inventory, amounts: dict[str, Traced], runs: dict[str, Traced]) -> dict[str, Traced]:
    """Runs each item counts for: those of its process, or its own where the process is divided row by row."""
    products: dict[str, list[Product]] = {}
    for product in inventory.products.values():
        products.setdefault(product.process, []).append(product)

    def of_row(item: Item) -> Traced:
        parts = ((p, inventory.share_of(p, item.id)) for p in products.get(item.process, ()))
        return total(share / p.amount * amounts[p.flow] for p, share in parts)

    return {
        item.id: of_row(item) if inventory.is_divided_by_row(item.id) else runs[item.process]
        for item in inventory.items
    }


def _burdens(inventory: Inventory) -> dict[str, Traced]:
    """Own emissions of each product's process per unit of the product."""
    own: dict[str, list[Traced]] = {}
    by_row: dict[str, list[Item]] = {}
    for item in inventory.items:
        if inventory.is_divided_by_row(item.id):
            by_row.setdefault(item.process, []).append(item)
        else:
            own.setdefault(item.process, []).extend(e.kg_co2e for e in item.emissions)
    burdens: dict[str, Traced] = {}
    for p in inventory.products.values():
        burden = total(own.get(p.process, ())) * _runs_per_unit(p)
        for item in by_row.get(p.process, ()):
            per_run = total(e.kg_co2e for e in item.emissions)
            burden = burden + per_run * (inventory.share_of(p, item.id) / p.amount)
        burdens[p.flow] = burden
    return burdens


def _in_measure(inventory: Inventory, by_item: dict[str, Traced], problems: Problems) -> bool:
    """Whether every figure has room at the declared precision; one that has not is reported."""
    sound = True
    for item in inventory.items:
        per_run = max((abs(e.kg_co2e.value) for e in item.emissions), default=Decimal(0))
        largest = per_run * abs(by_item[item.id].value)
        if largest > _MOST_KG_CO2E:
            found = f"{largest:.0E}"
            problems.error(FIGURE_BEYOND_MEASURE, item.place, found=found, process=item.process)
            sound = False
    return sound


def _cells(item: Item, runs: Traced, method: Method) -> Iterable[Cell]:
    grouped: dict[tuple[str, str], list[Emission]] = {}
    for emission in item.emissions:
        grouped.setdefault((emission.line, emission.gas), []).append(emission)
    for emissions in grouped.values():
        weighted = total(e.kg_co2e for e in emissions) * runs
        masses = [e.kg_gas for e in emissions if e.kg_gas is not None]
        kg_gas = (total(masses) * runs).value if masses else None
        rounded = weighted.quantized(method.rounding.quantum_kg_co2e)
        yield Cell(item, emissions[0].line, emissions[0].gas, kg_gas, rounded)


def _report_loop(fault: LoopFault, inventory: Inventory, problems: Problems) -> None:
    flows = [*fault.flows, fault.flows[0]]
    processes = [inventory.products[flow].process for flow in flows]
    users = {inventory.products[flow].process for flow in fault.flows}
    rows = [str(link.place) for link in inventory.links if link.process in users and link.flow in fault.flows]
    kind = LOOP_WITHOUT_SOLUTION if fault.singular else LOOP_CONSUMES_ITSELF
    place = inventory.products[fault.flows[0]].place
    problems.error(kind, place, found=" → ".join(processes), rows="; ".join(rows))


def _warn_unused(inventory: Inventory, runs: dict[str, Traced], problems: Problems) -> None:
    for name, process in inventory.processes.items():
        if runs[name].value == Decimal(0) and not runs[name].cells:
            problems.warn(PROCESS_UNUSED, process.place, process=name)

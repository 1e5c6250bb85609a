"""What a demand's figure is made of, cut six ways; the parts of each way sum to the total.

* by process and by place: amount × what one unit gives off itself;
* by elementary flow and by gas: amount of the flow × factor;
* by line;
* by stage: first part of the category of the process;
* by tier: d, C d, C² d, … each times what one unit gives off itself; what the loops still hold after the last tier
  shown is the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.accounting.background.characters import LINES
from fourfold.accounting.background.inventory import Assessed
from fourfold.accounting.background.scores import FROM_NATURE
from fourfold.accounting.background.system import Floats
from fourfold.data.databases.database import Database

TIERS = 6
REST = "rest"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a figure.

    Attributes:
        key: what identifies it: id of a product, name of a flow, place, gas, line, stage; number of a tier.
        name: in words, as the database has it.
        kg_co2e: its part.
        amount, unit: of the product or flow; ``nan`` and empty where parts of several units are together.
        detail: location of a process, category of a flow.
    """

    key: str
    name: str
    kg_co2e: float
    amount: float = float("nan")
    unit: str = ""
    detail: str = ""


@dataclass(frozen=True, eq=False)
class Contributions:
    """The parts of a demand's figure; each list sums to `total`, the largest parts first.

    Attributes:
        total: kg CO2e.
        processes, flows, gases, lines, locations, stages: parts.
        tiers: the demanded products first, then their suppliers, and so on; the last part is the rest.
        uncounted: flows of the inventory that matter to the climate and count for nothing, with their amounts.
    """

    total: float
    processes: Sequence[Part]
    flows: Sequence[Part]
    gases: Sequence[Part]
    lines: Sequence[Part]
    locations: Sequence[Part]
    stages: Sequence[Part]
    tiers: Sequence[Part]
    uncounted: Sequence[Part]


def contributions(assessed: Assessed, database: Database, tiers: int = TIERS) -> Contributions:
    """Cut the figure of a demand.

    Args:
        assessed: the demand, solved.
        database: that the system was made of.
        tiers: how many are shown before the rest.
    """
    system = assessed.system
    by_product = assessed.amounts * assessed.unit_directs
    categories = database.processes["category"].fill_null("").to_list()
    stages = [categories[product.process].split(" / ")[0] for product in system.products]
    processes = (
        Part(p.id, p.name, value, amount, p.unit, p.location)
        for p, value, amount in zip(system.products, by_product.tolist(), assessed.amounts.tolist(), strict=True)
        if value
    )
    natural = _natural(assessed)
    gases = assessed.characterisation.gases
    return Contributions(
        assessed.total,
        _largest(processes),
        _flows(natural, database),
        _together((gases[flow], value) for flow, _, _, value in natural),
        [Part(line, line, float(value)) for line, value in zip(LINES, assessed.lines, strict=True)],
        _together(zip((p.location for p in system.products), by_product.tolist(), strict=True)),
        _together(zip(stages, by_product.tolist(), strict=True)),
        _tiers(assessed, tiers),
        _uncounted(assessed, database),
    )


def _natural(assessed: Assessed) -> list[tuple[int, bool, float, float]]:
    """What the demand exchanges with nature and counts: flow, whether from nature, amount, kg CO2e."""
    found = []
    for from_nature, amounts, factors in (
        (False, assessed.emitted, assessed.characterisation.emitted.sum(axis=0)),
        (True, assessed.taken_up, assessed.characterisation.taken_up.sum(axis=0)),
    ):
        values = amounts * factors
        found += [(at, from_nature, float(amounts[at]), float(values[at])) for at in np.flatnonzero(values).tolist()]
    return found


def _flows(natural: Iterable[tuple[int, bool, float, float]], database: Database) -> list[Part]:
    """Flows of one name, unit and direction together."""
    names, units = database.flows["name"].to_list(), database.flows["unit"].to_list()
    groups: dict[tuple[str, bool, str], list[tuple[float, float]]] = {}
    for flow, from_nature, amount, value in natural:
        groups.setdefault((names[flow], from_nature, units[flow] or ""), []).append((amount, value))
    return _largest(
        Part(
            name + FROM_NATURE if from_nature else name,
            name,
            sum(value for _, value in found),
            sum(-amount if from_nature else amount for amount, _ in found),
            unit,
            "from nature" if from_nature else "",
        )
        for (name, from_nature, unit), found in groups.items()
    )


def _tiers(assessed: Assessed, most: int) -> list[Part]:
    parts: list[Part] = []
    amounts: Floats = assessed.demand
    for tier in range(most):
        if not amounts.any():
            break
        parts.append(Part(str(tier), str(tier), float(amounts @ assessed.unit_directs)))
        amounts = assessed.system.coefficients @ amounts
    rest = float(amounts @ assessed.unit_totals)
    return [*parts, Part(REST, REST, rest)]


def _uncounted(assessed: Assessed, database: Database) -> list[Part]:
    flows = database.flows
    names, units, categories = (flows[name].to_list() for name in ("name", "unit", "category"))
    found = []
    for flow in assessed.characterisation.unmapped:
        amount = float(assessed.emitted[flow] - assessed.taken_up[flow])
        if amount:
            found.append(Part(names[flow], names[flow], 0.0, amount, units[flow] or "", categories[flow] or ""))
    return found


def _together(pairs: Iterable[tuple[str, float]]) -> list[Part]:
    sums: dict[str, float] = {}
    for key, value in pairs:
        if value:
            sums[key] = sums.get(key, 0.0) + value
    return _largest(Part(key, key, value) for key, value in sums.items())


def _largest(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: (-abs(part.kg_co2e), part.key))

"""How much a footprint depends on how burdens were shared: the same study by every other rule it has the data for.

One thing is changed at a time: the rule of one process, or the formula for the end of life of all materials. Everything
else stays as the study and the method chose it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fourfold.accounting.allocation.data import Shared, shared_processes
from fourfold.accounting.allocation.divide import possible_rules
from fourfold.accounting.allocation.rules import RULES
from fourfold.accounting.assess import Result, assess_with
from fourfold.accounting.build import used_flows
from fourfold.accounting.end_of_life.formulas import Formula
from fourfold.accounting.end_of_life.parts import formula_of
from fourfold.accounting.power.reading import PowerBook, read_power
from fourfold.accounting.traced import exact
from fourfold.accounting.variant import Variant
from fourfold.core.problems import N_, InputError, Problem
from fourfold.core.progress import Tick, no_tick

ALLOCATION, END_OF_LIFE = "allocation", "end-of-life"


@dataclass(frozen=True, slots=True)
class Alternative:
    """The footprint by one rule or formula.

    Attributes:
        subject: ``allocation`` or ``end-of-life``.
        process: the process divided; empty for the end of life.
        rule: the rule or formula.
        chosen: whether it is the one the result rests on.
        allowed: whether the method allows the rule, or names the formula.
        total_kg_co2e: per declared unit; ``None`` where it cannot be calculated.
        base_kg_co2e: the total of the result.
        reason: why it cannot be calculated.
    """

    subject: str
    process: str
    rule: str
    chosen: bool
    allowed: bool
    total_kg_co2e: Decimal | None
    base_kg_co2e: Decimal
    reason: Problem | None = None

    @property
    def difference_kg_co2e(self) -> Decimal | None:
        """Against the result, kg CO2e per declared unit."""
        return None if self.total_kg_co2e is None else self.total_kg_co2e - self.base_kg_co2e


@exact
def sensitivity(result: Result, tick: Tick = no_tick) -> tuple[Alternative, ...]:
    """The footprint by every rule and formula that the study has the data for, those chosen included.

    Args:
        result: the study under a method.
        tick: told of progress.
    """
    variants = [*_rules(result), *_formulas(result)]
    power = read_power(result.study) if variants else None
    found: list[Alternative] = []
    for number, (subject, process, rule, chosen, allowed) in enumerate(variants):
        tick(N_("comparing rules"), number, len(variants))
        total: Decimal | None = result.footprint.total_kg_co2e
        reason: Problem | None = None
        if not chosen and power is not None:
            total, reason = _total(result, subject, process, rule, power)
        if reason is None or reason.kind.code not in _NO_DATA:
            base = result.footprint.total_kg_co2e
            found.append(Alternative(subject, process, rule, chosen, allowed, total, base, reason))
    return tuple(found)


_NO_DATA = frozenset({"end-of-life-parameter", "end-of-life-source", "end-of-life-heating-value"})
"""What a formula reports where the study does not have its data."""
_Subject = tuple[str, str, str, bool, bool]


def _rules(result: Result) -> list[_Subject]:
    used = used_flows(result.study)
    order = result.method.allocation_order
    return [
        (ALLOCATION, shared.name, rule, rule == shared.process.allocation, rule in order)
        for shared in shared_processes(result.study.tables, result.method.reference_temperature_k)
        for rule in _possible(shared, used)
    ]


def _possible(shared: Shared, used: dict[str, str]) -> list[str]:
    possible = possible_rules(shared, used)
    return [rule for rule in RULES if rule in possible or rule == shared.process.allocation]


def _formulas(result: Result) -> list[_Subject]:
    if not result.study.tables.end_of_life:
        return []
    chosen = formula_of(result.method.end_of_life)
    return [(END_OF_LIFE, "", str(formula), formula is chosen, formula is chosen) for formula in Formula]


def _total(
    result: Result, subject: str, process: str, rule: str, power: PowerBook
) -> tuple[Decimal | None, Problem | None]:
    variant = Variant(allocation={process: rule}) if subject == ALLOCATION else Variant(end_of_life=rule)
    try:
        other = assess_with(result.study, result.method, power, result.datasets, variant, result.certified)
    except InputError as error:
        return None, next(problem for problem in error.problems if problem.severity == "error")
    return other.footprint.total_kg_co2e, None

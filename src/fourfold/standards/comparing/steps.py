"""The difference between two schemes, rule by rule: one method turned into the other, a group of choices at a time.

With the groups in their stated order, ``M0 = A``, ``Mk`` = ``Mk-1`` with group k as in B, and ``Mn = B``, the step of
group k is ``F(Mk) - F(Mk-1)``. The steps sum to ``F(B) - F(A)`` exactly, because figures are rounded before they are
subtracted. A method between the two that cannot be calculated gives no figure: its group is taken together with the
next, and the reason is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from fourfold.accounting.assess import Result
from fourfold.accounting.method import Method
from fourfold.accounting.traced import exact
from fourfold.core.lines import Line
from fourfold.core.problems import InputError, Problem
from fourfold.standards.comparing.choices import ChoiceChange, changes
from fourfold.standards.comparing.rules import Group, differing, turned
from fourfold.standards.comparing.schemes import ByLine
from fourfold.standards.comparing.units import UnitOfResult
from fourfold.standards.pack.resolved import Resolved

Calculate = Callable[[Method], Result]
"""The study under a method; raises `InputError` where it cannot be calculated."""
Part = Callable[[Result], ByLine]


@dataclass(frozen=True, slots=True)
class Step:
    """What changing one group of rules does, after those before it.

    Attributes:
        groups: the group; several where they cannot be told apart.
        changes: the choices that differ, with the clause each rests on.
        lines_kg_co2e: difference by line, in the common unit.
        total_kg_co2e: difference of the total, the sum of the lines.
        joined_because: why groups are taken together.
    """

    groups: tuple[Group, ...]
    changes: tuple[ChoiceChange, ...]
    lines_kg_co2e: ByLine
    total_kg_co2e: Decimal
    joined_because: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The difference of one scheme from another.

    Attributes:
        base, other: ids of the schemes.
        part: ``footprint``, or ``electricity`` where only that is compared.
        base_kg_co2e, other_kg_co2e: figures in the common unit.
        steps: they sum to the difference of the two exactly, in total and by line.
    """

    base: str
    other: str
    part: str
    base_kg_co2e: Decimal
    other_kg_co2e: Decimal
    steps: tuple[Step, ...]

    @property
    @exact
    def difference_kg_co2e(self) -> Decimal:
        """The other less the base."""
        return self.other_kg_co2e - self.base_kg_co2e


@exact
def stated(lines: ByLine, unit: UnitOfResult, quantum: Decimal) -> dict[Line, Decimal]:
    """Figures per declared unit in another unit, every line rounded once; the total is their sum."""
    return {line: unit.stated(value, quantum) for line, value in lines.items()}


@exact
def steps_between(
    base: Resolved,
    other: Resolved,
    methods: tuple[Method, Method],
    first: ByLine,
    calculate: Calculate,
    part: Part,
    unit: UnitOfResult,
    quantum: Decimal,
) -> tuple[Step, ...]:
    """Turn one method into another and say what each group of choices does.

    Args:
        base, other: the packs the choices come from.
        methods: the method to begin with and the one to end with.
        first: figures under the first, in the common unit.
        calculate: the study under a method.
        part: which part of a result is compared.
        unit: the common unit.
        quantum: to which figures are rounded.
    """
    current, target = methods
    before = first
    steps: list[Step] = []
    pending: list[Group] = []
    reasons: list[Problem] = []
    for group in differing(current, target):
        current = turned(current, target, group)
        pending.append(group)
        try:
            after = stated(part(calculate(current)), unit, quantum)
        except InputError as error:
            reasons += [problem for problem in error.problems if problem.severity == "error"][:1]
            continue
        changed = tuple(c for one in pending for c in changes(one, methods, (base, other)))
        lines = {line: after[line] - before[line] for line in after}
        steps.append(Step(tuple(pending), changed, lines, sum(lines.values(), Decimal(0)), tuple(reasons)))
        before, pending, reasons = after, [], []
    if pending:
        raise InputError(reasons)
    return tuple(steps)

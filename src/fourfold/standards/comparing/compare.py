"""One study under many schemes: figures in a common unit, differences rule by rule, and gaps in what must hold.

The common unit is that of the first scheme whose unit the study can be brought to. A scheme that governs electricity
alone has no footprint of its own: its rules of electricity take the place of those of the reference (the first scheme
with a footprint), and only the electricity part is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fourfold.accounting.method import Method, Rounding
from fourfold.accounting.study.model import Study
from fourfold.accounting.traced import exact
from fourfold.core.problems import N_, NOWHERE, InputError, MessageKind, Problem
from fourfold.standards.comparing.gaps import Gap, gaps
from fourfold.standards.comparing.rules import electricity_of
from fourfold.standards.comparing.schemes import ByLine, Scheme, electricity_part, whole
from fourfold.standards.comparing.steps import Calculate, Decomposition, Part, stated, steps_between
from fourfold.standards.comparing.units import UnitOfResult

FOOTPRINT, ELECTRICITY = "footprint", "electricity"

SCHEME_WITHOUT_METHOD = MessageKind(
    "scheme-without-method",
    N_("{found} makes no choices of calculation"),
    N_("a pack with a method, its own or a parent's"),
    N_("leave it out of the comparison; it can be checked all the same"),
)


@dataclass(frozen=True, slots=True)
class Stated:
    """The figures of a scheme.

    Attributes:
        scheme: its id.
        lines_kg_co2e: by line in the common unit; sums to the total.
        total_kg_co2e: in the common unit.
        own_kg_co2e: the total in the scheme's own unit; ``None`` for the electricity part, which no unit is stated for.
    """

    scheme: str
    lines_kg_co2e: ByLine
    total_kg_co2e: Decimal
    own_kg_co2e: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a scheme is not compared."""

    scheme: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared side by side.

    Attributes:
        part: ``footprint`` or ``electricity``.
        figures: one for each scheme that compares, in the order asked for; the first is the base.
        decompositions: of every other one from the base.
        refusals: schemes that are not among them, and why.
    """

    part: str
    figures: tuple[Stated, ...]
    decompositions: tuple[Decomposition, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One study under many schemes.

    Attributes:
        study: the study.
        schemes: in the order asked for.
        unit: common unit; ``None`` where no scheme has one.
        quantum_kg_co2e: to which figures in the common unit are rounded.
        sides: the whole footprint, and the electricity part where a scheme governs that alone.
        gaps: from every scheme to every other.
    """

    study: Study
    schemes: tuple[Scheme, ...]
    unit: UnitOfResult | None
    quantum_kg_co2e: Decimal
    sides: tuple[Side, ...]
    gaps: tuple[Gap, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every scheme could be compared."""
        return not any(side.refusals for side in self.sides)


@exact
def compare(study: Study, schemes: Sequence[Scheme], calculate: Calculate) -> Comparison:
    """Compare a study under schemes.

    Args:
        study: the study.
        schemes: at least two.
        calculate: the study under any method.
    """
    full = [scheme for scheme in schemes if not scheme.governs_electricity_alone]
    supply = [scheme for scheme in schemes if scheme.governs_electricity_alone]
    unit = next((s.unit for s in (*full, *supply) if s.unit and s.applies and (s.result or s in supply)), None)
    quantum = min(
        (s.resolved.method.rounding.quantum_kg_co2e for s in schemes if s.resolved.method),
        default=Rounding().quantum_kg_co2e,
    )
    sides = []
    if full:
        sides.append(_side(FOOTPRINT, whole, [_whole(one) for one in full], calculate, unit, quantum))
    if supply:
        reference = next((one.resolved.method for one in full if one.result and one.applies), supply[0].resolved.method)
        entries = [_electricity_alone(s, reference) if s in supply else _part(s) for s in schemes]
        sides.append(_side(ELECTRICITY, electricity_part, entries, calculate, unit, quantum))
    return Comparison(study, tuple(schemes), unit, quantum, tuple(sides), gaps(schemes))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A scheme and the method it is compared by; no method, and why, where it cannot be."""

    scheme: Scheme
    method: Method | None
    problems: tuple[Problem, ...] = ()


def _whole(scheme: Scheme) -> _Entry:
    """A footprint is stated in the scheme's own unit, so the study has to relate it."""
    return _part(scheme) if scheme.unit is not None else _Entry(scheme, None, scheme.refusals)


def _part(scheme: Scheme) -> _Entry:
    known = scheme.result is not None and scheme.applies
    return _Entry(scheme, scheme.result.method if known and scheme.result else None, scheme.refusals)


def _electricity_alone(scheme: Scheme, reference: Method | None) -> _Entry:
    method = scheme.resolved.method
    if not scheme.applies:
        return _Entry(scheme, None, scheme.refusals)
    if method is None or reference is None:
        return _Entry(scheme, None, (Problem(SCHEME_WITHOUT_METHOD, NOWHERE, {"found": scheme.id}),))
    return _Entry(scheme, electricity_of(reference, method))


def _side(
    part: str, of: Part, entries: Sequence[_Entry], calculate: Calculate, unit: UnitOfResult | None, quantum: Decimal
) -> Side:
    refusals = [Refusal(entry.scheme.id, entry.problems) for entry in entries if entry.method is None]
    if unit is None:
        return Side(part, (), (), tuple(refusals))
    table = _Table(part, of, calculate, unit, quantum)
    made: list[_Made] = []
    for entry in entries:
        if entry.method is not None:
            try:
                made.append(table.made(entry.scheme, entry.method))
            except InputError as error:
                refusals.append(Refusal(entry.scheme.id, _errors(error)))
    decompositions = tuple(table.between(made[0], other) for other in made[1:])
    return Side(part, tuple(one.figures for one in made), decompositions, tuple(refusals))


@dataclass(frozen=True, slots=True)
class _Made:
    """A scheme, the method it is compared by, and its figures."""

    scheme: Scheme
    method: Method
    figures: Stated


@dataclass(frozen=True, slots=True)
class _Table:
    """Makes the figures of one side in one unit."""

    part: str
    of: Part
    calculate: Calculate
    unit: UnitOfResult
    quantum: Decimal

    def made(self, scheme: Scheme, method: Method) -> _Made:
        """The figures of a scheme by a method.

        Raises:
            InputError: the study cannot be calculated by it.
        """
        result = self.calculate(method)
        lines = stated(self.of(result), self.unit, self.quantum)
        own = scheme.unit if self.part == FOOTPRINT else None
        own_kg_co2e = own.stated(result.footprint.total_kg_co2e, self.quantum) if own else None
        return _Made(scheme, method, Stated(scheme.id, lines, sum(lines.values(), Decimal(0)), own_kg_co2e))

    def between(self, base: _Made, other: _Made) -> Decomposition:
        """The difference of one from another, rule by rule."""
        before, after = base.figures, other.figures
        steps = steps_between(
            base.scheme.resolved,
            other.scheme.resolved,
            (base.method, other.method),
            before.lines_kg_co2e,
            self.calculate,
            self.of,
            self.unit,
            self.quantum,
        )
        return Decomposition(
            base.scheme.id, other.scheme.id, self.part, before.total_kg_co2e, after.total_kg_co2e, steps
        )


def _errors(error: InputError) -> tuple[Problem, ...]:
    return tuple(problem for problem in error.problems if problem.severity == "error")

"""A pack with everything it inherits, for a day: what holds, where each part came from, and what it replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fourfold.accounting.method import Method
from fourfold.standards.language.expression import Expression
from fourfold.standards.language.values import Value
from fourfold.standards.pack.model import Choice, Clause, Disclosure, Parameter, Requirement, RulePack


@dataclass(frozen=True, slots=True)
class InForce:
    """A requirement in force.

    Of a requirement that tightens one of its parent both must hold, each test where its own condition does: where only
    the parent's applies, only the parent's test counts, and where neither applies, the requirement does not.

    Attributes:
        requirement: as its pack states it.
        pack: id of that pack.
        clause: its clause in that pack.
        applies_when: compiled; ``None`` where it always applies. Of a tightening its own condition (its parent's, where
            it states none).
        tests: compiled; empty where a person judges; several where a child tightened a parent, its own first.
        replaced: ``pack#requirement`` of those it tightened or overrode, the nearest first.
        conditions: for each test where it applies; empty where `applies_when` is that of all of them.
        evidence: dictionary names whose values stand beside the verdict: those its pack names, then whatever else the
            expressions read.
        names: every name a judgement looks at, in expressions, evidence and texts; parameters as ``param.NAME``.
    """

    requirement: Requirement
    pack: str
    clause: Clause
    applies_when: Expression | None
    tests: tuple[Expression, ...]
    replaced: tuple[str, ...] = ()
    conditions: tuple[Expression | None, ...] = ()
    evidence: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Its id."""
        return self.requirement.id

    @property
    def parts(self) -> tuple[tuple[Expression | None, Expression], ...]:
        """Each test with the condition under which it has to hold."""
        return tuple(zip(self.conditions or (self.applies_when,) * len(self.tests), self.tests, strict=True))


@dataclass(frozen=True, slots=True)
class ParameterInForce:
    """A parameter with the value of the day.

    Attributes:
        parameter: as its pack states it.
        pack: id of that pack.
        value: of the day, with place and source; unknown where none is in force.
        replaced: packs whose values it replaced.
    """

    parameter: Parameter
    pack: str
    value: Value
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChoiceInForce:
    """A choice of the method and the pack it comes from."""

    choice: Choice
    pack: str
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """A pack with what it inherits, on a day.

    Attributes:
        pack: the pack asked for.
        day: the study's date.
        chain: all packs it consists of, parents before children, `pack` last.
        requirements: in force, in the order of the chain and of their tables.
        parameters, choices: by name or key.
        disclosures: with the pack each comes from.
        method: what the choices compile to; ``None`` where neither the pack nor a parent has any (reported by whoever
            needs one).
        digest: of the digests of the chain: what a report quotes.
        defaulted: choices a calculation needs that no pack of the chain makes: taken from Fourfold's default method.
    """

    pack: RulePack
    day: date
    chain: tuple[RulePack, ...]
    requirements: tuple[InForce, ...]
    parameters: Mapping[str, ParameterInForce]
    choices: Mapping[str, ChoiceInForce]
    disclosures: tuple[tuple[str, Disclosure], ...]
    method: Method | None
    digest: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    """Value of each parameter, as expressions want them."""
    defaulted: tuple[str, ...] = ()

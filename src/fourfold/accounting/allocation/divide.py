"""Dividing one process with several products by one rule: the shares, and the credits where there are any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fourfold.accounting.allocation.causal import mean_shares, row_shares
from fourfold.accounting.allocation.data import Shared
from fourfold.accounting.allocation.displacement import main_product
from fourfold.accounting.allocation.rules import RULE_NAMES, RULES, preferred_before
from fourfold.accounting.allocation.weights import value_column, weights
from fourfold.accounting.method import Method
from fourfold.accounting.notes import Notes
from fourfold.accounting.study.rows import OutputRow
from fourfold.accounting.traced import ONE, ZERO, CellBook, Traced, total
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, NOWHERE, MessageKind, Place, Problems

ALLOCATION_RULE_NOT_ALLOWED = MessageKind(
    "allocation-rule-not-allowed",
    N_("process {process} is allocated by {found}, which method {method} does not allow"),
    N_("one of: {allowed}"),
    N_("choose an allowed rule, or another method"),
)
ALLOCATED = MessageKind(
    "allocated",
    N_("burdens of process {process} are divided by the rule {rule}: {shares}. Reason given: {reason}"),
)
ALLOCATION_OUT_OF_ORDER = MessageKind(
    "allocation-out-of-order",
    N_("process {process} is allocated by {found}; method {method} prefers {preferred}"),
    repair=N_("use the preferred rule, or check that the reason given holds"),
)
SURROUNDINGS = MessageKind(
    "surroundings-of-the-method",
    N_("the surroundings of the heat {flow} are taken to have the temperature of the method, {kelvin} K"),
)


@dataclass(frozen=True, slots=True)
class Division:
    """How a process is divided.

    Attributes:
        shares: share of each product, in the order of the outputs; they sum to 1. Under the rule causal the plain mean
            over the rows, for display.
        places: the cell that decides each share; nowhere where none alone does.
        by_row: under the rule causal, the share of each product in each row, by row and flow.
        main: under the rule substitution, the product that carries everything.
    """

    shares: list[Traced]
    places: list[Place]
    by_row: Mapping[str, Mapping[str, Traced]]
    main: OutputRow | None = None


def division(rule: str, shared: Shared, used: Mapping[str, str], book: CellBook, problems: Problems) -> Division | None:
    """The division by a rule, ``None`` after reporting what the rule lacks.

    Args:
        rule: one of `RULES`.
        shared: the process with its data.
        used: flows the study itself uses, and where.
        book: numbers the cells read.
        problems: receives what is missing.
    """
    if rule == "causal":
        by_row = row_shares(shared, book, problems)
        if by_row is None:
            return None
        return Division(mean_shares(shared, by_row), [NOWHERE] * len(shared.outputs), by_row)
    if rule == "substitution":
        main = main_product(shared, used, problems)
        if main is None:
            return None
        places = [output.place.at("displaces_source") for output in shared.outputs]
        return Division([ONE if output is main else ZERO for output in shared.outputs], places, {}, main)
    found = weights(rule, shared, book, problems)
    if found is None:
        return None
    column = value_column(rule, shared) or "allocation_value"
    places = [output.place.at(_deciding(rule, column, output)) for output in shared.outputs]
    if rule == "shares":  # used as they are: that they sum to 1 is checked when the study is read
        return Division(found, places, {})
    whole = total(found)
    return Division([weight / whole for weight in found], places, {})


def _deciding(rule: str, column: str, output: OutputRow) -> str:
    """The column that decides a product's share; where its amount is energy itself, that."""
    return "amount" if rule in ("energy", "exergy") and output.energy_value is None else column


def possible_rules(shared: Shared, used: Mapping[str, str]) -> list[str]:
    """The rules for which a study has the data."""
    return [rule for rule in RULES if division(rule, shared, used, CellBook(), Problems()) is not None]


def divide(
    shared: Shared, used: Mapping[str, str], method: Method, book: CellBook, notes: Notes, instead: str = ""
) -> Division | None:
    """The division of a process under a method, noted as an assumption; ``None`` after reporting a problem.

    Args:
        shared: the process with its data.
        used: flows the study itself uses, and where.
        method: the rules it allows.
        book, notes: numbers the cells read; receives problems and assumptions.
        instead: a rule to compare with, in place of the one the study chose; the method's order is then not asked.
    """
    rule, place = instead or shared.process.allocation, shared.process.place.at("allocation")
    if not instead and rule not in method.allocation_order:
        allowed = ", ".join(method.allocation_order)
        params = {"process": shared.name, "found": rule or "–", "method": method.id, "allowed": allowed}
        notes.problems.error(ALLOCATION_RULE_NOT_ALLOWED, place, **params)
        return None
    if not instead:
        preferred = preferred_before(rule, method.allocation_order, possible_rules(shared, used))
        if preferred:
            params = {"process": shared.name, "found": rule, "method": method.id, "preferred": preferred}
            notes.problems.warn(ALLOCATION_OUT_OF_ORDER, place, **params)
    found = division(rule, shared, used, book, notes.problems)
    if found is not None:
        _note(rule, shared, found, notes)
    return found


def _note(rule: str, shared: Shared, found: Division, notes: Notes) -> None:
    if rule == "causal":
        spelled = "; ".join(
            f"{row}: {_percents([o.flow for o in shared.outputs], [by_flow.get(o.flow, ZERO) for o in shared.outputs])}"
            for row, by_flow in found.by_row.items()
        )
        cells = [row.place.at("share") for row in shared.given]
    else:
        spelled = _percents([output.flow for output in shared.outputs], found.shares)
        cells = found.places
    reason = shared.process.allocation_reason
    for place in (shared.process.place.at("allocation"), *cells):
        notes.assume(ALLOCATED, place, process=shared.name, rule=RULE_NAMES[rule], shares=spelled, reason=reason)
    if rule == "exergy" and shared.reference_k is not None:
        for output in shared.outputs:
            if output.energy_carrier == "heat" and output.reference_temperature is None:
                kelvin = decimal_text(shared.reference_k)
                notes.assume(SURROUNDINGS, output.place.at("temperature"), flow=output.flow, kelvin=kelvin)


def _percents(flows: list[str], shares: list[Traced]) -> str:
    separator = "; "
    return separator.join(f"{flow} {float(s.value) * 100:.4g} %" for flow, s in zip(flows, shares, strict=True))

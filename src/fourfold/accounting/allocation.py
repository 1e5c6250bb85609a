"""Dividing the burdens of a process with several products: by a physical property, by price, or by given shares.

Share of product i: ``v_i q_i / Σ_j v_j q_j`` with q the amount and v the property or price of one unit of amount
(ISO 14044:2006 4.3.4.2, clause number from memory); or the share the row gives. The shares of a process sum to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fourfold.accounting.method import Method
from fourfold.accounting.notes import Notes
from fourfold.accounting.study.rows import OutputRow, ProcessRow
from fourfold.accounting.traced import ONE, CellBook, Traced, total
from fourfold.core.problems import N_, MessageKind, Term
from fourfold.core.quantities import Unit

ALLOCATION_RULE_NOT_ALLOWED = MessageKind(
    "allocation-rule-not-allowed",
    N_("process {process} is allocated by {found}, which method {method} does not allow"),
    N_("one of: {allowed}"),
    N_("choose an allowed rule, or another method"),
)
ALLOCATION_UNITS_UNLIKE = MessageKind(
    "allocation-units-unlike",
    N_("the products of process {process} are given in {found}; without allocation values they cannot be compared"),
    N_("one unit for all products, or an allocation_value on each"),
    N_("fill allocation_value and allocation_unit on each product"),
)
_RULES = {"physical": Term(N_("physical")), "economic": Term(N_("economic")), "shares": Term(N_("given shares"))}
ALLOCATED = MessageKind(
    "allocated",
    N_("burdens of process {process} are divided by the rule {rule}: {shares}. Reason given: {reason}"),
)
ALLOCATION_OUT_OF_ORDER = MessageKind(
    "allocation-out-of-order",
    N_("process {process} is allocated by {found}; method {method} prefers {preferred}"),
    repair=N_("use the preferred rule, or check that the reason given holds"),
)


def allocation_shares(
    process: ProcessRow, outputs: Sequence[OutputRow], method: Method, book: CellBook, notes: Notes
) -> list[Traced] | None:
    """The share of each output, in the order given; ``None`` after reporting a problem.

    A single product carries everything. Shares given as such are used as they are (that they sum to 1 is checked when
    the study is read).
    """
    if len(outputs) == 1:
        return [ONE]
    rule = process.allocation
    if rule not in method.allocation_order:
        notes.problems.error(
            ALLOCATION_RULE_NOT_ALLOWED,
            process.place.at("allocation"),
            process=process.process,
            found=rule or "–",
            method=method.id,
            allowed=", ".join(method.allocation_order),
        )
        return None
    _warn_if_out_of_order(process, method, notes)
    shares = _given(outputs, book) if rule == "shares" else _proportional(process, outputs, book, notes)
    if shares is not None:
        spelled = "; ".join(f"{o.flow} {float(s.value) * 100:.4g} %" for o, s in zip(outputs, shares, strict=True))
        params: dict[str, object] = {
            "process": process.process,
            "rule": _RULES[rule],
            "shares": spelled,
            "reason": process.allocation_reason,
        }
        for place in (process.place.at("allocation"), *(output.place.at("allocation_value") for output in outputs)):
            notes.assume(ALLOCATED, place, **params)
    return shares


def _warn_if_out_of_order(process: ProcessRow, method: Method, notes: Notes) -> None:
    preferred = method.allocation_order[0]
    if process.allocation != preferred:
        notes.problems.warn(
            ALLOCATION_OUT_OF_ORDER,
            process.place.at("allocation"),
            process=process.process,
            found=process.allocation,
            method=method.id,
            preferred=preferred,
        )


def _given(outputs: Sequence[OutputRow], book: CellBook) -> list[Traced]:
    return [book.read(output.allocation_value or Decimal(0), output.place.at("allocation_value")) for output in outputs]


def _proportional(
    process: ProcessRow, outputs: Sequence[OutputRow], book: CellBook, notes: Notes
) -> list[Traced] | None:
    if any(output.allocation_value is None for output in outputs):
        units = {Unit(output.unit).dimension for output in outputs}
        if len(units) > 1:
            notes.problems.error(
                ALLOCATION_UNITS_UNLIKE,
                process.place.at("allocation"),
                process=process.process,
                found=", ".join(dict.fromkeys(output.unit for output in outputs)),
            )
            return None
    weights = [_weight(output, outputs[0], book) for output in outputs]
    whole = total(weights)
    return [weight / whole for weight in weights]


def _weight(output: OutputRow, first: OutputRow, book: CellBook) -> Traced:
    amount = book.read(output.amount, output.place.at("amount"))
    if output.allocation_value is None:
        return amount.times(Unit(output.unit).factor_to(Unit(first.unit)))
    return amount * book.read(output.allocation_value, output.place.at("allocation_value"))

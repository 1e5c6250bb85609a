"""What every ledger refuses: each kind by its code, with the clause it would break, and nothing changed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from fourfold.core.words import words
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.operations import Order
from support.ledger_checks import refused, told
from support.ledger_kinds import KINDS
from support.ledger_wrongs import WRONGS
from support.ledgers import NOW

FIRST_OF_CODE = {str(each.values[2]): each for each in reversed(WRONGS)}
CASES = [
    pytest.param(kind, *each.values, id=f"{kind}-{each.id}")
    for kind in KINDS
    for each in (WRONGS if kind == "memory" else FIRST_OF_CODE.values())
]
"""Every case in memory; of each code one where that takes longer. Orders at random compare the rest."""


@pytest.mark.parametrize(("empty", "before", "order", "code", "clause"), CASES, indirect=["empty"])
def test_an_order_that_breaks_a_promise_is_refused_with_its_clause(
    ledger: Ledger, before: Sequence[Order], order: Order, code: str, clause: str
) -> None:
    ledger.record(before, NOW)
    problem = refused(ledger, order)
    assert (problem.kind.code, problem.place.row) == (code, 1)
    assert clause in words("en")("{clause}", clause=problem.params.get("clause", ""))
    assert "{" not in told(problem)

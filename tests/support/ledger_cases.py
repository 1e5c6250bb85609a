"""What cases of refused orders are made of: orders that come before, and the words of clauses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from _pytest.mark import ParameterSet

from fourfold.electricity.ledger.operations import (
    Cancel,
    CloseResidual,
    Operation,
    Range,
)
from fourfold.electricity.supply.criteria import InstrumentKind
from support.ledgers import (
    BUYER,
    DAY_S,
    SOUTH,
    T0,
    ask,
    certificate,
    hourly_claim,
    issue,
    measure,
)

ISO, TIME, MARKET, GRANULAR = "sole claim", "close in time", "same grid or market", "EnergyTag"
HELD = issue("c", 0, 1_000)
CANCELLED = ask(BUYER, Cancel(Range("c", 0, 1_000)))
MEASURED = measure(0, 1_000)
MONTH = replace(certificate("m", hours=28 * 24, energy_wh=90_000), kind=InstrumentKind.GUARANTEE_OF_ORIGIN)
CLOSED = ask("", CloseResidual(SOUTH, T0, T0 + DAY_S))
HOURLY = hourly_claim("c", 0, 1_000)


def bad(name: str, code: str, actor: str, operation: Operation, *before: object, clause: str = "") -> ParameterSet:
    """A case: its name, the code it is refused with, who asks for what, and which orders come before."""
    return pytest.param(before, ask(actor, operation), code, clause, id=name)

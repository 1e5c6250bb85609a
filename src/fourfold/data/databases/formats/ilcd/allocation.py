"""Allocated fractions of exchanges: shares for each exchange and co-product, checked before they are taken.

Fractions are per cent. They are taken when they add up to 100 within 0.01 (rounded shares), and scaled to 100 within 1,
which is reported; fractions that add up to 1 are read as shares of 1, which is reported too.
Anything else is refused: an exchange of which 40 per cent belong to nobody would lose burdens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fourfold.data.databases.formats.ilcd.messages import (
    COPRODUCT_UNKNOWN,
    SHARE_WRONG,
    SHARES_AS_FRACTIONS,
    SHARES_SCALED,
    SHARES_WRONG,
)
from fourfold.data.databases.formats.ilcd.numbers import number_of
from fourfold.data.databases.formats.ilcd.tree import Node
from fourfold.data.databases.records import AllocationBasis, AllocationRecord
from fourfold.data.databases.report import Effect, ImportReport

STRICT, LENIENT = 0.01, 1.0
"""How far from 100 per cent a sum may be: to be taken as it is, and to be scaled."""
_ONE = 1e-4


def shares_of(exchange: Node, flows: Mapping[str, str], report: ImportReport) -> Iterator[AllocationRecord]:
    """The shares of one exchange, 0 … 1, which add up to 1.

    Args:
        exchange: the element.
        flows: flow of each exchange of the process by internal id.
        report: receives repairs and refusals.
    """
    shares: dict[str, float] = {}
    for node in exchange.all("allocations", "allocation"):
        text = node.attribute("allocatedFraction")
        product = node.attribute("internalReferenceToCoProduct")
        if not text and not product:
            continue
        share = number_of(text)
        if share is None or share < 0:
            report.note(Effect.REFUSED, SHARE_WRONG, node.place, found=text or "–")
            return
        if product not in flows:
            report.note(Effect.UNLINKED, COPRODUCT_UNKNOWN, node.place, found=product or "–")
            if share:
                return
            continue
        shares[product] = shares.get(product, 0.0) + share
    total = sum(shares.values())
    whole = _whole(total, exchange, report) if shares else None
    if whole is None:
        return
    for product, share in shares.items():
        place, internal = exchange.place, exchange.attribute("dataSetInternalID")
        yield AllocationRecord(AllocationBasis.CAUSAL, flows[product], share / whole, internal, place)


def _whole(total: float, exchange: Node, report: ImportReport) -> float | None:
    """What the fractions are divided by; ``None`` when their sum cannot be understood (reported)."""
    if abs(total - 100) <= STRICT:
        return total
    if abs(total - 100) <= LENIENT:
        report.note(Effect.REPAIRED, SHARES_SCALED, exchange.place, found=total)
        return total
    if abs(total - 1) <= _ONE:
        report.note(Effect.REPAIRED, SHARES_AS_FRACTIONS, exchange.place, found=total)
        return total
    report.note(Effect.REFUSED, SHARES_WRONG, exchange.place, found=total)
    return None

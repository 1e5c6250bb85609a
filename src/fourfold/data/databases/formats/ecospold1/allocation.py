"""Allocation factors of EcoSpold 1: per cent, for each row and co-product, by the numbers of rows.

Methods 0 and 1 are physical and economic causality; undefined (−1) and other methods (2) are read as given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from fourfold.data.databases.formats.ecospold.values import Spot
from fourfold.data.databases.formats.ecospold1 import messages as m
from fourfold.data.databases.formats.ecospold1.exchanges import Rows
from fourfold.data.databases.records import AllocationBasis, AllocationRecord
from fourfold.data.databases.report import Effect
from fourfold.formats.xml_text import child, children, text_of

_BASES = {"0": AllocationBasis.PHYSICAL, "1": AllocationBasis.ECONOMIC}
_METHODS = ("", "-1", "0", "1", "2")
_TOLERANCE_PERCENT = 0.01


def read_allocations(dataset: Spot, name: str, rows: Rows) -> tuple[AllocationRecord, ...]:
    """The factors of a dataset; those that name no row of it are refused, sums other than 100 % reported."""
    flows = child(dataset.element, "flowData")
    spots = [] if flows is None else [dataset.of(element) for element in children(flows, "allocation")]
    if not spots:
        return ()
    basis = _basis(dataset, name, spots)
    records: list[AllocationRecord] = []
    sums: defaultdict[str, float] = defaultdict(float)
    for spot in spots:
        percent = spot.number("fraction")
        product = _product(spot, name, rows)
        if percent is None or not product:
            continue
        if not 0 <= percent <= 100:
            spot.note(Effect.NOTED, m.ALLOCATION_RANGE, "fraction", name=name, found=f"{percent:g}")
        for exchange in _exchanges(spot, name, rows):
            sums[exchange] += percent
            records.append(AllocationRecord(basis, product, percent / 100, exchange, spot.place()))
    for exchange, total in sums.items():
        if abs(total - 100) > _TOLERANCE_PERCENT:
            dataset.note(Effect.NOTED, m.ALLOCATION_SUM, name=name, found=exchange or "–", sum=f"{total:g}")
    return tuple(records)


def _basis(dataset: Spot, name: str, spots: Sequence[Spot]) -> AllocationBasis:
    methods = sorted({spot.text("allocationMethod") for spot in spots})
    for spot in spots:
        code = spot.text("allocationMethod")
        if code not in _METHODS:
            spot.note(Effect.REPAIRED, m.CODE_UNKNOWN, name="allocationMethod", found=code, taken="-1")
    bases = {_BASES.get(method, AllocationBasis.GIVEN) for method in methods}
    if len(bases) > 1:
        dataset.note(Effect.NOTED, m.ALLOCATION_MIXED, name=name, found=", ".join(methods))
        return AllocationBasis.GIVEN
    return bases.pop()


def _product(spot: Spot, name: str, rows: Rows) -> str:
    """The flow of the co-product; empty after reporting that the dataset does not make it."""
    number = spot.text("referenceToCoProduct")
    made = [
        rows.records[position].flow
        for position in rows.by_number.get(number, ())
        if rows.records[position].is_reference or position in rows.co_products
    ]
    if len(set(made)) != 1:
        spot.note(Effect.REFUSED, m.ALLOCATION_REFUSED, "referenceToCoProduct", name=name, found=number or "–")
        return ""
    return made[0]


def _exchanges(spot: Spot, name: str, rows: Rows) -> list[str]:
    """Internal ids of the rows a factor holds for; one empty text where it names none: all of the dataset."""
    named = [(element, text_of(element)) for element in children(spot.element, "referenceToInputOutput")]
    if not named:
        return [""]
    found: list[str] = []
    for element, number in named:
        positions = rows.by_number.get(number, ())
        if not positions:
            place = spot.of(element)
            place.note(Effect.REFUSED, m.ALLOCATION_REFUSED, "referenceToInputOutput", name=name, found=number or "–")
        found += [rows.records[position].internal_id for position in positions]
    return list(dict.fromkeys(found))

"""Exchanges of EcoSpold 1 as records."""

from __future__ import annotations

from dataclasses import dataclass, field

from fourfold.data.databases.formats.ecospold import messages as shared
from fourfold.data.databases.formats.ecospold.values import Spot, read_pedigree
from fourfold.data.databases.formats.ecospold1 import messages as m
from fourfold.data.databases.formats.ecospold1.datasets import (
    AVOIDED,
    CO_PRODUCT,
    FROM_NATURE,
    REFERENCE,
    TO_NATURE,
    WASTE,
    Head,
    Row,
    exchanges_of,
    group_of,
    row_of,
)
from fourfold.data.databases.formats.ecospold1.flows import Flows
from fourfold.data.databases.formats.ecospold1.index import Index
from fourfold.data.databases.formats.ecospold1.lengths import Lengths
from fourfold.data.databases.formats.ecospold1.uncertainty import read_uncertainty
from fourfold.data.databases.records import Direction, ExchangeRecord
from fourfold.data.databases.report import Effect
from fourfold.formats.xml_text import child


@dataclass
class Rows:
    """The exchanges of a dataset.

    Attributes:
        records: all that could be read.
        by_number: positions in `records` by exchange number.
        co_products: positions of allocated co-products.
        reference: what the first row of the reference product says of its flow.
        has_lost_product: whether a row for a product could not be read.
    """

    records: list[ExchangeRecord] = field(default_factory=list)
    by_number: dict[str, list[int]] = field(default_factory=dict)
    co_products: list[int] = field(default_factory=list)
    reference: Row | None = None
    has_lost_product: bool = False


class ExchangeReader:
    """Reads the exchanges of datasets.

    Args:
        index: who makes what.
        flows: receives the flows they name.
        lengths: told of texts that may be too long.
    """

    def __init__(self, index: Index, flows: Flows, lengths: Lengths) -> None:
        self._index, self._flows, self._lengths = index, flows, lengths

    def read(self, dataset: Spot, head: Head) -> Rows:
        """All rows of a dataset; what cannot be read is reported and left out."""
        rows = Rows()
        repeated: list[str] = []
        for element in exchanges_of(dataset.element):
            spot = dataset.of(element)
            row = row_of(element)
            group, shown = group_of(element)
            record = self._record(spot, row, group, shown, repeats=len(rows.by_number.get(row.number, ())))
            if record is None:
                rows.has_lost_product |= group in (REFERENCE, CO_PRODUCT)
                continue
            if row.number in rows.by_number:
                repeated.append(row.number)
            rows.by_number.setdefault(row.number, []).append(len(rows.records))
            if group == REFERENCE and rows.reference is None:
                rows.reference = row
            if group == CO_PRODUCT:
                rows.co_products.append(len(rows.records))
            rows.records.append(record)
        if repeated:
            dataset.note(
                Effect.NOTED,
                m.EXCHANGE_NUMBERS_REPEATED,
                name=head.function.name,
                count=len(repeated),
                found=repeated[0],
            )
        return rows

    def _record(self, spot: Spot, row: Row, group: str, shown: str, repeats: int) -> ExchangeRecord | None:
        if not group:
            spot.note(Effect.REFUSED, shared.EXCHANGE_GROUPS, name=row.name, found=shown)
            return None
        missing = "name" if not row.name else "unit" if not row.unit else ""
        if missing:
            spot.note(Effect.REFUSED, shared.EXCHANGE_INCOMPLETE, missing, name=row.name, found=missing)
            return None
        amount = spot.number("meanValue")
        if amount is None:
            return None
        self._lengths.check(spot, row)
        flow, direction = self._flow(spot, row, group)
        comment = spot.text("generalComment")
        pedigree, base = read_pedigree(comment)
        needs = direction is Direction.INPUT and group != FROM_NATURE
        return ExchangeRecord(
            flow=flow,
            direction=direction,
            amount=amount,
            unit=row.unit,
            is_reference=group == REFERENCE,
            is_avoided=group == AVOIDED,
            provider=self._index.provider(row, flow) if needs or group == AVOIDED else "",
            internal_id=row.number if not repeats else f"{row.number}#{repeats + 1}",
            uncertainty=read_uncertainty(spot, amount),
            pedigree=pedigree,
            base_uncertainty=base,
            location=row.location,
            comment=comment,
            place=spot.place(),
        )

    def _flow(self, spot: Spot, row: Row, group: str) -> tuple[str, Direction]:
        if group in (FROM_NATURE, TO_NATURE):
            direction = Direction.INPUT if group == FROM_NATURE else Direction.OUTPUT
            return self._flows.elementary(spot, row), direction
        if group in (REFERENCE, CO_PRODUCT):
            return self._flows.made(spot, row), Direction.OUTPUT
        if group == WASTE:
            flow, is_service = self._flows.wasted(spot, row)
            return flow, Direction.INPUT if is_service else Direction.OUTPUT
        return self._flows.wanted(spot, row), Direction.OUTPUT if group == AVOIDED else Direction.INPUT


def of_function(dataset: Spot, head: Head, flows: Flows) -> ExchangeRecord | None:
    """A product row made of the reference function, for a dataset that has none."""
    function = child(dataset.element, "metaInformation", "processInformation", "referenceFunction")
    if function is None:
        return None
    spot = dataset.of(function)
    if not head.function.name or not head.function.unit:
        spot.note(Effect.REFUSED, shared.EXCHANGE_INCOMPLETE, name=head.function.name, found="unit")
        return None
    amount = spot.number("amount")
    if amount is None:
        return None
    spot.note(Effect.REPAIRED, m.REFERENCE_MADE, name=head.function.name)
    return ExchangeRecord(
        flow=flows.made(spot, head.function),
        direction=Direction.OUTPUT,
        amount=amount,
        unit=head.function.unit,
        is_reference=True,
        location=head.function.location,
        place=spot.place(),
    )

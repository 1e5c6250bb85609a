"""Exchanges of EcoSpold 2 as records."""

from __future__ import annotations

from dataclasses import dataclass, field

from fourfold.data.databases.formats.ecospold import messages as shared
from fourfold.data.databases.formats.ecospold.values import Spot
from fourfold.data.databases.formats.ecospold2 import messages as m
from fourfold.data.databases.formats.ecospold2.elements import (
    ELEMENTARY,
    INTERMEDIATE,
    group_of,
    id_in,
    text_in,
)
from fourfold.data.databases.formats.ecospold2.flows import Flows
from fourfold.data.databases.formats.ecospold2.index import Index, flow_id
from fourfold.data.databases.formats.ecospold2.uncertainty import UncertaintyReader
from fourfold.data.databases.records import Direction, ExchangeRecord
from fourfold.data.databases.report import Effect
from fourfold.formats.xml_text import child, local_name

_PRODUCTS = ("o0", "o2")


@dataclass
class Rows:
    """The exchanges of a dataset.

    Attributes:
        records: all that could be read.
        zero_products: how many outputs have the amount 0.
        has_lost_product: whether a row for a product could not be read.
    """

    records: list[ExchangeRecord] = field(default_factory=list)
    zero_products: int = 0
    has_lost_product: bool = False


class ExchangeReader:
    """Reads the exchanges of datasets.

    Args:
        index: who makes what.
        flows: receives the flows they name.
        uncertainties: reads distributions.
    """

    def __init__(self, index: Index, flows: Flows, uncertainties: UncertaintyReader) -> None:
        self._index, self._flows, self._uncertainties = index, flows, uncertainties

    def read(self, dataset: Spot) -> Rows:
        """All rows of a dataset; what cannot be read is reported and left out."""
        rows = Rows()
        flow_data = child(dataset.element, "flowData")
        for element in () if flow_data is None else flow_data:
            if local_name(element) not in (INTERMEDIATE, ELEMENTARY):
                continue
            spot = dataset.of(element)
            group, shown = group_of(element)
            record = self._record(spot, group, shown)
            if record is None:
                rows.has_lost_product |= group in _PRODUCTS
                continue
            rows.zero_products += group in _PRODUCTS and record.amount == 0
            rows.records.append(record)
        return rows

    def _record(self, spot: Spot, group: str, shown: str) -> ExchangeRecord | None:
        name = text_in(spot.element, "name")
        if not group:
            spot.note(Effect.REFUSED, shared.EXCHANGE_GROUPS, name=name, found=shown)
            return None
        amount = spot.number("amount")
        if amount is None:
            return None
        flow, unit = self._flows.take(spot, group)
        if not name or not unit:
            missing = "unit" if name else "name"
            spot.note(Effect.REFUSED, shared.EXCHANGE_INCOMPLETE, name=name, found=missing)
            return None
        if group == "o5":
            spot.note(Effect.NOTED, m.STOCK, name=name)
        spread = self._uncertainties.read(spot, amount)
        return ExchangeRecord(
            flow=flow,
            direction=Direction.INPUT if group[0] == "i" else Direction.OUTPUT,
            amount=amount,
            unit=unit,
            is_reference=group == "o0" and amount != 0,
            provider=self._provider(spot, name, group),
            internal_id=id_in(spot.element, "id"),
            uncertainty=spread.distribution,
            pedigree=spread.pedigree,
            base_uncertainty=spread.base,
            formula=spot.text("mathematicalRelation"),
            comment=text_in(spot.element, "comment"),
            place=spot.place(),
        )

    def _provider(self, spot: Spot, name: str, group: str) -> str:
        link = id_in(spot.element, "activityLinkId")
        if not link:
            return ""
        if group in _PRODUCTS:
            spot.note(Effect.NOTED, m.LINK_OF_PRODUCT, "activityLinkId", name=name)
            return ""
        process = self._index.provider(link, flow_id(spot.element, local_name(spot.element)))
        if not process:
            kind = m.LINK_OTHER if self._index.holds(link) else m.LINK_MISSING
            spot.note(Effect.UNLINKED, kind, "activityLinkId", name=name, found=link)
        return process

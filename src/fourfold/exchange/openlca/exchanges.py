"""Exchanges and allocation factors as version 2 spells them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fourfold.data.databases.records import AllocationBasis, Distribution
from fourfold.exchange.openlca.archive import said
from fourfold.exchange.openlca.ids import reference, written_id

FLOW_TYPES = {"elementary": "ELEMENTARY_FLOW", "product": "PRODUCT_FLOW", "waste": "WASTE_FLOW"}
_FORMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    Distribution.LOGNORMAL: ("LOG_NORMAL_DISTRIBUTION", ("geomMean", "geomSd")),
    Distribution.NORMAL: ("NORMAL_DISTRIBUTION", ("mean", "sd")),
    Distribution.TRIANGULAR: ("TRIANGLE_DISTRIBUTION", ("minimum", "mode", "maximum")),
    Distribution.UNIFORM: ("UNIFORM_DISTRIBUTION", ("minimum", "maximum")),
}
_BASES = {
    AllocationBasis.PHYSICAL: "PHYSICAL_ALLOCATION",
    AllocationBasis.ECONOMIC: "ECONOMIC_ALLOCATION",
    AllocationBasis.CAUSAL: "CAUSAL_ALLOCATION",
}

Row = Mapping[str, Any]


def exchange_fields(
    row: Row,
    number: int,
    kind: str,
    flow: Mapping[str, object],
    measure: tuple[Mapping[str, object] | None, Mapping[str, object] | None],
    provider: Mapping[str, object] | None,
    place: Mapping[str, object] | None,
    left_out: Counter[str],
) -> dict[str, object]:
    """The fields of an exchange.

    Args:
        row: cells of the exchange.
        number: its number in its process, from 1.
        kind: of its flow.
        flow, measure, provider, place: references to its flow, its property and unit, its provider, its location.
        left_out: counts what the format cannot hold.
    """
    amount = row["amount"] if math.isfinite(row["amount"]) else None
    # The format links an avoided product as an input and an avoided waste as an output.
    is_input = kind != "waste" if row["is_avoided"] else row["direction"] == "input"
    of_property, unit = measure
    fields = {
        "@type": "Exchange",
        "internalId": number,
        "isInput": is_input,
        "isAvoidedProduct": row["is_avoided"],
        "isQuantitativeReference": row["is_reference"],
        "flow": flow,
        "flowProperty": of_property,
        "unit": unit,
        "amount": amount,
        "amountFormula": row["formula"],
        "defaultProvider": provider,
        "uncertainty": uncertainty_fields(row, left_out),
        "dqEntry": f"({row['pedigree']})" if row["pedigree"] else "",
        "baseUncertainty": row["base_uncertainty"],
        "location": place,
        "description": row["comment"],
    }
    return said(fields)


def uncertainty_fields(row: Row, left_out: Counter[str]) -> dict[str, object] | None:
    """The distribution of an amount; ``None`` for none, and for one the format does not have (counted)."""
    if not row["distribution"]:
        return None
    if row["distribution"] not in _FORMS:
        left_out["distributions"] += 1
        return None
    word, names = _FORMS[row["distribution"]]
    values = (row[name] for name in "abc")
    parameters = {name: value for name, value in zip(names, values, strict=False) if value is not None}
    return {"@type": "Uncertainty", "distributionType": word, **parameters}


def allocation_method(basis: str, factors: Sequence[Row]) -> str:
    """The word for the rule a process names; empty for none. Shares by no stated rule go under the word that fits."""
    if basis == AllocationBasis.GIVEN:
        return _BASES[_standing_for_given(any(row["exchange"] is not None for row in factors))]
    return _BASES[AllocationBasis(basis)] if basis else ""


def factor_fields(
    row: Row,
    product: Mapping[str, object],
    number_of: Callable[[int], int],
    taken: set[tuple[str, int, int | None]],
    left_out: Counter[str],
) -> dict[str, object] | None:
    """The fields of an allocation factor.

    Args:
        row: cells of the factor.
        product: reference to its product.
        number_of: number of an exchange in its process, by its row number in the database.
        taken: rules, products and exchanges the process has factors for under the format's own words.
        left_out: counts factors that have no place beside those.
    """
    basis = AllocationBasis(row["basis"])
    if basis is AllocationBasis.GIVEN:
        basis = _standing_for_given(row["exchange"] is not None)
        if (str(basis), row["flow"], row["exchange"]) in taken:
            left_out["allocations"] += 1
            return None
    exchange = None
    if row["exchange"] is not None:
        exchange = {"@type": "ExchangeRef", "internalId": number_of(row["exchange"])}
    fields = {
        "@type": "AllocationFactor",
        "allocationType": _BASES[basis],
        "product": product,
        "value": row["value"],
        "exchange": exchange,
    }
    return said(fields)


def _standing_for_given(by_exchange: bool) -> AllocationBasis:
    return AllocationBasis.CAUSAL if by_exchange else AllocationBasis.PHYSICAL


def provider_reference(provider: str, names: Mapping[str, str]) -> dict[str, object] | None:
    """A reference to the process that supplies; ``None`` for none."""
    return reference("Process", written_id("Process", provider), names.get(provider, "")) if provider else None

"""What a source is worth: emissions per unit, the steps they are made by, and the record of the source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fourfold.accounting.inventory import Emission, Item, Step
from fourfold.accounting.notes import UsedSource
from fourfold.accounting.study.rows import InputRow, SupplierRow
from fourfold.accounting.traced import Traced
from fourfold.core.lines import CO2E
from fourfold.core.problems import N_
from fourfold.data.factor import Factor
from fourfold.data.source import Source


@dataclass(frozen=True, slots=True)
class Valued:
    """What one unit of something emits, by a factor or a supplier's figure.

    Attributes:
        kind, id, names: of the source.
        emissions: per unit.
        steps: how they are made, for unfolding.
    """

    kind: str
    id: str
    names: Mapping[str, str]
    emissions: tuple[Emission, ...]
    steps: tuple[Step, ...]


def used_factor(factor: Factor) -> UsedSource:
    """The source record of a factor; its value where every part is given as CO2e."""
    weighted = [part.value for part in factor.parts if part.gas == CO2E]
    only = factor.parts[0] if len(factor.parts) == 1 == len(weighted) else None
    weighted_range = (only.low, only.high) if only else (None, None)
    return UsedSource(
        kind="factor",
        id=factor.id,
        names=factor.names,
        source=factor.source,
        status=factor.status,
        place=factor.place,
        basis=factor.basis,
        value=sum(weighted, Decimal(0)) if len(weighted) == len(factor.parts) else None,
        per=factor.per.text,
        area=factor.area,
        digest=factor.digest,
        period=(factor.valid_from, factor.valid_to),
        technology=factor.technology,
        low=weighted_range[0],
        high=weighted_range[1],
    )


def used_supplier(supplier: SupplierRow) -> UsedSource:
    """The source record of a supplier's declared footprint."""
    return UsedSource(
        kind="supplier",
        id=supplier.supplier,
        names=supplier.names,
        source=Source("", supplier.document, f"{supplier.valid_from} … {supplier.valid_to}", supplier.url),
        status="declared",
        place=supplier.place,
        value=supplier.value,
        per=f"{supplier.per_amount} {supplier.per_unit}",
        period=(supplier.valid_from, supplier.valid_to),
        area_is_known=False,
    )


def scaled_by(emissions: Iterable[Emission], amount: Traced) -> tuple[Emission, ...]:
    """Emissions of one unit times the amount of units."""
    return tuple(
        Emission(e.line, e.gas, None if e.kg_gas is None else e.kg_gas * amount, e.kg_co2e * amount) for e in emissions
    )


def factor_steps(factor: Factor, emissions: Sequence[Emission]) -> list[Step]:
    """The parts of a factor, as steps of the product that makes an item's figure."""
    return [
        Step(
            N_("factor"),
            e.kg_co2e.value,
            f"kg CO2e/{factor.per.text} ({e.gas}, {e.line})",
            p.place.at("value"),
            factor.id,
        )
        for e, p in zip(emissions, factor.parts, strict=True)
    ]


def supplier_steps(supplier: SupplierRow) -> tuple[Step, ...]:
    """The parts of a supplier's declaration, as steps."""
    return (
        Step(N_("declared per"), supplier.per_amount, supplier.per_unit, supplier.place.at("per_amount")),
        Step(N_("declared footprint"), supplier.value, "kg CO2e", supplier.place.at("value"), supplier.supplier),
    )


def item_of(
    row: InputRow,
    stage: str,
    emissions: tuple[Emission, ...],
    source_kind: str,
    source_id: str,
    source_names: Mapping[str, str],
    steps: tuple[Step, ...],
) -> Item:
    """The item of an input row."""
    return Item(
        id=row.input,
        kind="input",
        process=row.process,
        stage=row.stage or stage,
        names=row.names,
        amount=row.amount,
        unit=row.unit,
        emissions=emissions,
        source_kind=source_kind,
        source_id=source_id,
        source_names=source_names,
        data_kind=row.data_kind,
        quality=row.quality,
        place=row.place,
        steps=steps,
    )

"""Factor tables for tests: made up, with what is known about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from fourfold.core.problems import Assumption, MessageKind, Named, Place, Term
from fourfold.core.zones import Ints, utc_second
from fourfold.data.basis import Averaging, Basis, Claim, GwpSet, Losses, Quantity
from fourfold.data.source import Source, Status
from fourfold.electricity.factors.table import Delivery, FactorsMeta, FactorTable
from fourfold.electricity.grid.state import Attribute, AttributeKind, Finding, GridArea, InputFile
from fourfold.electricity.tracing.options import TraceOptions
from fourfold.electricity.tracing.result import Balance, Reason

BASIS = Basis(Quantity.CO2E_LIFECYCLE, Claim.LOCATION, Averaging.AVERAGE, Losses.EXCLUDED, GwpSet.AR5)
ATTRIBUTES = (
    Attribute("kg_co2e_per_mwh", AttributeKind.TOTAL),
    Attribute("kg_upstream_per_mwh", AttributeKind.PART),
    Attribute("measured_mwh_per_mwh", AttributeKind.MEASURED),
)
AREAS = (
    GridArea("南江", (("en", "Nanjiang"), ("zh", "南江")), "北部", "province"),
    GridArea("B, two", (("en", "B"),), "北部", "province"),
    GridArea("北部", (("en", "North"), ("zh", "北部")), "", "region"),
)
NOTE = Assumption(
    MessageKind("note", "made up: {what} {where}"),
    {"what": Term("word"), "where": Named.of({"en": "here", "zh": "此处"}), "n": "3"},
    (Place("grid.yaml", 3, "areas"),),
)


def hours_from(year: int, month: int, day: int, count: int, step_s: int = 3600) -> Ints:
    """UTC seconds of equal intervals."""
    return utc_second(datetime(year, month, day, tzinfo=UTC)) + step_s * np.arange(count, dtype=np.int64)


def meta(**changes: object) -> FactorsMeta:
    made = FactorsMeta(
        areas=AREAS,
        attributes=ATTRIBUTES,
        step_minutes=60,
        time_zone="Asia/Shanghai",
        offset="",
        basis=BASIS,
        options=TraceOptions(),
        delivery={"南江": Delivery(0.05, 4.6, "10 kV", 0, Status.SECONDARY)},
        status=Status.ILLUSTRATIVE,
        documents=(Source("nobody", "made up", "2024", "https://example.org", "CC0"),),
        files=(InputFile("generation.csv", "sha256:" + "0" * 64, 12),),
        findings=(Finding(NOTE, 7),),
        assumptions=(NOTE,),
        balances=(Balance("kg_co2e_per_mwh", 1.5, 0.1, 1.6, 0.0, 0.0, 0.0, 0.0, 1.1e-16),),
        version="0.1.0",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def table(starts_s: Ints, seed: int = 0, gaps: float = 0.0, **changes: object) -> FactorTable:
    """Random factors between 100 and 900 with demand; a share of them missing with a reason."""
    described = meta(**changes)
    rng = np.random.default_rng(seed)
    shape = (starts_s.size, len(described.areas))
    per_mwh = rng.uniform(100.0, 900.0, (*shape, len(described.attributes)))
    per_mwh[..., -1] /= 900.0
    demand = rng.uniform(0.0, 5000.0, shape)
    lacking = rng.random(shape) < gaps
    per_mwh[lacking] = np.nan
    demand[lacking] = 0.0
    reason = np.where(lacking, np.int8(Reason.ZERO_THROUGHPUT), np.int8(Reason.NONE)).astype(np.int8)
    return FactorTable(described, starts_s, per_mwh, reason, demand)

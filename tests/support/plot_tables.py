"""Factor tables with a day's rhythm, for pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from fourfold.core.zones import HOUR_S, Ints
from fourfold.data.basis import Basis, Claim, GwpSet, Losses, Quantity
from fourfold.data.source import Source, Status
from fourfold.electricity.factors.table import FactorsMeta, FactorTable
from fourfold.electricity.grid.state import Attribute, AttributeKind, GridArea
from fourfold.electricity.tracing.options import TraceOptions

AREAS = (
    GridArea("XF-QS", (("en", "Qingsha"), ("zh", "青沙省")), "XF-W", "province"),
    GridArea("XF-HG", (("en", "Heigu"), ("zh", "黑谷省")), "XF-W", "province"),
    GridArea("XF-YJ", (("en", "Yunjiang"), ("zh", "云江省")), "XF-E", "province"),
    GridArea("XF-HW", (("en", "Haiwan"), ("zh", "海湾省")), "XF-E", "province"),
)
LEVELS = (250.0, 820.0, 40.0, 460.0)
FORTNIGHT = (("2024-01-01", "2024-01-15"),)
TWELVE_DAYS = tuple((f"2024-{month:02}-15", f"2024-{month:02}-16") for month in range(1, 13))
BASIS = Basis(Quantity.CO2E_LIFECYCLE, Claim.LOCATION, losses=Losses.EXCLUDED, gwp_set=GwpSet.AR6)


def starts_of(time_zone: str, stretches: Sequence[tuple[str, str]], step_minutes: int = 60) -> Ints:
    """Starts of all intervals of stretches of local days, half open, as UTC seconds."""
    zone = ZoneInfo(time_zone)
    edges = [[int(datetime.fromisoformat(day).replace(tzinfo=zone).timestamp()) for day in pair] for pair in stretches]
    return np.concatenate([np.arange(first, last, step_minutes * 60, dtype=np.int64) for first, last in edges])


def plot_table(
    stretches: Sequence[tuple[str, str]] = FORTNIGHT,
    *,
    time_zone: str = "Asia/Shanghai",
    areas: Sequence[GridArea] = AREAS,
    step_minutes: int = 60,
    status: Status | None = Status.ILLUSTRATIVE,
    documents: Sequence[Source] = (Source("An invented operator", "Made-up grid", "2025"),),
) -> FactorTable:
    """Factors that fall at noon, differ by area and drift over the year; no gaps."""
    starts_s = starts_of(time_zone, stretches, step_minutes)
    hour = starts_s / HOUR_S
    noon = np.maximum(0, np.sin((hour % 24 + 2) / 24 * 2 * np.pi))
    rhythm = 1 - 0.4 * noon + 0.1 * np.sin(hour / 24 / 365 * 2 * np.pi)
    levels = np.array([LEVELS[at % len(LEVELS)] * (1 + at // len(LEVELS) * 0.1) for at in range(len(areas))])
    per_mwh = (rhythm[:, None] * levels[None, :])[:, :, None]
    demand = 1000 * (1 + 0.2 * np.cos(hour / 24 * 2 * np.pi))[:, None] * np.ones(len(areas))
    meta = FactorsMeta(
        areas=tuple(areas),
        attributes=(Attribute("kg_co2e_per_mwh", AttributeKind.TOTAL),),
        step_minutes=step_minutes,
        time_zone=time_zone,
        offset="",
        basis=BASIS,
        options=TraceOptions(),
        delivery={},
        status=status,
        documents=tuple(documents),
        files=(),
        findings=(),
        assumptions=(),
        balances=(),
        version="0.1.0",
    )
    return FactorTable(meta, starts_s, per_mwh, np.zeros(per_mwh.shape[:2], np.int8), demand)

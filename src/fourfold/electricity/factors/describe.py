"""From a grid and how it was traced to what is known about its factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fourfold.data.basis import Losses
from fourfold.data.source import WEAKENING_STATUS
from fourfold.electricity.factors.table import Delivery, FactorsMeta
from fourfold.electricity.grid.state import GridData
from fourfold.electricity.tracing.result import Traced


def meta_of(
    grid: GridData,
    traced: Traced,
    version: str,
    offset: str = "",
    delivery: Mapping[str, Delivery] | None = None,
    asked: Mapping[str, str] | None = None,
) -> FactorsMeta:
    """What is known about traced factors, once all blocks were drawn.

    Args:
        grid: what was traced.
        traced: how, with its balances.
        version: of the engine.
        offset: how stamps are spelled in the file, see `FactorsMeta`.
        delivery: by area, where the factors are those of power delivered.
        asked: repairs and resolution asked for beside the declaration.
    """
    frame = traced.frame
    delivery = delivery or {}
    weakest = max([frame.status, *(one.status for one in delivery.values())], key=WEAKENING_STATUS.index)
    return FactorsMeta(
        areas=frame.areas,
        attributes=traced.attributes,
        step_minutes=frame.step_minutes,
        time_zone=frame.time_zone,
        offset=offset,
        basis=replace(frame.basis, losses=Losses.INCLUDED) if delivery else frame.basis,
        options=traced.options,
        delivery=dict(delivery),
        status=weakest,
        documents=frame.documents,
        files=grid.files,
        findings=grid.findings,
        assumptions=(*grid.assumptions, *traced.assumptions()),
        balances=traced.balances(),
        version=version,
        asked=dict(asked or {}),
    )

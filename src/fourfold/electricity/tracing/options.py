"""The choices of a tracing run. Each is part of the metadata of every factor it yields."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Coupling(StrEnum):
    """How transit and own generation mix.

    ``direct``: every MWh that leaves an area carries the area's mix. ``aggregated``: local demand is served first and
    only the surplus is pooled and exported.
    """

    DIRECT = "direct"
    AGGREGATED = "aggregated"


class LossRule(StrEnum):
    """Who bears the loss of a tie.

    ``L0``: ignored, what is sent is received. ``L1``: a load at the sender. ``L2``: carried on, the receiver gets less
    energy and all the carbon.
    """

    IGNORED = "L0"
    SENDER = "L1"
    CARRIED = "L2"


class StorageRule(StrEnum):
    """What discharged energy carries.

    ``tank``: the well-mixed stock. ``fifo``, ``lifo``: the energy charged first, or last. ``free``: charging is a load
    that bears its carbon, discharging carries none.
    """

    TANK = "tank"
    FIFO = "fifo"
    LIFO = "lifo"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class TraceOptions:
    """How a grid is traced.

    Attributes:
        coupling, losses, storage: see there.
        mix: whether to trace the share of every technology as well.
        attributes: names of the attributes wanted beside the total; ``None`` for all of the grid.
    """

    coupling: Coupling = Coupling.DIRECT
    losses: LossRule = LossRule.IGNORED
    storage: StorageRule = StorageRule.TANK
    mix: bool = False
    attributes: tuple[str, ...] | None = None

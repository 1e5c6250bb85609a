"""The choices of a tracing run. Each is part of the metadata of every factor it yields."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


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


_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class TraceOptions:
    """How a grid is traced.

    Choices may be given by their words, ``TraceOptions(losses="L2")``, and are choices then.

    Attributes:
        coupling, losses, storage: see there.
        mix: whether to trace the share of every technology as well.
        attributes: names of the attributes wanted beside the total; ``None`` for all of the grid.

    Raises:
        ValueError: a word that is none of the choices, or attributes that are no list of names.
    """

    coupling: Coupling = Coupling.DIRECT
    losses: LossRule = LossRule.IGNORED
    storage: StorageRule = StorageRule.TANK
    mix: bool = False
    attributes: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "coupling", choice("coupling", Coupling, self.coupling))
        object.__setattr__(self, "losses", choice("losses", LossRule, self.losses))
        object.__setattr__(self, "storage", choice("storage", StorageRule, self.storage))
        if not isinstance(self.mix, bool):
            raise ValueError(f"mix is True or False, not {self.mix!r}")
        if isinstance(self.attributes, str):
            raise ValueError(f"attributes is a list of names, not {self.attributes!r}")
        if self.attributes is not None:
            object.__setattr__(self, "attributes", tuple(self.attributes))


def choice(name: str, kind: type[_Choice], given: str) -> _Choice:
    """The choice of an option that a word stands for.

    Raises:
        ValueError: there is no such choice.
    """
    try:
        return kind(given)
    except ValueError:
        words = ", ".join(each.value for each in kind)
        raise ValueError(f"{name} is one of {words}, not {given!r}") from None

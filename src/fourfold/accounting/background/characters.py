"""What flows count for: each elementary flow's kg CO2e on each result line, under one GWP set.

See `Characterisation`; `characterise` makes one from the mapping table of `fourfold.data.databases.mapping`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fourfold.core.lines import Line
from fourfold.core.problems import Problem
from fourfold.data.basis import GwpSet

LINES: tuple[Line, ...] = tuple(Line)


@dataclass(frozen=True, eq=False)
class Characterisation:
    """Characterisation factors of the flows of one database.

    Attributes:
        gwp_set: by which potentials gases are weighted.
        emitted: kg CO2e on each line for one reference unit of a flow that goes out to nature [line, flow], lines in
            the order of `LINES`.
        taken_up: the same for one reference unit that comes in from nature, for its entry in B, which is negative: an
            uptake of CO2 has +1 on the line of removals, so that entry × factor is negative [line, flow].
        mapped: rows of flows with a factor [n].
        unmapped: rows of flows that are relevant to the climate and have none [n]: reported, never silent.
        gases: name of the gas of each flow, empty where it has no factor [flow].
        findings: why a flow has no factor though its name is known, and which potential is not certain.
    """

    gwp_set: GwpSet
    emitted: NDArray[np.float64]
    taken_up: NDArray[np.float64]
    mapped: Sequence[int]
    unmapped: Sequence[int]
    gases: Sequence[str] = ()
    findings: Sequence[Problem] = ()

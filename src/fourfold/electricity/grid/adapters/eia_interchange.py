"""Interchange as both neighbours report it: two reports of one net flow, not two flows.

Column A-B is what A says it exported to B, column B-A what B says it exported to A. In measured data they should be
each other's negative and often are not. Where only one of the two has a value, it counts; where both have and they
disagree, somebody has to choose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.electricity.grid.adapters.foreign import finding
from fourfold.electricity.grid.state import Finding, Floats
from fourfold.electricity.reading.columns import FIRST_ROW

Rule = Literal["refuse", "first", "mean"]
Pair = tuple[str, str]
_AGREE_RELATIVE = 1e-6

REPORTS_DISAGREE = MessageKind(
    "eia-reports-disagree",
    N_("{pair}: the two neighbours report different flows in {count} hours, by at most {most_mwh} MWh"),
    N_("the same flow with opposite signs in {first} and {second}"),
    N_("correct the data, or choose files.options.interchange: first (of the two codes) or mean"),
)
REPORTS_SETTLED = MessageKind(
    "eia-reports-settled",
    N_("in {count} hours the two reports of a flow disagree, by at most {most_mwh} MWh; taken: {rule}; {pairs}"),
)
REPORT_ALONE = MessageKind(
    "eia-report-alone",
    N_("in {count} hours only one of the two neighbours reports a flow, and it counts: {pairs}"),
)


@dataclass(frozen=True, slots=True)
class Reports:
    """The columns of interchange of one file.

    Attributes:
        file: its path.
        values: MWh exported by the first area to the second ``[hour]``, by pair.
        headers: of each column.
    """

    file: str
    values: Mapping[Pair, pl.Series]
    headers: Mapping[Pair, str]


@dataclass
class _Told:
    """What is told of all pairs together."""

    hours: int = 0
    most_mwh: float = 0.0

    def __post_init__(self) -> None:
        self.pairs: list[str] = []

    def add(self, pair: Pair, hours: int, most_mwh: float = 0.0) -> None:
        if hours:
            self.hours += hours
            self.most_mwh = max(self.most_mwh, most_mwh)
            self.pairs.append("–".join(pair))


def net_flows(reports: Reports, rule: Rule, problems: Problems) -> tuple[dict[Pair, pl.Series], list[Finding]]:
    """Net flow of each pair of areas, from the code that sorts first to the other, and what was settled how.

    Args:
        reports: the columns.
        rule: what counts where the reports disagree; ``first`` is the area whose code sorts first.
        problems: receives disagreements where they are refused.
    """
    flows: dict[Pair, pl.Series] = {}
    settled, alone = _Told(), _Told()
    for pair in dict.fromkeys((min(ends), max(ends)) for ends in reports.values):
        back = (pair[1], pair[0])
        if pair not in reports.values or back not in reports.values:
            flows[pair] = reports.values[pair] if pair in reports.values else -reports.values[back]
            continue
        here, there = reports.values[pair], -reports.values[back]
        alone.add(pair, int((here.is_null() ^ there.is_null()).sum()))
        apart = _apart(here, there)
        hours = np.flatnonzero(apart > 0)
        if hours.size and rule == "refuse":
            place = Place(reports.file, int(hours[0]) + FIRST_ROW, reports.headers[pair])
            names = {"pair": "–".join(pair), "first": reports.headers[pair], "second": reports.headers[back]}
            problems.error(REPORTS_DISAGREE, place, count=hours.size, most_mwh=_spell(apart.max()), **names)
        settled.add(pair, hours.size, float(apart.max(initial=0.0)))
        both = (here + there) / 2 if rule == "mean" else here
        flows[pair] = both.fill_null(here).fill_null(there)
    notes = []
    if settled.hours:
        most, pairs = _spell(settled.most_mwh), ", ".join(settled.pairs)
        notes.append(finding(REPORTS_SETTLED, settled.hours, most_mwh=most, rule=rule, pairs=pairs))
    if alone.hours:
        notes.append(finding(REPORT_ALONE, alone.hours, pairs=", ".join(alone.pairs)))
    return flows, notes


def _apart(here: pl.Series, there: pl.Series) -> Floats:
    """By how much two reports differ ``[hour]``; 0 where they agree to rounding, or where one is blank."""
    first, second = here.fill_null(0.0).to_numpy(), there.fill_null(0.0).to_numpy()
    apart = np.abs(first - second)
    agree = apart <= _AGREE_RELATIVE * np.maximum(1.0, np.maximum(np.abs(first), np.abs(second)))
    return np.where(agree | (here.is_null() | there.is_null()).to_numpy(), 0.0, apart)


def _spell(mwh: float) -> str:
    return f"{mwh:.6g}"

"""Factors by interval and area as a value, and what is known about them: the content of a factor file.

A factor file is CSV or Parquet with one row per interval and area: ``start``, ``area``, ``kg_co2e_per_mwh``, further
attributes in columns whose names end in their unit, ``demand_mwh`` and ``reason`` (why there is no factor, else blank).
Beside ``NAME`` stands ``NAME.meta.json`` with a `FactorsMeta`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fourfold.core.problems import Assumption
from fourfold.core.zones import Ints
from fourfold.data.basis import Basis
from fourfold.data.source import Source, Status
from fourfold.electricity.grid.state import Attribute, Finding, Floats, GridArea, InputFile
from fourfold.electricity.tracing.options import TraceOptions
from fourfold.electricity.tracing.result import Balance, Reasons

FACTORS_FORMAT = "factors/1"


@dataclass(frozen=True, slots=True)
class Delivery:
    """From an area's factor to that of power delivered: ``x / (1 − loss_share) + network``.

    Attributes:
        loss_share: lost between the grid of the area and the meter.
        network_kg_co2e_per_mwh: infrastructure and SF6 of the network, without losses.
        voltage_level: down to which level, in words.
        source: index into the documents, -1 for none.
    """

    loss_share: float
    network_kg_co2e_per_mwh: float
    voltage_level: str
    source: int
    status: Status


@dataclass(frozen=True, slots=True)
class FactorsMeta:
    """What is known about the factors of a file (reference: the list of fields every factor carries).

    Attributes:
        areas: axis ``area``, with parents and types.
        attributes: axis ``attribute``.
        step_minutes: length of an interval; 0 for an aggregate whose rows are no intervals.
        time_zone: zone of the calendar.
        offset: how stamps are spelled in the file: ``Z``, ``+08:00``, or ``""`` for the offset of the time zone.
        basis: what kind of number the total is; losses included only when delivered. Nothing where a file came
            without its meta: what is not known stands nowhere as a guess.
        options: coupling, losses, storage, attributes; nothing likewise.
        delivery: by area code, where the factors are those of power delivered.
        status: the weakest of everything used; nothing where it is not known.
        documents: sources of data and factors.
        files: what the grid was read from.
        findings, assumptions: what reading and tracing have to tell.
        balances: of the tracing run, empty for an aggregate.
        version: of the engine.
        aggregated_by: name of the aggregation, empty for a traced file.
        asked: what was asked beside the declaration of the grid: repairs by name, ``resolution_minutes``.
    """

    areas: tuple[GridArea, ...]
    attributes: tuple[Attribute, ...]
    step_minutes: int
    time_zone: str
    offset: str
    basis: Basis | None
    options: TraceOptions | None
    delivery: Mapping[str, Delivery]
    status: Status | None
    documents: tuple[Source, ...]
    files: tuple[InputFile, ...]
    findings: tuple[Finding, ...]
    assumptions: tuple[Assumption, ...]
    balances: tuple[Balance, ...]
    version: str
    aggregated_by: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class FactorTable:
    """Factors of all intervals and areas in memory.

    Attributes:
        meta: what is known about them.
        starts_s: ``[interval]``, ascending UTC seconds; unbroken unless the grid has several periods.
        per_mwh: ``[interval, area, attribute]``, NaN where there is none.
        reason: ``[interval, area]``.
        demand_mwh: ``[interval, area]``; NaN where it is not known.
        digest: of the file it was read from (``sha256:…``), empty for a table made in memory.
        file: name of that file, for messages.
    """

    meta: FactorsMeta
    starts_s: Ints
    per_mwh: Floats
    reason: Reasons
    demand_mwh: Floats
    digest: str = ""
    file: str = ""

"""Trace a grid into a factor file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from fourfold.app.electricity.grids import GridRequest, OpenGrid, open_requested
from fourfold.app.electricity.outputs import check_grid_outputs, check_not_read, writing
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.progress import Tick
from fourfold.core.version import __version__
from fourfold.data.source import Status
from fourfold.electricity.factors.describe import meta_of
from fourfold.electricity.factors.files import FactorWriter
from fourfold.electricity.factors.table import Delivery, FactorsMeta
from fourfold.electricity.grid.state import Attribute, Floats, GridArea, GridFrame
from fourfold.electricity.tracing.delivered import deliver
from fourfold.electricity.tracing.options import Coupling, LossRule, StorageRule, TraceOptions
from fourfold.electricity.tracing.result import REASON_WORDS, Reason, Reasons, TracedBlock

ATTRIBUTE_UNKNOWN = MessageKind(
    "attribute-unknown",
    N_("the grid has no attribute {found}"),
    N_("one of: {known}; or all, none, mix"),
    N_("correct the name, or add the column to factors.csv"),
)
ATTRIBUTES_UNCLEAR = MessageKind(
    "attributes-unclear",
    N_("the attributes “{found}” say nothing, or contradict themselves"),
    N_("names joined by commas, or all, or none; and mix beside them"),
    N_("correct the list, or leave the option out for all"),
)
DELIVERY_UNDECLARED = MessageKind(
    "delivery-undeclared",
    N_("grid.yaml declares no delivery for {areas}"),
    N_("under delivery: the loss share down to the meter and the footprint of the network, for every area traced"),
    N_("declare it, or trace without --delivered"),
)
_TRACING = N_("tracing")


@dataclass(slots=True)
class AreaSummary:
    """The factors of an area over the whole run.

    Attributes:
        area: which.
        lowest, highest: of the total, in its unit per MWh; NaN where there is no factor at all.
        carried: total mass over the intervals with a factor, in kg.
        demand_mwh: over the intervals with a factor.
        without: intervals without a factor, by reason.
    """

    area: GridArea
    lowest: float = np.inf
    highest: float = -np.inf
    carried: float = 0.0
    demand_mwh: float = 0.0
    without: dict[str, int] = field(default_factory=dict)

    @property
    def mean(self) -> float:
        """Energy-weighted mean of the total, per MWh; NaN without demand."""
        return self.carried / self.demand_mwh if self.demand_mwh else float("nan")

    def add(self, total: Floats, reason: Reasons, demand: Floats) -> None:
        """Take in the intervals of a block: total, reason and demand ``[interval]``."""
        has = ~np.isnan(total)
        if has.any():
            self.lowest = min(self.lowest, float(total[has].min()))
            self.highest = max(self.highest, float(total[has].max()))
            self.carried += float(total[has] @ demand[has])
            self.demand_mwh += float(demand[has].sum())
        for code in np.unique(reason[~has]).tolist():
            word = REASON_WORDS[Reason(int(code))]
            self.without[word] = self.without.get(word, 0) + int((reason[~has] == code).sum())


@dataclass(frozen=True, slots=True)
class TraceRun:
    """What a run yielded.

    Attributes:
        output: the factor file.
        meta: what is known about its factors.
        intervals: how many.
        areas: their factors in short.
    """

    output: Path
    meta: FactorsMeta
    intervals: int
    areas: tuple[AreaSummary, ...]


def trace_grid(
    request: GridRequest,
    output: Path,
    coupling: str | None,
    losses: str | None,
    storage: str | None,
    attributes: str | None,
    delivered: bool,
    json_path: str | None,
    tick: Tick,
) -> TraceRun:
    """Trace a grid and write its factors.

    Args:
        request: the grid.
        output: factor file; its ending names the form.
        coupling, losses, storage: choices by word; ``None`` takes what grid.yaml says.
        attributes: names joined by commas, ``all``, ``none`` or ``mix``.
        delivered: whether factors are those of power delivered.
        json_path: where a summary is to go, ``-`` for the terminal.
        tick: told of progress.

    Raises:
        InputError: the grid cannot be used, or the output cannot go where it is to.
    """
    from fourfold.electricity.tracing.trace import trace

    check_grid_outputs(request.path, {"--output": output}, json_path)
    grid = open_requested(request, tick)
    check_not_read(grid, {"--output": output}, json_path)
    options = trace_options(grid, coupling, losses, storage, attributes)
    delivery = delivery_of(grid) if delivered else {}
    traced = trace(grid.data, options, tick)
    frame = grid.data.frame
    areas = [AreaSummary(area) for area in frame.areas]
    done, count = 0, grid.data.starts_s.size
    with (
        writing(output),
        FactorWriter(output, frame.areas, traced.attributes, frame.time_zone, grid.opened.offset) as writer,
    ):
        for block in traced.blocks():
            shown = _delivered(block, frame, traced.attributes, delivery) if delivery else block
            writer.write(shown)
            summarise(areas, shown)
            done += block.starts_s.size
            tick(_TRACING, done, count)
        meta = meta_of(grid.data, traced, __version__, grid.opened.offset, delivery, request.asked)
        writer.finish(meta)
    return TraceRun(output, meta, count, tuple(areas))


def _delivered(
    block: TracedBlock, frame: GridFrame, attributes: Sequence[Attribute], delivery: Mapping[str, Delivery]
) -> TracedBlock:
    """The factors of a block at the meter."""
    per_mwh = block.per_mwh.copy()
    for at, area in enumerate(frame.areas):
        one = delivery[area.code]
        per_mwh[:, at] = deliver(per_mwh[:, at], attributes, one.loss_share, one.network_kg_co2e_per_mwh)
    return replace(block, per_mwh=per_mwh)


def summarise(areas: list[AreaSummary], block: TracedBlock) -> None:
    """Take the factors of a block into the summaries."""
    for at, area in enumerate(areas):
        area.add(block.per_mwh[:, at, 0], block.reason[:, at], block.demand_mwh[:, at])


def trace_options(
    grid: OpenGrid, coupling: str | None, losses: str | None, storage: str | None, attributes: str | None
) -> TraceOptions:
    """The choices of a run: those of the command before those of grid.yaml.

    Raises:
        InputError: an attribute is not known.
    """
    declared = grid.declaration.options
    names, mix = _attributes(attributes, declared.attributes, grid.data.frame.attributes)
    return TraceOptions(
        Coupling(coupling or declared.coupling),
        LossRule(losses or declared.losses),
        StorageRule(storage or declared.storage),
        mix,
        names,
    )


def _attributes(
    asked: str | None, declared: tuple[str, ...], known: tuple[Attribute, ...]
) -> tuple[tuple[str, ...] | None, bool]:
    """The names wanted beside the total (``None`` for all), and whether the mix is."""
    words = [word.strip() for word in asked.split(",")] if asked is not None else list(declared)
    mix = "mix" in words
    rest = [word for word in words if word and word != "mix"]
    if asked is not None and ("" in words or ("none" in rest and len(set(rest)) > 1)):
        problems = Problems()
        problems.error(ATTRIBUTES_UNCLEAR, Place("--attributes"), found=asked)
        problems.raise_if_errors()
    if not rest or "all" in rest:
        return None, mix
    names = {attribute.name for attribute in known}
    problems = Problems()
    for word in rest:
        if word not in names and word != "none":
            problems.error(ATTRIBUTE_UNKNOWN, Place("--attributes"), found=word, known=", ".join(sorted(names)))
    problems.raise_if_errors()
    total = known[0].name
    return tuple(word for word in rest if word not in ("none", total)), mix


def delivery_of(grid: OpenGrid) -> Mapping[str, Delivery]:
    """The declared delivery of every area.

    Raises:
        InputError: an area has none.
    """
    sources = {source.id: at for at, source in enumerate(grid.declaration.sources)}
    found: dict[str, Delivery] = {}
    for one in grid.declaration.delivery:
        made = Delivery(
            float(one.loss_share),
            float(one.network_kg_co2e_per_mwh),
            one.voltage_level,
            sources.get(one.source, -1),
            Status(one.status),
        )
        for code in one.areas or tuple(area.code for area in grid.data.frame.areas):
            found[code] = made
    missing = [area.code for area in grid.data.frame.areas if area.code not in found]
    if missing:
        problems = Problems()
        problems.error(DELIVERY_UNDECLARED, Place("grid.yaml", column="delivery"), areas=", ".join(missing))
        problems.raise_if_errors()
    return found

"""The words around a picture: what is shown, on which basis, by which method, from which source, and its status."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.core.problems import N_
from fourfold.core.words import Words
from fourfold.core.zones import DAY_S, offsets_s, utc_datetime
from fourfold.data.source import Source, Status
from fourfold.electricity.factors.table import FactorsMeta, FactorTable
from fourfold.electricity.grid.state import GridArea
from fourfold.electricity.tracing.options import Coupling, LossRule, StorageRule, TraceOptions
from fourfold.electricity.tracing.result import Reason
from fourfold.exchange.plots.selection import PlotKind
from fourfold.exchange.plots.views import ABSENT, Summary
from fourfold.exchange.report.labels import label

MOST_SOURCES = 4
_TITLES: Mapping[PlotKind, str] = {
    PlotKind.HEATMAP: N_("Carbon factor of electricity by day and hour: {area}"),
    PlotKind.DURATION: N_("Carbon factor of electricity: share of hours at or above a value"),
    PlotKind.AREAS: N_("Carbon factor of electricity: how the hours of each area range"),
}
_COUPLING: Mapping[Coupling, str] = {
    Coupling.DIRECT: N_("direct coupling"),
    Coupling.AGGREGATED: N_("aggregated coupling"),
}
_LOSSES: Mapping[LossRule, str] = {
    LossRule.IGNORED: N_("losses of ties ignored (L0)"),
    LossRule.SENDER: N_("losses of ties at the sender (L1)"),
    LossRule.CARRIED: N_("losses of ties carried on (L2)"),
}
_STORAGE: Mapping[StorageRule, str] = {
    StorageRule.TANK: N_("stores as mixed tanks"),
    StorageRule.FIFO: N_("stores first in, first out"),
    StorageRule.LIFO: N_("stores last in, first out"),
    StorageRule.FREE: N_("charging bears its carbon, discharging none"),
}
_STATES: Mapping[int, str] = {
    Reason.NONE: N_("no factor, no reason given"),
    Reason.ZERO_THROUGHPUT: N_("no factor: no electricity flows through the area"),
    Reason.LOOP_WITHOUT_SOURCE: N_("no factor: a loop without any source"),
    Reason.MISSING_INPUT: N_("no factor: input data are missing"),
    ABSENT: N_("not part of the data"),
}
_WEAK = (Status.ILLUSTRATIVE, Status.UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands around a picture, in one language.

    Attributes:
        title: what is shown.
        lines: basis and unit; method; time.
        stamp: the status where a reader must be warned of it, else empty.
        source: where the numbers come from.
        unit: of the factors, such as ``g CO₂e/kWh``.
    """

    title: str
    lines: tuple[str, ...]
    stamp: str
    source: str
    unit: str


@dataclass(frozen=True, slots=True)
class Voice:
    """The words of one language, held to what the fonts at hand can draw.

    Attributes:
        words: renders templates.
        draws: whether a text can be drawn.
    """

    words: Words
    draws: Callable[[str], bool]

    def area(self, areas: Sequence[GridArea], at: int) -> str:
        """Name and code of an area; the code alone, or its number, where the name cannot be drawn."""
        area = areas[at]
        name = self.words.name(dict(area.names)) if area.names else area.code
        if not self.draws(area.code):
            return self.words(N_("area {number}"), number=at + 1)
        if name == area.code or not self.draws(name):
            return area.code
        return self.words(N_("{name} ({code})"), name=name, code=area.code)

    def state(self, state: int) -> str:
        """Why a cell holds no value."""
        return self.words(_STATES[state])


def caption(table: FactorTable, kind: PlotKind, chosen: Sequence[int], voice: Voice) -> Caption:
    """The words of a picture."""
    w, meta = voice.words, table.meta
    area = voice.area(meta.areas, chosen[0]) if chosen else ""
    is_split = kind is PlotKind.HEATMAP and _runs_twice(table)
    twice = w(N_("an hour that the clock repeats is split: the earlier above, the later below"))
    return Caption(
        title=w(_TITLES[kind], area=area),
        lines=(
            _basis_line(meta, w),
            _method_line(meta.options, w),
            _joined([_times(table, w), twice if is_split else ""]),
        ),
        stamp=label(w, "status", meta.status).upper() if meta.status and meta.status in _WEAK else "",
        source=_sources(table, voice),
        unit="g CO₂/kWh" if meta.attributes[0].name == "kg_co2_per_mwh" else "g CO₂e/kWh",
    )


def _basis_line(meta: FactorsMeta, w: Words) -> str:
    """What kind of number the factors are, and how far they are confirmed; where unknown, that is said."""
    basis = meta.basis
    kinds = [w(N_("basis not stated"))]
    if basis is not None:
        kinds = [
            label(w, "quantity", basis.quantity),
            label(w, "claim", basis.claim),
            label(w, "averaging", basis.averaging),
            label(w, "losses", basis.losses),
            _gwp(w, basis.gwp_set),
        ]
    status = label(w, "status", meta.status) if meta.status else w(N_("not stated"))
    return _joined([*kinds, w(N_("status: {status}"), status=status)])


def _method_line(options: TraceOptions | None, w: Words) -> str:
    if options is None:
        return w(N_("method not stated"))
    methods = (_COUPLING[options.coupling], _LOSSES[options.losses], _STORAGE[options.storage])
    return _joined([w(method) for method in methods])


def without(summary: Summary, voice: Voice) -> str:
    """How many hours of an area have no factor; nothing where all have one."""
    hours = summary.missing
    return voice.words(N_("{hours} h without factor"), hours=f"{hours:g}") if hours else ""


def _joined(parts: Sequence[str]) -> str:
    return " · ".join(part for part in parts if part)


def _gwp(w: Words, gwp_set: str) -> str:
    text = label(w, "gwp_set", gwp_set)
    return w(N_("weighted by {gwp_set}"), gwp_set=text) if gwp_set.startswith("AR") else text


def _times(table: FactorTable, w: Words) -> str:
    local = table.starts_s + offsets_s(table.meta.time_zone, table.starts_s)
    days = int(np.unique(local // DAY_S).size)
    first, last = (f"{utc_datetime(int(second)):%Y-%m-%d}" for second in (local[0], local[-1]))
    template = N_("{first} to {last}, {days} d, {hours} h, {time_zone}")
    hours = f"{table.starts_s.size * table.meta.step_minutes / 60:g}"
    return w(template, first=first, last=last, days=days, hours=hours, time_zone=_clock(table.meta.time_zone))


def _runs_twice(table: FactorTable) -> bool:
    """Whether the clock was put back, so that intervals share a reading of it."""
    local = table.starts_s + offsets_s(table.meta.time_zone, table.starts_s)
    return np.unique(local).size < local.size


def _clock(time_zone: str) -> str:
    """A zone as people know it: those that are nothing but an offset, whose names count westward, as that offset."""
    offset = time_zone.removeprefix("Etc/GMT")
    if offset == time_zone:
        return time_zone
    return "UTC" + offset.translate(str.maketrans("+-", "-+"))


def _sources(table: FactorTable, voice: Voice) -> str:
    w = voice.words
    texts = [text for text in map(_source, table.meta.documents) if voice.draws(text)]
    shown, more = texts[:MOST_SOURCES], len(table.meta.documents) - len(texts[:MOST_SOURCES])
    if more:
        shown.append(w(N_("{count} more in the metadata of the file"), count=more))
    named = "; ".join(shown) or w(N_("none named"))
    told = w(N_("Sources: {sources}."), sources=named)
    version = table.meta.version
    return told + " " + w(N_("Traced with Fourfold {version}."), version=version) if version else told


def _source(source: Source) -> str:
    return ", ".join(part for part in (source.publisher, source.document, source.published) if part)

"""Reading sealed factor series for a study: the seal verified, the study's row in agreement, the period inside."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from fourfold.core.intervals import Grid, Period, spell_range
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.reading import SERIES_MOST_BYTES, read_bounded
from fourfold.core.zones import Ints
from fourfold.data.source import Source
from fourfold.electricity.factors.ladder import LABELS
from fourfold.electricity.factors.sealed import SealedDocument, SealedSeries, open_sealed
from fourfold.electricity.reading.interval_files import RESOLUTION_UNFIT
from fourfold.electricity.series.factor_series import FactorLabel, FactorSeries, Labels
from fourfold.electricity.specs import SeriesSpec

SEALED_CONTRADICTED = MessageKind(
    "sealed-series-contradicted",
    N_("{column} is {found}, the sealed series says {sealed}"),
    N_("{sealed}, or nothing where the column may be blank"),
    N_("clear the cell: the sealed file says it; or name the series that is meant"),
)
SEALED_PERIOD = MessageKind(
    "sealed-series-period",
    N_("the sealed series covers {found}, the study {period}"),
    N_("a series that covers the whole period of the study"),
    N_("take a series of the period from its publisher, or correct the period"),
)
SEALED_DEMAND_ZERO = MessageKind(
    "sealed-series-demand-zero",
    N_("the demand in the sealed series is zero throughout the period, so it cannot weight a mean"),
    N_("demand in the period"),
    N_("take another series"),
)
VALUES, DEMAND = "values", "demand_wh"
"""Where factors and demand stand in the file; the places of what is computed from them."""


def read_sealed(folder: Path, spec: SeriesSpec, period: Period, problems: Problems) -> FactorSeries | None:
    """A sealed series over the calendar years of the study period, or over the period where it ends there.

    Args:
        folder: the study folder.
        spec: the series' row; what the file says may not be said otherwise there.
        period: the study period; it lies within the series.
        problems: receives everything that is wrong.
    """
    data = read_bounded(folder, spec.file, spec.place.at("file"), problems, SERIES_MOST_BYTES)
    sealed = None if data is None else open_sealed(data, spec.file, Place(spec.file), problems)
    if sealed is None:
        return None
    agrees = _agrees(sealed.document, spec, problems)
    whole = Grid(sealed.start_s, sealed.document.resolution_minutes, len(sealed.document.values))
    part = _part(whole, spec, period, problems)
    if part is None or not agrees:
        return None
    first = (part.start_s - whole.start_s) // whole.step_s
    return _series(sealed, spec, part, slice(first, first + part.count), period, problems)


def _agrees(document: SealedDocument, spec: SeriesSpec, problems: Problems) -> bool:
    """Whether the row says nothing that the file does not say."""
    said: dict[str, object] = {
        "area": document.area.code,
        "resolution_minutes": document.resolution_minutes,
        "time_zone": document.time_zone,
        "status": document.status,
        "publisher": document.source.publisher,
        "document": document.source.document,
        "url": document.source.url,
        **{name: getattr(document.basis, name) for name in type(document.basis).model_fields},
    }
    sound = True
    for column, sealed in said.items():
        found = getattr(spec, column)
        if found not in ("", None) and found != sealed:
            problems.error(SEALED_CONTRADICTED, spec.place.at(column), column=column, found=found, sealed=sealed)
            sound = False
    return sound


def _part(whole: Grid, spec: SeriesSpec, period: Period, problems: Problems) -> Grid | None:
    """The intervals taken: those of the calendar years where the series holds them, else those of the period."""
    for wanted in (period.whole_years(), period):
        if whole.start_s <= wanted.start_s and wanted.end_s <= whole.end_s:
            if (wanted.start_s - whole.start_s) % whole.step_s or (wanted.end_s - whole.start_s) % whole.step_s:
                if wanted is period:
                    problems.error(RESOLUTION_UNFIT, Place(spec.file), found=whole.step_minutes)
                continue
            return Grid(wanted.start_s, whole.step_minutes, (wanted.end_s - wanted.start_s) // whole.step_s)
    if period.start_s < whole.start_s or period.end_s > whole.end_s:
        zone = period.time_zone
        found = spell_range(whole.start_s, whole.end_s, zone)
        spelled = spell_range(period.start_s, period.end_s, zone)
        problems.error(SEALED_PERIOD, spec.place.at("file"), found=found, period=spelled)
    return None


def _series(
    sealed: SealedSeries, spec: SeriesSpec, grid: Grid, part: slice, period: Period, problems: Problems
) -> FactorSeries | None:
    document = sealed.document
    demand: Ints | None = None
    if document.demand_wh is not None:
        demand = np.array(document.demand_wh[part], np.int64)
        if not demand.any():
            problems.error(SEALED_DEMAND_ZERO, Place(spec.file, 0, DEMAND))
            return None
    years = period.whole_years()
    source = document.source
    return FactorSeries(
        id=spec.series,
        names=spec.names,
        area=document.area.code,
        basis=sealed.basis,
        status=document.status,
        source=Source(source.publisher, source.document, source.published, source.url, source.licence),
        form=spec.form,
        grid=grid,
        mg_co2e_per_kwh=np.array(document.values[part], np.int64),
        demand=demand,
        over_whole_years=(grid.start_s, grid.end_s) == (years.start_s, years.end_s),
        assumptions=tuple(Assumption(note.kind, note.params, (spec.place,)) for note in sealed.assumptions),
        labels=_labels(document, part),
        place=spec.place,
    )


def _labels(document: SealedDocument, part: slice) -> Labels:
    runs = [FactorLabel(run.label, run.area) for run in document.labels]
    names = tuple(sorted(set(runs), key=lambda run: (LABELS.index(run.label), run.area)))
    positions = np.repeat([names.index(run) for run in runs], [run.count for run in document.labels])
    return Labels(names, positions.astype(np.int64)[part])

"""What can be said of single rows of a study that cannot be calculated, so that its faults come in one round (law 5).

A study whose rows do not fit together is refused before anything is calculated. Faults that only the calculation finds
– a factor that is not known or may not be used, a gap in a meter's file – would then wait for the next run. Here the
rows that are whole are looked at one by one, as far as that makes sense without the others.
"""

from __future__ import annotations

from fourfold.accounting.build import setting_of
from fourfold.accounting.conversion import UNIT_DOES_NOT_FIT
from fourfold.accounting.datasets import DatasetBook
from fourfold.accounting.direct import direct_emission
from fourfold.accounting.method import Method
from fourfold.accounting.notes import Notes
from fourfold.accounting.power.meters import MeterBook
from fourfold.accounting.power.specs import series_spec, shape_hours
from fourfold.accounting.sourcing import Sourcing
from fourfold.accounting.study.checks.inputs import distance_fault
from fourfold.accounting.study.model import Study
from fourfold.accounting.traced import CellBook, exact
from fourfold.core.intervals import Period
from fourfold.core.problems import Problem, Problems
from fourfold.core.quantities import Unit
from fourfold.core.zones import known_zones
from fourfold.electricity.series.table_files import read_series
from fourfold.electricity.supply.shapes import load_shape


@exact
def problems_of_single_rows(study: Study, method: Method, datasets: DatasetBook) -> list[Problem]:
    """Problems of factors used, direct emissions, meter files, series files and load shapes.

    Args:
        study: the rows that could be read; they need not fit together.
        method: under which factors are judged.
        datasets: the databases the study takes from, as far as they were opened.
    """
    notes = Notes()
    at = setting_of(study, method, notes, datasets)
    sourcing = Sourcing(at, {}, {}, CellBook(), notes)
    for row in study.tables.inputs:
        if row.source == "factor":
            sourcing.factor_item(row, row.stage)
        elif row.source == "dataset":
            sourcing.dataset_item(row, row.stage)
    for emission in study.tables.emissions:
        if Unit(emission.unit).measures_same_as(Unit("kg")):
            direct_emission(emission, emission.stage, at, CellBook(), notes)
    _read_files(study, notes.problems)
    unjudged = {row.place.at("unit") for row in study.tables.inputs if distance_fault(row) is not None}
    found = notes.problems.sorted()
    return [problem for problem in found if problem.kind != UNIT_DOES_NOT_FIT or problem.place not in unjudged]


def _read_files(study: Study, problems: Problems) -> None:
    declared = study.declarations.period
    if declared.end <= declared.start or declared.time_zone not in known_zones():
        return
    period = Period.of_days(declared.start, declared.end, declared.time_zone)
    meters = MeterBook(study, period, problems, [])
    for meter in meters.rows:
        meters.energy(meter)
    for series in study.tables.series:
        read_series(study.folder, series_spec(series), period, problems)
    for hours in shape_hours(study.tables.shapes).values():
        load_shape(hours, problems)

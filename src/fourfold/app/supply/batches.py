"""A batch of a study as the file a traceability statement is made for: which meters, which intervals, how many Wh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from fourfold.accounting.power.reading import PowerBook, read_power
from fourfold.accounting.power.site import covering_minutes
from fourfold.accounting.study.model import Study
from fourfold.app.assess import load_as_known
from fourfold.app.supply.batch_file import batch_document
from fourfold.app.supply.claim_loads import whole_wh
from fourfold.certification.documents.trace import TracedBatch
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.core.progress import Tick, no_tick
from fourfold.electricity.energy import EnergySeries, add
from fourfold.electricity.supply.rule import SUPPLY_GRIDS_DIFFER
from fourfold.electricity.supply.sharing_keys import BatchEnergy

BATCH_UNKNOWN = MessageKind(
    "batch-unknown",
    N_("the study has no batch {found}; it has: {there}"),
    N_("a batch that production records name"),
    N_("name one of them, or fill the column batch of the table production"),
)
BATCH_OF_SEVERAL = MessageKind(
    "batch-of-several",
    N_("several processes or meters tell amounts of the batch {found}: {there}"),
    N_("one process whose amount stands for the batch"),
    N_("name it: --process"),
)


def batch_of_study(
    path: Path, name: str, process: str = "", known_at: datetime | None = None, tick: Tick = no_tick
) -> dict[str, JSON]:
    """The file of a batch, ``batch/1``: the energy all its processes took of their meters, in whole Wh, rounded down.

    Energies are those of the intervals in which the study covers its meters, by which claims are made too.

    Args:
        path: study folder, or the workbook in it.
        name: of the batch.
        process: whose amount and product stand for the batch; may be empty where only one made it.
        known_at: readings are taken as known at this moment; ``None`` for what the study declares.
        tick: told how far it is.

    Raises:
        InputError: the study cannot be read, has no such batch, or its amount is not one.
    """
    study = load_as_known(path, known_at)
    power = read_power(study, tick)
    power.problems.raise_if_errors()
    found = [one for one in power.batches if one.batch == name]
    if not found:
        there = ", ".join(dict.fromkeys(one.batch for one in power.batches)) or "–"
        raise InputError([Problem(BATCH_UNKNOWN, Place("tables/production"), {"found": name, "there": there})])
    traced, energies = _traced(study, name, found, process), _by_meter(found, power)
    steps = {meter: energy.grid.step_s for meter, energy in energies.items()}
    return batch_document(traced, _used(energies), steps)


def _traced(study: Study, name: str, found: Sequence[BatchEnergy], process: str) -> TracedBatch:
    """What the batch is, by the one process whose amount counts."""
    makers = [one for one in found if process in ("", one.process)]
    told = {(one.process, one.amount, one.unit) for one in makers}
    amount = makers[0].amount if makers else None
    if len(told) != 1 or amount is None:
        there = ", ".join(dict.fromkeys(one.process for one in found))
        raise InputError([Problem(BATCH_OF_SEVERAL, Place("tables/production"), {"found": name, "there": there})])
    maker = makers[0]
    output = next((row for row in study.tables.outputs if row.process == maker.process), None)
    names = {} if output is None else {str(lang): text for lang, text in output.names.items() if text}
    return TracedBatch(names or {"en": maker.process}, name, (), amount, maker.unit)


def _by_meter(found: Sequence[BatchEnergy], power: PowerBook) -> dict[str, EnergySeries]:
    """What the batch took of each meter, by the intervals in which the study covers it."""
    parts: dict[str, list[EnergySeries]] = {}
    for one in found:
        parts.setdefault(one.meter, []).append(one.energy)
    energies: dict[str, EnergySeries] = {}
    for meter, series in parts.items():
        whole = add(series)
        minutes = covering_minutes(meter, whole.step_minutes, power)
        if whole.grid.count * whole.step_minutes % minutes:
            raise InputError([Problem(SUPPLY_GRIDS_DIFFER, Place("tables/meters"), {"site": meter})])
        energies[meter] = whole.resampled(minutes)
    return energies


def _used(energies: Mapping[str, EnergySeries]) -> dict[tuple[str, int], int]:
    """Whole Wh by meter and beginning of the interval; intervals without energy are left out."""
    return {
        (meter, start): wh
        for meter, energy in energies.items()
        for start, wh in zip(energy.grid.starts().tolist(), whole_wh(energy)[0].tolist(), strict=True)
        if wh
    }

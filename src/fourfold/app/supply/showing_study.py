"""What a study says of its power: meters as a tree with sums and quality, instruments and the criteria they fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from fourfold.accounting.power.meters import MeterBook
from fourfold.accounting.power.reading import PowerBook, read_power
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.read import load_study
from fourfold.accounting.study.rows import MeterRow
from fourfold.app.supply.listing import CLAUSE_JOIN, Cell, listing, moment
from fourfold.app.supply.matching import match_folder
from fourfold.app.supply.showing import View
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import Assumption, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.electricity.supply.meters import READINGS_QUALITY


def study_view(
    path: Path, schemes: Sequence[str] = (), packs: Sequence[Path] = (), most: int = 50, tick: Tick = no_tick
) -> View:
    """Meters and instruments of a study.

    Args:
        path: study folder, or the workbook inside it.
        schemes: standards, packs or methods whose criteria instruments are held against; none: they are only listed.
        packs: folders, archives and workbooks of packs beside those that come with Fourfold.
        most: most rows of a table.
        tick: told of progress.

    Raises:
        InputError: the study or its meters cannot be read, or a scheme cannot be used.
    """
    study = load_study(path)
    power = read_power(study, tick)
    power.problems.raise_if_errors()
    meters = listing("meters", _meters(study, power), most)
    if schemes:
        judged = match_folder(path, schemes, packs=packs, tick=tick)
        rows: Iterable[Mapping[str, Cell]] = (
            {
                "scheme": scheme.match.method,
                "instrument": source.source,
                "kind": source.kind.value if source.kind else source.supply.value,
                "area": source.area,
                "technology": source.technology,
                "offered_kwh": decimal_text(source.offered_kwh),
                "used_kwh": decimal_text(source.used_kwh),
                "failed": ", ".join(source.failed),
                "clauses": CLAUSE_JOIN.join(source.clauses),
            }
            for scheme in judged.schemes
            for source in scheme.match.sources
        )
    else:
        rows = _instruments(power)
    return View(
        {"study": study.declarations.title.get("en", path.name)},
        tuple(one for one in (meters, listing("instruments", rows, most)) if one.rows),
    )


def _instruments(power: PowerBook) -> Iterator[Mapping[str, Cell]]:
    for name, held in power.instruments.items():
        one, row = held.instrument, held.row
        yield {
            "instrument": name,
            "kind": one.kind.value,
            "site": row.site,
            "start": moment(one.start_s),
            "end": moment(one.end_s),
            "offered_kwh": decimal_text((one.amount_wh + one.lost_wh) / 1000),
            "area": one.area,
            "technology": one.technology,
            "certificate": row.number,
        }


def _meters(study: Study, power: PowerBook) -> Iterator[Mapping[str, Cell]]:
    """Every meter, sub-meters below the meter they hang behind; unread ones are read now."""
    problems, told = Problems(), list[Assumption]()
    book = MeterBook(study, power.period, problems, told)
    for row, depth in _in_tree(study.tables.meters):
        del told[:]
        series = book.energy(row.meter)
        problems.raise_if_errors()
        quality = next((one.params for one in told if one.kind is READINGS_QUALITY), {})
        yield {
            "meter": "  " * depth + row.meter,
            "parent": row.parent,
            "name": row.name,
            "site": row.site,
            "role": row.role,
            "minutes": row.resolution_minutes,
            "kwh": "" if series is None else decimal_text(series.total_kwh),
            "estimated_intervals": str(quality.get("estimated", 0)),
            "substituted_intervals": str(quality.get("missing", 0)),
        }


def _in_tree(rows: Sequence[MeterRow], parent: str = "", depth: int = 0) -> Iterator[tuple[MeterRow, int]]:
    for row in rows:
        if row.parent == parent:
            yield row, depth
            yield from _in_tree(rows, row.meter, depth + 1)

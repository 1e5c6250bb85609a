"""Instruments of a study: rows become what the electricity room understands, and the cells a criterion reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from fourfold.accounting.notes import UsedSource
from fourfold.accounting.study.rows import InstrumentRow
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.quantities import Unit
from fourfold.core.zones import resolve_local, utc_second
from fourfold.data.source import Source
from fourfold.electricity.supply.criteria import AreaLevel, Criterion, InstrumentCriteria, InstrumentKind
from fourfold.electricity.supply.instruments import Instrument

INSTRUMENT_OFF_CLOCK = MessageKind(
    "instrument-off-clock",
    N_("{found} is not one moment in {zone}, where the clock changed"),
    N_("a time that the clock showed once, or one with its offset from UTC"),
    N_("write the time with its offset, such as 2024-11-03T01:00-05:00 or 2024-11-03T06:00Z"),
)

_COLUMNS: Mapping[Criterion, tuple[str, ...]] = {
    Criterion.KIND: ("kind",),
    Criterion.MATCH: ("start", "end"),
    Criterion.PERIOD: ("start", "end"),
    Criterion.AREA: ("area",),
    Criterion.CONVEYED: ("attributes",),
    Criterion.SOLE_CLAIM: ("sole_claim",),
    Criterion.RETIRED: ("retired",),
    Criterion.COMMISSIONED: ("commissioned", "start"),
    Criterion.TECHNOLOGY: ("technology",),
    Criterion.STORED: ("stored",),
}


@dataclass(frozen=True, slots=True)
class Held:
    """An instrument of the study: its row, and what the row says."""

    row: InstrumentRow
    instrument: Instrument

    def cells(self, criteria: InstrumentCriteria, failed: Sequence[Criterion]) -> list[Place]:
        """Cells of the row on which it depends what is covered.

        Of an instrument that counts: its energy, its interval and whatever a criterion asked. Of one that fails a
        single criterion: what that one asked, since another entry there would make it count. Of any other: none.
        """
        if len(failed) > 1:
            return []
        asked = [Criterion.KIND, Criterion.PERIOD]
        asked += [Criterion.AREA] if criteria.area is not AreaLevel.ANY else []
        is_line = self.instrument.kind is InstrumentKind.DIRECT_LINE
        asked += [Criterion.CONVEYED] if criteria.conveyed or is_line else []
        asked += [Criterion.SOLE_CLAIM] if criteria.sole_claim or is_line else []
        asked += [Criterion.RETIRED] if criteria.retired and not is_line else []
        asked += [Criterion.COMMISSIONED] if criteria.commissioned_within_months is not None and not is_line else []
        asked += [Criterion.TECHNOLOGY] if criteria.technologies and not is_line else []
        asked += [Criterion.STORED] if not criteria.stored and not is_line else []
        columns = ["amount", *(column for criterion in failed or asked for column in _COLUMNS[criterion])]
        return [self.row.place.at(column) for column in dict.fromkeys(columns[1:] if failed else columns)]


def read_instruments(rows: Sequence[InstrumentRow], zones: Mapping[str, str], problems: Problems) -> dict[str, Held]:
    """Every instrument by its short name; one whose times are no moments of its site's clock is reported."""
    found: dict[str, Held] = {}
    for row in rows:
        zone = zones[row.site]
        start = _instant(row.start, zone, row.place.at("start"), problems)
        end = _instant(row.end, zone, row.place.at("end"), problems)
        if start is None or end is None:
            continue
        instrument = Instrument(
            id=row.instrument,
            kind=InstrumentKind(row.kind),
            start_s=start,
            end_s=end,
            amount_wh=row.amount * Unit(row.unit).factor_to(Unit("Wh")),
            area=row.area,
            commissioned=row.commissioned,
            conveyed=row.attributes == "conveyed",
            sole_claim=row.sole_claim == "yes",
            retired=row.retired == "yes",
            place=row.place,
            technology=row.technology,
        )
        found[row.instrument] = Held(row, instrument)
    return found


def used_instrument(row: InstrumentRow) -> UsedSource:
    """The source record of an instrument."""
    return UsedSource(
        kind="instrument",
        id=row.instrument,
        names=row.names,
        source=Source(row.issuer, row.document, "", ""),
        status="declared",
        place=row.place,
        per="kWh",
        area=row.area,
        technology=row.technology,
    )


def _instant(local: datetime, zone: str, place: Place, problems: Problems) -> int | None:
    if local.tzinfo is not None:
        return utc_second(local)
    second = np.array([utc_second(local.replace(tzinfo=UTC))], np.int64)
    resolved = resolve_local(zone, second)
    if resolved.absent[0] or resolved.lone[0]:
        problems.error(INSTRUMENT_OFF_CLOCK, place, found=local.isoformat(timespec="minutes"), zone=zone)
        return None
    return int(resolved.instants[0])

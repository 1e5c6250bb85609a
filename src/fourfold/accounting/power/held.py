"""Instruments of a study: rows become what the electricity room understands, and the cells a criterion reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np

from fourfold.accounting.inventory import Step
from fourfold.accounting.notes import UsedSource
from fourfold.accounting.power.traced_rows import TracedRow, hold_against, is_proven
from fourfold.accounting.study.proven import NOTHING_PROVEN, ProvenClaims
from fourfold.accounting.study.rows import InstrumentRow
from fourfold.accounting.traced import exact
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems, params_of
from fourfold.core.quantities import Unit
from fourfold.core.zones import resolve_local, utc_second
from fourfold.data.basis import Losses
from fourfold.data.factor import Factor
from fourfold.data.source import Source
from fourfold.electricity.instruments.amounts import INSTRUMENT_OFF_CLOCK, ONE_MOMENT
from fourfold.electricity.supply.criteria import AreaLevel, Criterion, InstrumentCriteria, InstrumentKind
from fourfold.electricity.supply.instruments import Instrument

DELIVERY_LOSSES = MessageKind(
    "delivery-losses",
    N_("of instruments counted at the plant {share} of the energy is lost before the meter, as the study declares"),
)
DELIVERY_LOSSES_UNSTATED = MessageKind(
    "delivery-losses-unstated",
    N_("instruments counted at the plant: the study does not say what is lost before the meter; nothing is taken off"),
)
STORAGE_DIVIDED = MessageKind(
    "instrument-storage-divided",
    N_("stored energy: the factor of the charged energy is divided by the efficiency {efficiency}: {source}"),
)
VALIDITY_UNSTATED = MessageKind(
    "instrument-validity",
    N_("not taken as retired: valid until {until}, retired on {retired}: {source}"),
)
TRACE_UNVERIFIED = MessageKind(
    "instrument-trace-unverified",
    N_("not taken as retired nor as a sole claim, because the statement {trace} was not verified: {source}"),
)
LOSS_PLACE = Place("study.yaml", 0, "supply.delivery_loss_share")

_COLUMNS: Mapping[Criterion, tuple[str, ...]] = {
    Criterion.KIND: ("kind",),
    Criterion.MATCH: ("start", "end"),
    Criterion.PERIOD: ("start", "end"),
    Criterion.AREA: ("area",),
    Criterion.CONVEYED: ("attributes",),
    Criterion.SOLE_CLAIM: ("sole_claim",),
    Criterion.RETIRED: ("retired", "retired_on", "valid_until"),
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
        if self.row.delivered == "plant" and not failed:
            columns.append("delivered")
        return [self.row.place.at(column) for column in dict.fromkeys(columns[1:] if failed else columns)]

    @exact
    def made(self, factor: Factor) -> tuple[Step, ...]:
        """What was made for each kWh that covers load, where that is more than the kWh itself.

            charged / discharged = 1 / efficiency
            made / arrived = amount / (amount − lost)

        Args:
            factor: of the technology. One that counts the losses of the network is not raised for them again.
        """
        steps = []
        if self.row.storage_efficiency is not None:
            place = self.row.place.at("storage_efficiency")
            steps.append(Step(N_("charged for each kWh discharged"), 1 / self.row.storage_efficiency, "kWh/kWh", place))
        arrives, lost = self.instrument.amount_wh, self.instrument.lost_wh
        if lost and factor.basis.losses is not Losses.INCLUDED:
            made = (arrives + lost) / arrives
            steps.append(Step(N_("made for each kWh that arrives"), made, "kWh/kWh", LOSS_PLACE))
        return tuple(steps)


@dataclass(frozen=True, slots=True)
class InstrumentTerms:
    """What a study declares of all its instruments.

    Attributes:
        zones: zone of each site's clock.
        loss_share: share of energy counted at the plant that is lost before the meter; ``None`` where it is not said.
        proven: what verified statements prove.
    """

    zones: Mapping[str, str]
    loss_share: Decimal | None = None
    proven: ProvenClaims = NOTHING_PROVEN


def read_instruments(
    rows: Sequence[InstrumentRow], terms: InstrumentTerms, problems: Problems, assumptions: list[Assumption]
) -> dict[str, Held]:
    """Every instrument by its short name; one whose times are no moments of its site's clock is reported.

    Args:
        rows: the table instruments.
        terms: what the study declares of all of them.
        problems: receives what is wrong, rows that say other than a verified statement proves among it.
        assumptions: receives what is taken off, divided, or not taken as shown.
    """
    found: dict[str, Held] = {}
    traced: list[TracedRow] = []
    for row in rows:
        zone = terms.zones[row.site]
        start = _instant(row.start, zone, row.place.at("start"), problems)
        end = _instant(row.end, zone, row.place.at("end"), problems)
        if start is None or end is None:
            continue
        if row.trace:
            traced.append(TracedRow(row, start, end))
        found[row.instrument] = Held(row, _instrument(row, start, end, terms))
    hold_against(traced, terms.proven, problems)
    assumptions.extend(_assumed([one.row for one in found.values()], terms))
    return found


@exact
def _instrument(row: InstrumentRow, start_s: int, end_s: int, terms: InstrumentTerms) -> Instrument:
    """What a row says. Of an amount at the plant a share is lost; the whole of it is used up with what arrives.

    amount = arriving + lost,  lost = amount × share
    """
    whole = row.amount * Unit(row.unit).factor_to(Unit("Wh"))
    lost = whole * (terms.loss_share or 0) if row.delivered == "plant" else Decimal(0)
    proven = not row.trace or is_proven(row, terms.proven)
    return Instrument(
        id=row.instrument,
        kind=InstrumentKind(row.kind),
        start_s=start_s,
        end_s=end_s,
        amount_wh=whole - lost,
        area=row.area,
        commissioned=row.commissioned,
        conveyed=row.attributes == "conveyed",
        sole_claim=row.sole_claim == "yes" and proven,
        retired=row.retired == "yes" and proven and _is_retired_in_time(row),
        place=row.place,
        technology=row.technology,
        stored=row.stored == "yes",
        lost_wh=lost,
    )


def _is_retired_in_time(row: InstrumentRow) -> bool:
    """Whether an instrument that expires says that it was retired before; one that does not say is not taken so."""
    return row.valid_until is None or (row.retired_on is not None and row.retired_on <= row.valid_until)


def _assumed(rows: Sequence[InstrumentRow], terms: InstrumentTerms) -> list[Assumption]:
    """What is taken off, divided, or not taken as shown, each with its rows."""
    listed: list[Assumption] = []
    at_plant = tuple(row.place.at("delivered") for row in rows if row.delivered == "plant")
    if at_plant:
        kind = DELIVERY_LOSSES_UNSTATED if terms.loss_share is None else DELIVERY_LOSSES
        listed.append(Assumption(kind, params_of({"share": terms.loss_share}), (LOSS_PLACE, *at_plant)))
    for row in rows:
        source = {"source": row.instrument}
        if row.storage_efficiency is not None:
            params = params_of({"efficiency": decimal_text(row.storage_efficiency), **source})
            listed.append(Assumption(STORAGE_DIVIDED, params, (row.place.at("storage_efficiency"),)))
        if row.retired == "yes" and not _is_retired_in_time(row):
            params = params_of({"until": row.valid_until, "retired": row.retired_on or "–", **source})
            listed.append(Assumption(VALIDITY_UNSTATED, params, (row.place.at("valid_until"),)))
        if row.trace and not is_proven(row, terms.proven):
            params = params_of({"trace": row.trace, **source})
            listed.append(Assumption(TRACE_UNVERIFIED, params, (row.place.at("trace"),)))
    return listed


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
        problems.error(
            INSTRUMENT_OFF_CLOCK, place, found=local.isoformat(timespec="minutes"), zone=zone, clause=ONE_MOMENT
        )
        return None
    return int(resolved.instants[0])

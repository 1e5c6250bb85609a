"""Energy a store gives back: the share of what was charged that may come out, from the store's own records.

    efficiency = Σ discharged / Σ charged        over one stretch of time of at most six months

Losses of a store are not seen in one interval: what is charged in one comes out in another. They are taken over a
stretch of time that is declared, at most six months (EnergyTag's storage rules, from memory), and the share is rounded
down to a millionth, so that never more comes out than went in. What is in the store at both ends of the stretch is
taken to be alike; that is part of the listed assumption.

A certificate of discharged energy rests on a claim by which certificates covered the charging. It carries their
attributes, and the figure of each kWh of it is that of the charged kWh divided by the efficiency: all that was emitted
for what was charged leaves with what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise

from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place
from fourfold.core.zones import DAY_S, utc_datetime
from fourfold.electricity.instruments.amounts import Stretch, stretch_of, whole_wh
from fourfold.electricity.instruments.rows import GranularRow, StorageRow
from fourfold.electricity.instruments.telling import Desk

STORAGE_MOST_DAYS = 184
MILLION = 1_000_000

STORAGE_TOO_LONG = MessageKind(
    "storage-too-long",
    N_("the records of the store {store} reach over {found} days"),
    N_("at most 184 days: losses are taken over six months or less (EnergyTag, from memory)"),
    N_("give the records of the six months in which the energy was discharged"),
)
STORAGE_OVERLAP = MessageKind(
    "storage-overlap",
    N_("the record of the store {store} overlaps the one in {first}"),
    N_("records that do not meet: each kWh charged or discharged stands in one of them"),
    N_("correct the times, or remove the record"),
)
STORAGE_GAINS = MessageKind(
    "storage-gains",
    N_("the records of the store {store} have {discharged} Wh discharged and {charged} Wh charged"),
    N_("something that comes out, and no more than went in"),
    N_("correct the records, or take a stretch at whose ends the store is equally full"),
)
STORAGE_WITHOUT_RECORDS = MessageKind(
    "storage-without-records",
    N_("neither the row nor the table storage_records says with which losses the store {store} gives back energy"),
    N_("an efficiency, or records of a stretch of time in which the certificate's interval lies"),
    N_("fill the column efficiency, or give the store's records with these files"),
)
EFFICIENCY_WRONG = MessageKind(
    "storage-efficiency-wrong",
    N_("{found} is not an efficiency"),
    N_("a share above zero, at most 1, of at least a millionth"),
    N_("write the share of charged energy that comes out, such as 0.85"),
)
STORAGE_EFFICIENCY = MessageKind(
    "storage-efficiency",
    N_(
        "the store {store} gives back {efficiency} of what is charged: discharged over charged energy from {start} to"
        " {end}, the store taken to be equally full at both ends"
    ),
)
EFFICIENCY_DECLARED = MessageKind(
    "storage-efficiency-declared",
    N_("the store {store} gives back {efficiency} of what is charged, as the file of its certificates declares"),
)


@dataclass(frozen=True, slots=True)
class StorageLosses:
    """Losses of a store over a stretch of time.

    Attributes:
        stretch: from the start of the first record to the end of the last.
        charged_wh, discharged_wh: sums.
    """

    stretch: Stretch
    charged_wh: int
    discharged_wh: int

    @property
    def efficiency_ppm(self) -> int:
        """Share of charged energy that comes out, in millionths, rounded down."""
        return self.discharged_wh * MILLION // self.charged_wh


class StorageBook:
    """Losses of every store the files have records of, and the efficiency each discharge certificate is issued with."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stores: dict[str, StorageLosses | None] = {}
        self._said: set[tuple[str, int]] = set()
        by_store: dict[str, list[StorageRow]] = {}
        for row in desk.rows(StorageRow):
            if desk.is_known("device", row.store, row.place.at("store")):
                by_store.setdefault(row.store, []).append(row)
        for store, rows in by_store.items():
            self._stores[store] = self._losses(store, rows)

    def efficiency_ppm(self, row: GranularRow, stretch: Stretch) -> int | None:
        """The efficiency of a discharge certificate in millionths, listed as an assumption once for each store.

        Args:
            row: the certificate; its own efficiency goes before the records.
            stretch: its interval.

        Returns:
            ``None`` after reporting why there is none, or where the store's records have faults.
        """
        if row.efficiency is not None:
            return self._declared(row, row.efficiency)
        losses = self._stores.get(row.device)
        if row.device in self._stores and losses is None:
            return None
        if losses is None or not losses.stretch.holds(stretch):
            self._desk.problems.error(STORAGE_WITHOUT_RECORDS, row.place.at("efficiency"), store=row.device)
            return None
        if self._is_new(row.device, losses.efficiency_ppm):
            ends = {"start": _spelled(losses.stretch.start_s), "end": _spelled(losses.stretch.end_s)}
            share = _share(losses.efficiency_ppm)
            self._desk.assume(STORAGE_EFFICIENCY, row.place, store=row.device, efficiency=share, **ends)
        return losses.efficiency_ppm

    def _declared(self, row: GranularRow, share: Decimal) -> int | None:
        with localcontext() as context:
            context.prec = 60
            ppm = int(share * MILLION)
        if not ppm >= 1 or share > 1:
            self._desk.problems.error(EFFICIENCY_WRONG, row.place.at("efficiency"), found=share)
            return None
        if self._is_new(row.device, ppm):
            place = row.place.at("efficiency")
            self._desk.assume(EFFICIENCY_DECLARED, place, store=row.device, efficiency=_share(ppm))
        return ppm

    def _is_new(self, store: str, ppm: int) -> bool:
        new = (store, ppm) not in self._said
        self._said.add((store, ppm))
        return new

    def _losses(self, store: str, rows: list[StorageRow]) -> StorageLosses | None:
        problems = self._desk.problems
        charged = discharged = 0
        placed: list[tuple[Stretch, Place]] = []
        for row in rows:
            stretch = stretch_of(row.start, row.end, row.time_zone, row.place, problems)
            came = whole_wh(row.charged, row.unit, row.place, problems, column="charged")
            went = whole_wh(row.discharged, row.unit, row.place, problems, least=0, column="discharged")
            if stretch is None or came is None or went is None:
                continue
            placed.append((stretch, row.place))
            charged, discharged = charged + came.wh, discharged + went.wh
        if len(placed) < len(rows):
            return None
        whole = self._whole(store, placed)
        if whole is not None and (not charged or not 0 < discharged * MILLION // charged <= MILLION):
            params = {"store": store, "charged": charged, "discharged": discharged}
            problems.error(STORAGE_GAINS, rows[0].place.at("discharged"), **params)
            return None
        return None if whole is None else StorageLosses(whole, charged, discharged)

    def _whole(self, store: str, placed: list[tuple[Stretch, Place]]) -> Stretch | None:
        """The stretch all records together span; ``None`` after reporting that they overlap or reach too far."""
        ordered = sorted(placed, key=lambda one: (one[0].start_s, one[0].end_s))
        sound = True
        for (earlier, first), (later, place) in pairwise(ordered):
            if later.start_s < earlier.end_s:
                self._desk.problems.error(STORAGE_OVERLAP, place.at("start"), store=store, first=first)
                sound = False
        whole = Stretch(ordered[0][0].start_s, max(stretch.end_s for stretch, _ in ordered))
        if whole.seconds > STORAGE_MOST_DAYS * DAY_S:
            found = -(-whole.seconds // DAY_S)
            self._desk.problems.error(STORAGE_TOO_LONG, ordered[-1][1].at("end"), store=store, found=found)
            sound = False
        return whole if sound else None


def _share(ppm: int) -> Decimal:
    return Decimal(ppm).scaleb(-6).normalize()


def _spelled(second: int) -> str:
    return moment_text(utc_datetime(second))

"""Tables of a ledger: accounts, plants, meters, certificates, lots, claims, days. Rows are made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from fourfold.core.moments import moment_text
from fourfold.core.zones import utc_datetime
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Certificate, ClaimRecord, LotState, Sums

Cell: TypeAlias = str | int
"""Texts, and numbers: Wh, W, counts and entries of the ledger."""
CLAUSE_JOIN = "; "
"""Between the clauses of a cell."""
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of a ledger.

    Attributes:
        name: what it lists.
        rows: each with the same columns; their names are those of the columns.
        is_whole: whether these are all.
    """

    name: str
    rows: tuple[Mapping[str, Cell], ...]
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown.

    Attributes:
        what: a table, or a name; empty for the ledger as a whole.
        most: most rows of a table.
        owner, state, device, meter: only what is of this one; empty for all.
    """

    what: str = ""
    most: int = 50
    owner: str = ""
    state: LotState | None = None
    device: str = ""
    meter: str = ""


def listing(name: str, rows: Iterable[Mapping[str, Cell]], most: int) -> Listing:
    """At most so many rows, and whether they are all."""
    shown = tuple(islice(rows, most + 1))
    return Listing(name, shown[:most], len(shown) <= most)


def sums_by_state(sums: Sums) -> dict[str, Cell]:
    """Wh by state, as columns."""
    return {f"{state.value}_wh": getattr(sums, state.value) for state in LotState}


def _accounts(ledger: Ledger, asked: Asked) -> Iterable[Mapping[str, Cell]]:
    for one in ledger.accounts():
        if asked.owner in ("", one.account):
            yield {
                "account": one.account,
                "name": one.name,
                "key": one.key,
                **sums_by_state(ledger.balance(one.account)),
            }


def _areas(ledger: Ledger, _asked: Asked) -> Iterable[Mapping[str, Cell]]:
    for market, area in ledger.markets():
        yield {"market": market, "area": area}


def _devices(ledger: Ledger, asked: Asked) -> Iterable[Mapping[str, Cell]]:
    for one in ledger.devices():
        if asked.device in ("", one.device):
            yield {
                "device": one.device,
                "name": one.name,
                "issuer": one.issuer,
                "area": one.area,
                "technology": one.technology,
                "commissioned": one.commissioned,
                "capacity_w": one.capacity_w or "",
                "charging_meter": one.meter,
            }


def _meters(ledger: Ledger, asked: Asked) -> Iterable[Mapping[str, Cell]]:
    for one in ledger.meters():
        if asked.meter not in ("", one.meter) or asked.owner not in ("", one.owner):
            continue
        uses = ledger.uses(one.meter)
        yield {
            "meter": one.meter,
            "name": one.name,
            "owner": one.owner,
            "area": one.area,
            "minutes": one.step_s // 60,
            "measured_wh": sum(use.energy_wh - use.void_wh for use in uses),
            "covered_wh": sum(use.covered_wh for use in uses),
            "free_wh": sum(use.free_wh for use in uses),
        }


def _certificates(ledger: Ledger, asked: Asked) -> Iterable[Mapping[str, Cell]]:
    for one in ledger.certificates():
        if asked.device not in ("", one.device):
            continue
        where = where_it_is(ledger, one)
        if asked.state is not None and not getattr(where, asked.state.value):
            continue
        if asked.owner and not any(lot.owner == asked.owner for lot in ledger.lots(certificate=one.certificate)):
            continue
        yield {
            "certificate": one.certificate,
            "kind": one.kind.value,
            "device": one.device,
            "start": moment(one.start_s),
            "end": moment(one.end_s),
            "energy_wh": one.energy_wh,
            **sums_by_state(where),
        }


def _lots(ledger: Ledger, asked: Asked) -> Iterable[Mapping[str, Cell]]:
    for lot in ledger.lots(asked.owner or None, None, asked.state):
        yield {
            "certificate": lot.certificate,
            "first_wh": lot.first_wh,
            "stop_wh": lot.stop_wh,
            "energy_wh": lot.energy_wh,
            "owner": lot.owner,
            "state": lot.state.value,
            "entry": lot.entry,
        }


def _claims(ledger: Ledger, asked: Asked) -> Iterable[Mapping[str, Cell]]:
    return (claim_row(one) for one in ledger.claims(asked.meter or None, asked.owner or None))


def claim_row(one: ClaimRecord) -> Mapping[str, Cell]:
    """A claim, as a row."""
    return {
        "claim": one.claim,
        "certificate": one.certificate,
        "first_wh": one.first_wh,
        "stop_wh": one.stop_wh,
        "owner": one.owner,
        "meter": one.meter,
        "start": moment(one.start_s),
        "covered_wh": one.covered_wh,
        "window": one.window.value,
        "market": one.market,
        "loss_ppm": one.loss_ppm,
        "withdrawn": one.withdrawn or "",
    }


def _days(ledger: Ledger, _asked: Asked) -> Iterable[Mapping[str, Cell]]:
    for day in ledger.days():
        yield {
            "day": day_text(day.day),
            "entries": day.entries,
            "lots": day.leaves,
            **sums_by_state(day.sums),
            "root": day.root,
            "closed": moment(day.closed_s),
        }


_Rows: TypeAlias = Callable[[Ledger, Asked], Iterable[Mapping[str, Cell]]]
TABLES: Mapping[str, _Rows] = {
    "accounts": _accounts,
    "areas": _areas,
    "devices": _devices,
    "meters": _meters,
    "certificates": _certificates,
    "lots": _lots,
    "claims": _claims,
    "days": _days,
}
"""What can be listed, by the word that asks for it."""


def where_it_is(ledger: Ledger, certificate: Certificate) -> Sums:
    """Wh of a certificate by state."""
    total = Sums()
    for lot in ledger.lots(certificate=certificate.certificate):
        total += Sums.of(lot.state, lot.energy_wh)
    return total


def moment(second: int) -> str:
    """A second of UTC, spelled."""
    return moment_text(utc_datetime(second))


def day_text(day: int) -> str:
    """A ledger day, spelled."""
    return moment(day * DAY_S)[:10]

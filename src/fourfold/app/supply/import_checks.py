"""Rows of an import held against the ledger: what it has already, what is not over yet, what is below its claims.

The ledger refuses most of it by itself; here it is told of all rows at once, in the words and columns of the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from fourfold.app.supply.claim_loads import Known
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import utc_datetime
from fourfold.electricity.instruments.telling import WHAT, Told
from fourfold.electricity.ledger.faults import ENERGYTAG, ENTRY_TWICE
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Account, Certificate, Device, Meter
from fourfold.electricity.ledger.operations import (
    Issue,
    Measure,
    OpenAccount,
    Operation,
    RegisterArea,
    RegisterDevice,
    RegisterMeter,
)

ENTRY_DIFFERS = MessageKind(
    "import-differs",
    N_("{what} {found} is in the ledger already, and the row says otherwise: {differs}"),
    N_("each once; what is recorded stays as it is"),
    N_("leave the row out, correct it, or give what it describes another name"),
)
NOT_OVER = MessageKind(
    "import-not-over",
    N_("{found} is after the moment of recording, {at}"),
    N_("generation that is over and a stamp that is past when a certificate is recorded: {clause}"),
    N_("correct the time, or import it later; --at tells another moment of recording"),
)
READING_BELOW = MessageKind(
    "import-reading-below-claims",
    N_("the reading of {found} Wh of the meter {meter} is below the {covered} Wh of it that claims cover: {claims}"),
    N_("at least the energy that is claimed for"),
    N_("withdraw claims first, by their numbers: fourfold supply withdraw --claim NUMBER"),
)
_MOST_NAMED = 10
_END_COLUMNS = {"green_certificates": "month"}

_Recorded = Account | Meter | Device | Certificate


def check_told(told: Sequence[Told], ledger: Ledger, at: datetime) -> None:
    """Refuse rows the ledger has, alike or otherwise, certificates of the future, and readings below what is claimed.

    A number that stands for another time in the ledger is not looked for here; the ledger refuses it itself.

    Args:
        told: what rows ask for.
        ledger: that will be told.
        at: moment of recording.

    Raises:
        InputError: with all of them.
    """
    problems = Problems()
    kept = _Kept(told, ledger)
    for one in told:
        operation = one.order.operation
        found = kept.name_of(operation)
        if found is not None:
            what, name, column, differs = found
            place, said = one.place.at(column), {"what": WHAT[what], "found": name}
            if differs:
                problems.error(ENTRY_DIFFERS, place, **said, differs=differs)
            else:
                problems.error(ENTRY_TWICE, place, **said)
        elif isinstance(operation, Measure):
            _check_covered(operation, one.place, kept, ledger, problems)
        if isinstance(operation, Issue):
            _check_over(operation.certificate, one, at, problems)
    problems.raise_if_errors()


def _check_over(certificate: Certificate, one: Told, at: datetime, problems: Problems) -> None:
    """That the generation is over and the stamp of issuance past."""
    columns = {_END_COLUMNS.get(one.table, "end"): certificate.end_s, "issued": certificate.issued_s}
    for column, second in columns.items():
        if second > at.timestamp():
            params = {"found": moment_text(utc_datetime(second)), "at": moment_text(at), "clause": ENERGYTAG}
            problems.error(NOT_OVER, one.place.at(column), **params)


def _check_covered(reading: Measure, place: Place, kept: _Kept, ledger: Ledger, problems: Problems) -> None:
    covered = kept.covered(reading.meter, reading.start_s)
    if reading.energy_wh >= covered:
        return
    standing = [
        str(one.claim)
        for one in ledger.claims(meter=reading.meter)
        if one.start_s == reading.start_s and not one.withdrawn
    ]
    claims = ", ".join(standing[:_MOST_NAMED]) + (" …" if len(standing) > _MOST_NAMED else "")
    params = {"found": reading.energy_wh, "covered": covered, "claims": claims}
    problems.error(READING_BELOW, place.at("amount"), meter=reading.meter, **params)


class _Kept:
    """What a ledger has of what orders would bring in; asked for at once, not row by row."""

    def __init__(self, told: Sequence[Told], ledger: Ledger) -> None:
        operations = [one.order.operation for one in told]
        self._accounts = {one.account: one for one in ledger.accounts()}
        self._areas: dict[str, set[str]] = {}
        for market, area in ledger.markets():
            self._areas.setdefault(area, set()).add(market)
        self._meters = {one.meter: one for one in ledger.meters()}
        self._devices = {one.device: one for one in ledger.devices()}
        issued = [one.certificate for one in operations if isinstance(one, Issue)]
        self._certificates: dict[str, Certificate] = {}
        if issued:
            start_s, end_s = min(one.start_s for one in issued), max(one.end_s for one in issued)
            self._certificates = {one.certificate: one for one in ledger.certificates("", start_s, end_s)}
        starts: dict[str, list[int]] = {}
        for one in operations:
            if isinstance(one, Measure):
                starts.setdefault(one.meter, []).append(one.start_s)
        uses = {name: ledger.uses(name, min(seconds), max(seconds) + 1) for name, seconds in starts.items()}
        self._readings = {(one.meter, one.start_s, one.version) for found in uses.values() for one in found}
        self._known: Mapping[str, Known] = {name: Known.of(found) for name, found in uses.items()}

    def covered(self, meter: str, start_s: int) -> int:
        """What claims in force cover of an interval."""
        return self._known[meter].covered.get(start_s, 0)

    def name_of(self, operation: Operation) -> tuple[str, str, str, str] | None:
        """What an order would bring in again: sort, name, column and differences; ``None`` where it is new."""
        match operation:
            case OpenAccount(account) if account.account in self._accounts:
                return "account", account.account, "account", _differs(account, self._accounts[account.account])
            case RegisterArea(area, markets) if area in self._areas:
                # an area is a market of its own, whether it is told or not
                there, said = self._areas[area] - {area}, set(markets) - {area}
                differs = "" if there == said else f"{_listed(said)} ≠ {_listed(there)}"
                return "area", area, "area", differs
            case RegisterMeter(meter) if meter.meter in self._meters:
                return "meter", meter.meter, "meter", _differs(meter, self._meters[meter.meter])
            case RegisterDevice(device) if device.device in self._devices:
                return "device", device.device, "device", _differs(device, self._devices[device.device])
            case Issue(new) if new.certificate in self._certificates:
                return "certificate", new.certificate, "", _differs(new, self._certificates[new.certificate])
            case Measure(name, start_s) if (name, start_s, operation.version) in self._readings:
                return "reading", f"{name} {moment_text(utc_datetime(start_s))} ({operation.version})", "start", ""
        return None


def _differs(said: _Recorded, kept: _Recorded) -> str:
    """Members of a row that differ from what is recorded: what it says ≠ what is there."""
    pairs = [(one.name, getattr(said, one.name), getattr(kept, one.name)) for one in fields(said)]
    return ", ".join(f"{name} {new or '–'} ≠ {old or '–'}" for name, new, old in pairs if new != old)


def _listed(names: set[str]) -> str:
    return "+".join(sorted(names)) or "–"

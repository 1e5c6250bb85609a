"""What a ledger shows: itself, one of its tables, or one thing by name.

A table has a bound; what lies beyond it is counted only where the ledger knows the number anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.app.supply.listing import (
    TABLES,
    Asked,
    Cell,
    Listing,
    claim_row,
    day_text,
    listing,
    moment,
    sums_by_state,
    where_it_is,
)
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.electricity.instruments.codes import CODE_CHARACTERS, GreenCode, ParseStatus
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Certificate, ClaimRecord, LotState

NOTHING_OF_THE_NAME = MessageKind(
    "supply-show-unknown",
    N_("the ledger has nothing called {found}"),
    N_("one of {choices}, or the name of an account, plant, meter or certificate, or the number of a claim"),
    N_("fourfold supply show certificates lists what there is"),
)


@dataclass(frozen=True, slots=True)
class View:
    """What is shown at once.

    Attributes:
        facts: of the ledger, or of the one thing that was asked for.
        listings: tables below them.
    """

    facts: Mapping[str, Cell]
    listings: tuple[Listing, ...] = ()


def view_of(opened: OpenedLedger, asked: Asked) -> View:
    """What a ledger shows.

    Raises:
        InputError: it has nothing of the name.
    """
    ledger = opened.ledger
    if not asked.what:
        card = opened.card
        balance = sums_by_state(ledger.balance())
        return View({"name": card.name, "ledger": card.id, "made": card.made, **_counts(ledger), **balance})
    if asked.what in TABLES:
        return View({}, (listing(asked.what, TABLES[asked.what](ledger, asked), asked.most),))
    found = next((view for look in _BY_NAME if (view := look(ledger, asked)) is not None), None)
    if found is None:
        params = {"found": asked.what, "choices": ", ".join(TABLES)}
        raise InputError([Problem(NOTHING_OF_THE_NAME, Place(opened.folder.name), params)])
    return found


def _counts(ledger: Ledger) -> dict[str, Cell]:
    return {
        "accounts": len(ledger.accounts()),
        "devices": len(ledger.devices()),
        "meters": len(ledger.meters()),
        "days": len(ledger.days()),
    }


def _one_account(ledger: Ledger, asked: Asked) -> View | None:
    found = ledger.account(asked.what)
    if found is None:
        return None
    mine = Asked(most=asked.most, owner=asked.what)
    facts = next(iter(TABLES["accounts"](ledger, mine)))
    listings = [listing(name, TABLES[name](ledger, mine), asked.most) for name in ("lots", "claims", "meters")]
    return View(facts, _filled(listings))


def _one_device(ledger: Ledger, asked: Asked) -> View | None:
    if ledger.device(asked.what) is None:
        return None
    mine = Asked(most=asked.most, device=asked.what)
    issued = listing("certificates", TABLES["certificates"](ledger, mine), asked.most)
    return View(next(iter(TABLES["devices"](ledger, mine))), _filled([issued]))


def _one_meter(ledger: Ledger, asked: Asked) -> View | None:
    if ledger.meter(asked.what) is None:
        return None
    mine = Asked(most=asked.most, meter=asked.what)
    uses: Iterable[Mapping[str, Cell]] = (
        {
            "start": moment(use.start_s),
            "version": use.version,
            "measured_wh": use.energy_wh - use.void_wh,
            "covered_wh": use.covered_wh,
            "free_wh": use.free_wh,
        }
        for use in ledger.uses(asked.what)
    )
    listings = [listing("readings", uses, asked.most), listing("claims", TABLES["claims"](ledger, mine), asked.most)]
    return View(next(iter(TABLES["meters"](ledger, mine))), _filled(listings))


def _one_certificate(ledger: Ledger, asked: Asked) -> View | None:
    found = ledger.certificate(asked.what)
    if found is None:
        return None
    lots = list(ledger.lots(certificate=found.certificate))
    held_by = {(one.certificate, one.first_wh, one.stop_wh): one.claim for one in _claims_of(ledger, found)}
    days = [day.day for day in ledger.days()]
    rows: Iterable[Mapping[str, Cell]] = (
        {
            "first_wh": lot.first_wh,
            "stop_wh": lot.stop_wh,
            "energy_wh": lot.energy_wh,
            "owner": lot.owner,
            "state": lot.state.value,
            "claim": held_by.get((lot.certificate, lot.first_wh, lot.stop_wh), "") if lot.state == "claimed" else "",
            "entry": lot.entry,
            "proof": _provable_by(ledger, lot.entry, days),
        }
        for lot in lots
    )
    facts = {**_certificate_facts(found), **_code_facts(found.code), **sums_by_state(where_it_is(ledger, found))}
    return View(facts, (listing("lots", rows, asked.most),))


def _one_claim(ledger: Ledger, asked: Asked) -> View | None:
    found = ledger.claim(int(asked.what)) if asked.what.isascii() and asked.what.isdecimal() else None
    return None if found is None else View(claim_row(found))


_BY_NAME: Sequence[Callable[[Ledger, Asked], View | None]] = (
    _one_account,
    _one_device,
    _one_meter,
    _one_certificate,
    _one_claim,
)


def _claims_of(ledger: Ledger, certificate: Certificate) -> Iterable[ClaimRecord]:
    """Claims in force on a certificate; they are of the owners of its claimed lots."""
    owners = {lot.owner for lot in ledger.lots(certificate=certificate.certificate, state=LotState.CLAIMED)}
    for owner in sorted(owners):
        for one in ledger.claims(owner=owner):
            if one.certificate == certificate.certificate and not one.withdrawn:
                yield one


def _provable_by(ledger: Ledger, entry: int, days: Sequence[int]) -> str:
    """The first closed day in whose tree a lot left by an entry stands; empty where its day is open."""
    found = next(iter(ledger.journal(entry - 1)), None)
    return "" if found is None else next((day_text(day) for day in days if day >= found.day), "")


def _certificate_facts(one: Certificate) -> dict[str, Cell]:
    facts: dict[str, Cell] = {
        "certificate": one.certificate,
        "kind": one.kind.value,
        "device": one.device,
        "start": moment(one.start_s),
        "end": moment(one.end_s),
        "energy_wh": one.energy_wh,
        "valid_until": moment(one.valid_until_s) if one.valid_until_s else "",
        "code": one.code,
        "document": one.document,
        "issued": moment(one.issued_s) if one.issued_s else "",
        "number_range": one.number_range,
        "contract": one.contract,
        "delivery": one.delivery.value,
    }
    if one.storage:
        facts |= {"storage": one.storage.value, "charge": one.charge, "efficiency_ppm": one.efficiency_ppm}
    return facts


def _code_facts(code: str) -> dict[str, Cell]:
    """The two known parts of a green-certificate code; fields within them are not told apart."""
    if len(code) != CODE_CHARACTERS:
        return {}
    parts = {f"code_{part.value}": text for part, text, _ in GreenCode(code).parts()}
    return {**parts, "code_fields": ParseStatus.UNCONFIRMED.value}


def _filled(listings: Iterable[Listing]) -> tuple[Listing, ...]:
    return tuple(one for one in listings if one.rows)

"""What a ledger refuses, each with the clause it would break.

The clauses of foreign documents are from memory and say so; the kinds are shared by every ledger, so that a caller sees
the same code whatever keeps it.
"""

from __future__ import annotations

from typing import NoReturn

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Term, params_of

ISO_SOLE = Term(N_("ISO 14067:2018, 6.4.9.4 (from memory): sole claim, tracked and retired"))
ISO_TIME = Term(N_("ISO 14067:2018, 6.4.9.4 (from memory): as close in time as possible"))
ISO_MARKET = Term(N_("ISO 14067:2018, 6.4.9.4 (from memory): same grid or market"))
ENERGYTAG = Term(N_("EnergyTag Granular Certificate Scheme Standard, 2024 (from memory)"))

ENTRY_UNKNOWN = MessageKind(
    "ledger-unknown",
    N_("the ledger has no {what} {found}"),
    N_("one that is registered"),
    N_("fourfold supply show lists what is there"),
)
ENTRY_TWICE = MessageKind(
    "ledger-twice",
    N_("{what} {found} is in the ledger already"),
    N_("each once"),
    N_("nothing was changed; leave it out, or correct the name"),
)
CERTIFICATES_OVERLAP = MessageKind(
    "ledger-certificates-overlap",
    N_("the certificate {found} overlaps {other} of the same plant in time"),
    N_("certificates of a plant with the same interval, or with intervals that do not meet: {clause}"),
    N_("correct the interval; energy of an interval is certified in one way only"),
)
ABOVE_CAPACITY = MessageKind(
    "ledger-above-capacity",
    N_("with {found} the certificates of {device} for this interval hold {energy_wh} Wh, more than it can make"),
    N_("at most {most_wh} Wh: its capacity times the interval"),
    N_("correct the energy, or the capacity of the plant"),
)
LOT_SPENT = MessageKind(
    "ledger-lot-spent",
    N_("Wh {found} of the certificate {certificate} are {present}, not {state}"),
    N_("Wh that are {state}; each Wh has one owner and backs one claim: {clause}"),
    N_("look at what is left: fourfold supply show"),
)
BEYOND_CERTIFICATE = MessageKind(
    "ledger-beyond-certificate",
    N_("Wh {found} are not all of the certificate {certificate}, which has {energy_wh} Wh"),
    N_("a range of at least 1 Wh within the certificate"),
    N_("correct the range"),
)
NOT_OWNER = MessageKind(
    "ledger-not-owner",
    N_("{actor} does not own Wh {found} of the certificate {certificate}"),
    N_("an act of the owner: {clause}"),
    N_("let the owner transfer them first"),
)
NOT_ALLOWED = MessageKind(
    "ledger-not-allowed",
    N_("{actor} may not {what}"),
    N_("{who}"),
    N_("let it be asked by whoever may"),
)
OUTSIDE_WINDOW = MessageKind(
    "ledger-outside-window",
    N_("{found} does not lie within the {window} of the claim ({span})"),
    N_("certificate and consumption within the same {window}: {clause}"),
    N_("claim a certificate of that {window}, or claim by a rule that allows a longer stretch"),
)
WINDOW_TOO_LONG = MessageKind(
    "ledger-window-too-long",
    N_("the stretch {found} is longer than the {window} the claim names"),
    N_("at most {most}: {clause}"),
    N_("name the rule the scheme allows"),
)
OUTSIDE_MARKET = MessageKind(
    "ledger-outside-market",
    N_("the area {found} does not lie in the market {market}"),
    N_("plant and meter in the same market: {clause}"),
    N_("claim a certificate of the meter's market"),
)
COVERED_TWICE = MessageKind(
    "ledger-covered-twice",
    N_("{found} Wh are more than the {free_wh} Wh that the meter {meter} still has free at {time}"),
    N_("no more than was measured and is not covered yet: {clause}"),
    N_("claim less, or withdraw another claim first"),
)
ABOVE_DELIVERED = MessageKind(
    "ledger-above-delivered",
    N_("{found} Wh are covered by {energy_wh} Wh at the plant, of which {delivered_wh} Wh arrive"),
    N_("at most what arrives after the declared losses of delivery"),
    N_("claim more of the certificate, or cover less"),
)
EXPIRED = MessageKind(
    "ledger-expired",
    N_("the certificate {found} could be cancelled until {until}"),
    N_("a cancellation within its validity"),
    N_("use another certificate"),
)
RESIDUAL_CLOSED = MessageKind(
    "ledger-residual-closed",
    N_("the residual mix of {area} is closed for the end of {found}: what was not claimed is in it"),
    N_("energy that is either claimed or in the residual, never both: {clause}"),
    N_("use a certificate of a later time"),
)
RESIDUAL_EARLY = MessageKind(
    "ledger-residual-early",
    N_("the stretch {found} of the residual mix of {area} is not over"),
    N_("a stretch that has ended: closing it is final"),
    N_("close it when it is over"),
)
INTERVAL_EMPTY = MessageKind(
    "ledger-interval-empty",
    N_("the stretch {found} does not end after it begins"),
    N_("a stretch of at least a second"),
    N_("correct its beginning or its end"),
)
RESIDUAL_GAP = MessageKind(
    "ledger-residual-gap",
    N_("the residual of {area} is closed up to {until}; {found} does not follow it"),
    N_("stretches that follow each other without gap or overlap"),
    N_("begin where the last one ended"),
)
CHARGE_UNFIT = MessageKind(
    "ledger-charge-unfit",
    N_("the certificate {found} of discharged energy does not fit the claim it names: {reason}"),
    N_("a claim in force by which this store was charged, used once, of at least the energy over the efficiency"),
    N_("correct the claim, the energy or the efficiency"),
)
LEDGER_FULL = MessageKind(
    "ledger-full",
    N_("the certificates of the ledger hold {found} together, more than a ledger day can tell"),
    N_("at most {most}"),
    N_("go on with a new ledger"),
)
STORE_UNCHARGED = MessageKind(
    "ledger-store-uncharged",
    N_("the certificate {found} of the store {device} does not say on which charging its energy rests"),
    N_("storage discharge, and the claim by which the store was charged: {clause}"),
    N_("claim certificates for the charging and name that claim; a plant beside the store is a device of its own"),
)
METER_OFF_GRID = MessageKind(
    "ledger-off-grid",
    N_("no interval of the meter {meter} begins at {found}"),
    N_("intervals of {step_s} s counted from {phase_s} s"),
    N_("correct the time: readings that straddle intervals are divided before they are told"),
)
VERSION_GAP = MessageKind(
    "ledger-version-gap",
    N_("version {found} of a reading does not follow version {last}"),
    N_("versions 1, 2, 3 …"),
    N_("tell the reading as the next version"),
)
DAY_CLOSED = MessageKind(
    "ledger-day-closed",
    N_("the ledger day {found} is closed"),
    N_("entries of a day that is open"),
    N_("record it today; if the clock of this machine is wrong, correct it"),
)
DAY_NOT_NEXT = MessageKind(
    "ledger-day-not-next",
    N_("the ledger day {found} cannot be closed: {reason}"),
    N_("a day that is over, after every earlier one"),
    N_("close the earlier days first, or wait until it is over"),
)
LEDGER_CONFLICT = MessageKind(
    "ledger-conflict",
    N_("the ledger refuses the entry: {reason}"),
    N_("an entry that keeps what the ledger promises"),
    N_("nothing was changed; if it stays so, audit the ledger and report this"),
)


def refused(kind: MessageKind, row: int = 0, column: str = "", **params: object) -> InputError:
    """That an order cannot be kept.

    Args:
        kind: why.
        row: position of the order among those asked, from 1; 0 where it does not matter.
        column: member of the operation.
        params: fields of the message.
    """
    return InputError([Problem(kind, Place("orders", row, column), params_of(params))])


def refuse(kind: MessageKind, row: int = 0, column: str = "", **params: object) -> NoReturn:
    """Raise `refused`."""
    raise refused(kind, row, column, **params)

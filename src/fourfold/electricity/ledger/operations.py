"""What can be asked of a ledger. Each is one entry of its journal, kept whole or not at all.

Wh are named as a range of a certificate. The ledger finds the unspent lots that hold the range, and splits where the
range begins or ends inside of one; every lot touched must be the actor's and in the state the act asks for. Each lot
touched makes its own move (two where the range lies in its middle), all under one entry; lots are never joined again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from fourfold.electricity.ledger.model import Account, Certificate, Device, Meter
from fourfold.electricity.supply.criteria import MatchWindow


@dataclass(frozen=True, slots=True)
class Range:
    """Wh of a certificate, ``[first_wh, stop_wh)``."""

    certificate: str
    first_wh: int
    stop_wh: int

    @property
    def energy_wh(self) -> int:
        """How many."""
        return self.stop_wh - self.first_wh


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """Register an account. Asked by the keeper (actor ``""``), as are the next three."""

    account: Account


@dataclass(frozen=True, slots=True)
class RegisterArea:
    """Register an area, and the markets it lies in; it is a market of its own besides.

    A claim names a market in which both the plant's and the meter's area lie.
    """

    area: str
    markets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterDevice:
    """Register a plant."""

    device: Device


@dataclass(frozen=True, slots=True)
class RegisterMeter:
    """Register a meter of consumption."""

    meter: Meter


@dataclass(frozen=True, slots=True)
class Measure:
    """Tell what a meter measured in an interval. Actor: the keeper, or the meter's owner.

    ``version`` counts from 1. A correction says the energy of the whole interval anew with the next version: upwards it
    adds what is new as a use of its own; downwards it adds a use of 0 Wh and takes back free Wh of the earlier ones,
    from the oldest on, and is refused where more are covered.

    Attributes:
        meter, start_s: which interval.
        energy_wh: of the whole interval as known now.
        version: of the reading.
        document: digest of the readings' file; may be empty.
    """

    meter: str
    start_s: int
    energy_wh: int
    version: int = 1
    document: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """Issue a certificate to an account. Actor: the issuer of its device.

    A certificate of discharged energy names a claim in force for the store's charging meter that no other certificate
    ever named; it begins no earlier than that interval and holds at most what the claim covers times the efficiency.
    """

    certificate: Certificate
    to: str


@dataclass(frozen=True, slots=True)
class Split:
    """Divide what one holds, or has cancelled, at a point; owner and state stay. Actor: the owner."""

    certificate: str
    at_wh: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand held Wh to another account. Actor: the owner."""

    range: Range
    to: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """Take held Wh out of circulation for oneself, so that they can be claimed. Actor: the owner."""

    range: Range
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Let cancelled Wh stand for energy of a meter. Actor: the owner of both.

    Attributes:
        range: what is claimed.
        meter, start_s: for which interval. Where the interval has uses of several versions they are covered in order.
        covered_wh: how much of it is covered: at most ``range.energy_wh`` less losses, rounded down.
        window: the stretch of time in which both must lie: ``hour``, ``month`` or ``year``.
        window_start_s, window_end_s: that stretch, on the calendar the scheme asks for; at most an hour, 31 days and an
            hour, or 366 days and an hour long.
        market: in which both must lie.
        loss_ppm: losses of delivery by the declared rule, in millionths of the claimed energy.
    """

    range: Range
    meter: str
    start_s: int
    covered_wh: int
    window: MatchWindow
    window_start_s: int
    window_end_s: int
    market: str
    loss_ppm: int = 0


@dataclass(frozen=True, slots=True)
class Unclaim:
    """Withdraw a claim: its Wh are cancelled but unclaimed again, the use is free again. Actor: who claimed.

    Refused once a certificate of discharged energy names it, even one that was withdrawn.
    """

    claim: int
    reason: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take held Wh back that were issued in error, whoever holds them. Actor: the issuer."""

    range: Range
    reason: str


@dataclass(frozen=True, slots=True)
class CloseResidual:
    """Close the residual mix of an area for a stretch of time: every held Wh fed into the grid there is left in it.

    Energy of direct lines and on-site plants never was in the grid (`Certificate.in_grid`): held Wh of it stay held,
    and certificates of it may be issued later.

    A certificate counts in the stretch in which its interval ends, so that one of a month leaves with the month's last
    hours: it counts where ``start_s < end of its interval ≤ end_s``. Closes of an area follow each other without gap
    or overlap; a stretch is over when it is closed. After it no certificate whose interval ends in the stretch can be
    issued there; what is left is neither transferred nor cancelled. Actor: the keeper.
    """

    area: str
    start_s: int
    end_s: int


Operation: TypeAlias = (
    OpenAccount
    | RegisterArea
    | RegisterDevice
    | RegisterMeter
    | Measure
    | Issue
    | Split
    | Transfer
    | Cancel
    | Claim
    | Unclaim
    | Withdraw
    | CloseResidual
)


@dataclass(frozen=True, slots=True)
class Order:
    """An operation, and who asks for it.

    Attributes:
        actor: account; empty for the keeper of the ledger.
        operation: what.
        signature: by the account's key over `signing_bytes`, as ``<multikey signature>``; empty where the account has
            no key. The ledger keeps it; whether it holds is checked before an order reaches it, and by every audit.
        nonce: a text the actor chooses, so that two orders alike in all else differ; an order (its digest) is accepted
            once.
    """

    actor: str
    operation: Operation
    signature: str = ""
    nonce: str = ""

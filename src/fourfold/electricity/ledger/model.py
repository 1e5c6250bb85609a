"""What a ledger holds: accounts, devices, meters, certificates, and lots of their Wh.

A certificate of so many Wh is the range ``[0, energy_wh)``. A **lot** is a part of it, ``[first_wh, stop_wh)``, with
one owner and one state. An act spends a lot whole and leaves two: what was taken, in its new state or with its new
owner, and the rest as it was. Lots are never changed, so that a lot spent twice is seen by a key and not by a sum; at
any time the unspent lots of a certificate tile it, and every Wh stands in exactly one of them (law 8).

The energy a meter measured in an interval, a **use**, is a range of Wh as well and is covered in the same way: an act
takes free Wh of it and leaves the rest. So neither a kWh of a certificate nor a kWh of a meter is counted twice.

Times are UTC seconds, intervals half open, energies whole Wh.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fourfold.electricity.supply.criteria import InstrumentKind, MatchWindow

LEDGER_FORMAT = "ledger/1"


LARGEST_W = 30_000_000_000
"""Taken as the rated power of a plant that tells none: the largest there is has 22.5 GW (Three Gorges)."""


class LotState(StrEnum):
    """Where a Wh of a certificate is. The order is that of `Sums`."""

    HELD = "held"
    CANCELLED = "cancelled"
    CLAIMED = "claimed"
    WITHDRAWN = "withdrawn"
    RESIDUAL = "residual"


class Part(StrEnum):
    """Which of the two lots an act leaves. Issue leaves only ``taken``."""

    TAKEN = "taken"
    REST = "rest"


class Act(StrEnum):
    """What can happen to Wh of a certificate."""

    ISSUE = "issue"
    SPLIT = "split"
    TRANSFER = "transfer"
    CANCEL = "cancel"
    CLAIM = "claim"
    UNCLAIM = "unclaim"
    WITHDRAW = "withdraw"
    RELEASE = "release"


TRANSITIONS: Mapping[Act, tuple[tuple[LotState, LotState], ...]] = {
    Act.SPLIT: ((LotState.HELD, LotState.HELD), (LotState.CANCELLED, LotState.CANCELLED)),
    Act.TRANSFER: ((LotState.HELD, LotState.HELD),),
    Act.CANCEL: ((LotState.HELD, LotState.CANCELLED),),
    Act.CLAIM: ((LotState.CANCELLED, LotState.CLAIMED),),
    Act.UNCLAIM: ((LotState.CLAIMED, LotState.CANCELLED),),
    Act.WITHDRAW: ((LotState.HELD, LotState.WITHDRAWN),),
    Act.RELEASE: ((LotState.HELD, LotState.RESIDUAL),),
}
"""From which state to which an act takes Wh. Cancelled, claimed and withdrawn Wh never reach the residual."""


class StorageFlag(StrEnum):
    """What a certificate has to do with storage (EnergyTag: charge and discharge records)."""

    NONE = ""
    DISCHARGE = "discharge"


class Delivery(StrEnum):
    """How energy reached whoever used it. What did not pass the public grid is no part of the grid's mix."""

    GRID = "grid"
    DIRECT_LINE = "direct-line"
    ON_SITE = "on-site"


@dataclass(frozen=True, slots=True)
class Account:
    """Who issues, holds or claims.

    Attributes:
        account: its short name.
        name: for people.
        key: multikey whose signature its entries must bear; empty: the keeper of the ledger answers for it.
    """

    account: str
    name: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A plant, or a store.

    Attributes:
        device: its short name.
        issuer: the account that issues for it.
        area: where it feeds in.
        technology: its technology, in the issuer's word.
        commissioned: first day of service, ``YYYY-MM-DD``; empty where it is not known.
        capacity_w: rated power in W; 0 where it is not known, then `LARGEST_W` is taken. No interval may hold more than
            it allows.
        name: for people.
        meter: of a store: the meter that measures what charges it; empty for a plant.
    """

    device: str
    issuer: str
    area: str
    technology: str
    commissioned: str = ""
    capacity_w: int = 0
    name: str = ""
    meter: str = ""

    @property
    def most_w(self) -> int:
        """Power above which it certainly makes nothing."""
        return self.capacity_w or LARGEST_W


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter of consumption.

    Attributes:
        meter: its short name.
        owner: the account that claims for it.
        area: where it draws.
        step_s: length of its intervals.
        phase_s: where they begin: at ``phase_s`` modulo ``step_s`` of UTC. So no two of them overlap.
        name: for people.
    """

    meter: str
    owner: str
    area: str
    step_s: int
    phase_s: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of electricity, of whatever kind.

    Attributes:
        certificate: its number with the issuer; unique in the ledger.
        kind: what it is.
        device: the plant.
        start_s, end_s: when the energy was made.
        energy_wh: how much, above zero.
        valid_until_s: last moment at which it may be cancelled; 0 where it does not expire.
        code: China's green-certificate code; empty for others.
        storage: whether it stands for discharged energy.
        charge: of discharged energy: the claim (its entry) by which certificates were used for charging.
        charge_wh: Wh of charging which that claim covers, so what arrived at the store.
        efficiency_ppm: share of charged energy that may come out, in millionths.
        document: digest of the instrument's own document, ``sha256:…``; may be empty.
        issued_s: when the issuer issued it, which is not when the ledger was told; 0 where that is not known.
        number_range: the issuer's numbers of its Wh, ``first-last``, both included; may be empty.
        contract: number of the contract under which the energy was delivered; may be empty.
        delivery: how the energy reached whoever used it, be it that its attributes were sold to somebody else.
    """

    certificate: str
    kind: InstrumentKind
    device: str
    start_s: int
    end_s: int
    energy_wh: int
    valid_until_s: int = 0
    code: str = ""
    storage: StorageFlag = StorageFlag.NONE
    charge: int = 0
    charge_wh: int = 0
    efficiency_ppm: int = 0
    document: str = ""
    issued_s: int = 0
    number_range: str = ""
    contract: str = ""
    delivery: Delivery = Delivery.GRID

    @property
    def in_grid(self) -> bool:
        """Whether the energy was fed into the public grid, so that it is part of the grid's mix."""
        return self.delivery is Delivery.GRID and self.kind is not InstrumentKind.DIRECT_LINE


@dataclass(frozen=True, slots=True, order=True)
class LotId:
    """A lot by the move that left it.

    Attributes:
        move: number of the move.
        part: which of its two lots.
    """

    move: int
    part: Part


@dataclass(frozen=True, slots=True)
class Lot:
    """Wh of a certificate with one owner in one state.

    Attributes:
        id: the move that left it.
        certificate: of which.
        first_wh, stop_wh: its part of the certificate, half open.
        owner: account; of claimed Wh the one that claimed, of withdrawn and residual ones the last that held them.
        state: where they are.
        entry: the entry whose act left the lot, be it what was taken or the rest.
    """

    id: LotId
    certificate: str
    first_wh: int
    stop_wh: int
    owner: str
    state: LotState
    entry: int

    @property
    def energy_wh(self) -> int:
        """How many."""
        return self.stop_wh - self.first_wh


@dataclass(frozen=True, slots=True)
class Use:
    """Energy a meter measured in an interval, as the ledger was told.

    Attributes:
        use: its number.
        meter: which.
        start_s: when the interval begins.
        energy_wh: how much this version adds to what was told before; 0 where it adds nothing.
        version: 1 for the first reading; every correction adds a use of its own with the next number.
        covered_wh: how much of it claims in force cover.
        void_wh: how much of it a correction downwards took back.
    """

    use: int
    meter: str
    start_s: int
    energy_wh: int
    version: int
    covered_wh: int
    void_wh: int = 0

    @property
    def free_wh(self) -> int:
        """What no claim covers."""
        return self.energy_wh - self.covered_wh - self.void_wh


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A claim in force or withdrawn: Wh of a certificate stand for Wh of a use.

    Attributes:
        claim: its entry.
        certificate, first_wh, stop_wh: what was claimed.
        use: the first of the uses it covers.
        meter, start_s: for which interval of which meter.
        covered_wh: how much of the interval it covers: at most the energy claimed less the losses of delivery.
        owner: who claimed.
        window: within which time certificate and use both lie.
        market: within which both lie.
        loss_ppm: losses between plant and meter, in millionths of the claimed energy.
        withdrawn: the entry that withdrew it; 0 while it is in force.
    """

    claim: int
    certificate: str
    first_wh: int
    stop_wh: int
    use: int
    meter: str
    start_s: int
    covered_wh: int
    owner: str
    window: MatchWindow
    market: str
    loss_ppm: int
    withdrawn: int = 0

    @property
    def energy_wh(self) -> int:
        """Energy claimed, at the plant."""
        return self.stop_wh - self.first_wh


@dataclass(frozen=True, slots=True)
class Sums:
    """Wh by state; all of them together are all that was ever issued."""

    held: int = 0
    cancelled: int = 0
    claimed: int = 0
    withdrawn: int = 0
    residual: int = 0

    @property
    def total(self) -> int:
        """All Wh."""
        return self.held + self.cancelled + self.claimed + self.withdrawn + self.residual

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.held + other.held,
            self.cancelled + other.cancelled,
            self.claimed + other.claimed,
            self.withdrawn + other.withdrawn,
            self.residual + other.residual,
        )

    @staticmethod
    def of(state: LotState, energy_wh: int) -> Sums:
        """Wh in one state."""
        return Sums(**{state.value: energy_wh})

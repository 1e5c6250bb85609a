"""What a verifier brings to a check: the moment, trust roots, what was seen before, a dossier, a recomputation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from fourfold.certification.bundle import Bundle
from fourfold.certification.dossier.dossier import Dossier
from fourfold.certification.dossier.facts import DossierFacts
from fourfold.certification.dossier.recomputation import Recomputation
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.core.problems import Problem


@dataclass(frozen=True, slots=True)
class Mirror:
    """A copy of the tiles of a log.

    Attributes:
        origin: name of the log, as the copy says.
        grown: consistency proof between two sizes, or ``None`` where the copy does not reach.
    """

    origin: str
    grown: Callable[[int, int], tuple[bytes, ...] | None]


@dataclass(frozen=True, slots=True)
class Opened:
    """A dossier at hand.

    Attributes:
        dossier: as read; ``None`` where it could not be.
        facts: what it says; ``None`` where that could not be read.
        problems: why not.
    """

    dossier: Dossier | None
    facts: DossierFacts | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What became of an RFC 3161 reply.

    Attributes:
        time: what the authority's clock said; ``None`` where the reply does not hold or was not checked.
        authority: its name.
        problems: why it does not hold.
        is_checked: whether it could be looked at at all.
    """

    time: datetime | None
    authority: str = ""
    problems: tuple[Problem, ...] = ()
    is_checked: bool = True


Stamper: TypeAlias = Callable[[bytes, Checkpoint], Stamp]
"""Checks an RFC 3161 reply (DER) over a checkpoint."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a certificate.

    Attributes:
        at: the moment it is about, UTC.
        trust: trust roots; ``None``: nobody is trusted, so nothing can be in order.
        seen: checkpoints of logs this verifier saw before.
        mirror: of a log, to prove that it grew from one of them; ``None`` without one.
        opened: the dossier, where it is at hand.
        recomputed: what calculating it again came to, where that was asked for.
        stamper: checks time stamps; ``None`` where no authority is known.
        used: when the certificate was made use of, where that is the moment its dates have to cover: of a supplier's,
            when the certificate that rests on it was issued.
        suppliers: newer bundles of suppliers' certificates, which take the place of those in the bundle.
    """

    at: datetime
    trust: TrustRoots | None = None
    seen: tuple[Checkpoint, ...] = ()
    mirror: Mirror | None = None
    opened: Opened | None = None
    recomputed: Recomputation | None = None
    stamper: Stamper | None = None
    used: datetime | None = None
    suppliers: tuple[Bundle, ...] = ()

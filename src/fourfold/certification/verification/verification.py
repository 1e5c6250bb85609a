"""What a check of a certificate finds: a numbered list, each item named with its specification, and one outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from fourfold.certification.documents.certificate import Certificate
from fourfold.core.problems import MessageKind, Named, Param, Problem
from fourfold.core.words import LANGS, in_both


class Finding(StrEnum):
    """What a check came to."""

    OK = "ok"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


class Outcome(StrEnum):
    """What all checks come to. There is no "valid": what holds, holds as of the age of its status."""

    IN_ORDER = "in_order"
    REFUSED = "refused"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Check:
    """One item of the list.

    Attributes:
        number: as in the documentation, ``1`` … ``13``.
        code: its name for programs, such as ``log-inclusion``.
        title: what is checked.
        spec: the specification and section it comes from.
        finding: what it came to.
        reason: why, as a message.
        params: of the reason.
        needed: whether an outcome of `IN_ORDER` needs it to be ok.
        problems: what is wrong in a document, one by one.
    """

    number: int
    code: str
    title: str
    spec: str
    finding: Finding
    reason: MessageKind
    params: Mapping[str, Param] = field(default_factory=dict)
    needed: bool = True
    problems: tuple[Problem, ...] = ()

    @property
    def told(self) -> Named:
        """The reason, to be part of another message."""
        return Named.of(in_both(self.reason.text, self.params))


@dataclass(frozen=True, slots=True)
class Verification:
    """The checks of a certificate.

    Attributes:
        at: the moment it was asked about.
        checks: in order.
        outcome: of them.
        certificate: what it is about, as far as it could be read.
        status_as_of: when the oldest status it rests on was made, of this certificate and of its suppliers'; where its
            own status refuses it, when that was made; ``None`` where a status is not there.
        suppliers: of the certificates it rests on.
    """

    at: datetime
    checks: tuple[Check, ...]
    outcome: Outcome
    certificate: Certificate | None
    status_as_of: datetime | None
    suppliers: tuple[Verification, ...] = ()

    @property
    def deciding(self) -> tuple[Check, ...]:
        """The checks that keep it from being in order: those that failed, else those that were needed and not made."""
        if self.outcome is Outcome.REFUSED:
            return tuple(check for check in self.checks if check.finding is Finding.FAILED)
        return tuple(check for check in self.checks if check.finding is Finding.NOT_CHECKED and check.needed)

    @property
    def told(self) -> Named:
        """The reasons of the deciding checks, to be part of another message."""
        reasons = [in_both(check.reason.text, check.params) for check in self.deciding]
        return Named.of({lang: "; ".join(one[lang] for one in reasons) for lang in LANGS})

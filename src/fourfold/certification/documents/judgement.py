"""What a verifier judges: level, opinion, findings, what would matter, what could not be looked at.

The rules between them (law of the statement) are in `fourfold.certification.documents.opinions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact
from enum import StrEnum

from fourfold.certification.dossier.recomputation import Equality
from fourfold.core.problems import Texts

EXACT = Context(prec=400, traps=[Inexact])
"""Sums and products of the decimals a document can hold (60 characters) fit; were one rounded, it would raise."""


class Assurance(StrEnum):
    """Level of assurance, or the engagement that gives none."""

    REASONABLE = "reasonable"
    LIMITED = "limited"
    AGREED_PROCEDURES = "agreed-upon-procedures"


class Opinion(StrEnum):
    """What the verifier concludes."""

    UNMODIFIED = "unmodified"
    MODIFIED = "modified"
    ADVERSE = "adverse"
    DISCLAIMER = "disclaimer"
    NONE = "none"


class Wording(StrEnum):
    """Form of the conclusion: that it is so, or that nothing came to attention against it."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NONE = "none"


class Severity(StrEnum):
    """How much a finding weighs; a major one matters whatever its amount."""

    MAJOR = "major"
    MINOR = "minor"
    OBSERVATION = "observation"


class FindingStatus(StrEnum):
    """What became of a finding. An accepted one stays as it is: it counts as uncorrected."""

    OPEN = "open"
    CORRECTED = "corrected"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Finding:
    """An observation judged against a clause; with an amount it is a misstatement.

    Attributes:
        id: short name.
        clause: number or id in the standard.
        text: what was found, by language.
        severity: ``major`` | ``minor`` | ``observation``.
        status: ``open`` | ``corrected`` | ``accepted``.
        amount_kg_co2e: signed misstatement per unit, where it is one: what is stated less what would be right.
        line: result line it concerns; empty where none is named.
    """

    id: str
    clause: str
    text: Texts
    severity: str
    status: str
    amount_kg_co2e: Decimal | None = None
    line: str = ""

    @property
    def is_uncorrected(self) -> bool:
        """Whether the figure still carries it."""
        return self.status != FindingStatus.CORRECTED


@dataclass(frozen=True, slots=True)
class Materiality:
    """What would matter: agreed before, not after.

    Attributes:
        share: of the total, 0.05 for 5 %.
        qualitative: what matters whatever its amount, by language.
        sum_signed_kg_co2e, sum_absolute_kg_co2e: of uncorrected misstatements; both are shown.
        shares_by_line: of a result line, where that was agreed.
    """

    share: Decimal
    qualitative: tuple[Texts, ...]
    sum_signed_kg_co2e: Decimal
    sum_absolute_kg_co2e: Decimal
    shares_by_line: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limitation:
    """What the verifier could not look at.

    Attributes:
        part: name of a hidden part of the dossier; empty where it is something else.
        commitment: of that part; empty where it is something else.
        text: what and why, by language.
    """

    part: str
    commitment: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that a verifier says of a dossier.

    Attributes:
        level, opinion: what is said.
        scope: what was looked at, by language.
        materiality: agreed, with the sums of `findings`.
        findings: in order.
        limitations: what could not be looked at.
        shown: commitments of hidden parts the verifier was shown.
    """

    level: Assurance
    opinion: Opinion
    scope: Texts
    materiality: Materiality
    findings: tuple[Finding, ...] = ()
    limitations: tuple[Limitation, ...] = ()
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The recomputation a statement rests on.

    Attributes:
        digest: of its report.
        outcome: what it came to, by the verifier's word; who has the dossier can recompute it anew.
    """

    digest: str
    outcome: Equality


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure judged, per unit."""

    total_kg_co2e: Decimal
    lines_kg_co2e: Mapping[str, Decimal]


def sums_of(findings: Iterable[Finding]) -> tuple[Decimal, Decimal]:
    """Signed and absolute sum of uncorrected misstatements. Errors that offset each other stay in the second."""
    amounts = [f.amount_kg_co2e for f in findings if f.is_uncorrected and f.amount_kg_co2e is not None]
    return exact_sum(amounts), exact_sum(amount.copy_abs() for amount in amounts)


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """A sum to the last digit."""
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total


def materiality_of(
    share: Decimal, qualitative: tuple[Texts, ...], findings: tuple[Finding, ...], by_line: Mapping[str, Decimal]
) -> Materiality:
    """What was agreed, with the sums of findings."""
    signed, absolute = sums_of(findings)
    return Materiality(share, qualitative, signed, absolute, by_line)


def wording_of(level: Assurance, opinion: Opinion) -> Wording:
    """The form in which a conclusion at this level is worded; none where nothing is concluded.

    An adverse opinion says that something is so, and is positive at every level.
    """
    if opinion in (Opinion.NONE, Opinion.DISCLAIMER):
        return Wording.NONE
    if opinion is Opinion.ADVERSE:
        return Wording.POSITIVE
    return {Assurance.REASONABLE: Wording.POSITIVE, Assurance.LIMITED: Wording.NEGATIVE}.get(level, Wording.NONE)

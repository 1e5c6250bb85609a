"""Who a pack is: what it states and when that is in force, what it derives from, who read the document and how far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from fourfold.core.problems import NOWHERE, Place

Texts = Mapping[str, str]
"""A text by language (``en``, ``zh``)."""


class PackKind(StrEnum):
    """What a pack rules."""

    CORE = "core"
    PCR = "pcr"
    PSR = "psr"
    SCHEME = "scheme"
    SUPPLY = "supply"
    """Governs electricity alone."""


class ReviewStatus(StrEnum):
    """How far a pack has been checked against the document it states."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    VERIFIED = "verified"


class ReadExtent(StrEnum):
    """How much of the document its author read."""

    FULL = "full"
    PARTIAL = "partial"
    SECONDARY = "secondary"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Parent:
    """A pack this one derives from.

    Attributes:
        id: its id.
        versions: range such as ``>=1,<2``; empty accepts any.
        place: where it is said.
    """

    id: str
    versions: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Effective:
    """When an edition is in force: half open; ``None`` where open. Without a beginning it never came into force."""

    start: date | None
    end: date | None

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.start is not None and self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Document:
    """The document a pack states.

    Attributes:
        number: such as ``ISO 14067:2018``.
        issuer, edition, url: of the document.
        published: day it was issued, if known.
        effective: when it is in force.
        transition: note on overlapping editions.
    """

    number: str
    issuer: str
    edition: str
    url: str = ""
    published: date | None = None
    effective: Effective = Effective(None, None)
    transition: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """Who read which edition, when, and how far."""

    extent: ReadExtent
    by: str = ""
    on: date | None = None
    note: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a pack is.

    Attributes:
        id: unique, such as ``gbt-24067-2024``.
        standard: common to all editions, such as ``gbt-24067``; asking for it picks the edition by date.
        kind: what it rules.
        version: ``X.Y`` of the pack itself; Y never alters a verdict.
        title: names.
        document: what it states.
        reading: how far it was read.
        status: how far it was checked.
        derives_from: parents, the nearest last; later ones win nothing, disagreement is an error.
        codes: product codes it applies to, by scheme (``hs``, ``cpc`` …), as prefixes; empty applies to any product.
        licence: of the pack.
        unknown: what is known to be missing from it, for its readers.
    """

    id: str
    standard: str
    kind: PackKind
    version: str
    title: Texts
    document: Document
    reading: Reading
    status: ReviewStatus
    derives_from: tuple[Parent, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    licence: str = ""
    unknown: Texts = field(default_factory=dict)
    place: Place = NOWHERE

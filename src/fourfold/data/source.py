"""Where a number was published, and how far it has been confirmed (law 1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How far a value has been confirmed against the document it is said to come from.

    ``official``: value of the named official document, in which at least two independent transcriptions agree.
    ``published``: value of the named publication, read in it.
    ``secondary``: value of the named official document, seen in one transcription or reprint.
    ``derived``: computed from the numbers named.
    ``illustrative``: made to show how something works; labelled wherever it shows.
    ``unconfirmed``: circulating; used only when a study asks for it by name.
    """

    OFFICIAL = "official"
    PUBLISHED = "published"
    SECONDARY = "secondary"
    DERIVED = "derived"
    ILLUSTRATIVE = "illustrative"
    UNCONFIRMED = "unconfirmed"


WEAKENING_STATUS = tuple(Status)
"""From the best confirmed to the least: a sum is no better confirmed than its weakest term."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number was published.

    Attributes:
        publisher: who.
        document: title and number of the notice, report or paper.
        published: date, month or year of publication, as text.
        url: where it can be read.
        licence: terms of reuse, as far as known.
    """

    publisher: str
    document: str
    published: str = ""
    url: str = ""
    licence: str = ""

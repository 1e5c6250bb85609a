"""What a dossier says of its confidential parts: what stands in their place, what is asserted, what was committed to.

A dossier with confidential parts holds a *redacted study*: a whole study that is calculated like any other. In it a
hidden file is a small note of its commitment (`placeholder`), and a hidden process is a stub of one product whose rows
are a footprint that is asserted and not recomputed. The manifest lists the commitments as entries of role ``opening``
and, under ``redaction``, what was asserted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fourfold.certification.dossier.dossier import DossierEntry
from fourfold.core.canonical import JSON, canonical_bytes, decimal_text

PLACEHOLDER_FORMAT = "withheld/1"
HIDDEN = "hidden/"
SHARE = Decimal("1e-6")
"""To what shares of a total are rounded."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a hidden process comes to, by the word of whoever sealed.

    Attributes:
        process: the process; its product is `flow`, counted in `unit`.
        total_kg_co2e, lines_kg_co2e: per declared unit of the study, at the method's quantum.
        share: of the study's total, six decimals; ``None`` where that is zero.
    """

    process: str
    flow: str
    unit: str
    total_kg_co2e: Decimal
    lines_kg_co2e: Mapping[str, Decimal]
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Redaction:
    """The confidential parts of a dossier.

    Attributes:
        asked: what was to be hidden, as it was asked for, in order.
        commitments: by name of the part, ``hidden/…``.
        assertions: of hidden processes.
        added: files of the redacted study that the whole one does not have.
    """

    asked: tuple[str, ...]
    commitments: Mapping[str, str]
    assertions: tuple[Assertion, ...]
    added: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[DossierEntry, ...]:
        """The parts as entries of a manifest, by name."""
        return tuple(DossierEntry(name, "opening", "", 0, made) for name, made in sorted(self.commitments.items()))

    @property
    def document(self) -> dict[str, JSON]:
        """What the manifest says under ``redaction``."""
        return {
            "asked": list(self.asked),
            "added": list(self.added),
            "asserted": [
                {
                    "process": one.process,
                    "flow": one.flow,
                    "unit": one.unit,
                    "total_kg_co2e": decimal_text(one.total_kg_co2e),
                    "lines_kg_co2e": {line: decimal_text(value) for line, value in one.lines_kg_co2e.items()},
                    "share": None if one.share is None else decimal_text(one.share),
                }
                for one in self.assertions
            ],
        }


def placeholder(name: str, committed: str) -> bytes:
    """What stands in the redacted study in the place of a hidden file."""
    document: dict[str, JSON] = {"fourfold": PLACEHOLDER_FORMAT, "name": name, "commitment": committed}
    return canonical_bytes(document) + b"\n"

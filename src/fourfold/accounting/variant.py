"""What a calculation does in place of what the study and the method chose, to compare with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Variant:
    """Choices put in place of others.

    Attributes:
        allocation: rule by process, in place of the one the study names.
        end_of_life: formula in place of the method's; empty leaves it.
    """

    allocation: Mapping[str, str] = field(default_factory=dict)
    end_of_life: str = ""


AS_CHOSEN = Variant()
"""Nothing in place of anything."""

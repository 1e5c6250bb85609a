"""A pack with all it inherits, on a day: requirements, parameters, choices and the Method they compile to."""

from __future__ import annotations

from datetime import date

from fourfold.core.problems import Problems
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.model import RulePack
from fourfold.standards.pack.resolved import Resolved


def resolve(pack: RulePack, library: PackLibrary, day: date, problems: Problems) -> Resolved | None:
    """Resolve a pack; ``None`` when it or a parent cannot be used (every fault reported)."""
    raise NotImplementedError

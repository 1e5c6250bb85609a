"""Which edition of a standard holds on the study's day."""

from __future__ import annotations

from datetime import date

from fourfold.core.problems import Problems
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.model import RulePack


def choose(name: str, library: PackLibrary, day: date, problems: Problems) -> RulePack | None:
    """The pack a user means: a pack id, a standard (its edition in force on the day), or a path to a pack.

    A pack id outside its dates, or a standard without an edition on the day, is an error that names the editions there
    are. Drafts that never came into force may be asked for by id on any day.
    """
    raise NotImplementedError

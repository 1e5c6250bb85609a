"""Where packs are found: those that come with Fourfold, and folders, archives and workbooks of the user's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fourfold.core.problems import Problems
from fourfold.standards.pack.model import RulePack


class PackLibrary:
    """Packs by id, and editions by standard. A pack is read when it is first asked for, and once.

    Args:
        roots: folders whose folders, archives and workbooks are packs, and single packs; the shipped ones come last.
    """

    def __init__(self, roots: Sequence[Path] = ()) -> None:
        raise NotImplementedError

    def ids(self) -> tuple[str, ...]:
        """Ids of all packs, sorted."""
        raise NotImplementedError

    def get(self, pack_id: str, problems: Problems) -> RulePack | None:
        """The pack of an id; ``None`` where there is none (not reported) or it cannot be used (reported)."""
        raise NotImplementedError

    def editions(self, standard: str, problems: Problems) -> tuple[RulePack, ...]:
        """The editions of a standard, by beginning; drafts without one last."""
        raise NotImplementedError

"""Reading a pack from a folder, an archive or a workbook, with all faults at once."""

from __future__ import annotations

from pathlib import Path

from fourfold.core.problems import Problems
from fourfold.standards.pack.model import RulePack


def read_pack(path: Path, problems: Problems) -> RulePack | None:
    """Read a pack; ``None`` when it cannot be used (every fault reported with file, sheet, row and column).

    Expressions are only text here; `fourfold.standards.pack.resolve` compiles them.

    Args:
        path: folder with ``pack.yaml``, an archive of one (zip, tar, tar.gz), or a workbook (xlsx).
        problems: receives what is wrong.
    """
    raise NotImplementedError

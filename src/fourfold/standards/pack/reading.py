"""Reading a pack from a folder, an archive or a workbook, with all faults at once."""

from __future__ import annotations

from pathlib import Path

from fourfold.core.problems import Problems
from fourfold.standards.pack.cells import check_cells
from fourfold.standards.pack.coherence import check_coherence
from fourfold.standards.pack.expressions import check_expressions
from fourfold.standards.pack.folder import read_files
from fourfold.standards.pack.model import RulePack
from fourfold.standards.pack.text import PackText, check_length
from fourfold.standards.pack.typed import typed
from fourfold.standards.pack.workbook import is_workbook, read_pack_workbook


def read_pack(path: Path, problems: Problems) -> RulePack | None:
    """Read a pack; ``None`` when it cannot be used (every fault reported with file, sheet, row and column).

    Expressions are only text here; `fourfold.standards.pack.resolve` compiles them.

    Args:
        path: folder with ``pack.yaml``, an archive of one (zip, tar, tar.gz), or a workbook (xlsx).
        problems: receives what is wrong.
    """
    own = Problems()
    text = read_pack_text(path, own)
    pack = None if text is None else pack_of(text, str(path), own)
    problems.absorb(own)
    return pack


def read_pack_text(path: Path, problems: Problems) -> PackText | None:
    """The tables of a pack as text; ``None`` when they cannot be had (reported).

    Faults of single cells and files are reported as well; whoever wants a pack without any passes the text on only
    where no error was added.
    """
    return read_pack_workbook(path, problems) if is_workbook(path) else read_files(path, problems)


def pack_of(text: PackText, origin: str, problems: Problems) -> RulePack | None:
    """The pack a text stands for; ``None`` when it has faults, these or earlier ones (reported).

    Args:
        text: the tables.
        origin: where it was found, for messages.
        problems: what is wrong with the text so far; receives the rest.
    """
    if not check_length(text, problems):
        return None
    check_cells(text, problems)
    check_coherence(text, problems)
    if problems.errors:
        # Resolving would tell of these, but it cannot be done now; so that they do not come as a second helping.
        check_expressions(text, problems)
        return None
    return typed(text, origin)

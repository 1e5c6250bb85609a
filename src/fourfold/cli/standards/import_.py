"""``fourfold standards import``: a rule pack from a workbook or an archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.options import LangOption
from fourfold.cli.standards.options import JsonOption, PacksOption


def import_(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Workbook (.xlsx), archive or folder of a pack.")],
    into: Annotated[Path, typer.Option("--into", help="Folder of packs; the pack gets a folder of its own in it.")] = (
        Path()
    ),
    packs: PacksOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace another state of the pack that is there.")] = False,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Bring a pack in: read, checked with its parents, and written as a folder of tables called by its id.

    All faults are told at once, with sheet, row and column; then nothing is written and the exit code is 2. To bring in
    the same pack again changes nothing.
    """
    from fourfold.app.pack_files import import_pack
    from fourfold.cli.show import speak
    from fourfold.cli.standards.written_view import show_written

    speak(lang)
    show_written(import_pack(path, into, packs or (), force=force), lang, as_json=as_json)

"""``fourfold standards export``: a rule pack as a folder, an archive or a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.options import LangOption
from fourfold.cli.standards.options import JsonOption, PackArgument, PacksOption


def export(
    pack: PackArgument,
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.xlsx, FILE.zip, or a folder to write.")],
    packs: PacksOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file, or this pack's tables in a folder.")] = False,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Write a pack as a workbook to edit, as an archive, or as a folder of tables.

    The workbook has notes on every column and lists to choose from, in the language of --lang. Whatever the form, it is
    the same pack: fourfold standards import brings it back without loss.
    """
    from fourfold.app.pack_files import export_pack
    from fourfold.cli.show import speak
    from fourfold.cli.standards.written_view import show_written

    speak(lang)
    show_written(export_pack(pack, output, packs or (), lang=lang, force=force), lang, as_json=as_json)

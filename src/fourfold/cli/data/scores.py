"""``fourfold data scores``: the footprint of every product of a database, as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.data.options import DatabaseArgument, JsonOption, LibraryOption, VersionOption
from fourfold.cli.data.scoring_options import GwpSetOption, ProfileOption, opened
from fourfold.cli.options import LangOption


def scores(
    name: DatabaseArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Table to write: .csv, .csv.gz or .parquet.")
    ] = None,
    flows: Annotated[
        bool, typer.Option("--flows", help="One column an elementary flow instead of one a result line.")
    ] = False,
    version: VersionOption = "",
    profile: ProfileOption = "default",
    gwp_set: GwpSetOption = "AR6",
    library: LibraryOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Score one unit of every product, all its supplies included.

    Beside the table, NAME.columns.csv says what each column is and NAME.meta.json by what the figures were made.
    """
    from fourfold.app.databases.score_files import check_output, write_scores
    from fourfold.cli.data.scores_view import scores_document, show_scores
    from fourfold.cli.progress import progress
    from fourfold.cli.show import print_json, speak

    speak(lang)
    if output is not None:
        check_output(output)
    scoring = opened(name, version, profile, gwp_set, library)
    written: dict[str, Path] = {}
    if output is not None:
        with progress(lang) as tick:
            written = write_scores(scoring, output, flows, tick)
    if as_json:
        print_json(scores_document(scoring, written))
    else:
        show_scores(scoring, written, lang)

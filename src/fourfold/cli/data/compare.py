"""``fourfold data compare``: which of two products has the lower footprint, and how surely."""

from __future__ import annotations

from typing import Annotated

import typer

from fourfold.cli.data.options import DatabaseArgument, JsonOption, LibraryOption, VersionOption
from fourfold.cli.data.scoring_options import GwpSetOption, ProfileOption, opened
from fourfold.cli.data.uncertainty_options import (
    BasicOption,
    DrawsFileOption,
    DrawsOption,
    GroupsOption,
    SeedOption,
    check_draws_file,
    drawn_and_written,
)
from fourfold.cli.options import LangOption


def compare(
    name: DatabaseArgument,
    a: Annotated[str, typer.Argument(metavar="A", help="Id of a process, or words of its name.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The product it is compared with.")],
    draws: DrawsOption = 1000,
    seed: SeedOption = 1,
    groups: GroupsOption = "none",
    basic: BasicOption = None,
    version: VersionOption = "",
    profile: ProfileOption = "default",
    gwp_set: GwpSetOption = "AR6",
    library: LibraryOption = None,
    output: DrawsFileOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Compare one unit of two products of a database by common draws: what both share cancels out.

    Exit code 3 when nothing that counts has an uncertainty, or most draws fail: then nothing can be told.
    """
    from fourfold.app.databases.uncertainty import comparison_document
    from fourfold.cli.data.compare_view import show_comparison
    from fourfold.cli.show import print_json, speak

    speak(lang)
    check_draws_file(output)
    scoring = opened(name, version, profile, gwp_set, library)
    drawn = drawn_and_written(scoring, [a, b], (draws, seed, groups, basic), output, lang)
    if as_json:
        print_json(comparison_document(drawn))
    else:
        show_comparison(drawn, output, lang)
    if not drawn.can_tell:
        raise typer.Exit(3)

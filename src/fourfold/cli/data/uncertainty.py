"""``fourfold data uncertainty``: an interval for the footprint of a product, and where its width comes from."""

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


def uncertainty(
    name: DatabaseArgument,
    product: Annotated[str, typer.Argument(metavar="PRODUCT", help="Id of a process, or words of its name.")],
    draws: DrawsOption = 1000,
    seed: SeedOption = 1,
    screen: Annotated[int, typer.Option("--screen", min=0, help="How many sources of variance are shown.")] = 10,
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
    """Draw the uncertain amounts of a database many times and score one unit of a product each time.

    Exit code 3 when nothing that counts has an uncertainty, or most draws fail: then nothing can be told.
    """
    from fourfold.app.databases.uncertainty import uncertainty_document
    from fourfold.cli.data.uncertainty_view import show_uncertainty
    from fourfold.cli.show import print_json, speak

    speak(lang)
    check_draws_file(output)
    scoring = opened(name, version, profile, gwp_set, library)
    drawn = drawn_and_written(scoring, [product], (draws, seed, groups, basic), output, lang)
    if as_json:
        print_json(uncertainty_document(drawn, screen))
    else:
        show_uncertainty(drawn, screen, output, lang)
    if not drawn.can_tell:
        raise typer.Exit(3)

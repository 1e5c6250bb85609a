"""``fourfold data tree``: where the footprint of a product of a database comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.data.options import DatabaseArgument, JsonOption, LibraryOption, VersionOption
from fourfold.cli.data.scoring_options import GwpSetOption, ProfileOption, opened
from fourfold.cli.options import LangOption


def tree(
    name: DatabaseArgument,
    product: Annotated[str, typer.Argument(metavar="PRODUCT", help="Id of a process, or words of its name.")],
    amount: Annotated[float, typer.Option("--amount", help="How much of the product.")] = 1.0,
    unit: Annotated[str, typer.Option("--unit", help="Unit of the amount; that of the product without it.")] = "",
    cut_off: Annotated[
        float, typer.Option("--cut-off", min=0.0, max=1.0, help="Smallest share of the total that is shown.")
    ] = 0.01,
    depth: Annotated[int, typer.Option("--depth", min=1, max=50, help="Suppliers of suppliers so far.")] = 6,
    version: VersionOption = "",
    profile: ProfileOption = "default",
    gwp_set: GwpSetOption = "AR6",
    library: LibraryOption = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page with a Sankey diagram.")
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Unfold the footprint of a product: supply chain, lines, flows, places, tiers, stages.

    Exit code 2 when no product or several fit; then they are listed.
    """
    from fourfold.app.databases.scoring import demand_of
    from fourfold.app.databases.tree import Unfolded, tree_document
    from fourfold.app.electricity.outputs import writing
    from fourfold.app.outputs import check_places
    from fourfold.cli.data.tree_page import tree_page
    from fourfold.cli.data.tree_view import show_tree
    from fourfold.cli.show import print_json, speak
    from fourfold.core.files import write_atomically

    speak(lang)
    if html is not None:
        check_places({"--html": html})
    demand = demand_of(opened(name, version, profile, gwp_set, library), product, amount, unit)
    unfolded = Unfolded(demand, cut_off, depth)
    if html is not None:
        page = tree_page(unfolded, lang)
        with writing(html):
            write_atomically(html, page.encode())
    if as_json:
        print_json(tree_document(unfolded))
    else:
        show_tree(unfolded, html, lang)

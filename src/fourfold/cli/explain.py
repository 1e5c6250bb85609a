"""``fourfold explain``: unfold a figure to its cells, factors and sources."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.options import KnownAtOption, LangOption, LibraryOption


def explain(
    study: Annotated[Path, typer.Argument(help="Study folder, or its workbook.")],
    item: Annotated[
        str,
        typer.Argument(help="total, line:NAME, stage:NAME, process:NAME, gas:NAME, or the short name of a row."),
    ] = "total",
    method: Annotated[str, typer.Option("--method", help="Method id or method file.")] = "fourfold-default",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    library: LibraryOption = None,
    known_at: KnownAtOption = None,
    lang: LangOption = "en",
) -> None:
    """Unfold a figure: what it is made of, and every row, factor and source it depends on."""
    from fourfold.accounting.documents.explanation import explanation_document
    from fourfold.accounting.explain import explain as unfold
    from fourfold.app.assess import assess_folder
    from fourfold.cli.explain_view import show_explanation
    from fourfold.cli.show import print_json, speak

    speak(lang)
    result = assess_folder(study, [method], library=library, known_at=known_at)[0]
    explanation = unfold(result, item)
    if as_json:
        print_json(explanation_document(explanation))
    else:
        show_explanation(explanation, result, lang)

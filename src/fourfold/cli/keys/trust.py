"""``fourfold keys trust``: trust roots for verifiers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.keys.options import JsonOption
from fourfold.cli.options import AtOption, LangOption, moment_or_now


def trust(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Trust roots to take together with the bodies.", show_default=False),
    ] = None,
    bodies: Annotated[
        list[Path] | None,
        typer.Option(
            "--body",
            metavar="FOLDER",
            envvar="FOURFOLD_BODY",
            help="Folder of a certification body; may be given several times.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="File to write. [print]", show_default=False)
    ] = None,
    witnesses: Annotated[
        list[str] | None,
        typer.Option(
            "--witness",
            metavar="VKEY",
            help="Verifier key of a witness of the log; may be given several times.",
            show_default=False,
        ),
    ] = None,
    threshold: Annotated[
        int | None,
        typer.Option(
            "--threshold",
            min=0,
            metavar="N",
            help="How many of the witnesses must have seen a checkpoint. [as the files say, else 0]",
            show_default=False,
        ),
    ] = None,
    accreditations: Annotated[
        list[Path] | None,
        typer.Option(
            "--accreditation",
            metavar="FILE",
            help="Accreditations of a body (accreditation/1); may be given several times.",
            show_default=False,
        ),
    ] = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Write trust roots: whose certificates a verifier counts, with the root keys pinned and the log named.

    Whoever gets the file should compare the root keys with the body's by another way: in a call, on paper.
    """
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.certification.verifying.trust_making import make_trust
    from fourfold.app.electricity.outputs import writing
    from fourfold.cli.keys.trust_view import show_trust
    from fourfold.cli.show import print_json, speak
    from fourfold.core.canonical import canonical_bytes
    from fourfold.core.files import write_atomically

    speak(lang)
    opened = [Body.open(folder) for folder in bodies or ()]
    made, document = make_trust(
        opened, files or (), accreditations or (), witnesses or (), threshold, moment_or_now(at)
    )
    if output is not None:
        with writing(output):
            write_atomically(output, canonical_bytes(document) + b"\n")
    if as_json or output is None:
        print_json(document)
    else:
        show_trust(made, output, lang)

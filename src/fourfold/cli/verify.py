"""``fourfold verify``: does a certificate hold, as of when, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.options import AtOption, LangOption, LibraryOption, TrustOption, moment_or_now


def verify(
    bundle: Annotated[Path, typer.Argument(help="The certificate's bundle.")],
    at: AtOption = None,
    trust: TrustOption = None,
    dossier: Annotated[
        Path | None, typer.Option("--dossier", metavar="PATH", help="The dossier, to hold it against the certificate.")
    ] = None,
    recompute: Annotated[
        bool, typer.Option("--recompute", help="Also calculate the dossier again and compare every figure.")
    ] = False,
    mirror: Annotated[
        Path | None,
        typer.Option("--log", metavar="FOLDER", help="A mirror of the log, to prove that it only grew."),
    ] = None,
    seen: Annotated[
        Path | None,
        typer.Option(
            "--seen",
            metavar="FOLDER",
            envvar="FOURFOLD_SEEN",
            help="Where checkpoints seen before are kept. [a folder of the user's state]",
            show_default=False,
        ),
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Neither use nor keep what was seen before.")] = False,
    authority: Annotated[
        Path | None,
        typer.Option("--authority", metavar="PATH", help="Certificate of the time-stamping authority, PEM."),
    ] = None,
    json_path: Annotated[
        str | None, typer.Option("--json", metavar="PATH", help="Write the checks as JSON; - prints them.")
    ] = None,
    library: LibraryOption = None,
    lang: LangOption = "en",
) -> None:
    """Check a certificate without network: a numbered list, and a verdict that tells how old the status is.

    Nothing is called valid: what is in order is so as of its status. Without trust roots, or without status, it cannot
    be told. Exit code: 0 in order, 1 refused, 3 it cannot be told, 2 the file cannot be read.
    """
    from fourfold.app.assess import write_json
    from fourfold.app.certification.verifying import Brought, verify_file
    from fourfold.app.outputs import check_places
    from fourfold.certification.verification.document import verification_document
    from fourfold.cli.progress import progress
    from fourfold.cli.show import print_json, speak

    speak(lang)
    if json_path not in (None, "-"):
        check_places({"--json": Path(str(json_path))})
    brought = Brought(
        tuple(trust or ()), dossier, recompute, library, mirror, seen, remember=not forget, authority=authority
    )
    with progress(lang) as tick:
        verification = verify_file(bundle, moment_or_now(at), brought, tick)
    document = verification_document(verification)
    if json_path == "-":
        print_json(document)
    else:
        from fourfold.cli.verify_view import show_verification

        if json_path is not None:
            write_json(document, Path(json_path))
        show_verification(verification, lang)
    raise typer.Exit({"in_order": 0, "refused": 1, "cannot_tell": 3}[str(verification.outcome)])

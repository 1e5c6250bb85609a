"""``fourfold verify``: does a certificate hold, as of when, and why."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.json_output import written
from fourfold.cli.options import AtOption, LangOption, LibraryOption, TrustOption, moment_or_now

if TYPE_CHECKING:
    from fourfold.core.words import Lang

_EXIT_CODES = {"in_order": 0, "refused": 1, "cannot_tell": 3}


def verify(
    bundle: Annotated[Path | None, typer.Argument(help="The certificate's bundle.", show_default=False)] = None,
    at: AtOption = None,
    trust: TrustOption = None,
    label: Annotated[
        str, typer.Option("--label", metavar="TEXT", help="What a label's code says; with the bundle, if at hand.")
    ] = "",
    jwt: Annotated[
        Path | None,
        typer.Option("--jwt", metavar="FILE", help="The certificate as JWT, to hold it against the bundle."),
    ] = None,
    dossier: Annotated[
        Path | None, typer.Option("--dossier", metavar="PATH", help="The dossier, to hold it against the certificate.")
    ] = None,
    recompute: Annotated[
        bool, typer.Option("--recompute", help="Also calculate the dossier again and compare every figure.")
    ] = False,
    suppliers: Annotated[
        list[Path] | None,
        typer.Option(
            "--supplier",
            metavar="BUNDLE",
            help="A newer bundle of a supplier's certificate that it rests on; may be given several times.",
        ),
    ] = None,
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
    from fourfold.app.certification.verifying.verifying import Brought, verify_file
    from fourfold.app.outputs import check_places
    from fourfold.certification.verification.document import verification_document
    from fourfold.cli.progress import progress
    from fourfold.cli.show import speak
    from fourfold.cli.verify_view import show_verification

    speak(lang)
    if json_path not in (None, "-"):
        check_places({"--json": Path(str(json_path))})
    if label:
        raise typer.Exit(_verify_label(label, bundle, at, trust, json_path, lang))
    if bundle is None:
        raise typer.BadParameter("BUNDLE, or --label TEXT")
    if jwt is not None and not _is_second_form(jwt, bundle):
        raise typer.Exit(_EXIT_CODES["refused"])
    brought = Brought(
        tuple(trust or ()),
        dossier,
        recompute,
        library,
        mirror,
        seen,
        remember=not forget,
        authority=authority,
        suppliers=tuple(suppliers or ()),
    )
    with progress(lang) as tick:
        verification = verify_file(bundle, moment_or_now(at), brought, tick)
    if not written(verification_document(verification), json_path):
        show_verification(verification, lang)
    raise typer.Exit(_EXIT_CODES[verification.outcome.value])


def _is_second_form(jwt: Path, bundle: Path) -> bool:
    """Whether a JWT says what the certificate of the bundle says, by a key its body issues with; why not is shown."""
    from fourfold.app.certification.verifying.jwt_checking import jwt_of_files
    from fourfold.cli.show import show_problems
    from fourfold.core.problems import Problems

    problems = Problems()
    if jwt_of_files(jwt, bundle, problems) is not None:
        return True
    show_problems(problems.sorted())
    return False


def _verify_label(
    text: str, bundle: Path | None, at: datetime | None, trust: list[Path] | None, json_path: str | None, lang: Lang
) -> int:
    from fourfold.app.certification.labels.checking import check_label, label_check_document
    from fourfold.app.certification.verifying.trusting import trust_of_files
    from fourfold.cli.verify_view import show_label_check

    check = check_label(text, moment_or_now(at), [bundle] if bundle else [], trust_of_files(trust or []))
    if not written(label_check_document(check), json_path):
        show_label_check(check, lang)
    return _EXIT_CODES[check.outcome.value]

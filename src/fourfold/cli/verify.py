"""``fourfold verify``: does a certificate hold, as of when, and why."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.json_output import written
from fourfold.cli.options import AtOption, LangOption, LibraryOption, TrustOption, moment_or_now

if TYPE_CHECKING:
    from fourfold.app.certification.verifying.verifying import Brought
    from fourfold.core.words import Lang

_EXIT_CODES = {"in_order": 0, "refused": 1, "cannot_tell": 3}


def verify(
    bundle: Annotated[
        Path | None,
        typer.Argument(help="The certificate's bundle, or a traceability statement of power.", show_default=False),
    ] = None,
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
    later: Annotated[
        list[Path] | None,
        typer.Option(
            "--ledger-day",
            metavar="FILE",
            help="Of a trace: a newer day of the ledger (its document, a proof of lots, a newer statement), by which"
            " withdrawn claims are found; may be given several times.",
        ),
    ] = None,
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
    """Check a certificate, or where power came from, without network: a numbered list, and a verdict with its age.

    Nothing is called valid: what is in order is so as of its status. Without trust roots, or without status, it cannot
    be told. Exit code: 0 in order, 1 refused, 3 it cannot be told, 2 the file cannot be read.
    """
    from fourfold.app.certification.verifying.traces import is_trace_file
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
    if is_trace_file(bundle):
        _refuse_for_traces(dossier, recompute, suppliers, jwt)
        kept = Brought(tuple(trust or ()), mirror=mirror, seen=seen, remember=not forget, authority=authority)
        raise typer.Exit(_verify_trace(bundle, at, kept, later or [], json_path, lang))
    if later:
        raise typer.BadParameter("--ledger-day belongs to a traceability statement")
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


def _verify_trace(
    path: Path, at: datetime | None, brought: Brought, later: list[Path], json_path: str | None, lang: Lang
) -> int:
    from fourfold.app.certification.verifying.traces import verify_trace_file
    from fourfold.certification.traces.verify import trace_verification_document
    from fourfold.cli.supply.trace_view import show_trace_verification

    verification = verify_trace_file(path, moment_or_now(at), brought, later)
    if not written(trace_verification_document(verification), json_path):
        show_trace_verification(verification, lang)
    return _EXIT_CODES[verification.outcome.value]


def _refuse_for_traces(dossier: Path | None, recompute: bool, suppliers: list[Path] | None, jwt: Path | None) -> None:
    """Refuse options that are about certificates."""
    given = {"--dossier": dossier, "--recompute": recompute, "--supplier": suppliers, "--jwt": jwt}
    if named := [name for name, value in given.items() if value]:
        raise typer.BadParameter(f"{', '.join(named)}: of certificates, and this is a traceability statement")


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

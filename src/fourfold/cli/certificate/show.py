"""``fourfold certificate show``: everything a certificate says, and how it stands."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.body_options import IssueKeyOption
from fourfold.cli.certificate.options import JsonOption, MaybeBodyOption, file_of
from fourfold.cli.options import AtOption, LangOption, moment_or_now
from fourfold.cli.passphrase import PassphraseOption

if TYPE_CHECKING:
    from fourfold.app.certification.certificates.showing import Shown
    from fourfold.core.words import Lang


def show(
    certificate: Annotated[
        str, typer.Argument(metavar="NUMBER|FILE", help="A number, with --body; or a bundle or a certificate's file.")
    ],
    body: MaybeBodyOption = None,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="FILE", help="Write it on paper (PDF), in the language of --lang.")
    ] = None,
    jwt: Annotated[
        Path | None,
        typer.Option(
            "--jwt", metavar="FILE", help="Write it as JWT, for readers of JOSE; signed by the issuing key of --body."
        ),
    ] = None,
    issue_key: IssueKeyOption = None,
    passphrase: PassphraseOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show a certificate, its state and the history of that.

    Nothing is verified here: fourfold verify does that. Of a bundle whose signatures do not hold no paper is made.
    """
    from fourfold.app.outputs import check_places
    from fourfold.cli.certificate.show_view import show_certificate
    from fourfold.cli.certificate.writing import show_written, write_data
    from fourfold.cli.show import print_json, speak
    from fourfold.core.problems import N_

    speak(lang)
    wanted = {"--pdf": pdf, "--jwt": jwt}
    outputs = {option: path for option, path in wanted.items() if path is not None}
    check_places(outputs)
    shown = _shown(certificate, body, at)
    if pdf is not None:
        write_data(pdf, _paper(shown, moment_or_now(at), lang))
    if jwt is not None:
        write_data(jwt, _jwt(shown, body, issue_key, passphrase))
    if as_json:
        print_json(shown.document())
    else:
        show_certificate(shown, lang)
    if outputs and not as_json:
        show_written(N_("certificate {number}"), {"number": shown.certificate.number}, [*outputs.values()], lang)


def _shown(certificate: str, body: Path | None, at: AtOption) -> Shown:
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.certification.certificates.showing import shown_of_body, shown_of_file

    path = Path(certificate) if body is not None else file_of(certificate)
    if body is None or path.is_file():
        return shown_of_file(path, moment_or_now(at))
    return shown_of_body(Body.open(body), certificate, moment_or_now(at))


def _paper(shown: Shown, at: datetime, lang: Lang) -> bytes:
    from fourfold.app.certification.certificates.showing import check_for_paper
    from fourfold.cli.show import show_problems
    from fourfold.core.problems import Problems
    from fourfold.exchange.certificates.certificate_paper import certificate_pdf

    problems = Problems()
    check_for_paper(shown, at, problems)
    problems.raise_if_errors()
    data = certificate_pdf(shown.certificate, shown.statement, lang, shown.proof, problems)
    if problems.warnings:
        show_problems(problems.warnings, lang)
    return data


def _jwt(shown: Shown, body: Path | None, issue_key: Path | None, passphrase: Path | None) -> bytes:
    """The certificate as JWT by the body's issuing key."""
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.certification.certificates.showing import check_for_jwt
    from fourfold.certification.credentials.jose import to_jwt
    from fourfold.certification.identity.issuer import KeyUse
    from fourfold.cli.body_options import keys_of_body
    from fourfold.core.problems import Problems

    if body is None:
        raise typer.BadParameter("--jwt needs --body, whose issuing key signs")
    opened, problems = Body.open(body), Problems()
    check_for_jwt(shown, opened, problems)
    problems.raise_if_errors()
    pair = keys_of_body(opened, {KeyUse.ISSUE: issue_key}, passphrase)[KeyUse.ISSUE]
    method = opened.key_in_use(KeyUse.ISSUE).method
    return to_jwt(shown.certificate.credential, pair, method).encode() + b"\n"

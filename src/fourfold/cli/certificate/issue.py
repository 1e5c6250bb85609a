"""``fourfold certificate issue``: the body's decision, signed and logged."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.body_options import BodyOption, IssueKeyOption, LogKeyOption, keys_of_body
from fourfold.cli.certificate.options import JsonOption
from fourfold.cli.options import AtOption, LangOption, TrustOption, moment_to_sign, read_moment
from fourfold.cli.passphrase import PassphraseOption


def issue(
    dossier: Annotated[Path, typer.Argument(help="The dossier.")],
    body: BodyOption,
    preparation: Annotated[
        Path, typer.Option("--preparation", metavar="FILE", help="The client's word that the dossier is theirs.")
    ],
    statement: Annotated[
        Path, typer.Option("--statement", metavar="FILE", help="The verifier's statement on it, reviewed.")
    ],
    valid_from: Annotated[
        datetime | None,
        typer.Option("--from", parser=read_moment, metavar="TIME", help="Valid from. [the issue]", show_default=False),
    ] = None,
    years: Annotated[int, typer.Option("--years", min=1, max=10, help="For how many years it is valid at most.")] = 2,
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until",
            parser=read_moment,
            metavar="TIME",
            help="Valid until, in place of --years. [not longer than the study holds]",
            show_default=False,
        ),
    ] = None,
    supersedes: Annotated[
        str, typer.Option("--supersedes", metavar="NUMBER", help="The certificate whose place it takes.")
    ] = "",
    trust: TrustOption = None,
    suppliers: Annotated[
        list[Path] | None,
        typer.Option(
            "--supplier",
            metavar="BUNDLE",
            help="A supplier's certificate that is not in the dossier; may be given several times.",
        ),
    ] = None,
    statement_days: Annotated[
        int, typer.Option("--statement-days", min=1, metavar="N", help="How many days old the statement may be.")
    ] = 400,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Also write the bundle here.")
    ] = None,
    issue_key: IssueKeyOption = None,
    log_key: LogKeyOption = None,
    passphrase: PassphraseOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Issue a certificate: everything a verifier will check is checked before, and all that stands against it is told.

    The bundle is published in FOLDER/public/certificates. Exit code 2 where nothing was issued.
    """
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.certification.bodies.public_files import bundle_path
    from fourfold.app.certification.certificates.issuing import Application
    from fourfold.app.certification.certificates.issuing import issue as issue_certificate
    from fourfold.app.outputs import check_places
    from fourfold.certification.identity.issuer import KeyUse
    from fourfold.cli.certificate.writing import show_written, write_document
    from fourfold.cli.show import print_json, speak
    from fourfold.core.problems import N_

    speak(lang)
    if output is not None:
        check_places({"--output": output})
    opened, moment = Body.open(body), moment_to_sign(at, lang)
    pairs = keys_of_body(opened, {KeyUse.ISSUE: issue_key, KeyUse.LOG: log_key}, passphrase)
    application = Application(
        dossier,
        preparation,
        statement,
        valid_from or moment,
        until,
        years,
        supersedes,
        tuple(trust or ()),
        tuple(suppliers or ()),
        statement_days,
    )
    issued = issue_certificate(opened, application, pairs[KeyUse.ISSUE], pairs[KeyUse.LOG], moment)
    if output is not None:
        write_document(output, issued.bundle)
    paths = [bundle_path(opened, issued.number), *([output] if output else [])]
    if as_json:
        print_json({"fourfold": "issued/1", "number": issued.number, "written": [str(path) for path in paths]})
    else:
        show_written(N_("issued: {number}"), {"number": issued.number}, paths, lang)

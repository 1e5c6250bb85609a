"""``fourfold certificate bundle``: everything a check needs, with the newest status."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.body_options import BodyOption
from fourfold.cli.certificate.options import NumberArgument
from fourfold.cli.options import AtOption, LangOption, TrustOption, moment_or_now


def bundle(
    number: NumberArgument,
    body: BodyOption,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where the bundle goes.")],
    timestamp: Annotated[
        Path | None,
        typer.Option(
            "--timestamp", metavar="FILE", help="RFC 3161 reply over the published checkpoint, DER, to put in."
        ),
    ] = None,
    suppliers: Annotated[
        list[Path] | None,
        typer.Option(
            "--supplier",
            metavar="BUNDLE",
            help="A newer bundle of a supplier's certificate that it rests on, to keep and put in; needs --trust;"
            " may be given several times.",
        ),
    ] = None,
    trust: TrustOption = None,
    at: AtOption = None,
    lang: LangOption = "en",
) -> None:
    """Make a fresh bundle of a certificate: newest status lists, register and checkpoint. No key is needed.

    Of suppliers' certificates that the body issued itself the newest status goes in as well; of others what was
    brought last."""
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.certification.certificates.bundling import bundle as make_bundle
    from fourfold.app.certification.certificates.bundling import read_timestamp
    from fourfold.app.certification.certificates.supplier_files import renew_suppliers
    from fourfold.app.outputs import check_places
    from fourfold.cli.certificate.writing import show_written, write_document
    from fourfold.cli.show import speak
    from fourfold.core.problems import N_

    speak(lang)
    check_places({"--output": output})
    stamp = read_timestamp(timestamp) if timestamp is not None else b""
    opened, moment = Body.open(body), moment_or_now(at)
    if suppliers:
        renew_suppliers(opened, number, tuple(trust or ()), suppliers, moment)
    write_document(output, make_bundle(opened, number, moment, stamp))
    show_written(N_("bundle of {number}"), {"number": number}, [output], lang)

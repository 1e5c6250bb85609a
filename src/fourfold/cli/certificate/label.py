"""``fourfold certificate label``: the label of a certificate, and the page that checks labels without network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.certificate.options import file_of
from fourfold.cli.options import AtOption, LangOption, TrustOption, moment_to_sign
from fourfold.cli.passphrase import PassphraseOption

if TYPE_CHECKING:
    from datetime import datetime

    from fourfold.app.certification.labels.labels import MadeLabel, Source
    from fourfold.certification.identity.trust import TrustRoots
    from fourfold.certification.keys.key import SigningKey
    from fourfold.core.canonical import JSON
    from fourfold.core.words import Lang


def label(
    certificate: Annotated[
        str, typer.Argument(metavar="BUNDLE|NUMBER", help="A certificate's bundle; with --body its number.")
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Label to write: FILE.svg or FILE.pdf.")
    ] = None,
    body: Annotated[
        Path | None,
        typer.Option(
            "--body", metavar="FOLDER", envvar="FOURFOLD_BODY", help="Folder of the body.", show_default=False
        ),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            "--issue-key",
            "--key",
            metavar="FILE.pem",
            help="The body's issuing key. [keys of --body]",
            show_default=False,
        ),
    ] = None,
    passphrase: PassphraseOption = None,
    address: Annotated[
        str, typer.Option("--address", metavar="URL", help="Page that checks labels. [label.html of the body]")
    ] = "",
    checker: Annotated[
        Path | None,
        typer.Option("--checker", metavar="FILE.html", help="Also write the page that checks labels without network."),
    ] = None,
    trust: TrustOption = None,
    at: AtOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    lang: LangOption = "en",
) -> None:
    """Write the label of a certificate in force: figure, unit, boundary, standard, number, validity, and a code.

    A bundle is verified before: what is signed for has to be the body's. --trust, or --body beside the bundle, tells
    its keys where they were replaced since.

    The code holds an address and a signed form of at most 200 bytes, which a phone checks without network: alone it can
    say "signature good, status not known" at best. With --checker alone only that page is written; no key is needed.
    """
    from fourfold.app.certification.labels.labels import make_label, write_checker
    from fourfold.app.outputs import check_places
    from fourfold.cli.show import speak

    speak(lang)
    wanted = {"--output": output, "--checker": checker}
    outputs = {option: path for option, path in wanted.items() if path is not None}
    if not outputs:
        raise typer.BadParameter("-o FILE, --checker FILE, or both")
    check_places(outputs)
    moment = moment_to_sign(at, lang)
    source, pair = _given(certificate, body, key, passphrase, signs=output is not None)
    made = None
    if output is not None and pair is not None:
        made = make_label(source, pair, output, address, moment, lang, _trusted(trust, body, moment))
    if checker is not None:
        write_checker(source, checker, moment, lang)
    _show(made, outputs, lang, as_json=as_json)


def _given(
    certificate: str, body: Path | None, key: Path | None, passphrase: Path | None, *, signs: bool
) -> tuple[Source, SigningKey | None]:
    """The certificate, and the pair that signs where something is to be signed."""
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.certification.labels.labels import source_of_body, source_of_bundle
    from fourfold.certification.identity.issuer import KeyUse
    from fourfold.certification.keys.files import read_key
    from fourfold.cli.passphrase import read_passphrase

    bundle = Path(certificate) if body is not None else file_of(certificate)
    if body is None or bundle.is_file():
        source = source_of_bundle(bundle)
        if not signs:
            return source, None
        if key is None:
            raise typer.BadParameter("--issue-key FILE.pem, the body's issuing key")
        return source, read_key(key, read_passphrase(passphrase, key=str(key)))
    opened = Body.open(body)
    source = source_of_body(opened, certificate)
    return source, opened.key(KeyUse.ISSUE, read_passphrase(passphrase, key="issue"), key) if signs else None


def _trusted(files: list[Path] | None, body: Path | None, at: datetime) -> TrustRoots | None:
    """Trust roots by which a bundle is verified: files, and the folder of the body."""
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.certification.verifying.trust_making import make_trust

    if not files and body is None:
        return None
    bodies = [Body.open(body)] if body is not None else []
    return make_trust(bodies, files or (), (), (), None, at)[0]


def _show(made: MadeLabel | None, outputs: dict[str, Path], lang: Lang, *, as_json: bool) -> None:
    from fourfold.cli.show import plain_console, print_json, show_problems
    from fourfold.core.problems import N_
    from fourfold.core.words import words

    if made is not None and made.warnings:
        show_problems(made.warnings, lang)
    if as_json:
        document: dict[str, JSON] = {"fourfold": "label/1", "written": [str(path) for path in outputs.values()]}
        if made is not None:
            document |= {"number": made.number, "text": made.text, "bytes": made.size, "modules": made.modules}
        print_json(document)
        return
    w, console = words(lang), plain_console()
    for path in outputs.values():
        console.print(w(N_("written: {path}"), path=path), soft_wrap=True)
    if made is not None:
        console.print(w(N_("signed form: {size} bytes of 200; text of the code:"), size=made.size))
        console.print(made.text, soft_wrap=True, markup=False)

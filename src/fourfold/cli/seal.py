"""``fourfold seal``: a study, its standard and its result in one archive that anyone can recompute."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.check import Phase
from fourfold.cli.options import AtOption, LangOption, LibraryOption, PacksOption, TrustOption, moment_to_sign
from fourfold.cli.passphrase import PassphraseOption, read_passphrase
from fourfold.core.problems import N_

if TYPE_CHECKING:
    from fourfold.app.certification.dossiers.sealing import SealedStudy
    from fourfold.certification.keys.key import SigningKey
    from fourfold.core.canonical import JSON
    from fourfold.core.words import Lang


_OUTCOMES = {
    "conformant": N_("conformity: the study conforms to {standard}"),
    "not_conformant": N_("conformity: the study does not conform to {standard}; the dossier says so"),
    "undetermined": N_("conformity: it cannot be told whether the study conforms to {standard}; the dossier says so"),
}


def seal(
    study: Annotated[Path, typer.Argument(help="Study folder, or the workbook inside it.")],
    standard: Annotated[
        str,
        typer.Option(
            "--standard",
            metavar="ID",
            help="Pack, standard (the edition in force on the study's day), or path of a pack.",
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the dossier goes.")],
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Day by which editions are chosen, year-month-day. [the study's date]",
        ),
    ] = None,
    phase: Annotated[
        Phase, typer.Option("--phase", help="Phase whose severities count: draft, submit, verify or issue.")
    ] = "issue",
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="PATH", help="What people judged. [STUDY/answers.yaml, where it is there]"),
    ] = None,
    packs: PacksOption = None,
    library: LibraryOption = None,
    hide: Annotated[
        list[str] | None,
        typer.Option(
            "--hide",
            metavar="PART",
            help="Keep confidential: process:NAME, or the path of a file of evidence; may be given several times.",
        ),
    ] = None,
    openings: Annotated[
        Path | None,
        typer.Option(
            "--openings",
            metavar="FILE",
            help="What you keep to open hidden parts with; one that is there is used and added to. [OUTPUT.openings]",
        ),
    ] = None,
    trust: TrustOption = None,
    key: Annotated[
        Path | None,
        typer.Option(
            "--key", metavar="FILE.pem", help="Key of who prepared the study: signs FILE.preparation.json too."
        ),
    ] = None,
    passphrase_file: PassphraseOption = None,
    json_path: Annotated[
        str | None, typer.Option("--json", metavar="PATH", help="Write what was sealed as JSON; - prints it.")
    ] = None,
    at: AtOption = None,
    lang: LangOption = "en",
) -> None:
    """Seal a study into a dossier: every input, the packs, the result and its conformity, named by one digest.

    A study that does not conform can be sealed; the report in it says so. Sealing twice gives the same bytes.
    """
    from fourfold.app.assess import write_json
    from fourfold.app.certification.dossiers.openings import SealOptions, seal_study
    from fourfold.app.certification.dossiers.sealing import write_dossier
    from fourfold.cli.progress import progress
    from fourfold.cli.show import print_json, show_problems, speak

    speak(lang)
    outputs = {"-o": output}
    if json_path is not None and json_path != "-":
        outputs["--json"] = Path(json_path)
    if key is not None:
        outputs["--key"] = preparation_path(output)
    pair = _key(key, passphrase_file)  # before the calculation: a wrong passphrase is told at once
    how = SealOptions(standard, day.date() if day else None, answers, phase, packs or (), library, trust or (), at)
    kept = openings or output.with_name(f"{output.name}.openings")
    with progress(lang) as tick:
        sealed = seal_study(study, how, hide or (), kept, outputs, tick)
    write_dossier(sealed, output)
    if pair is not None:
        from fourfold.certification.documents.preparation import prepare

        write_json(prepare(sealed.dossier.digest, pair, moment_to_sign(at, lang)), outputs["--key"])
    document = _document(sealed)
    if "--json" in outputs:
        write_json(document, outputs["--json"])
    if json_path == "-":
        print_json(document)
    else:
        _show(sealed, outputs, lang)
        if hide:
            _show_hidden(sealed, kept, lang)
    if sealed.warnings:
        show_problems(sealed.warnings, lang)


def preparation_path(output: Path) -> Path:
    """Where the preparation of a dossier lies: beside it, under its name."""
    return output.with_name(f"{output.name}.preparation.json")


def _key(path: Path | None, passphrase_file: Path | None) -> SigningKey | None:
    """The key that signs, where one was named."""
    if path is None:
        return None
    from fourfold.certification.keys.files import read_key

    return read_key(path, read_passphrase(passphrase_file, key=path.name))


def _document(sealed: SealedStudy) -> dict[str, JSON]:
    """What was sealed, for programs."""
    return {
        "dossier": sealed.dossier.digest,
        "size_bytes": len(sealed.data),
        "outcome": str(sealed.report.outcome),
        "manifest": dict(sealed.dossier.manifest),
    }


def _show(sealed: SealedStudy, outputs: Mapping[str, Path], lang: Lang) -> None:
    """Print what was sealed, for people."""
    from fourfold.cli.show import plain_console
    from fourfold.core.words import words

    w, console = words(lang), plain_console(soft_wrap=True)
    entries = sealed.dossier.entries.values()
    hidden = len(sealed.dossier.hidden)
    console.print(w(N_("dossier: {digest}"), digest=sealed.dossier.digest))
    said = {"count": len(entries) - hidden, "size": len(sealed.data), "path": outputs["-o"]}
    console.print(w(N_("written: {path} ({count} entries, {size} bytes)"), **said))
    if "--key" in outputs:
        console.print(w(N_("written: {path} (preparation, signed)"), path=outputs["--key"]))
    if hidden:
        console.print(w(N_("hidden entries: {count}"), count=hidden))
    console.print(w(_OUTCOMES[str(sealed.report.outcome)], standard=sealed.report.resolved.pack.id))


def _show_hidden(sealed: SealedStudy, kept: Path, lang: Lang) -> None:
    """Print what is asserted, and what has to be kept."""
    from fourfold.certification.dossier.asserted import asserted_of
    from fourfold.cli.show import plain_console
    from fourfold.core.canonical import decimal_text
    from fourfold.core.words import words

    w, console = words(lang), plain_console(soft_wrap=True)
    asserted = N_("asserted, not recomputed: process {process}, {kg_co2e} kg CO2e, {share} of the total")
    for one in asserted_of(sealed.dossier.manifest):
        share = "–" if one.share is None else f"{decimal_text(one.share * 100)} %"
        said = {"process": one.process, "kg_co2e": decimal_text(one.total_kg_co2e), "share": share}
        console.print(w(asserted, **said))
    console.print(w(N_("keep {path}: without it nobody can open the hidden parts, and whoever has it can"), path=kept))

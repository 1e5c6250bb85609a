"""``fourfold supply import``: tables of accounts, plants, meters, readings and instruments into a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from fourfold.cli.options import AtOption, LangOption, moment_to_sign
from fourfold.cli.passphrase import PassphraseOption
from fourfold.cli.supply.options import JsonOption, LedgerMaybeOption
from fourfold.core.words import Lang

Kind = Literal[
    "accounts",
    "areas",
    "meters",
    "devices",
    "readings",
    "storage_records",
    "granular_certificates",
    "green_certificates",
    "certificates",
    "deliveries",
]

IntoOption = Annotated[
    Path | None,
    typer.Option(
        "--into",
        metavar="STUDY",
        help="Take traceability statements into this study instead: the file, its mention, a row for each certificate.",
        show_default=False,
    ),
]
FactorOption = Annotated[
    list[str] | None,
    typer.Option(
        "--factor",
        metavar="TECHNOLOGY=FACTOR",
        help="With --into: id of the factor of a technology; may be given several times.",
        show_default=False,
    ),
]


def import_(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE…", help="Tables: CSV files or workbooks.", show_default=False)
    ] = None,
    ledger: LedgerMaybeOption = None,
    kind: Annotated[
        Kind | None,
        typer.Option("--as", help="Which table the files hold. [their headers say it]", show_default=False),
    ] = None,
    keys: Annotated[
        list[Path] | None,
        typer.Option(
            "--key",
            metavar="PATH",
            help="Key file of an account that issues, where it has a key; may be given several times.",
            show_default=False,
        ),
    ] = None,
    passphrase: PassphraseOption = None,
    skip_known: Annotated[
        bool, typer.Option("--skip-known", help="Leave out rows that the ledger has alike, instead of refusing them.")
    ] = False,
    into: IntoOption = None,
    site: Annotated[str, typer.Option("--site", metavar="NAME", help="With --into: where the power was used.")] = "",
    factors: FactorOption = None,
    template: Annotated[
        Kind | None,
        typer.Option("--template", help="Print an empty table with what goes into its columns.", show_default=False),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check files and names; record nothing, and ask the ledger for nothing.")
    ] = False,
    at: AtOption = None,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """Tell a ledger what tables hold: accounts, areas, meters, plants, readings, certificates, deliveries.

    With --into, take traceability statements of a ledger into a study.

    Files are recorded together or not at all. Which table a file holds is told by its header; a workbook may have a
    sheet for each table.
    """
    from fourfold.app.supply.importing import ImportRequest, import_instruments
    from fourfold.app.supply.ledgers import open_ledger
    from fourfold.cli.json_output import written
    from fourfold.cli.progress import progress
    from fourfold.cli.show import show_problems, speak
    from fourfold.cli.statement.options import opened_key
    from fourfold.cli.supply.import_view import import_document, show_import

    speak(lang)
    if template is not None:
        from fourfold.electricity.instruments.templates import template as template_of

        typer.echo(template_of(template, lang), nl=False)
        return
    if not files:
        raise typer.BadParameter("name the files to import")
    if into is not None:
        _take(files, into, site, factors or (), json_path, lang)
        return
    if ledger is None:
        raise typer.BadParameter("name a ledger with --ledger")
    opened = open_ledger(ledger)
    signers = tuple(opened_key(path, passphrase) for path in keys or ())
    asked = ImportRequest(tuple(files), moment_to_sign(at, lang), kind or "", signers, skip_known, dry_run)
    with progress(lang) as tick:
        done = import_instruments(opened, asked, tick)
    if done.warnings:
        show_problems(done.warnings, lang)
    if not written(import_document(done, opened), json_path):
        show_import(done, opened, lang)


def _take(
    files: Sequence[Path], study: Path, site: str, factors: Sequence[str], json_path: str | None, lang: Lang
) -> None:
    """Take statements into a study, one after the other."""
    from fourfold.app.supply.taking_traces import take_trace
    from fourfold.cli.json_output import written
    from fourfold.cli.show import show_problems
    from fourfold.cli.supply.import_view import show_taken, taken_document

    named = dict(factor.partition("=")[::2] for factor in factors)
    if not all(named.values()):
        raise typer.BadParameter("--factor takes TECHNOLOGY=FACTOR")
    taken = [take_trace(path, study, named, site) for path in files]
    warnings = [problem for one in taken for problem in one.warnings]
    if warnings:
        show_problems(warnings, lang)
    if not written(taken_document(taken), json_path):
        show_taken(taken, lang)

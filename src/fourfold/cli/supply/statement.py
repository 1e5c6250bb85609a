"""``fourfold supply statement``: where the power of a batch came from, signed and provable."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.body_options import BodyOption, IssueKeyOption, LogKeyOption, keys_of_body
from fourfold.cli.options import AtOption, LangOption, moment_to_sign, read_moment
from fourfold.cli.passphrase import PassphraseOption
from fourfold.cli.supply.days import ChainOption, DayOption
from fourfold.cli.supply.options import AccountOption, JsonOption, LedgerOption

BatchOption = Annotated[
    Path | None,
    typer.Option(
        "--batch",
        metavar="FILE",
        help="The batch (batch/1): what the power made, and what it used of each interval. [all of the meters]",
        show_default=False,
    ),
]
SupersedesOption = Annotated[
    str,
    typer.Option(
        "--supersedes",
        metavar="DIGEST",
        help="The statement of the same batch whose place this one takes.",
        show_default=False,
    ),
]


def statement(
    ledger: LedgerOption,
    account: AccountOption,
    body: BodyOption,
    start: Annotated[
        datetime,
        typer.Option("--from", parser=read_moment, metavar="TIME", help="Beginning of the period.", show_default=False),
    ],
    end: Annotated[
        datetime,
        typer.Option(
            "--to", parser=read_moment, metavar="TIME", help="First moment after the period.", show_default=False
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Trace bundle to write.", show_default=False)
    ],
    meters: Annotated[
        list[str] | None,
        typer.Option(
            "--meter", metavar="NAME", help="A meter of the account; may be given several times.", show_default=False
        ),
    ] = None,
    batch: BatchOption = None,
    supersedes: SupersedesOption = "",
    day: DayOption = None,
    chain: ChainOption = False,
    issue_key: IssueKeyOption = None,
    log_key: LogKeyOption = None,
    passphrase: PassphraseOption = None,
    at: AtOption = None,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """State by which claims the power of a batch, or of meters, is covered: plants, hours, certificates, to the Wh.

    The statement is signed by the body that keeps the ledger and put into its log; fourfold verify checks the file.
    """
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.outputs import check_places
    from fourfold.app.supply.batch_file import read_batch_file
    from fourfold.app.supply.ledgers import open_ledger
    from fourfold.app.supply.stating import state
    from fourfold.app.supply.trace_content import Question
    from fourfold.certification.identity.issuer import KeyUse
    from fourfold.cli.certificate.writing import write_document
    from fourfold.cli.json_output import written
    from fourfold.cli.show import speak
    from fourfold.cli.supply.trace_view import show_written_trace

    speak(lang)
    check_places({"--output": output})
    opened, keeper, moment = open_ledger(ledger), Body.open(body), moment_to_sign(at, lang)
    made = None if batch is None else read_batch_file(batch)
    question = Question(
        account,
        tuple(meters or ()),
        int(start.timestamp()),
        int(end.timestamp()),
        None if made is None else made.batch,
        None if made is None else made.used,
        day,
        chain,
        {} if made is None else made.steps,
        supersedes,
    )
    keys = keys_of_body(keeper, {KeyUse.ISSUE: issue_key, KeyUse.LOG: log_key}, passphrase)
    stated = state(opened, keeper, question, keys[KeyUse.ISSUE], keys[KeyUse.LOG], moment)
    write_document(output, stated.bundle)
    if not written(stated.bundle, json_path):
        show_written_trace(stated.content, output, lang)

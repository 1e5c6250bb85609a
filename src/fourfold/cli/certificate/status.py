"""``fourfold certificate status``: status lists are signed anew before they run out."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from fourfold.cli.body_options import BodyOption, IssueKeyOption, LogKeyOption, keys_of_body
from fourfold.cli.certificate.options import JsonOption
from fourfold.cli.options import AtOption, LangOption, moment_to_sign
from fourfold.cli.passphrase import PassphraseOption


def status(
    body: BodyOption,
    hours: Annotated[
        int | None,
        typer.Option(
            "--within",
            min=0,
            metavar="HOURS",
            help="Sign those that can be rested on for less than this. [half of their time]",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Sign all of them.")] = False,
    issue_key: IssueKeyOption = None,
    log_key: LogKeyOption = None,
    passphrase: PassphraseOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Sign status lists anew before they run out, and finish what an interrupted command left waiting for the log.

    Run it regularly, for example every week: a check that finds only lists that have run out cannot tell the status.
    """
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.certification.certificates.states import renew_status
    from fourfold.certification.identity.issuer import KeyUse
    from fourfold.cli.certificate.writing import show_written
    from fourfold.cli.show import print_json, speak
    from fourfold.core.problems import N_

    speak(lang)
    opened = Body.open(body)
    waiting = len(opened.registry.pending())
    pairs = keys_of_body(opened, {KeyUse.ISSUE: issue_key, KeyUse.LOG: log_key}, passphrase)
    within = timedelta(hours=hours) if hours is not None else None
    limit = timedelta(days=36_600) if everything else within
    signed = renew_status(opened, pairs[KeyUse.ISSUE], pairs[KeyUse.LOG], moment_to_sign(at, lang), limit)
    if as_json:
        print_json({"fourfold": "status-renewed/1", "signed": signed, "finished": waiting})
        return
    counts = {"signed": signed, "finished": waiting}
    show_written(N_("status lists signed: {signed}; documents that waited for the log: {finished}"), counts, [], lang)

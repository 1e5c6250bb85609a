"""``fourfold supply close``: ledger days closed, signed and published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourfold.cli.body_options import BodyOption, IssueKeyOption, LogKeyOption, keys_of_body
from fourfold.cli.options import AtOption, LangOption, moment_to_sign
from fourfold.cli.passphrase import PassphraseOption
from fourfold.cli.supply.days import LastDayOption
from fourfold.cli.supply.options import JsonOption, LedgerOption

if TYPE_CHECKING:
    from fourfold.core.canonical import JSON


def close(
    ledger: LedgerOption,
    body: BodyOption,
    day: LastDayOption = None,
    issue_key: IssueKeyOption = None,
    log_key: LogKeyOption = None,
    passphrase: PassphraseOption = None,
    at: AtOption = None,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """Close every day of the ledger that is over (UTC), sign it, and publish it in the body's log.

    A closed day receives no more entries. The documents stand in FOLDER/public/ledger. What an earlier run closed and
    could not publish is published by this one.
    """
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.supply.closing import close_days
    from fourfold.app.supply.ledgers import open_ledger
    from fourfold.certification.identity.issuer import KeyUse
    from fourfold.cli.json_output import written
    from fourfold.cli.show import speak
    from fourfold.cli.supply.trace_view import show_days

    speak(lang)
    opened, keeper, moment = open_ledger(ledger), Body.open(body), moment_to_sign(at, lang)
    keys = keys_of_body(keeper, {KeyUse.ISSUE: issue_key, KeyUse.LOG: log_key}, passphrase)
    done = close_days(opened, keeper, keys[KeyUse.ISSUE], keys[KeyUse.LOG], moment, day)
    document: dict[str, JSON] = {
        "fourfold": "ledger-closing/1",
        "ledger": opened.card.id,
        "closed": len(done.closed),
        "published": [one.credential for one in done.published],
    }
    if not written(document, json_path):
        show_days(done.published, lang)

"""``fourfold supply transfer``: held Wh go to another account."""

from __future__ import annotations

from typing import Annotated

import typer

from fourfold.cli.options import AtOption, LangOption
from fourfold.cli.passphrase import PassphraseOption
from fourfold.cli.supply.acting_options import (
    CertificateOption,
    DeviceOption,
    DryRunOption,
    KwhOption,
    RangeOption,
    StartOption,
    WhOption,
    actor_of,
    selection_of,
)
from fourfold.cli.supply.options import AccountKeyOption, AccountOption, JsonOption, LedgerOption


def transfer(
    ledger: LedgerOption,
    account: AccountOption,
    to: Annotated[str, typer.Option("--to", help="Account that receives.", show_default=False)],
    certificate: CertificateOption = "",
    device: DeviceOption = "",
    start: StartOption = None,
    wh: WhOption = None,
    kwh: KwhOption = None,
    range_: RangeOption = "",
    key: AccountKeyOption = None,
    passphrase: PassphraseOption = None,
    dry_run: DryRunOption = False,
    at: AtOption = None,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """Hand Wh an account holds to another one: a range of a certificate, or so many of what it holds.

    Without a range the first ones there are taken, in the order in which certificates were issued.
    """
    from fourfold.app.supply import acting
    from fourfold.cli.supply.acting_view import tell_acted

    actor = actor_of(ledger, account, at, key, passphrase, lang, dry=dry_run)
    meant = selection_of(certificate, device, start, wh, kwh, range_)
    done = acting.transfer(actor, to, meant)
    tell_acted(done, actor.opened, "transfer", json_path, lang)

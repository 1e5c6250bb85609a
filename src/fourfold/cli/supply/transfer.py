"""``fourfold supply transfer``: held Wh go to another account."""

from __future__ import annotations

from typing import Annotated

import typer

from fourfold.cli.options import AtOption, LangOption, moment_to_sign
from fourfold.cli.passphrase import PassphraseOption
from fourfold.cli.supply.acting_options import (
    CertificateOption,
    DeviceOption,
    DryRunOption,
    KwhOption,
    RangeOption,
    StartOption,
    WhOption,
    selection_of,
    signer_of,
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
    from fourfold.app.supply.ledgers import open_ledger
    from fourfold.cli.show import speak
    from fourfold.cli.supply.acting_view import tell_acted

    speak(lang)
    opened = open_ledger(ledger)
    now, signer = moment_to_sign(at, lang), signer_of(key, passphrase)
    meant = selection_of(certificate, device, start, wh, kwh, range_)
    done = acting.transfer(opened, account, to, meant, now, signer, dry_run=dry_run)
    tell_acted(done, opened, "transfer", json_path, lang)

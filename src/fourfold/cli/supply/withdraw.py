"""``fourfold supply withdraw``: an issuer takes Wh back, or a claimant a claim."""

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
    ReasonOption,
    StartOption,
    WhOption,
    selection_of,
    signer_of,
)
from fourfold.cli.supply.options import AccountKeyOption, AccountOption, JsonOption, LedgerOption


def withdraw(
    ledger: LedgerOption,
    account: AccountOption,
    certificate: CertificateOption = "",
    device: DeviceOption = "",
    start: StartOption = None,
    wh: WhOption = None,
    kwh: KwhOption = None,
    range_: RangeOption = "",
    claim: Annotated[int, typer.Option("--claim", help="Number of a claim of the account, instead of Wh.")] = 0,
    reason: ReasonOption = "",
    key: AccountKeyOption = None,
    passphrase: PassphraseOption = None,
    dry_run: DryRunOption = False,
    at: AtOption = None,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """Take back what was issued in error, as its issuer; or a claim, as who claimed: what it covered is free again.

    Wh of a withdrawn claim stay cancelled and can be claimed anew. A reason is asked for.
    """
    from fourfold.app.supply import acting
    from fourfold.app.supply.acting import Selection
    from fourfold.app.supply.ledgers import open_ledger
    from fourfold.cli.show import speak
    from fourfold.cli.supply.acting_view import tell_acted

    speak(lang)
    opened = open_ledger(ledger)
    now, signer = moment_to_sign(at, lang), signer_of(key, passphrase)
    meant = selection_of(certificate, device, start, wh, kwh, range_)
    if claim and meant != Selection():
        raise typer.BadParameter("--claim, or Wh of certificates, not both")
    if claim:
        done = acting.unclaim(opened, account, claim, reason, now, signer, dry_run=dry_run)
    else:
        done = acting.withdraw(opened, account, reason, meant, now, signer, dry_run=dry_run)
    tell_acted(done, opened, "unclaim" if claim else "withdraw", json_path, lang)

"""``fourfold supply withdraw``: an issuer takes Wh back, or a claimant a claim."""

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
    ReasonOption,
    StartOption,
    WhOption,
    actor_of,
    selection_of,
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
    claim: Annotated[
        int,
        typer.Option(
            "--claim", metavar="NUMBER", help="Number of a claim of the account, instead of Wh.", show_default=False
        ),
    ] = 0,
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
    from fourfold.cli.supply.acting_view import tell_acted

    actor = actor_of(ledger, account, at, key, passphrase, lang, dry=dry_run)
    meant = selection_of(certificate, device, start, wh, kwh, range_)
    if claim and meant != Selection():
        raise typer.BadParameter("--claim, or Wh of certificates, not both")
    done = acting.unclaim(actor, claim, reason) if claim else acting.withdraw(actor, reason, meant)
    tell_acted(done, actor.opened, "unclaim" if claim else "withdraw", json_path, lang)

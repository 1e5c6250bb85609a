"""``fourfold supply cancel``: held Wh are taken out of circulation."""

from __future__ import annotations

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


def cancel(
    ledger: LedgerOption,
    account: AccountOption,
    certificate: CertificateOption = "",
    device: DeviceOption = "",
    start: StartOption = None,
    wh: WhOption = None,
    kwh: KwhOption = None,
    range_: RangeOption = "",
    reason: ReasonOption = "",
    key: AccountKeyOption = None,
    passphrase: PassphraseOption = None,
    dry_run: DryRunOption = False,
    at: AtOption = None,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """Take Wh an account holds out of circulation for itself: they can be claimed, and nothing else.

    fourfold supply claim cancels what it claims by itself.
    """
    from fourfold.app.supply import acting
    from fourfold.cli.supply.acting_view import tell_acted

    actor = actor_of(ledger, account, at, key, passphrase, lang, dry=dry_run)
    meant = selection_of(certificate, device, start, wh, kwh, range_)
    done = acting.cancel(actor, reason, meant)
    tell_acted(done, actor.opened, "cancel", json_path, lang)

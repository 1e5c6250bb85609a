"""``fourfold supply cancel``: held Wh are taken out of circulation."""

from __future__ import annotations

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
    from fourfold.app.supply.ledgers import open_ledger
    from fourfold.cli.show import speak
    from fourfold.cli.supply.acting_view import tell_acted

    speak(lang)
    opened = open_ledger(ledger)
    now, signer = moment_to_sign(at, lang), signer_of(key, passphrase)
    meant = selection_of(certificate, device, start, wh, kwh, range_)
    done = acting.cancel(opened, account, reason, meant, now, signer, dry_run=dry_run)
    tell_acted(done, opened, "cancel", json_path, lang)

"""``fourfold certificate suspend``."""

from __future__ import annotations

from fourfold.cli.body_options import BodyOption, IssueKeyOption, LogKeyOption
from fourfold.cli.certificate.options import JsonOption, NumberArgument, ReasonOption
from fourfold.cli.options import AtOption, LangOption, moment_to_sign
from fourfold.cli.passphrase import PassphraseOption


def suspend(
    number: NumberArgument,
    body: BodyOption,
    reason: ReasonOption,
    issue_key: IssueKeyOption = None,
    log_key: LogKeyOption = None,
    passphrase: PassphraseOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Suspend a certificate: whoever asks for its status is told, until it is resumed or revoked.

    The status lists that say so are signed, logged and published at once; the reason stays in the registry.
    """
    from fourfold.certification.registry import State
    from fourfold.cli.certificate.changing import change

    files, moment = (issue_key, log_key), moment_to_sign(at, lang)
    change(number, State.SUSPENDED, reason, body, files, passphrase, moment, lang, as_json=as_json)

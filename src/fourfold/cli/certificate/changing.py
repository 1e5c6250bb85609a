"""What suspending, resuming and revoking have in common."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from fourfold.certification.registry import State
from fourfold.core.words import Lang


def change(
    number: str,
    state: State,
    reason: str,
    body: Path,
    files: tuple[Path | None, Path | None],
    passphrase: Path | None,
    at: datetime,
    lang: Lang,
    *,
    as_json: bool,
) -> None:
    """Change a certificate's state and say how it stands.

    Args:
        number: of the certificate.
        state: the new one.
        reason: in words.
        body: folder of the body.
        files: of issuing key and log key; ``None`` for those in the folder.
        passphrase: as the option gives it.
        at: when.
        lang: of what is said.
        as_json: print JSON.
    """
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.certification.certificates.showing import shown_of_body
    from fourfold.app.certification.certificates.states import change_state
    from fourfold.certification.identity.issuer import KeyUse
    from fourfold.cli.body_options import keys_of_body
    from fourfold.cli.certificate.show_view import show_changed
    from fourfold.cli.show import print_json, speak

    speak(lang)
    opened = Body.open(body)
    pairs = keys_of_body(opened, {KeyUse.ISSUE: files[0], KeyUse.LOG: files[1]}, passphrase)
    change_state(opened, number, state, reason, pairs[KeyUse.ISSUE], pairs[KeyUse.LOG], at)
    shown = shown_of_body(opened, number, at)
    if as_json:
        print_json(shown.document())
    else:
        show_changed(shown, lang)

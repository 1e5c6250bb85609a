"""``fourfold certificate list``: the certificates of a body and how they stand."""

from __future__ import annotations

from fourfold.cli.body_options import BodyOption
from fourfold.cli.certificate.options import JsonOption
from fourfold.cli.options import AtOption, LangOption, moment_or_now


def list_(body: BodyOption, at: AtOption = None, as_json: JsonOption = False, lang: LangOption = "en") -> None:
    """List the certificates of a body, oldest first, each with its state at a moment."""
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.certification.certificates.showing import certificates_of_body
    from fourfold.cli.certificate.show_view import listed_document, show_list
    from fourfold.cli.show import print_json, speak

    speak(lang)
    found = list(certificates_of_body(Body.open(body), moment_or_now(at)))
    if as_json:
        print_json(listed_document(found))
    else:
        show_list(found, lang)

"""Labels: made of a certificate in force with the body's issuing key, and the page that checks them.

A certificate comes from the folder of the body that issued it, or from a bundle that holds up. No label is made of one
that is suspended, revoked or expired, nor by a key that is not the body's now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fourfold.app.certification.labels.checking import LabelCheck as LabelCheck
from fourfold.app.certification.labels.checking import LabelState as LabelState
from fourfold.app.certification.labels.checking import check_label as check_label
from fourfold.app.certification.labels.checking import label_check_document as label_check_document
from fourfold.app.certification.labels.sources import SUSPENDED, check_bundle, state_at
from fourfold.app.certification.labels.sources import Source as Source
from fourfold.app.certification.labels.sources import source_of_body as source_of_body
from fourfold.app.certification.labels.sources import source_of_bundle as source_of_bundle
from fourfold.certification.credentials.compact import sign_compact
from fourfold.certification.documents.certificate import Certificate
from fourfold.certification.identity.issuer import KeyUse
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.keys.key import SigningKey
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, MessageKind, Place, Problem, Problems, Term
from fourfold.core.words import Lang
from fourfold.exchange.certificates.label import compact_of, label_of
from fourfold.exchange.certificates.label_pages import label_pdf, label_svg

CHECKER_NAME = "label.html"
"""Where a body publishes the page: ``public/label.html``."""

LABEL_KEY_OTHER = MessageKind(
    "label-key-other",
    N_("the key {found} may not sign labels of {issuer} now"),
    N_("an issuing key the body's newest issuer document names, in its time and not in other hands"),
    N_("give the body's issuing key; a bundle made before a rotation does not know the new one"),
)
LABEL_NOT_IN_FORCE = MessageKind(
    "label-not-in-force",
    N_("no label can be made of the certificate {found}: it is {state}"),
    N_("a certificate in force"),
    N_("make it of the certificate that took its place, or of a new one"),
)
LABEL_SUSPENDED = MessageKind(
    "label-suspended",
    N_("no label can be made of the certificate {found} while it is suspended"),
    N_("a certificate in force"),
    N_("ask the body; once the certificate is resumed a label can be made"),
)
LABEL_FORMAT = MessageKind(
    "label-format",
    N_("a label cannot be written as {found}"),
    N_("a name that ends in .svg or .pdf"),
    N_("name the file with one of these endings"),
)


@dataclass(frozen=True, slots=True)
class MadeLabel:
    """A label as written.

    Attributes:
        number: of the certificate.
        text: what the code holds.
        size: bytes of the signed form.
        modules: of the code, across, quiet zone included.
        warnings: signs that could not be drawn.
    """

    number: str
    text: str
    size: int
    modules: int
    warnings: tuple[Problem, ...]


def address_of(certificate: Certificate) -> str:
    """The page that checks labels of a body: beside the folder its certificates are published in."""
    base, mark, _ = certificate.url.rpartition("/certificates/")
    return f"{base}/{CHECKER_NAME}" if mark and base.startswith(("https://", "http://")) else ""


def make_label(
    source: Source,
    key: SigningKey,
    output: Path,
    address: str,
    at: datetime,
    lang: Lang,
    trust: TrustRoots | None = None,
) -> MadeLabel:
    """Write the label of a certificate.

    Args:
        source: the certificate.
        key: the body's issuing key.
        output: ``.svg`` or ``.pdf``.
        address: page that checks it; empty: `address_of` the certificate.
        at: the moment of signing.
        lang: language of the label.
        trust: the body's keys, where the certificate comes from a bundle that other keys signed as well.

    Raises:
        InputError: the certificate is not in force, its bundle is not the body's in everything, the key is not the
            body's, or the signed form does not fit.
    """
    problems = Problems()
    certificate, place = source.certificate, Place(source.certificate.number)
    suffix = output.suffix.lower()
    if suffix not in (".svg", ".pdf"):
        problems.error(LABEL_FORMAT, Place("--output"), found=output.name)
    _check_may_sign(source, key, at, trust, place, problems)
    data = problems.needed(sign_compact(compact_of(certificate), key, place, problems))
    page = address or address_of(certificate)
    label = label_of(certificate, data, page, lang, place, problems)
    drawn = label_pdf(label) if suffix == ".pdf" else label_svg(label).encode("utf-8")
    write_atomically(output, drawn)
    text = label.code.text
    return MadeLabel(certificate.number, text, len(data), label.code.size, tuple(problems.warnings))


def write_checker(source: Source, output: Path, at: datetime, lang: Lang) -> None:
    """Write the page that checks labels of this body without network."""
    from fourfold.exchange.certificates.checker import CheckerKey, checker_page

    newest = source.history[-1]
    keys = [CheckerKey(key.key, key.compromise is not None) for key in newest.keys.values() if key.use is KeyUse.ISSUE]
    page = checker_page(newest.names, newest.did, keys, at, lang)
    write_atomically(output, page.encode("utf-8"))


def _check_may_sign(
    source: Source, key: SigningKey, at: datetime, trust: TrustRoots | None, place: Place, problems: Problems
) -> None:
    certificate, newest = source.certificate, source.history[-1]
    known = newest.find(key.public)
    if newest.did != certificate.issuer or known is None or known.use is not KeyUse.ISSUE or not known.is_usable(at):
        problems.error(LABEL_KEY_OTHER, place, found=key.public.multikey, issuer=certificate.issuer)
    else:
        check_bundle(source, key.public, at, trust, problems)
    state = state_at(source, at)
    if state == SUSPENDED:
        problems.error(LABEL_SUSPENDED, place, found=certificate.number)
    elif state:
        problems.error(LABEL_NOT_IN_FORCE, place, found=certificate.number, state=Term(state))

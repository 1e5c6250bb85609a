"""Labels: made of a certificate in force with the body's issuing key, and the page that checks them.

A certificate comes from a bundle, or from the folder of the body that issued it. No label is made of one that is
suspended, revoked or expired as far as is known here, nor by a key that is not the body's now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fourfold.app.certification.body import Body
from fourfold.app.certification.label_checking import LabelCheck as LabelCheck
from fourfold.app.certification.label_checking import LabelState as LabelState
from fourfold.app.certification.label_checking import check_label as check_label
from fourfold.app.certification.label_checking import label_check_document as label_check_document
from fourfold.app.certification.verifying import read_bundle_file
from fourfold.certification.bundle import Bundle
from fourfold.certification.credentials.compact import sign_compact
from fourfold.certification.documents.certificate import Certificate, read_certificate
from fourfold.certification.identity.issuer import IssuerDocument, KeyUse, read_history
from fourfold.certification.keys.key import SigningKey
from fourfold.certification.registry import STATE_WORDS, State
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.certification.status.reading import read_status_list
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems, Term
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
    N_("ask the body; a suspended certificate may be resumed"),
)
LABEL_NO_CERTIFICATE = MessageKind(
    "label-no-certificate",
    N_("the body has issued no certificate with the number {found}"),
    N_("the number of a certificate of this body"),
    N_("correct the number"),
)
LABEL_FORMAT = MessageKind(
    "label-format",
    N_("a label cannot be written as {found}"),
    N_("a name that ends in .svg or .pdf"),
    N_("name the file with one of these endings"),
)
_SET = {StatusPurpose.REVOCATION: N_("revoked"), StatusPurpose.SUSPENSION: N_("suspended")}
_EXPIRED = N_("not valid at that time")


@dataclass(frozen=True, slots=True)
class Source:
    """A certificate and whose it is.

    Attributes:
        certificate: as read.
        history: issuer documents of the body.
        state: why it is not in force, as a template; empty where nothing is known against it.
    """

    certificate: Certificate
    history: tuple[IssuerDocument, ...]
    state: str


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


def source_of_bundle(path: Path) -> Source:
    """The certificate of a bundle, and what the bundle says of it; nothing of it is verified here.

    Raises:
        InputError: the bundle cannot be read.
    """
    problems = Problems()
    bundle = read_bundle_file(path, problems)
    problems.raise_if_errors()
    assert bundle is not None  # noqa: S101 - without problems there is one
    place = Place(path.name)
    certificate = read_certificate(bundle.certificate, place, problems)
    history = read_history(bundle.issuer, (), place, problems)
    problems.raise_if_errors()
    assert certificate is not None  # noqa: S101 - as above
    return Source(certificate, history, _state_in(bundle, certificate, place))


def source_of_body(body: Body, number: str) -> Source:
    """A certificate the body issued.

    Raises:
        InputError: it issued none with this number.
    """
    recorded = body.registry.by_number(number)
    if recorded is None:
        raise InputError([Problem(LABEL_NO_CERTIFICATE, Place("--body"), {"found": number})])
    problems = Problems()
    certificate = read_certificate(body.credential(recorded), Place(number), problems)
    problems.raise_if_errors()
    assert certificate is not None  # noqa: S101 - without problems there is one
    state = body.registry.state_of(number)
    return Source(
        certificate,
        body.history(),
        STATE_WORDS[state].template if state is not None and state is not State.ISSUED else "",
    )


def address_of(certificate: Certificate) -> str:
    """The page that checks labels of a body: beside the folder its certificates are published in."""
    base, mark, _ = certificate.url.rpartition("/certificates/")
    return f"{base}/{CHECKER_NAME}" if mark and base.startswith(("https://", "http://")) else ""


def make_label(source: Source, key: SigningKey, output: Path, address: str, at: datetime, lang: Lang) -> MadeLabel:
    """Write the label of a certificate.

    Args:
        source: the certificate.
        key: the body's issuing key.
        output: ``.svg`` or ``.pdf``.
        address: page that checks it; empty: `address_of` the certificate.
        at: the moment of signing.
        lang: language of the label.

    Raises:
        InputError: the certificate is not in force, the key is not the body's, or the signed form does not fit.
    """
    problems = Problems()
    certificate, place = source.certificate, Place(source.certificate.number)
    suffix = output.suffix.lower()
    if suffix not in (".svg", ".pdf"):
        problems.error(LABEL_FORMAT, Place("--output"), found=output.name)
    _check_may_sign(source, key, at, place, problems)
    data = sign_compact(compact_of(certificate), key, place, problems)
    problems.raise_if_errors()
    assert data is not None  # noqa: S101 - without problems there is one
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


def _check_may_sign(source: Source, key: SigningKey, at: datetime, place: Place, problems: Problems) -> None:
    certificate, newest = source.certificate, source.history[-1]
    known = newest.find(key.public)
    if newest.did != certificate.issuer or known is None or known.use is not KeyUse.ISSUE or not known.is_usable(at):
        problems.error(LABEL_KEY_OTHER, place, found=key.public.multikey, issuer=certificate.issuer)
    state = source.state
    if not state and not certificate.valid_from <= at < certificate.valid_until:
        state = _EXPIRED
    if state:
        problems.error(LABEL_NOT_IN_FORCE, place, found=certificate.number, state=Term(state))


def _state_in(bundle: Bundle, certificate: Certificate, place: Place) -> str:
    """What the status lists of a bundle say; lists that cannot be read say nothing."""
    lists = [read_status_list(document, place, Problems()) for document in bundle.status]
    for entry in certificate.status:
        for one in lists:
            if one is not None and one.url == entry.url and one.purpose is entry.purpose and one.is_set(entry.index):
                return _SET[entry.purpose]
    return ""

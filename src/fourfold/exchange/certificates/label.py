"""What a label says, in one language, ready to be drawn: texts that fit, and the code.

The code holds an address and, as its fragment, the compact signed form. Drafts, trials and modified opinions say so in
a band nobody can take for decoration.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from fourfold.certification.credentials.compact_form import BANDS, DIGEST_BYTES, Compact, CompactFlag, compact_text
from fourfold.certification.documents.certificate import Certificate
from fourfold.certification.documents.judgement import Opinion
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, Place, Problems
from fourfold.core.words import Lang, words
from fourfold.exchange.certificates.code import Code, code_of
from fourfold.exchange.certificates.signs import Pen
from fourfold.exchange.report.labels import label
from fourfold.exchange.report.numbers import decimals_for, fixed

SIGNIFICANT_DIGITS = 4
_DIGEST_PREFIX = "sha256:"
_STANDARD_MOST_BYTES = 32
_LEAST_OFFSET, _MOST_OFFSET = timedelta(hours=-12), timedelta(hours=14)
_LINE_WIDTH, _VALUE_WIDTH, _BODY_WIDTH = 31, 24, 36


@dataclass(frozen=True, slots=True)
class Label:
    """A label in one language.

    Attributes:
        lang: language of the texts.
        title: what it is.
        figure, figure_unit: the footprint, rounded, and its unit.
        per: what the figure is per.
        boundary: in words.
        product: lines of its name, shortened.
        rows: name and value of standard, number and validity; a second line of the standard has no name.
        body: who issued it.
        hint: how to check.
        bands: what must not be overlooked (trial, draft, modified opinion).
        code: the code.
        description: everything in one sentence, for those who do not see it.
        date: of the document.
    """

    lang: Lang
    title: str
    figure: str
    figure_unit: str
    per: str
    boundary: str
    product: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    body: str
    hint: str
    bands: tuple[str, ...]
    code: Code
    description: str
    date: datetime


def compact_of(certificate: Certificate) -> Compact:
    """What the signed form says of a certificate; the unit by amount and sign, which every language reads."""
    return Compact(
        number=certificate.number,
        total_kg_co2e=certificate.total_kg_co2e,
        unit=f"{decimal_text(certificate.unit_amount)} {certificate.unit_unit}",
        boundary=certificate.boundary,
        standard=short_standard(certificate),
        valid_until=certificate.valid_until,
        flags=flags_of(certificate),
        certificate=bytes.fromhex(certificate.digest.removeprefix(_DIGEST_PREFIX))[:DIGEST_BYTES],
    )


def standard_text(certificate: Certificate) -> str:
    """Number and edition of the standard; the edition once, where the number already ends in it."""
    number, _, edition = certificate.edition.rpartition(" ")
    return number if edition and number.endswith(edition) else certificate.edition


def short_standard(certificate: Certificate) -> str:
    """The same where it fits into the signed form; else the id of the rule pack, which names the edition too."""
    text = standard_text(certificate)
    return text if len(text.encode()) <= _STANDARD_MOST_BYTES else certificate.standard_id


def _standard_lines(certificate: Certificate, pen: Pen) -> tuple[str, ...]:
    """The standard in at most two lines, whole: an edition cut off would name another document. Else the pack's id."""
    text = pen(standard_text(certificate))
    lines = pen.lines(text, _VALUE_WIDTH, 2)
    is_whole = "".join(lines).replace(" ", "") == text.replace(" ", "")
    return lines if is_whole else pen.lines(certificate.standard_id, _VALUE_WIDTH, 2)


def flags_of(certificate: Certificate) -> CompactFlag:
    """Trial, where a did:key stands for a body; draft, where the pack was not checked against its document; modified,
    where the verifier's opinion excepts something.
    """
    flags = CompactFlag.TRIAL if certificate.issuer.startswith("did:key:") else CompactFlag.NONE
    flags |= CompactFlag.DRAFT if certificate.is_draft else CompactFlag.NONE
    return flags | CompactFlag.MODIFIED if certificate.opinion is Opinion.MODIFIED else flags


def last_day(until: datetime) -> str:
    """The last day of a half-open validity, UTC."""
    return (until.astimezone(UTC) - timedelta(seconds=1)).date().isoformat()


def period_text(start: datetime, end: datetime | None) -> str:
    """A half-open time: as days where both ends are midnight in UTC, else by the minute."""
    moments = [one.astimezone(UTC) for one in (start, end) if one is not None]
    if any(one.hour or one.minute or one.second for one in moments):
        shown = [f"{one:%Y-%m-%d %H:%M}" for one in moments]
        return f"{shown[0]} – {shown[1] if end else ''}".rstrip() + " UTC"
    return f"{start.astimezone(UTC):%Y-%m-%d} – {last_day(end) if end else ''}".rstrip()


def offset_of_days(start: datetime, end: datetime) -> timedelta | None:
    """The one offset from UTC at which both moments are midnight; ``None`` where there is none, or more than one."""
    moments = [one.astimezone(UTC) for one in (start, end)]
    past = {moment - datetime.combine(moment, time(), UTC) for moment in moments}
    if len(past) != 1:
        return None
    (since,) = past
    found = [one for one in (-since, timedelta(days=1) - since) if _LEAST_OFFSET <= one <= _MOST_OFFSET]
    return found[0] if len(found) == 1 and not found[0] % timedelta(minutes=15) else None


def label_of(
    certificate: Certificate, signed: bytes, address: str, lang: Lang, place: Place, problems: Problems
) -> Label:
    """The label of a certificate.

    Args:
        certificate: as read.
        signed: its signed compact form.
        address: page that checks it; empty for none.
        lang: language of the texts.
        place: of the certificate, for reports.
        problems: receives warnings of signs that cannot be drawn.
    """
    w, pen = words(lang), Pen()
    total = certificate.total_kg_co2e
    figure = fixed(total, decimals_for(total, SIGNIFICANT_DIGITS))
    boundary = label(w, "boundary", certificate.boundary)
    per, product, body = (w.name(names) for names in (certificate.unit, certificate.product, certificate.body))
    day = last_day(certificate.valid_until)
    bands = bands_of(flags_of(certificate), lang)
    description = w(
        N_("{product}: {figure} kg CO₂e per {unit}, {boundary}, by {standard}. Certificate {number} of {body}, {day}."),
        product=product, figure=figure, unit=per, boundary=boundary, standard=standard_text(certificate),
        number=certificate.number, body=body, day=w(N_("valid through {day}"), day=day),
    )  # fmt: skip
    made = Label(
        lang=lang,
        title=w(N_("Product carbon footprint")),
        figure=pen(figure),
        figure_unit="kg CO₂e",
        per=pen.short(w(N_("per {unit}"), unit=per), _LINE_WIDTH),
        boundary=pen.short(boundary, _LINE_WIDTH),
        product=pen.lines(product, _LINE_WIDTH, 2),
        rows=(
            *zip((w(N_("Standard")), ""), _standard_lines(certificate, pen), strict=False),
            (w(N_("Number")), pen.short(certificate.number, _VALUE_WIDTH)),
            (w(N_("Valid through")), day),
        ),
        body=pen.short(w(N_("issued by {body}"), body=body), _BODY_WIDTH),
        hint=w(N_("Scan to check the signature. The status stands online.")),
        bands=bands,
        code=code_of(f"{address}#{compact_text(signed)}" if address else compact_text(signed)),
        description=" ".join((*bands, pen(description))),
        date=certificate.valid_from,
    )
    pen.report(place, problems)
    return made


def bands_of(flags: CompactFlag, lang: Lang) -> tuple[str, ...]:
    """What must not be overlooked."""
    w = words(lang)
    return tuple(w(text) for flag, text in BANDS.items() if flags & flag)

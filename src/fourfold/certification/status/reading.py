"""Read status lists and entries: ours and, within the same bounds, those of others."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.status.bitstring import (
    CREDENTIAL_TYPE,
    ENTRY_TYPE,
    LIST_ENTRIES,
    LIST_TYPE,
    MOST_ENTRIES,
    AsOf,
    StatusEntry,
    StatusList,
    StatusPurpose,
    Version,
    decode_bits,
)
from fourfold.core.canonical import JSON
from fourfold.core.moments import moment_of, moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term, clip

_LAST = datetime.max.replace(microsecond=0, tzinfo=UTC)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_INDEX = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)

STATUS_LIST_WRONG = MessageKind(
    "status-list-wrong",
    N_("the status list is not usable: {member} is {found}"),
    N_("in its place: {expected}"),
    N_("ask the body for the list as it published it"),
)
STATUS_LIST_ENCODING = MessageKind(
    "status-list-encoding",
    N_("the bits of the status list cannot be expanded"),
    N_("multibase base64url of a gzip of the bits (Bitstring Status List 1.0, section 3.3)"),
    N_("ask the body for the list as it published it"),
)
STATUS_LIST_SHORT = MessageKind(
    "status-list-short",
    N_("the status list has {found} entries"),
    N_("from {least} to {most} entries, so that asking for one does not tell which"),
    N_("ask the body for a list of the required length"),
)
STATUS_LIST_SIZE = MessageKind(
    "status-list-size",
    N_("the status list gives an entry {found} bits"),
    N_("one bit for each entry"),
    N_("use a list for each purpose"),
)
STATUS_LIST_ENDLESS = MessageKind(
    "status-list-endless",
    N_("the status list does not say until when it may be rested on"),
    N_("validUntil, or a ttl"),
    N_("ask the body for a list with an end"),
)
STATUS_ENTRY_WRONG = MessageKind(
    "status-entry-wrong",
    N_("the status entry is not usable: {member} is {found}"),
    N_("in its place: {expected}"),
    N_("ask the body for the certificate as it issued it"),
)


def read_status_list(document: Credential, place: Place, problems: Problems) -> StatusList | None:
    """A list; its proof is checked elsewhere.

    Foreign lists may name their issuer as an object, their purpose as a list of one, and their end by ``ttl``
    (milliseconds from ``validFrom``); where both ends are given the earlier counts.
    """
    reader = _Reader(place, problems)
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        reader.wrong("credentialSubject", subject, Term(N_("an object")))
        return None
    reader.types(document.get("type"), CREDENTIAL_TYPE, "type")
    reader.types(subject.get("type"), LIST_TYPE, "credentialSubject.type")
    url = reader.text(document.get("id"), "id")
    issuer = reader.issuer(document.get("issuer"))
    purpose = reader.purpose(subject.get("statusPurpose"))
    reader.one_bit(subject.get("statusSize"))
    made = reader.moment(document.get("validFrom"), "validFrom")
    until = reader.until(made, document.get("validUntil"), subject.get("ttl"))
    bits = reader.bits(subject.get("encodedList"))
    as_of = reader.as_of(document.get("asOf"))
    if reader.failed or purpose is None or made is None or until is None or bits is None:
        return None
    return StatusList(url, issuer, purpose, made, until, bits, document, as_of)


def read_status_entry(document: JSON, place: Place, problems: Problems) -> StatusEntry | None:
    """An entry of ``credentialStatus``; of a purpose that is neither revocation nor suspension it is refused."""
    reader = _Reader(place, problems, STATUS_ENTRY_WRONG)
    if not isinstance(document, dict):
        reader.wrong("credentialStatus", document, Term(N_("an object")))
        return None
    reader.types(document.get("type"), ENTRY_TYPE, "type")
    purpose = reader.purpose(document.get("statusPurpose"))
    url = reader.text(document.get("statusListCredential"), "statusListCredential")
    index = document.get("statusListIndex")
    if not isinstance(index, str) or not _INDEX.fullmatch(index):
        reader.wrong("statusListIndex", index, Term(N_("an index from 0, written as text")))
        return None
    reader.one_bit(document.get("statusSize"))
    return None if reader.failed or purpose is None else StatusEntry(purpose, url, int(index))


class _Reader:
    """Reads members and reports each that is wrong."""

    def __init__(self, place: Place, problems: Problems, kind: MessageKind = STATUS_LIST_WRONG) -> None:
        self._place, self._problems, self._kind = place, problems, kind
        self.failed = False

    def report(self, kind: MessageKind, **params: object) -> None:
        self.failed = True
        self._problems.error(kind, self._place, **params)

    def wrong(self, member: str, found: JSON, expected: str | Term) -> None:
        shown = Term(N_("missing")) if found is None else clip(repr(found))
        self.report(self._kind, member=member, found=shown, expected=expected)

    def text(self, value: JSON, member: str) -> str:
        if isinstance(value, str) and value:
            return value
        self.wrong(member, value, Term(N_("a text")))
        return ""

    def types(self, value: JSON, needed: str, member: str) -> None:
        if value != needed and not (isinstance(value, list) and needed in value):
            self.wrong(member, value, needed)

    def as_of(self, value: JSON) -> AsOf | None:
        if value is None:
            return None
        issuer, register = (self._version(value, name) for name in ("issuer", "register"))
        return AsOf(issuer, register) if issuer is not None and register is not None else None

    def _version(self, value: JSON, name: str) -> Version | None:
        one = value.get(name) if isinstance(value, dict) else None
        number, digest = (one.get("version"), one.get("digest")) if isinstance(one, dict) else (None, None)
        if type(number) is int and number > 0 and isinstance(digest, str) and _DIGEST.fullmatch(digest):
            return Version(number, digest)
        self.wrong(f"asOf.{name}", one, Term(N_("a version from 1 and a digest")))
        return None

    def issuer(self, value: JSON) -> str:
        return self.text(value.get("id") if isinstance(value, dict) else value, "issuer")

    def purpose(self, value: JSON) -> StatusPurpose | None:
        one = value[0] if isinstance(value, list) and len(value) == 1 else value
        if isinstance(one, str) and one in set(StatusPurpose):
            return StatusPurpose(one)
        self.wrong("statusPurpose", value, " or ".join(StatusPurpose))
        return None

    def one_bit(self, value: JSON) -> None:
        if value is not None and (value is True or value != 1):
            self.report(STATUS_LIST_SIZE, found=repr(value))

    def moment(self, value: JSON, member: str) -> datetime | None:
        moment = moment_of(value)
        if moment is None:
            self.wrong(member, value, Term(N_("a moment such as 2026-03-01T08:00:00Z")))
        return moment

    def until(self, made: datetime | None, written: JSON, ttl: JSON) -> datetime | None:
        ends = []
        if written is not None:
            ends.append(self.moment(written, "validUntil"))
        if ttl is not None:
            if not isinstance(ttl, int) or isinstance(ttl, bool) or not 0 < ttl < 2**53:
                self.wrong("credentialSubject.ttl", ttl, Term(N_("milliseconds, a whole number above 0")))
            elif made is not None:
                ends.append(made + min(timedelta(milliseconds=ttl), _LAST - made))
        if written is None and ttl is None:
            self.report(STATUS_LIST_ENDLESS)
        until = min((end for end in ends if end is not None), default=None)
        if until is not None and made is not None and until <= made:
            self.wrong("validUntil", moment_text(until), Term(N_("a moment after validFrom")))
        return until

    def bits(self, value: JSON) -> bytes | None:
        bits = decode_bits(value) if isinstance(value, str) else None
        if bits is None:
            self.report(STATUS_LIST_ENCODING)
        elif not LIST_ENTRIES <= len(bits) * 8 <= MOST_ENTRIES:
            found = f"> {MOST_ENTRIES}" if len(bits) * 8 > MOST_ENTRIES else len(bits) * 8
            self.report(STATUS_LIST_SHORT, found=found, least=LIST_ENTRIES, most=MOST_ENTRIES)
        return bits

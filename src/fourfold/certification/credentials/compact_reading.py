"""Reading of the compact form, strictly: one spelling, within limits, and nothing that is not understood."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar

from fourfold.certification.credentials.cbor import CBOR, Tagged, read_cbor
from fourfold.certification.credentials.compact_form import (
    ALGORITHMS,
    BOUNDARIES,
    COMPACT_MOST_BYTES,
    COMPACT_UNREADABLE,
    COMPACT_VERSION,
    COSE_SIGN1,
    DIGEST_BYTES,
    HEADER_ALGORITHM,
    HEADER_KEY,
    KEY_ID_BYTES,
    LATEST,
    SIGNATURE_BYTES,
    TEXT_MOST_CHARACTERS,
    Compact,
    CompactFlag,
    SignedCompact,
    compact_text,
    is_figure,
    is_sayable,
    message_of,
)
from fourfold.core.problems import N_, Place, Problems, Term

T = TypeVar("T")
ALL_FLAGS = int(CompactFlag.TRIAL | CompactFlag.DRAFT | CompactFlag.MODIFIED)


def read_compact(text: str, place: Place, problems: Problems) -> SignedCompact | None:
    """A compact form from the text of a label's code; ``None`` after reporting why it is none.

    Args:
        text: an address with the form as its fragment, or the form alone.
        place: where the text comes from.
        problems: receives what is wrong.
    """
    try:
        return _signed(_decoded(text))
    except ValueError as error:
        problems.error(COMPACT_UNREADABLE, place, reason=Term(str(error)))
        return None


def _decoded(text: str) -> bytes:
    if len(text) > TEXT_MOST_CHARACTERS:
        raise ValueError(N_("it is too long"))
    form = text.strip().rpartition("#")[2]
    if not form or not set(form) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"):
        raise ValueError(N_("it is not base32"))
    try:
        data = base64.b32decode(form + "=" * (-len(form) % 8))
    except ValueError:
        raise ValueError(N_("it is cut off")) from None
    if len(data) > COMPACT_MOST_BYTES:
        raise ValueError(N_("it has more than 200 bytes"))
    if compact_text(data) != form:
        raise ValueError(N_("it has bits after the end"))
    return data


def _signed(data: bytes) -> SignedCompact:
    outer = _typed(read_cbor(data), Tagged)
    if outer.tag != COSE_SIGN1:
        raise ValueError(N_("it is not signed in the way of COSE_Sign1"))
    protected, unprotected, payload, signature = _list_of(outer.value, 4)
    if _typed(unprotected, dict):
        raise ValueError(N_("it has headers that are not signed"))
    header = _typed(read_cbor(_typed(protected, bytes)), dict)
    if set(header) != {HEADER_ALGORITHM, HEADER_KEY}:
        raise ValueError(N_("its header does not name algorithm and key alone"))
    kind = next((kind for kind, number in ALGORITHMS.items() if number == header[HEADER_ALGORITHM]), None)
    key_id = _typed(header[HEADER_KEY], bytes)
    if kind is None or len(key_id) != KEY_ID_BYTES:
        raise ValueError(N_("its algorithm is not allowed, or its key is not named by eight bytes"))
    if len(_typed(signature, bytes)) != SIGNATURE_BYTES:
        raise ValueError(N_("its signature has a wrong length"))
    body = _typed(payload, bytes)
    message = message_of(_typed(protected, bytes), body)
    return SignedCompact(_content(read_cbor(body)), kind, key_id, _typed(signature, bytes), message)


def _content(payload: CBOR) -> Compact:
    values = _typed(payload, dict)
    if list(values) != list(range(9)) or values[0] != COMPACT_VERSION:
        raise ValueError(N_("its members are not those of version 1"))
    exponent, mantissa = (_typed(part, int) for part in _list_of(values[2], 2))
    texts = [_typed(values[key], str) for key in (1, 3, 5)]
    boundary, until, flags = (_typed(values[key], int) for key in (4, 6, 7))
    certificate = _typed(values[8], bytes)
    if not all(map(is_sayable, texts)) or not is_figure(exponent, mantissa):
        raise ValueError(N_("a text or the figure is not one a label can hold"))
    if not 0 <= boundary < len(BOUNDARIES) or not 0 <= until <= LATEST or not 0 <= flags <= ALL_FLAGS:
        raise ValueError(N_("its boundary, its end or its flags are not known"))
    if len(certificate) != DIGEST_BYTES:
        raise ValueError(N_("its digest has a wrong length"))
    number, unit, standard = texts
    end = datetime.fromtimestamp(until, UTC)
    total = Decimal(mantissa).scaleb(exponent)
    return Compact(number, total, unit, BOUNDARIES[boundary], standard, end, CompactFlag(flags), certificate)


def _list_of(value: CBOR, length: int) -> list[CBOR]:
    items = _typed(value, list)
    if len(items) != length:
        raise ValueError(N_("a list in it has a wrong length"))
    return items


def _typed(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise ValueError(N_("a member of it is of the wrong kind"))
    return value

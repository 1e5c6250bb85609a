"""JSON from outside, read strictly (law 9): bounded size and depth, no key twice, no NaN, only whole characters.

Whatever is signed is read by this reader, so that two readers cannot see two documents in the same bytes. What is
refused is what RFC 7493 (I-JSON) and RFC 8785 leave no room for, and floats, because decimals travel as strings.

A document in order is read by the standard library. Only where that finds fault does `fourfold.core.strict_scan` go
through the text a second time, to say what is wrong on which line.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn

from fourfold.core.canonical import JSON
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import MIB

JSON_MOST_BYTES = 16 * MIB
JSON_MOST_DEPTH = 64
_MOST_INTEGER = 2**53 - 1
_NEGATIVE_ZERO = re.compile(r"-0(?:[\s,\]}]|$)")

JSON_TOO_LARGE = MessageKind(
    "json-too-large",
    N_("the document holds {size} bytes"),
    N_("at most {most} bytes"),
    N_("nothing this long is signed here; ask whoever sent it for the right file"),
)
JSON_BYTE_ORDER_MARK = MessageKind(
    "json-byte-order-mark",
    N_("the document begins with a byte-order mark"),
    N_("UTF-8 without a byte-order mark"),
    N_("save it without the mark; the bytes that were signed had none"),
)
JSON_NOT_UTF8 = MessageKind(
    "json-not-utf8",
    N_("the document is not UTF-8, first at byte {offset}"),
    N_("text in UTF-8"),
    N_("ask for the file as it was signed; do not convert it"),
)


class _RefusedError(ValueError):
    """Something in the text that the second reading will name."""


def read_json(
    data: bytes, place: Place, problems: Problems, most_bytes: int = JSON_MOST_BYTES, most_depth: int = JSON_MOST_DEPTH
) -> JSON:
    """A JSON value; ``None`` after reporting why it cannot be read.

    Args:
        data: UTF-8 without byte-order mark.
        place: the file it comes from; the line is added.
        problems: receives duplicate keys, floats, integers beyond 2^53, lone surrogates, depth, size, syntax.
        most_bytes, most_depth: limits.
    """
    if len(data) > most_bytes:
        problems.error(JSON_TOO_LARGE, place, size=len(data), most=most_bytes)
        return None
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        problems.error(JSON_BYTE_ORDER_MARK, place)
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        problems.error(JSON_NOT_UTF8, place, offset=error.start)
        return None
    try:
        if _NEGATIVE_ZERO.search(text):  # or a text that ends like one: the second reading tells
            raise _RefusedError
        value: JSON = _DECODER.decode(text)
        _check(value, most_depth, "\\u" in text)
    except (ValueError, RecursionError):
        from fourfold.core.strict_scan import scan

        return scan(text, place, problems, most_depth)
    return value


def read_json_object(
    data: bytes, place: Place, problems: Problems, most_bytes: int = JSON_MOST_BYTES, most_depth: int = JSON_MOST_DEPTH
) -> dict[str, JSON] | None:
    """As `read_json`, where only an object will do; anything else is reported."""
    from fourfold.core.strict_scan import JSON_NOT_OBJECT

    before = len(problems.errors)
    value = read_json(data, place, problems, most_bytes, most_depth)
    if isinstance(value, dict):
        return value
    if len(problems.errors) == before:
        problems.error(JSON_NOT_OBJECT, place)
    return None


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _RefusedError
    return value


def _refused(_text: str) -> NoReturn:
    raise _RefusedError


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_refused, parse_constant=_refused)


def _check(value: JSON, depth: int, escaped: bool) -> None:
    """Refuse nesting beyond `depth`, integers beyond 2^53 and, where the text has escapes, halves of characters.

    Without escapes there are no halves: UTF-8 has no bytes for them.
    """
    if isinstance(value, str):
        if escaped and not value.isascii():
            value.encode()
    elif isinstance(value, dict):
        if depth < 1:
            raise _RefusedError
        for key, item in value.items():
            if escaped and not key.isascii():
                key.encode()
            if escaped or not isinstance(item, str):
                _check(item, depth - 1, escaped)
    elif isinstance(value, list):
        if depth < 1:
            raise _RefusedError
        for item in value:
            if escaped or not isinstance(item, str):
                _check(item, depth - 1, escaped)
    elif isinstance(value, int) and abs(value) > _MOST_INTEGER:
        raise _RefusedError

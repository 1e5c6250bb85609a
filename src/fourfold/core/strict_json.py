"""JSON from outside, read strictly (law 9): bounded size and depth, no key twice, no NaN, only whole characters.

Whatever is signed is read by this reader, so that two readers cannot see two documents in the same bytes. What is
refused is what RFC 7493 (I-JSON) and RFC 8785 leave no room for, and floats, because decimals travel as strings.

A document is read by the standard library, which says whether it is in order. Where it is not, and is not too long for
it, `fourfold.core.strict_scan` goes through the text a second time, to say what is wrong on which line.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import NoReturn

from fourfold.core import strict_messages as said
from fourfold.core.canonical import JSON
from fourfold.core.problems import MessageKind, Place, Problems
from fourfold.core.reading import MIB

JSON_MOST_BYTES = 16 * MIB
JSON_MOST_DEPTH = 64
MOST_EXPLAINED = 256 * 1024
"""Characters of a text that is read a second time: that takes a hundred times as long as the first."""
_MOST_INTEGER = 2**53 - 1
_NEGATIVE_ZERO = re.compile(r"-0(?:[\s,\]}]|$)")


class _RefusedError(ValueError):
    """The text is not in order.

    Attributes:
        kind: why, as far as the first reading knows.
        found: what stood there.
    """

    def __init__(self, kind: MessageKind, found: str = "") -> None:
        super().__init__(kind.code)
        self.kind, self.found = kind, found


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
        problems.error(said.JSON_TOO_LARGE, place, size=len(data), most=most_bytes)
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        problems.error(said.JSON_BYTE_ORDER_MARK, place)
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        problems.error(said.JSON_NOT_UTF8, place, offset=error.start)
        return None
    try:
        return _value_of(text, most_depth)
    except (ValueError, RecursionError) as error:
        _explain(error, text, place, problems, most_depth)
        return None


def read_json_object(
    data: bytes, place: Place, problems: Problems, most_bytes: int = JSON_MOST_BYTES, most_depth: int = JSON_MOST_DEPTH
) -> dict[str, JSON] | None:
    """As `read_json`, where only an object will do; anything else is reported."""
    before = len(problems.errors)
    value = read_json(data, place, problems, most_bytes, most_depth)
    if isinstance(value, dict):
        return value
    if len(problems.errors) == before:
        problems.error(said.JSON_NOT_OBJECT, place)
    return None


def _value_of(text: str, most_depth: int) -> JSON:
    """The value of a text.

    Raises:
        ValueError, RecursionError: it is not in order.
    """
    decoder = _SLOWER if _NEGATIVE_ZERO.search(text) else _DECODER  # where there may be a -0 that is no text
    value: JSON = decoder.decode(text)
    _check(value, most_depth, "\\u" in text)
    return value


def _explain(error: Exception, text: str, place: Place, problems: Problems, most_depth: int) -> None:
    """Report what is wrong: all of it with line and path, or of a long text what the first reading met first."""
    before = len(problems.errors)
    if len(text) <= MOST_EXPLAINED:
        from fourfold.core.strict_scan import scan

        scan(text, place, problems, most_depth)
    if len(problems.errors) > before:
        return
    row = error.lineno if isinstance(error, json.JSONDecodeError) else 0
    at = Place(place.file, row, place.column, place.sheet)
    if isinstance(error, _RefusedError):
        problems.error(error.kind, at, found=error.found, most=most_depth)
    elif isinstance(error, RecursionError):
        problems.error(said.JSON_DEPTH, at, most=most_depth)
    elif isinstance(error, UnicodeEncodeError):
        problems.error(said.JSON_SURROGATE, at)
    elif isinstance(error, json.JSONDecodeError):
        problems.error(said.JSON_BROKEN, at)
    else:  # more digits than the standard library turns into a number
        problems.error(said.JSON_BIG_INTEGER, at, found="…")


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    value = dict(pairs)
    if len(value) != len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise _RefusedError(said.JSON_DUPLICATE_KEY, twice)
    return value


def _float(text: str) -> NoReturn:
    raise _RefusedError(said.JSON_FLOAT, text)


def _integer(text: str) -> int:
    if text == "-0":
        raise _RefusedError(said.JSON_FLOAT, text)
    return int(text)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_constant=_float)
_SLOWER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_constant=_float, parse_int=_integer)


def _check(value: JSON, depth: int, escaped: bool) -> None:
    """Refuse nesting beyond `depth`, integers beyond 2^53 and, where the text has escapes, halves of characters.

    Without escapes there are no halves: UTF-8 has no bytes for them. The branches are in the order of how often each
    kind of value stands in a document.
    """
    if isinstance(value, str):
        if escaped and not value.isascii():
            value.encode()
    elif isinstance(value, dict | list):
        if depth < 1:
            raise _RefusedError(said.JSON_DEPTH)
        if isinstance(value, dict):
            if escaped:
                for key in value:
                    key.encode()
            items: Iterable[JSON] = value.values()
        else:
            items = value
        for item in items:
            if escaped or type(item) is not str:
                _check(item, depth - 1, escaped)
    elif isinstance(value, int) and not -_MOST_INTEGER <= value <= _MOST_INTEGER:
        raise _RefusedError(said.JSON_BIG_INTEGER, str(value))

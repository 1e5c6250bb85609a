"""JSON from outside: bounded depth, finite numbers, and every key that stands twice reported (law 9).

The standard parser takes the last of two equal keys without a word, reads ``NaN`` and gives infinity for ``1e999``.
"""

from __future__ import annotations

import json
import math
import re

import numpy as np

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import decode_utf8

MOST_DEPTH = 200

JSON_BROKEN = MessageKind(
    "json-broken",
    N_("this is not valid JSON: {reason}"),
    N_("one complete JSON value in UTF-8"),
    N_("export the file again; a file that was cut off in transfer ends in the middle"),
)
JSON_TOO_DEEP = MessageKind(
    "json-too-deep",
    N_("the file is nested {found} levels deep"),
    N_("at most {most} levels"),
    N_("export the file again with the program that made it"),
)
JSON_NOT_FINITE = MessageKind(
    "json-not-finite",
    N_("{found} is no number that can be calculated with"),
    N_("finite numbers, neither NaN nor Infinity, below 1e308"),
    N_("correct the number, or leave the key out where there is no value"),
)
JSON_DUPLICATE_KEY = MessageKind(
    "json-duplicate-key",
    N_("the key {found} stands {count} times in one object; the last one is taken"),
    N_("each key once"),
    N_("keep one of them"),
)
JSON_NOT_UNICODE = MessageKind(
    "json-not-unicode",
    N_("a text holds half of a surrogate pair, which is no character"),
    N_("text in Unicode"),
    N_("export the file again in UTF-8"),
)

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_MAYBE_INFINITE = re.compile(rb"[0-9]{300}|[eE]\+?0*[0-9]{3}")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class _NotFiniteError(ValueError):
    """A number that is none."""


def read_json(data: bytes, name: str, problems: Problems, most_depth: int = MOST_DEPTH) -> object | None:
    """Read a JSON text; ``None`` when that is impossible (an error is reported), also for a bare ``null``.

    A key that stands twice is reported as a warning; the last one is taken.

    Args:
        data: the bytes, already bounded in size; a byte-order mark is accepted.
        name: path for messages.
        problems: receives what is wrong.
        most_depth: how deeply objects and lists may stand in each other.

    Returns:
        Dictionaries, lists, texts, integers, finite floats, booleans and ``None``.
    """
    place = Place(name)
    text = decode_utf8(data, name, place, problems)
    if text is None:
        return None
    depth = _depth(data, most_depth)
    if depth > most_depth:
        problems.error(JSON_TOO_DEEP, place, found=depth, most=most_depth)
        return None
    doubled: dict[str, int] = {}
    try:
        tree = _decoder(doubled, bool(_MAYBE_INFINITE.search(data))).decode(text)
    except json.JSONDecodeError as error:
        problems.error(JSON_BROKEN, Place(name, error.lineno), reason=error.msg)
        return None
    except _NotFiniteError as error:
        problems.error(JSON_NOT_FINITE, place, found=str(error))
        return None
    except (ValueError, RecursionError) as error:
        problems.error(JSON_BROKEN, place, reason=str(error).partition(";")[0])
        return None
    if _SURROGATE.search(data) and not _is_unicode(tree):
        problems.error(JSON_NOT_UNICODE, place)
        return None
    for key, count in doubled.items():
        problems.warn(JSON_DUPLICATE_KEY, place.at(key), found=key, count=count)
    if tree is None:
        problems.error(JSON_BROKEN, Place(name, 1), reason="null")
    return tree  # type: ignore[no-any-return]


def _depth(data: bytes, most: int) -> int:
    """How deep the brackets go, those inside texts left out; exact only where it may be beyond `most`."""
    if data.count(b"[") + data.count(b"{") <= most:
        return 0
    brackets = np.frombuffer(_STRINGS.sub(b"", data).translate(None, _NO_BRACKETS), dtype=np.uint8)
    steps = np.where((brackets == ord("[")) | (brackets == ord("{")), 1, -1)
    return int(np.cumsum(steps).max(initial=0))


def _decoder(doubled: dict[str, int], check_numbers: bool) -> json.JSONDecoder:
    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(items)
        if len(found) != len(items):
            keys = [key for key, _ in items]
            doubled.update({key: keys.count(key) for key in found if keys.count(key) > 1})
        return found

    def constant(text: str) -> float:
        raise _NotFiniteError(text)

    # Hooks for numbers cost as much as all the rest; they are set only where a number could overflow.
    return json.JSONDecoder(
        object_pairs_hook=pairs,
        parse_constant=constant,
        parse_float=_finite if check_numbers else None,
        parse_int=_whole if check_numbers else None,
    )


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _NotFiniteError(text)
    return value


def _whole(text: str) -> int:
    _finite(text)
    return int(text)


def _is_unicode(tree: object) -> bool:
    try:
        json.dumps(tree, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True

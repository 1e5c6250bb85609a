"""Deterministic CBOR (RFC 8949 section 4.2), as little of it as the compact form needs.

Integers, byte and text strings, arrays, maps with integer keys, and tags by number. Written by `cbor2`, read here:
a general reader turns tags into dates, numbers and patterns of a stranger's choice, and takes more than one spelling of
the same thing. Refused are indefinite lengths, lengths and integers not in their shortest form, keys twice or out of
order, floats, simple values, depth, and anything after the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from fourfold.core.problems import N_

CBOR: TypeAlias = "int | bytes | str | list[CBOR] | dict[int, CBOR] | Tagged"

_MOST_DEPTH = 8
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG = range(7)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tagged item: number of the tag, and what it is about."""

    tag: int
    value: CBOR


def cbor_bytes(value: CBOR) -> bytes:
    """The one spelling of a value."""
    import cbor2

    return cbor2.dumps(_plain(value))


def read_cbor(data: bytes) -> CBOR:
    """A value from its one spelling.

    Raises:
        ValueError: the bytes are not the deterministic spelling of such a value, and nothing else.
    """
    reader = _Reader(data)
    value = reader.item(_MOST_DEPTH)
    if reader.at != len(data):
        raise ValueError(N_("it has bytes after the end"))
    return value


def _plain(value: CBOR) -> object:
    import cbor2

    if isinstance(value, Tagged):
        return cbor2.CBORTag(value.tag, _plain(value.value))
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(value[key]) for key in sorted(value, key=cbor2.dumps)}
    return value


class _Reader:
    """Reads one item after the other. Counts are bounded by the bytes that are left: every item takes one at least."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def item(self, depth: int) -> CBOR:
        if not depth:
            raise ValueError(N_("it is nested too deeply"))
        major, count = self._head()
        if major == _UNSIGNED:
            return count
        if major == _NEGATIVE:
            return -1 - count
        if major == _BYTES:
            return self._take(count)
        if major == _TEXT:
            return self._text(count)
        if major == _TAG:
            return Tagged(count, self.item(depth - 1))
        self._hold(count)
        if major == _ARRAY:
            return [self.item(depth - 1) for _ in range(count)]
        return self._map(count, depth - 1)

    def _text(self, count: int) -> str:
        try:
            return self._take(count).decode("utf-8")
        except UnicodeDecodeError:
            raise ValueError(N_("it has text that is not UTF-8")) from None

    def _map(self, count: int, depth: int) -> dict[int, CBOR]:
        found: dict[int, CBOR] = {}
        before = b""
        for _ in range(count):
            start = self.at
            key = self.item(1)
            if not isinstance(key, int):
                raise ValueError(N_("it has a key that is no integer"))
            spelled = self._data[start : self.at]
            if spelled <= before:
                raise ValueError(N_("it has keys out of order or twice"))
            before = spelled
            found[key] = self.item(depth)
        return found

    def _head(self) -> tuple[int, int]:
        """Major type and argument (RFC 8949 section 3), the argument in its shortest form."""
        first = self._take(1)[0]
        major, short = first >> 5, first & 31
        if major > _TAG or short > 27:
            raise ValueError(N_("it has a float, a simple value or an indefinite length"))
        if short < 24:
            return major, short
        width = 1 << (short - 24)
        count = int.from_bytes(self._take(width), "big")
        if count < (24 if width == 1 else 1 << (4 * width)):
            raise ValueError(N_("it has a number longer than it needs to be"))
        return major, count

    def _take(self, count: int) -> bytes:
        self._hold(count)
        self.at += count
        return self._data[self.at - count : self.at]

    def _hold(self, count: int) -> None:
        if count > len(self._data) - self.at:
            raise ValueError(N_("it is cut off"))

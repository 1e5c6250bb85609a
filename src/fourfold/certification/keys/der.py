"""The few forms of ASN.1 that the envelope of a key is made of, in DER (X.690): sequences, integers, octets, names.

The library underneath has a module for this, of which it says that it may change without notice; a key file must be
readable by whatever version of it is installed.
"""

from __future__ import annotations

from dataclasses import dataclass

INTEGER, OCTETS, NULL, OBJECT_ID, SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30


@dataclass(frozen=True, slots=True)
class Value:
    """A value.

    Attributes:
        tag: what it is.
        content: its bytes.
    """

    tag: int
    content: bytes

    @property
    def data(self) -> bytes:
        """The value in DER."""
        length = len(self.content)
        if length < 0x80:
            return bytes([self.tag, length]) + self.content
        size = length.to_bytes((length.bit_length() + 7) // 8)
        return bytes([self.tag, 0x80 | len(size)]) + size + self.content

    @property
    def parts(self) -> list[Value]:
        """The values of a sequence.

        Raises:
            ValueError: it is none, or its bytes are not in order.
        """
        if self.tag != SEQUENCE:
            raise ValueError("not a sequence")
        return _values(self.content)

    @property
    def number(self) -> int:
        """An integer.

        Raises:
            ValueError: it is none, or empty.
        """
        if self.tag != INTEGER or not self.content:
            raise ValueError("not an integer")
        return int.from_bytes(self.content, signed=True)


def sequence(*parts: Value) -> Value:
    """A sequence of values."""
    return Value(SEQUENCE, b"".join(part.data for part in parts))


def integer(number: int) -> Value:
    """A whole number that is not negative; a zero in front keeps its top bit from being a sign."""
    return Value(INTEGER, number.to_bytes(number.bit_length() // 8 + 1))


def read(data: bytes) -> Value:
    """The one value these bytes are.

    Raises:
        ValueError: they are none, or more than one.
    """
    (value,) = _values(data)
    return value


def _values(data: bytes) -> list[Value]:
    values, at = [], 0
    while at < len(data):
        value, at = _value(data, at)
        values.append(value)
    return values


def _value(data: bytes, at: int) -> tuple[Value, int]:
    """The value that begins here, its length in its one shortest form, and where it ends."""
    if at + 2 > len(data):
        raise ValueError("cut off")
    tag, length, start = data[at], data[at + 1], at + 2
    if length >= 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[at + 2 : start])
    value = Value(tag, data[start : start + length])
    if data[at : start + length] != value.data:
        raise ValueError("cut off, or a length that is not in its shortest form")
    return value, start + length

"""CAS registry numbers as formats spell them: with leading zeros, or without hyphens as a whole number."""

from __future__ import annotations

import re

from fourfold.core.problems import N_, MessageKind

CAS_MALFORMED = MessageKind(
    "cas-malformed",
    N_("“{found}” is no CAS number; the flow is read without one"),
    N_("such as 007732-18-5"),
    N_("correct the CAS number in the source"),
)
CAS_CHECK_DIGIT = MessageKind(
    "cas-check-digit",
    N_("the check digit of CAS number {found} is wrong; the flow is read without one"),
    N_("such as 007732-18-5"),
    N_("correct the CAS number in the source"),
)
CAS_WITHOUT_HYPHENS = MessageKind(
    "cas-without-hyphens",
    N_("the CAS number {found} was read as {taken}"),
    N_("such as 7732-18-5"),
    N_("write it with hyphens in the source"),
)
_CAS = re.compile(r"0*([0-9]{2,7})-([0-9]{2})-([0-9])")
_DIGITS = re.compile(r"0*([0-9]{2,7})([0-9]{2})([0-9])")


def cas_of(text: str, *, bare: bool = False) -> str | MessageKind:
    """A CAS number without leading zeros, or what is wrong with a text.

    Args:
        text: as the source has it, not empty.
        bare: whether one without hyphens is accepted, if its check digit is right.
    """
    found = (_DIGITS if bare else _CAS).fullmatch(text.strip())
    if found is None:
        return CAS_MALFORMED
    first = found[1].lstrip("0")
    digits = first + found[2]
    if sum(place * int(digit) for place, digit in enumerate(reversed(digits), 1)) % 10 != int(found[3]):
        return CAS_CHECK_DIGIT
    return f"{first}-{found[2]}-{found[3]}"

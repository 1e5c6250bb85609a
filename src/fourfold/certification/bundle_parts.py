"""What files that carry signed documents have in common: one spelling, and bytes as base64."""

from __future__ import annotations

import base64

from fourfold.core.json_shape import MEMBER_VALUE
from fourfold.core.problems import N_, MessageKind, Place, Problems

BASE64 = "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"

BUNDLE_NOT_CANONICAL = MessageKind(
    "bundle-not-canonical",
    N_("the file is not spelled in the one way of canonical JSON (RFC 8785)"),
    N_("members in order, without spaces between them"),
    N_("ask for the bundle as it was made"),
)
BUNDLE_TRAILING = MessageKind(
    "bundle-trailing",
    N_("behind the end of the bundle stand {count} bytes of white space"),
    N_("nothing behind the last bracket; editors and mail add line ends"),
    N_("remove them, or ask for the bundle as it was made"),
)


def check_spelling(canonical: bytes, data: bytes, place: Place, problems: Problems) -> None:
    """Report bytes that are not the one spelling of what they say."""
    if canonical == data.rstrip() != data:
        problems.error(BUNDLE_TRAILING, place, count=len(data) - len(canonical))
    elif canonical != data:
        problems.error(BUNDLE_NOT_CANONICAL, place)


def bytes_of_base64(text: str, place: Place, problems: Problems) -> bytes:
    """The bytes of base64, whose shape was checked, in its one spelling: bits that are left over are zero."""
    data = base64.b64decode(text)
    spelled = base64.b64encode(data).decode()
    if spelled != text:
        problems.error(MEMBER_VALUE, place, path="timestamp", found=text, wanted=spelled)
    return data

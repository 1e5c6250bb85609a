"""Numbers a person wrote, read exactly or refused with the repair; never silently corrected.

``1,5`` is one and a half to one reader and fifteen hundred with a slip to another, so neither is guessed. Exponents and
digits are bounded, because ``1e999999999`` is four bytes of exponent and a gigabyte once written out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind

MOST_DIGITS = 40
MOST_EXPONENT = 30
_MOST_LENGTH = 60

_PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,12})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?P<sign>[,' _’\u00a0\u202f])[0-9]{3}((?P=sign)[0-9]{3})*(\.[0-9]+)?")
_COMMA = re.compile(r"[+-]?[0-9.]*,[0-9]+")

NUMBER_EXPECTED = N_("a number such as 1234.5: digits, a decimal point, nothing else")

NUMBER_COMMA = MessageKind(
    "number-comma",
    N_("{found} contains a comma, which may be a decimal comma or a thousands separator"),
    NUMBER_EXPECTED,
    N_("write a decimal point and no thousands separators: {offer}"),
)
NUMBER_GROUPED = MessageKind(
    "number-grouped",
    N_("{found} contains thousands separators"),
    NUMBER_EXPECTED,
    N_("write it without separators: {offer}"),
)
NUMBER_FULL_WIDTH = MessageKind(
    "number-full-width",
    N_("{found} is written with full-width or other unusual signs"),
    NUMBER_EXPECTED,
    N_("write it with ordinary digits and signs: {offer}"),
)
NUMBER_INVISIBLE = MessageKind(
    "number-invisible-signs",
    N_("{found} contains signs that cannot be seen"),
    NUMBER_EXPECTED,
    N_("type the number again by hand; without those signs it reads {offer}"),
)
NUMBER_PERCENT = MessageKind(
    "number-percent",
    N_("{found} is given in percent"),
    NUMBER_EXPECTED,
    N_("write the share itself: {offer}"),
)
NUMBER_NOT_FINITE = MessageKind(
    "number-not-finite",
    N_("{found} is no number one can calculate with"),
    NUMBER_EXPECTED,
    N_("enter the value; if it is not known, the row cannot be used"),
)
NUMBER_OUT_OF_RANGE = MessageKind(
    "number-out-of-range",
    N_("{found} is too large, too small or has too many digits"),
    N_("a number between 1e-30 and 1e30 with at most {most} digits"),
    N_("correct the exponent, or choose a fitting unit"),
)
NUMBER_WITH_UNIT = MessageKind(
    "number-with-unit",
    N_("{found} holds a number and more text"),
    NUMBER_EXPECTED,
    N_("put the number alone into the cell and the unit into its own column: {offer}"),
)
NUMBER_NOT_POSITIVE = MessageKind(
    "number-not-positive", N_("{found} is not above zero"), N_("a number above zero"), N_("correct the number")
)
NUMBER_UNREADABLE = MessageKind(
    "number-unreadable",
    N_("{found} is not a number"),
    NUMBER_EXPECTED,
    N_("enter a number, or leave an optional cell blank"),
)


@dataclass(frozen=True, slots=True)
class NumberFault:
    """Why a text is not accepted as a number, and the spelling that might be meant."""

    kind: MessageKind
    offer: str = ""


def read_number(text: str) -> Decimal | NumberFault:
    """The exact decimal a text spells, or what is wrong with it. The text has no blanks around."""
    if len(text) > _MOST_LENGTH:
        return NumberFault(NUMBER_OUT_OF_RANGE)
    if _PLAIN.fullmatch(text):
        return _in_range(text)
    return _diagnose(text)


def check_range(value: Decimal) -> Decimal | NumberFault:
    """The number itself, or that it is not finite or beyond the bounds."""
    if not value.is_finite():
        return NumberFault(NUMBER_NOT_FINITE)
    if not value:
        return Decimal(0)
    digits = len(value.as_tuple().digits)
    if digits > MOST_DIGITS or not -MOST_EXPONENT <= value.adjusted() <= MOST_EXPONENT:
        return NumberFault(NUMBER_OUT_OF_RANGE)
    return value


def _in_range(text: str) -> Decimal | NumberFault:
    try:
        value = Decimal(text)
    except ArithmeticError:
        return NumberFault(NUMBER_OUT_OF_RANGE)
    return check_range(value)


def _diagnose(text: str) -> NumberFault:
    ordinary = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    if ordinary != text and _PLAIN.fullmatch(ordinary):
        return NumberFault(NUMBER_FULL_WIDTH, ordinary)
    if ordinary.casefold().strip("+-") in ("nan", "inf", "infinity", "snan", "∞"):
        return NumberFault(NUMBER_NOT_FINITE)
    if ordinary.endswith(("%", "‰")):
        return NumberFault(NUMBER_PERCENT, _as_share(ordinary))
    if "," not in ordinary and _GROUPED.fullmatch(ordinary):
        return NumberFault(NUMBER_GROUPED, re.sub(r"[^0-9.+-]", "", ordinary))
    if _COMMA.fullmatch(ordinary) or _GROUPED.fullmatch(ordinary):
        return NumberFault(NUMBER_COMMA, _comma_offers(ordinary))
    visible = "".join(sign for sign in ordinary if unicodedata.category(sign) not in ("Cc", "Cf"))
    if visible != ordinary and _PLAIN.fullmatch(visible):
        return NumberFault(NUMBER_INVISIBLE, visible)
    begins = re.match(r"[+-]?[0-9]+(\.[0-9]+)?(?=\s*([^\W\d_]|[°€$£¥]))", ordinary)
    if begins and not re.search(r"[0-9]", ordinary[begins.end() :].replace("3", "").replace("2", "")):
        return NumberFault(NUMBER_WITH_UNIT, begins[0])
    return NumberFault(NUMBER_UNREADABLE)


def _as_share(text: str) -> str:
    divisor = Decimal(100) if text.endswith("%") else Decimal(1000)
    share = read_number(text[:-1].strip())
    return decimal_text(share / divisor) if isinstance(share, Decimal) else "0.25"


def _comma_offers(text: str) -> str:
    """Both readings where both are possible."""
    whole, _, end = text.rpartition(",")
    decimal = re.sub(r"[.,]", "", whole) + "." + end
    grouped = text.replace(",", "")
    if "." in whole or not _GROUPED.fullmatch(text):
        return decimal
    return grouped if text.count(",") > 1 or "." in text else f"{decimal} / {grouped}"

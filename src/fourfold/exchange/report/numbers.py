"""How a report shows numbers: rounded for the eye, exact in the tooltip.

Columns of kg CO2e share one number of decimals, taken from the total, so that they can be added by eye; amounts of
different units are rounded to significant digits. The exact decimal string always travels with the rounded one.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

from markupsafe import Markup

THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LADDERS: tuple[dict[str, int], ...] = (
    {"kt": 9, "t": 6, "kg": 3, "g": 0, "mg": -3},
    {"TJ": 12, "GJ": 9, "MJ": 6, "kJ": 3, "J": 0},
    {"TWh": 12, "GWh": 9, "MWh": 6, "kWh": 3, "Wh": 0},
)
_ENERGY_STEPS = (("Wh", 0), ("kWh", 3), ("MWh", 6), ("GWh", 9), ("TWh", 12))


class Numbers:
    """Rounds to a number of significant digits, columns to the decimals that the total needs for them.

    Args:
        significant_digits: as `precision.display_significant_digits` of the result.
        total: the figure that sets the decimals of kg CO2e columns.
    """

    def __init__(self, significant_digits: int, total: Decimal) -> None:
        self._digits = significant_digits
        self._total = total
        self._decimals = decimals_for(total, significant_digits)

    def kg(self, value: str | Decimal | None) -> str:
        """A mass in a column beside the total; one too small for it is said to be below its last digit."""
        return NOTHING if value is None else _bounded(Decimal(value), self._decimals)

    def adds_up(self, parts: Iterable[str | Decimal], whole: str | Decimal) -> bool:
        """Whether parts, as a column of masses shows them, sum to the whole as it is shown."""
        last = Decimal(1).scaleb(-self._decimals)
        shown = [Decimal(value).quantize(last, ROUND_HALF_EVEN) for value in (*parts, whole)]
        return sum(shown[:-1]) == shown[-1]

    def signed_kg(self, value: str | Decimal | None) -> str:
        """A difference of masses, with its sign; a small one keeps its first digit."""
        return NOTHING if value is None else _signed(Decimal(value), self._decimals)

    def amount(self, value: str | Decimal | None) -> str:
        """A number of any unit, to significant digits."""
        return NOTHING if value is None else significant(Decimal(value), self._digits)

    def percent(self, share: str | Decimal | None) -> str:
        """A share as a percentage with one decimal; one too small for it is said to be below that."""
        return NOTHING if share is None else _bounded(Decimal(share) * 100, 1) + THIN_SPACE + "%"

    def share(self, kg_co2e: str | Decimal) -> Decimal | None:
        """A mass as a share of the total; ``None`` where the total is zero."""
        return Decimal(kg_co2e) / self._total if self._total else None

    def signed_percent(self, share: str | Decimal | None) -> str:
        """A relative difference with its sign; a small one keeps its first digit."""
        return NOTHING if share is None else _signed(Decimal(share) * 100, 1) + THIN_SPACE + "%"

    def readable(self, amount: str | Decimal, unit: str) -> tuple[str, str]:
        """An amount and its unit, in a neighbouring unit of the same ladder where that spares zeros."""
        number = Decimal(amount)
        ladder = next((steps for steps in _LADDERS if unit in steps), None)
        if ladder and number and not Decimal("0.01") <= abs(number) < 100_000:
            base = number.scaleb(ladder[unit])
            unit, power = next((step for step in ladder.items() if abs(base) >= Decimal(10) ** step[1]), (unit, None))
            number = number if power is None else base.scaleb(-power)
        return significant(number, self._digits), unit

    def energy(self, energy_wh: int | Decimal) -> str:
        """Energy with the unit that keeps it readable."""
        number = Decimal(energy_wh)
        unit, power = next(
            (step for step in reversed(_ENERGY_STEPS) if abs(number) >= Decimal(10) ** step[1]), _ENERGY_STEPS[1]
        )
        return f"{significant(number.scaleb(-power), self._digits)} {unit}"

    def mass(self, mg_co2e: int | Decimal) -> str:
        """A mass of CO2e in kg, or in t from ten tonnes."""
        kg = Decimal(mg_co2e).scaleb(-6)
        if abs(kg) >= 10_000:
            return f"{significant(kg.scaleb(-3), self._digits)} t CO₂e"
        return f"{significant(kg, self._digits)} kg CO₂e"


def exact(shown: str, value: str | Decimal | None, unit: str = "") -> Markup:
    """Markup that shows one text and keeps the exact number and its unit for tooltips and programs."""
    if value is None:
        return Markup("{}").format(shown)
    return Markup('<data value="{0}" title="{0}{1}">{2}</data>').format(str(value), f" {unit}" if unit else "", shown)


def decimals_for(reference: Decimal, significant_digits: int) -> int:
    """Decimals that give the reference its significant digits, at least 0."""
    if reference == 0:
        return significant_digits - 1
    rounded = _round(reference, significant_digits)
    return max(0, significant_digits - 1 - rounded.adjusted())


def fixed(value: Decimal, decimals: int) -> str:
    """A number with a fixed count of decimals, the thousands grouped by thin spaces, and a true minus sign."""
    text = format(value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN), "f")
    negative = text.startswith("-") and any(c in "123456789" for c in text)
    whole, point, fraction = text.lstrip("-").partition(".")
    return (MINUS if negative else "") + _grouped(whole) + point + fraction


def significant(value: Decimal, digits: int) -> str:
    """A number to significant digits, trailing zeros dropped; whole parts stay whole, very small ones get a power."""
    if value == 0:
        return "0"
    rounded = _round(value, digits)
    exponent = rounded.adjusted()
    if exponent < -4:
        mantissa = _trimmed(fixed(rounded.scaleb(-exponent), digits - 1))
        return f"{mantissa}×10{str(exponent).translate(_SUPERSCRIPTS)}"
    return _trimmed(fixed(value, max(0, digits - 1 - exponent)))


def _bounded(value: Decimal, decimals: int) -> str:
    """With a fixed count of decimals; nothing is a plain 0, and what rounds to nothing is below the last digit."""
    text = fixed(value, decimals)
    if any(c in "123456789" for c in text):
        return text
    least = format(Decimal(1).scaleb(-decimals), "f")
    return "0" if value == 0 else f"<{least}" if value > 0 else f">{MINUS}{least}"


def _signed(value: Decimal, decimals: int) -> str:
    """With a fixed count of decimals and a sign; what rounds to nothing keeps its first digit."""
    text = fixed(value, decimals)
    text = text if any(c in "123456789" for c in text) else significant(value, 1)
    return "+" + text if value > 0 else text


def _round(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), ROUND_HALF_EVEN)


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouped(whole: str) -> str:
    if len(whole) < 5:
        return whole
    head = len(whole) % 3
    parts = ([whole[:head]] if head else []) + [whole[i : i + 3] for i in range(head, len(whole), 3)]
    return THIN_SPACE.join(parts)

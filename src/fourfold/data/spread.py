"""How far an amount may be from what a row says, in a few words of one cell.

lognormal 1.2             geometric standard deviation 1.2 around the amount
normal 5 %                standard deviation, as a share of the amount or in its unit: normal 0.4
triangular 90 120         lowest and highest; the amount is the most likely
uniform 90 120            lowest and highest
discrete 90:1 100:3       values, each with its weight
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.data.databases.records import Distribution, Uncertainty

_NUMBER = r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?"
_PLAIN = re.compile(_NUMBER)
_FORM = re.compile(r"(?P<word>[a-z]+)\s+(?P<rest>\S.*)")
_DEVIATION = re.compile(rf"(?P<value>{_NUMBER})\s*(?P<percent>%?)")
_PAIR = re.compile(rf"({_NUMBER})\s*:\s*({_NUMBER})")

SPREAD_WRONG = MessageKind(
    "spread-wrong",
    N_("{found} does not say how an amount is distributed"),
    N_("lognormal 1.2; normal 5 %; triangular LOW HIGH; uniform LOW HIGH; or discrete VALUE:WEIGHT …"),
    N_("correct the cell, or leave it blank"),
)
SPREAD_OFF = MessageKind(
    "spread-off",
    N_("the amount {amount} lies outside {found}"),
    N_("an amount between the lowest and the highest value"),
    N_("correct the amount or the range"),
)


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution as a cell spells it.

    Attributes:
        distribution: its form.
        numbers: deviation, or lowest and highest.
        is_share: whether a deviation is a share of the amount.
        values, weights: of a discrete distribution.
    """

    distribution: Distribution
    numbers: tuple[float, ...] = ()
    is_share: bool = False
    values: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()

    def around(self, amount: float) -> Uncertainty:
        """The distribution of an amount, in its unit."""
        if self.distribution is Distribution.LOGNORMAL:
            return Uncertainty(self.distribution, amount, self.numbers[0])
        if self.distribution is Distribution.NORMAL:
            deviation = self.numbers[0] * abs(amount) if self.is_share else self.numbers[0]
            return Uncertainty(self.distribution, amount, deviation)
        if self.distribution is Distribution.TRIANGULAR:
            return Uncertainty(self.distribution, self.numbers[0], amount, self.numbers[1])
        if self.distribution is Distribution.UNIFORM:
            return Uncertainty(self.distribution, self.numbers[0], self.numbers[1])
        return Uncertainty(self.distribution, values=self.values, weights=self.weights)

    def holds(self, amount: float) -> bool:
        """Whether the amount lies within what is drawn."""
        if self.distribution in (Distribution.TRIANGULAR, Distribution.UNIFORM):
            return self.numbers[0] <= amount <= self.numbers[1]
        return not self.values or min(self.values) <= amount <= max(self.values)


def parse_spread(text: str) -> Spread | None:
    """A distribution from a cell; ``None`` for a blank one.

    Raises:
        ValueError: it says none.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if not plain:
        return None
    found = _FORM.fullmatch(plain)
    if not found or found["word"] not in (form.value for form in Distribution):
        raise ValueError(text)
    form, rest = Distribution(found["word"]), found["rest"].strip()
    if form is Distribution.DISCRETE:
        return _discrete(rest)
    if form in (Distribution.TRIANGULAR, Distribution.UNIFORM):
        words = rest.split()
        if len(words) != 2 or not all(_PLAIN.fullmatch(word) for word in words):
            raise ValueError(text)
        low, high = map(float, words)
        if not low < high:
            raise ValueError(text)
        return Spread(form, (low, high))
    deviation = _DEVIATION.fullmatch(rest)
    if not deviation:
        raise ValueError(text)
    value, is_share = float(deviation["value"]), bool(deviation["percent"])
    if (form is Distribution.LOGNORMAL and (value < 1 or is_share)) or value <= 0:
        raise ValueError(text)
    return Spread(form, (value / 100 if is_share else value,), is_share)


def check_spread(text: str, place: Place, problems: Problems) -> Spread | None:
    """`parse_spread`, with what is wrong reported at `place` and ``None`` returned."""
    try:
        return parse_spread(text)
    except ValueError:
        problems.error(SPREAD_WRONG, place, found=text)
        return None


def _discrete(text: str) -> Spread:
    pairs = [_PAIR.fullmatch(word) for word in text.split()]
    values = [(float(pair[1]), float(pair[2])) for pair in pairs if pair]
    if len(values) != len(pairs) or any(weight < 0 for _, weight in values) or not any(w for _, w in values):
        raise ValueError(text)
    return Spread(
        Distribution.DISCRETE, values=tuple(value for value, _ in values), weights=tuple(weight for _, weight in values)
    )

"""Distributions of many amounts as arrays: what is wrong with them, their moments, their draws.

Every form is drawn from one standard normal z, so that amounts that share a z move together:

    lognormal    sign · |a| · exp(z ln b)          a: geometric mean, b: geometric standard deviation
    normal       a + b z
    triangular   inverse of the distribution function at Φ(z)
    uniform      a + (b − a) Φ(z)
    discrete     the lowest value whose cumulated weight reaches Φ(z)

The sign of a lognormal is that of the amount: a negative amount is drawn as its absolute value. Equations of the
moments: Forbes, Evans, Hastings & Peacock, Statistical Distributions, 4th ed. (2011), chapters of these names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fourfold.accounting.background.system import Floats, Integers


class Form(IntEnum):
    """Form of a distribution, as a number in an array; its parameters as in `records.Distribution`."""

    LOGNORMAL = 1
    NORMAL = 2
    TRIANGULAR = 3
    UNIFORM = 4
    DISCRETE = 5


class Fault(IntEnum):
    """Why a distribution cannot be drawn."""

    NONE = 0
    NOT_A_NUMBER = 1
    """A parameter is missing or not finite, or a geometric mean is zero."""
    GSD_BELOW_ONE = 2
    NEGATIVE_DEVIATION = 3
    ENDS_REVERSED = 4
    """The lowest value, the most likely one and the highest do not stand in this order."""
    WEIGHTS = 5
    """Weights are missing, negative or all zero, or not as many as values."""
    ZERO_AMOUNT = 6
    """The amount is zero, so that nothing can be scaled."""
    UNKNOWN_FORM = 7
    TOO_WIDE = 8
    """It spreads so far that its draws and moments say nothing and may exceed what numbers can hold."""


WIDEST_GSD = 1e6
"""Largest geometric standard deviation that is drawn."""
WIDEST = 1e12
"""Largest parameter of any other form, and median of a lognormal, as a multiple of the amount."""


@dataclass(frozen=True, eq=False)
class Ragged:
    """Values and weights of discrete distributions, those of one amount together.

    Attributes:
        starts: where those of each amount begin, and the end [amount + 1].
        values, weights: [value]; weights need not sum to 1.
    """

    starts: Integers
    values: Floats
    weights: Floats

    @staticmethod
    def of(values: Sequence[Sequence[float]], weights: Sequence[Sequence[float]]) -> Ragged:
        """From lists, one an amount; where the two differ in length, the weights become ``nan``."""
        pairs = [(v, w if len(v) == len(w) else [np.nan] * len(v)) for v, w in zip(values, weights, strict=True)]
        starts = np.concatenate([[0], np.cumsum([len(v) for v, _ in pairs])]).astype(np.int64)
        flat = [np.array([x for pair in pairs for x in pair[side]], dtype=np.float64) for side in (0, 1)]
        return Ragged(starts, flat[0], flat[1])

    @staticmethod
    def none(count: int) -> Ragged:
        """Nothing, for this many amounts."""
        return Ragged(np.zeros(count + 1, np.int64), np.zeros(0), np.zeros(0))

    def take(self, which: Integers) -> Ragged:
        """Those of some amounts."""
        starts, lengths = self.starts[:-1][which], np.diff(self.starts)[which]
        ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        at = np.repeat(starts - ends[:-1], lengths) + np.arange(ends[-1])
        return Ragged(ends, self.values[at], self.weights[at])


@dataclass(frozen=True, eq=False)
class Distributions:
    """Amounts and how each is distributed, in the amount's own unit.

    Attributes:
        forms: `Form` of each [amount].
        amounts: the amount itself, with which a system was compiled [amount].
        a, b, c: parameters [amount].
        discrete: values and weights.
    """

    forms: NDArray[np.int8]
    amounts: Floats
    a: Floats
    b: Floats
    c: Floats
    discrete: Ragged

    @property
    def count(self) -> int:
        """How many amounts."""
        return len(self.forms)

    @property
    def unit_sign(self) -> Floats:
        """Sign of a draw as a multiple of what its parameters give: −1 for a lognormal of a negative amount."""
        negative = (self.forms == Form.LOGNORMAL) & (self.amounts < 0)
        return np.where(negative, -1.0, 1.0)

    def take(self, which: Integers | NDArray[np.bool_]) -> Distributions:
        """Some of them, by number or by mask."""
        index = np.flatnonzero(which) if which.dtype == np.bool_ else which.astype(np.int64)
        a, b, c = self.a[index], self.b[index], self.c[index]
        return Distributions(self.forms[index], self.amounts[index], a, b, c, self.discrete.take(index))


def distributions(
    forms: ArrayLike, amounts: ArrayLike, a: ArrayLike, b: ArrayLike, c: ArrayLike | None = None
) -> Distributions:
    """Distributions without discrete ones, from columns."""
    codes = np.asarray(forms, np.int8)
    first, second, third = (np.asarray(column, np.float64) for column in (amounts, a, b))
    last = np.full(len(codes), np.nan) if c is None else np.asarray(c, np.float64)
    return Distributions(codes, first, second, third, last, Ragged.none(len(codes)))


def faults(given: Distributions) -> NDArray[np.int8]:
    """What is wrong with each, as `Fault` [amount]; of several faults the first in the order of this function."""
    f, a, b, c = given.forms, given.a, given.b, given.c
    log, normal, triangular, uniform, discrete = (f == form for form in Form)
    finite = np.isfinite(given.amounts) & (
        discrete | np.isfinite(a) & np.isfinite(b) & (np.isfinite(c) | ~triangular) & ~(log & (a == 0))
    )
    with np.errstate(invalid="ignore"):
        found = [
            (Fault.UNKNOWN_FORM, ~np.isin(f, list(Form))),
            (Fault.ZERO_AMOUNT, given.amounts == 0),
            (Fault.NOT_A_NUMBER, ~finite),
            (Fault.GSD_BELOW_ONE, log & (b < 1)),
            (Fault.NEGATIVE_DEVIATION, normal & (b < 0)),
            (Fault.ENDS_REVERSED, triangular & ~((a <= b) & (b <= c)) | uniform & ~(a <= b)),
            (Fault.WEIGHTS, discrete & ~_weighted(given.discrete)),
            (Fault.TOO_WIDE, _too_wide(given)),
        ]
    codes = np.zeros(given.count, np.int8)
    for fault, where in reversed(found):
        codes[where] = fault
    return codes


def _too_wide(given: Distributions) -> NDArray[np.bool_]:
    """Whether a parameter, or a value of a discrete one, is beyond what is drawn."""
    most = WIDEST * np.abs(given.amounts)
    owner = np.repeat(np.arange(given.count), np.diff(given.discrete.starts))
    far = np.abs(given.discrete.values) > most[owner]
    wide = np.bincount(owner, far, minlength=given.count) > 0
    is_log, is_triangular = given.forms == Form.LOGNORMAL, given.forms == Form.TRIANGULAR
    wide |= np.abs(given.a) > most
    wide |= np.where(is_log, given.b > WIDEST_GSD, np.abs(given.b) > most)
    return np.asarray(wide | is_triangular & (np.abs(given.c) > most))


def _weighted(ragged: Ragged) -> NDArray[np.bool_]:
    """Whether each list of weights is usable."""
    good = np.isfinite(ragged.values) & np.isfinite(ragged.weights) & (ragged.weights >= 0)
    bad, total = _sums(ragged, (~good).astype(float)), _sums(ragged, np.where(good, ragged.weights, 0.0))
    return np.asarray((bad == 0) & (total > 0))


def _sums(ragged: Ragged, of: Floats) -> Floats:
    """Sum over the values of each amount [amount]."""
    owner = np.repeat(np.arange(len(ragged.starts) - 1), np.diff(ragged.starts))
    return np.bincount(owner, of, minlength=len(ragged.starts) - 1).astype(np.float64)


def means(given: Distributions) -> Floats:
    """Mean of each amount."""
    f, a, b, c = given.forms, given.a, given.b, given.c
    log, normal, triangular, uniform, discrete = (f == form for form in Form)
    out = np.zeros(given.count)
    out[log] = (given.unit_sign * np.abs(a))[log] * np.exp(np.log(b[log]) ** 2 / 2)
    out[normal] = a[normal]
    out[triangular] = (a + b + c)[triangular] / 3
    out[uniform] = (a + b)[uniform] / 2
    out[discrete] = _moment(given.discrete, given.discrete.values)[discrete]
    return out


def variances(given: Distributions) -> Floats:
    """Variance of each amount."""
    f, a, b, c = given.forms, given.a, given.b, given.c
    log, normal, triangular, uniform, discrete = (f == form for form in Form)
    out = np.zeros(given.count)
    variance_of_log = np.log(b[log]) ** 2
    out[log] = a[log] ** 2 * np.exp(variance_of_log) * np.expm1(variance_of_log)
    out[normal] = b[normal] ** 2
    low, mode, high = a[triangular], b[triangular], c[triangular]
    out[triangular] = ((high - low) ** 2 - (mode - low) * (high - mode)) / 18
    out[uniform] = (b - a)[uniform] ** 2 / 12
    ragged = given.discrete
    centred = ragged.values - np.repeat(_moment(ragged, ragged.values), np.diff(ragged.starts))
    out[discrete] = _moment(ragged, centred**2)[discrete]
    return out


def medians(given: Distributions) -> Floats:
    """Median of each amount; of a discrete one the lowest value that reaches half of the weight."""
    return Draw(given)(np.zeros(given.count))


def _moment(ragged: Ragged, of: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return _sums(ragged, of * ragged.weights) / _sums(ragged, ragged.weights)


class Draw:
    """Draws all amounts from standard normals.

    Args:
        given: distributions without faults.
        relative: whether to give draws divided by the amounts, by which entries of a system are multiplied.
    """

    def __init__(self, given: Distributions, *, relative: bool = False) -> None:
        scale = 1 / given.amounts if relative else np.ones(given.count)
        where = [np.flatnonzero(given.forms == form) for form in Form]
        self._count = given.count
        self._where = dict(zip(Form, where, strict=True))
        self._only_log = len(where[0]) == given.count
        log, normal, triangular, uniform, discrete = where
        self._sigma = np.log(given.b[log])
        self._centre = np.log(np.abs(given.a[log] * scale[log]))
        self._sign = np.sign(given.unit_sign[log] * scale[log])
        self._all_positive = bool((self._sign > 0).all())
        self._normal = (given.a[normal] * scale[normal], given.b[normal] * scale[normal])
        self._triangular = given.take(triangular), scale[triangular]
        self._uniform = (given.a[uniform] * scale[uniform], (given.b - given.a)[uniform] * scale[uniform])
        self._discrete = _Steps(given.discrete.take(discrete)), scale[discrete]

    def __call__(self, normals: Floats) -> Floats:
        """Draws [amount] from one standard normal each [amount]."""
        if self._only_log:
            return self._lognormal(normals)
        from scipy.special import ndtr

        out = np.empty(self._count)
        for form, where in self._where.items():
            if not len(where):
                continue
            z = normals[where]
            if form is Form.LOGNORMAL:
                out[where] = self._lognormal(z)
            elif form is Form.NORMAL:
                out[where] = self._normal[0] + self._normal[1] * z
            elif form is Form.TRIANGULAR:
                out[where] = _triangle(self._triangular[0], ndtr(z)) * self._triangular[1]
            elif form is Form.UNIFORM:
                out[where] = self._uniform[0] + self._uniform[1] * ndtr(z)
            else:
                out[where] = self._discrete[0](ndtr(z)) * self._discrete[1]
        return out

    def _lognormal(self, z: Floats) -> Floats:
        log = self._sigma * z
        log += self._centre
        np.exp(log, out=log)
        return log if self._all_positive else log * self._sign


def _triangle(given: Distributions, u: Floats) -> Floats:
    """Inverse of the distribution function of the triangular distribution."""
    low, mode, high = given.a, given.b, given.c
    width, left = high - low, mode - low
    rising = u * width < left
    with np.errstate(invalid="ignore"):
        return np.where(
            rising, low + np.sqrt(np.maximum(u * width * left, 0)), high - np.sqrt((1 - u) * width * (high - mode))
        )


class _Steps:
    """Inverse of the distribution functions of discrete distributions: one search for all of them.

    Values of each amount are put in order, so that its draw rises with z; the cumulated weights of amount k are moved
    to k … k + 1.
    """

    def __init__(self, ragged: Ragged) -> None:
        owner = np.repeat(np.arange(len(ragged.starts) - 1), np.diff(ragged.starts))
        order = np.lexsort((ragged.values, owner))
        order = order[ragged.weights[order] > 0]
        self._values, owner = ragged.values[order], owner[order]
        weights = ragged.weights[order] / _sums(ragged, ragged.weights)[owner]
        running = np.cumsum(weights)
        first = np.searchsorted(owner, owner)
        self._cumulated = running - (running[first] - weights[first]) + owner
        self._last = np.searchsorted(owner, np.arange(len(ragged.starts) - 1), side="right") - 1

    def __call__(self, u: Floats) -> Floats:
        at = np.searchsorted(self._cumulated, u + np.arange(len(u)), side="left")
        return np.asarray(self._values[np.minimum(at, self._last)])

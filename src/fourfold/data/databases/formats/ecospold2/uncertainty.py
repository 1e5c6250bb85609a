"""Distributions of EcoSpold 2.

A lognormal has the variance of the logarithm, basic and with what the pedigree adds:

    geometric standard deviation = exp(√(variance with pedigree))      kept as the distribution
    basic uncertainty            = exp(2 √(basic variance))            kept beside the scores

A normal has variances in the unit of the amount squared. The spread is taken about the amount, because links and
allocation rescale amounts and leave mu as it was.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from fourfold.core.problems import Place
from fourfold.data.databases.formats.ecospold import messages as shared
from fourfold.data.databases.formats.ecospold.values import Spot
from fourfold.data.databases.formats.ecospold2 import messages as m
from fourfold.data.databases.records import Distribution, Uncertainty
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.xml_text import child, local_name

_SCORES = (
    "reliability",
    "completeness",
    "temporalCorrelation",
    "geographicalCorrelation",
    "furtherTechnologyCorrelation",
)
_NOT_FORMS = ("pedigreeMatrix", "comment")
_SAME = 1e-6
_SAME_LOG = 0.01


@dataclass(frozen=True, slots=True)
class Spread:
    """How uncertain an amount is.

    Attributes:
        distribution: with what the pedigree adds; ``None`` for none.
        pedigree: five scores such as ``1;3;2;n.a.;4``; empty for none.
        base: squared geometric standard deviation of the basic uncertainty; ``None`` where not given.
    """

    distribution: Uncertainty | None = None
    pedigree: str = ""
    base: float | None = None


@dataclass
class UncertaintyReader:
    """Reads distributions; what occurs in every second row is counted and told once.

    Attributes:
        mus: places where mu is not the logarithm of the mean value.
        undefined: places of uncertainties without a form.
    """

    mus: list[Place] = field(default_factory=list)
    undefined: list[Place] = field(default_factory=list)

    def read(self, holder: Spot, amount: float) -> Spread:
        """The uncertainty of an exchange or parameter; what cannot be used is reported and left out."""
        element = child(holder.element, "uncertainty")
        if element is None:
            return Spread()
        matrix = child(element, "pedigreeMatrix")
        pedigree = "" if matrix is None else _pedigree(holder.of(matrix))
        form = next((one for one in element if local_name(one) not in _NOT_FORMS), None)
        if form is None:
            return Spread(None, pedigree)
        spot, name = holder.of(form), local_name(form)
        if name == "undefined":
            self.undefined.append(spot.place())
            return Spread(None, pedigree)
        if name == "lognormal":
            made, reason = self._lognormal(spot, amount)
        else:
            made, reason = _other(spot, name, amount)
        if made is None:
            spot.note(Effect.NOT_READ, shared.UNCERTAINTY_LEFT_OUT, found=name, reason=reason)
        basic = spot.number_or_none("variance") if name == "lognormal" and made is not None else None
        return Spread(made, pedigree, None if basic is None or basic < 0 else _exp(2 * math.sqrt(basic)))

    def finish(self, report: ImportReport) -> None:
        """Tell what was counted."""
        for places, kind in ((self.mus, m.MU_NOT_READ), (self.undefined, m.UNDEFINED_NOT_READ)):
            if places:
                report.note(Effect.NOT_READ, kind, places[0], count=len(places))

    def _lognormal(self, spot: Spot, amount: float) -> tuple[Uncertainty | None, str]:
        variance = _variance(spot)
        if variance is None or variance < 0 or amount == 0:
            return None, f"variance {'–' if variance is None else format(variance, 'g')}, amount {amount:g}"
        deviation = _exp(math.sqrt(variance))
        if deviation is None:
            return None, f"variance {variance:g}"
        mean, mu = spot.number_or_none("meanValue"), spot.number_or_none("mu")
        centre = _exp(mu) if mean is None and mu is not None else mean
        _note_centre(spot, centre, amount)
        if mean and mu is not None and abs(mu - math.log(abs(mean))) > _SAME_LOG:
            self.mus.append(spot.place())
        return Uncertainty(Distribution.LOGNORMAL, amount, deviation), ""


def _other(spot: Spot, name: str, amount: float) -> tuple[Uncertainty | None, str]:
    """A form other than the lognormal, or why it cannot be used."""
    if name == "normal":
        variance = _variance(spot)
        if variance is None or variance < 0:
            return None, "variance"
        _note_centre(spot, spot.number_or_none("meanValue"), amount)
        return Uncertainty(Distribution.NORMAL, amount, math.sqrt(variance)), ""
    if name not in ("triangular", "uniform"):
        return None, name
    columns = ("minValue", "mostLikelyValue", "maxValue") if name == "triangular" else ("minValue", "maxValue")
    given = [spot.number_or_none(column) for column in columns]
    values = [value for value in given if value is not None]
    shown = ", ".join(f"{column} {spot.text(column) or '–'}" for column in columns)
    if len(values) < len(columns) or values != sorted(values):
        return None, shown
    if name == "uniform":
        return Uncertainty(Distribution.UNIFORM, values[0], values[1]), ""
    return Uncertainty(Distribution.TRIANGULAR, values[0], values[1], values[2]), ""


def _variance(spot: Spot) -> float | None:
    whole = spot.number_or_none("varianceWithPedigreeUncertainty")
    return spot.number_or_none("variance") if whole is None else whole


def _note_centre(spot: Spot, centre: float | None, amount: float) -> None:
    if centre is not None and not math.isclose(abs(centre), abs(amount), rel_tol=_SAME):
        spot.note(Effect.REPAIRED, m.CENTRE_MOVED, found=f"{centre:g}", amount=f"{amount:g}")


def _pedigree(matrix: Spot) -> str:
    scores = [matrix.text(name) for name in _SCORES]
    known = [score if score in ("1", "2", "3", "4", "5") else "n.a." for score in scores]
    return ";".join(known) if set(known) != {"n.a."} else ""


def _exp(value: float) -> float | None:
    try:
        return math.exp(value)
    except OverflowError:
        return None

"""Distributions and quality scores of amounts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from fourfold.data.databases.assembly.distributions import is_calculable
from fourfold.data.databases.formats.openlca import messages as m
from fourfold.data.databases.formats.openlca.fields import Entry
from fourfold.data.databases.records import Distribution, Uncertainty
from fourfold.data.databases.report import Effect

FORMS: dict[str, tuple[Distribution, tuple[str, ...]]] = {
    "LOG_NORMAL_DISTRIBUTION": (Distribution.LOGNORMAL, ("geomMean", "geomSd")),
    "NORMAL_DISTRIBUTION": (Distribution.NORMAL, ("mean", "sd")),
    "TRIANGLE_DISTRIBUTION": (Distribution.TRIANGULAR, ("minimum", "mode", "maximum")),
    "UNIFORM_DISTRIBUTION": (Distribution.UNIFORM, ("minimum", "maximum")),
}
_NONE = ("", "NONE", "NO_DISTRIBUTION", "UNDEFINED_DISTRIBUTION")
_KNOWN = frozenset({"@type", "distributionType", *(name for _, names in FORMS.values() for name in names)})
_SAME = 1e-6


def read_uncertainty(holder: Entry, amount: float) -> Uncertainty | None:
    """The distribution of an amount; what cannot be used is left out and reported.

    Args:
        holder: the exchange or parameter that has it.
        amount: of the holder; a mismatch is reported, and nothing is changed.
    """
    entry = holder.entry("uncertainty")
    if entry is None:
        return None
    word = entry.text("distributionType")
    if word in _NONE:
        return None
    if word not in FORMS:
        _note_left_out(entry, word, "type")
        return None
    entry.count_unread("Uncertainty", _KNOWN)
    form, names = FORMS[word]
    values = [entry.number(name) for name in names]
    missing = [name for name, value in zip(names, values, strict=True) if value is None]
    if missing:
        _note_left_out(entry, word, ", ".join(missing))
        return None
    found = _made(entry, word, form, [value for value in values if value is not None])
    # What is out of range is left out, and told, by the assembly.
    if found is None or math.isnan(amount) or not is_calculable(found):
        return found
    if not _is_about(found, amount):
        entry.note(Effect.NOTED, m.UNCERTAINTY_OFF, "uncertainty", amount=amount, found=_shown(values))
    return found


def read_pedigree(entry: Entry, *names: str) -> str:
    """Five quality scores such as ``1;3;2;n.a.;4``; empty where there are none."""
    text = next((entry.text(name) for name in names if entry.fields.get(name)), "")
    if not text.strip():
        return ""
    scores = [part.strip().casefold() for part in text.strip().strip("()[]").replace(",", ";").split(";")]
    scores = ["n.a." if score in ("n.a.", "n.a", "na", "", "-", "0") else score for score in scores]
    if len(scores) != 5 or any(score not in ("1", "2", "3", "4", "5", "n.a.") for score in scores):
        entry.note(Effect.REPAIRED, m.PEDIGREE_UNREADABLE, found=text)
        return ""
    return ";".join(scores)


def _made(entry: Entry, word: str, form: Distribution, values: list[float]) -> Uncertainty | None:
    """The distribution, its parameters checked."""
    if form in (Distribution.LOGNORMAL, Distribution.NORMAL):
        mean, deviation = values
        usable = deviation >= 1 and mean != 0 if form is Distribution.LOGNORMAL else deviation >= 0
        if not usable:
            _note_left_out(entry, word, _shown(values))
            return None
        # The sign of a log-normal amount is that of the amount.
        return Uncertainty(form, abs(mean) if form is Distribution.LOGNORMAL else mean, deviation)
    ordered = sorted(values)
    if ordered != values:
        entry.note(Effect.REPAIRED, m.TRIANGLE_SORTED, "uncertainty", found=_shown(values))
    low, middle, *high = ordered
    return Uncertainty(form, low, middle, high[0] if high else math.nan)


def _is_about(u: Uncertainty, amount: float) -> bool:
    """Whether the amount is a middle of the distribution: its mean, median or mode."""
    if u.distribution is Distribution.TRIANGULAR:
        middles = [u.b, (u.a + u.b + u.c) / 3]
    elif u.distribution is Distribution.UNIFORM:
        middles = [(u.a + u.b) / 2]
    elif u.distribution is Distribution.LOGNORMAL:
        middles = [abs(u.a), abs(u.a) * math.exp(math.log(u.b) ** 2 / 2)]
        amount = abs(amount)
    else:
        middles = [u.a]
    return any(math.isclose(amount, middle, rel_tol=_SAME, abs_tol=1e-300) for middle in middles)


def _note_left_out(entry: Entry, word: str, reason: str) -> None:
    entry.note(Effect.REPAIRED, m.UNCERTAINTY_UNREADABLE, "uncertainty", found=word, reason=reason)


def _shown(values: Sequence[float | None]) -> str:
    return ", ".join(str(value) for value in values)

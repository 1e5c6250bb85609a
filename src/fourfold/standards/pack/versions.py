"""Versions of packs, ``X.Y``, and the ranges of them a child accepts, such as ``>=1,<2``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne

from fourfold.core.problems import N_, MessageKind, Place, Problems

RANGE_WRONG = MessageKind(
    "pack-version-range",
    N_("{found} is not a range of versions"),
    N_("bounds joined by commas, such as >=1,<2; blank accepts any version"),
    N_("correct the range"),
)

_BOUND = re.compile(r"(>=|<=|==|!=|>|<|=|)\s*([0-9]{1,6}(?:\.[0-9]{1,6}){0,2})")
_TESTS: Mapping[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    ">=": ge,
    "<=": le,
    "==": eq,
    "=": eq,
    "": eq,
    "!=": ne,
    ">": gt,
    "<": lt,
}


def version_fits(version: str, versions: str, place: Place, problems: Problems) -> bool:
    """Whether a version lies in a range; of a range that cannot be read every version does (reported).

    Args:
        version: ``X.Y``; ``1`` counts as ``1.0``.
        versions: the range; blank accepts any.
        place: where the range stands.
        problems: receives a range that cannot be read.
    """
    bounds = [_BOUND.fullmatch(part.strip()) for part in versions.split(",")] if versions.strip() else []
    if not all(bounds):
        problems.error(RANGE_WRONG, place, found=versions)
        return True
    number = _numbers(version)
    return all(_TESTS[bound[1]](number, _numbers(bound[2])) for bound in bounds if bound)


def _numbers(version: str) -> tuple[int, ...]:
    parts = [int(part) for part in version.split(".") if part.isdecimal()]
    return tuple([*parts, 0, 0, 0][:3])

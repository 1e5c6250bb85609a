"""Versions of packs, ``X.Y``, and ranges of them, such as ``>=1,<2``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import TypeAlias

_Version: TypeAlias = tuple[int, int]
_NUMBER = r"(?:0|[1-9][0-9]{0,5})"
VERSION = re.compile(rf"({_NUMBER})\.({_NUMBER})")
_BOUND = re.compile(rf"(==|!=|<=|>=|<|>)\s*({_NUMBER}(?:\.{_NUMBER})?)")
_TESTS: Mapping[str, Callable[[_Version, _Version], bool]] = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


def is_range(accepted: str) -> bool:
    """Whether a text is a range of versions: comparisons with commas between."""
    return all(_BOUND.fullmatch(part.strip()) for part in accepted.split(","))


def version_fits(version: str, accepted: str) -> bool:
    """Whether a version lies in a range; an empty range, as what is none, accepts any.

    Args:
        version: ``X.Y``; ``1`` counts as ``1.0``.
        accepted: a range, such as ``>=1,<2``.
    """
    bounds = [_BOUND.fullmatch(part.strip()) for part in accepted.split(",")]
    return all(_TESTS[bound[1]](_numbers(version), _numbers(bound[2])) for bound in bounds if bound)


def _numbers(version: str) -> _Version:
    major, _, minor = version.partition(".")
    return int(major), int(minor or 0)

"""The SQL kernels by name, as they come with Fourfold."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

KERNELS = ("cells", "metered", "claimed", "totals", "shared", "hourly_metered", "hourly_claimed", "by_product")
"""Those that make the account, in the order in which they rest on each other."""
CHECKS = (
    *("spans", "uneven_days", "readings_twice", "gaps", "factorless", "claims_above", "shares_uneven"),
    *("hourly_shares_uneven", "months_unshared", "hours_unshared", "shared_twice"),
)
"""Those that look for faults, each of which finds none in tables that are in order, but for the first two."""


@cache
def kernel(name: str) -> str:
    """The text of a kernel: one SELECT behind a header of comments that says inputs, outputs, units, grain and laws."""
    folder: Traversable = files("fourfold.electricity.kernels").joinpath("sql")
    if name in CHECKS:
        folder = folder.joinpath("checks")
    return folder.joinpath(f"{name}.sql").read_text(encoding="utf-8")

"""Shares of products in whole millionths."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fourfold.electricity.integers import apportion
from fourfold.electricity.kernels.tables import WHOLE_PPM


def whole_shares(amounts: Sequence[int]) -> list[int]:
    """Shares in millionths in proportion to whole amounts, such as what was made of each product in an hour.

    Every share is rounded down or up so that they sum to a million (largest remainder); equal remainders favour the
    earlier.

    Args:
        amounts: not negative, at least one above zero ``[product]``.

    Raises:
        ValueError: one is negative, or all are zero.
    """
    if not any(amounts) or min(amounts) < 0:
        raise ValueError("amounts are whole numbers, none below zero and at least one above")
    return [int(share) for share in apportion(WHOLE_PPM, np.array(amounts, dtype=object))]

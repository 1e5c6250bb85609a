"""Random numbers: each draw has a stream of its own, so that draws do not depend on how they are batched."""

from __future__ import annotations

import numpy as np

from fourfold.accounting.background.system import Floats


def normals(seed: int, draw: int, count: int) -> Floats:
    """Standard normals of one draw.

    The generator is numpy's SFC64, seeded by ``SeedSequence(seed, spawn_key=(draw,))``. The same seed and draw give the
    same numbers under the same version of numpy.

    Args:
        seed: not negative.
        draw: number of the draw, from 0.
        count: how many.
    """
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(draw,)))).standard_normal(count)

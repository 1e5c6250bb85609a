"""Compilation of kernels; this and what imports it need numba."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

F = TypeVar("F", bound=Callable[..., Any])
Ends: TypeAlias = tuple[NDArray[np.uint32], NDArray[np.uint32]]
"""First and second end of all ties; unsigned, since compiled code need not ask whether such an index is negative."""


def compiled(function: F) -> F:
    """Compile; keep the compiled code for the next process where there is a folder to write to."""
    try:
        return cast(F, numba.njit(function, cache=True, nogil=True, error_model="numpy"))
    except RuntimeError:
        return cast(F, numba.njit(function, nogil=True, error_model="numpy"))

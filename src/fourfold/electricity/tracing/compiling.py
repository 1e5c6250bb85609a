"""Compilation of kernels; this and what imports it need numba."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile; keep the compiled code for the next process where there is a folder to write to."""
    try:
        return cast(F, numba.njit(function, cache=True, nogil=True, error_model="numpy"))
    except RuntimeError:
        return cast(F, numba.njit(function, nogil=True, error_model="numpy"))

"""Why a sound system has no solution that numbers can hold: amounts too large, or sums of them along a chain."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.sparse as sp

from fourfold.accounting.background.solving_faults import explain
from fourfold.accounting.background.system import Floats
from fourfold.core.problems import N_, NOWHERE, InputError, MessageKind, Problem

NEED_TOO_LARGE = MessageKind(
    "background-need-too-large",
    N_("{product} takes {found} units of {supplier} for each unit it makes, which is more than can be calculated with"),
    N_("at most {most}"),
    N_("check amount and unit of this exchange, and the amount the process makes"),
)
BURDEN_TOO_LARGE = MessageKind(
    "background-burden-too-large",
    N_("what {product} gives off for each unit it makes is more than can be calculated with"),
    N_("at most {most}"),
    N_("check amounts and units of its elementary flows, and the amount the process makes"),
)
CHAIN_TOO_LARGE = MessageKind(
    "background-chain-too-large",
    N_("amounts grow along the suppliers of {product} to more than can be calculated with"),
    N_("at most {most}"),
    N_("check amounts and units of the exchanges between this process and its suppliers"),
)
INEXACT = MessageKind(
    "background-inexact",
    N_("the system is so close to having no single solution that its figures would say nothing"),
    N_("loops that leave more than rounding of what they make"),
    N_("check amounts and units of the exchanges between processes that need each other"),
)
MOST = 1e150
"""Largest size of a need, a burden or a sum along a chain: the square of it is a number still."""
_TIERS = 1000


def check_needs(needs: sp.csc_array, label: Callable[[int], str]) -> None:
    """Refuse needs that are no numbers, or none whose products are.

    Raises:
        InputError: there are some; each is named.
    """
    entries = needs.tocoo()
    lost = np.flatnonzero(~(np.abs(entries.data) <= MOST))
    if lost.size:
        raise InputError(
            Problem(
                NEED_TOO_LARGE,
                NOWHERE,
                {
                    "product": label(int(entries.col[at])),
                    "supplier": label(int(entries.row[at])),
                    "found": f"{entries.data[at]:g}",
                    "most": f"{MOST:g}",
                },
            )
            for at in lost.tolist()
        )


def check_burdens(right: Floats, label: Callable[[int], str]) -> None:
    """Refuse right-hand sides that are no numbers, or none whose products are [product, right-hand side].

    Raises:
        InputError: there are some; their products are named.
    """
    lost = np.flatnonzero(~(np.abs(right) <= MOST).all(axis=1))
    if lost.size:
        raise InputError(
            Problem(BURDEN_TOO_LARGE, NOWHERE, {"product": label(product), "most": f"{MOST:g}"})
            for product in lost.tolist()
        )


def unsolved(needs: sp.csc_array, label: Callable[[int], str]) -> InputError:
    """The refusal of a system for which no way gave a solution: its faults, a chain too large, or inexactness."""
    return InputError(explain(needs, label) or [_chain(needs, label) or Problem(INEXACT, NOWHERE)])


def _chain(needs: sp.csc_array, label: Callable[[int], str]) -> Problem | None:
    """The product first found to need, over its suppliers, more than `MOST` of anything."""
    behind = abs(needs).T.tocsr()
    amounts = np.ones(needs.shape[0])
    for _ in range(_TIERS):
        amounts = behind @ amounts
        most = float(amounts.max(initial=0.0))
        if most > MOST:
            return Problem(CHAIN_TOO_LARGE, NOWHERE, {"product": label(int(amounts.argmax())), "most": f"{MOST:g}"})
        if most < 1.0:
            return None
    return None

"""Elimination without a subtraction, for intervals in which solving and refining is not exact enough.

The equations of an interval are (s_i + Σ_j a_ij) x_i − Σ_j a_ij x_j = b_i with s, a ≥ 0. Eliminating node k adds a_ik /
p_k times its row to the others, with the pivot p_k = s_k + Σ_j a_kj over the nodes that are left: a sum as well
(Grassmann, Taksar & Heyman 1985). No digits are lost where what circulates is 10^15 times what is put in, at the price
of a step in Python for every node.
"""

from __future__ import annotations

import numpy as np

from fourfold.electricity.grid.state import Floats


def solve_by_sums(slack: Floats, links: Floats, amount: Floats) -> Floats:
    """Factors of one interval ``[node, attribute]``.

    Args:
        slack: s ``[node]``, none below zero.
        links: a ``[receiver, sender]``, none below zero; what runs from a node to itself plays no part.
        amount: b ``[node, attribute]``.
    """
    s, a, b = slack.copy(), links.copy(), amount.copy()
    np.fill_diagonal(a, 0.0)
    pivots = np.empty(s.size)
    for k in range(s.size):
        pivots[k] = s[k] + a[k, k + 1 :].sum()
        share = a[k + 1 :, k] / pivots[k]
        a[k + 1 :, k + 1 :] += share[:, None] * a[k, k + 1 :]
        np.fill_diagonal(a[k + 1 :, k + 1 :], 0.0)
        s[k + 1 :] += share * s[k]
        b[k + 1 :] += share[:, None] * b[k]
    for k in reversed(range(s.size)):
        b[k] = (b[k] + a[k, k + 1 :] @ b[k + 1 :]) / pivots[k]
    return b

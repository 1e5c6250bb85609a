"""Uncertain amounts of several systems as those of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fourfold.accounting.uncertainty.distributions import Distributions, Ragged
from fourfold.accounting.uncertainty.uncertain import Uncertain


def shifted(of: Uncertain, by: int) -> Uncertain:
    """The same, with exchanges and groups numbered from `by`."""
    states = np.concatenate([np.zeros(by, np.int8), of.states])
    return replace(of, exchanges=of.exchanges + by, groups=of.groups + by, states=states)


def joined(parts: Sequence[Uncertain]) -> Uncertain:
    """All of them together.

    Args:
        parts: numbered apart, in ascending order; at least one.
    """
    states = np.zeros(max(len(part.states) for part in parts), np.int8)
    for part in parts:
        states[: len(part.states)] = np.maximum(states[: len(part.states)], part.states)
    return Uncertain(
        exchanges=np.concatenate([part.exchanges for part in parts]),
        distributions=_joined([part.distributions for part in parts]),
        groups=np.concatenate([part.groups for part in parts]),
        states=states,
        problems=tuple(problem for part in parts for problem in part.problems),
        missing_scores=sum(part.missing_scores for part in parts),
        without_base=sum(part.without_base for part in parts),
    )


def _joined(parts: Sequence[Distributions]) -> Distributions:
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in ("forms", "amounts", "a", "b", "c")
    }
    ragged = [part.discrete for part in parts]
    lengths = np.concatenate([np.diff(one.starts) for one in ragged])
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    discrete = Ragged(
        starts, np.concatenate([one.values for one in ragged]), np.concatenate([one.weights for one in ragged])
    )
    return Distributions(**columns, discrete=discrete)

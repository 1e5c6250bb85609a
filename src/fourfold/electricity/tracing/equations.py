"""The equations of some intervals as arrays, and how well a solution fulfils them: what solvers in numpy share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from fourfold.core.zones import Ints
from fourfold.electricity.grid.state import Flags, Floats
from fourfold.electricity.tracing.network import Flows, Network, Nodes
from fourfold.electricity.tracing.reasons import reasons
from fourfold.electricity.tracing.result import Reasons, UnsolvedError

TOLERANCE = 1e-12
"""Most that the equation of a node may miss, relative to its own terms."""
REFINED_ABOVE = 1e-14
"""Share of an interval's carbon that may be missing before a solution is refined."""
REFINEMENTS = 3
TINY = np.finfo(np.float64).tiny
"""Numbers below this have fewer digits the smaller they are."""
ROUNDING = 4e-16
"""What forming a difference of two numbers may miss, relative to them."""


@dataclass(frozen=True, slots=True, eq=False)
class Equations:
    """``(slack_i + Σ_j sent_ji) x_i − Σ_j sent_ji x_j = amount_i`` for the nodes that have a factor, else ``x_i = 0``.

    Attributes:
        reason: ``[interval, node]``.
        sender, receiver: one-way ties, ordered by receiver and sender, each pair once ``[link]``.
        sent: energy that bears carbon ``[interval, link]``.
        slack: source less what is lost on the way ``[interval, node]``.
        amount: ``[interval, node, attribute]``.
    """

    reason: Reasons
    sender: Nodes
    receiver: Nodes
    sent: Floats
    slack: Floats
    amount: Floats

    @staticmethod
    def of(network: Network, flows: Flows, part: slice = slice(None)) -> Equations:
        """The equations of part of a block."""
        flows = Flows(*(getattr(flows, name)[part] for name in Flows.__slots__))
        cell, sent = _by_cell(network, flows.sent_mwh)
        lossless = np.array_equal(flows.received_mwh, flows.sent_mwh)
        received = sent if lossless else _by_cell(network, flows.received_mwh)[1]
        receiver, sender = np.divmod(cell, max(network.count, 1))
        found = reasons(network, flows, flows.source_mwh + _at_receiver(received, receiver, network.count))
        sound = found == 0
        sent = np.where(sound[:, sender] & sound[:, receiver], sent, 0.0)
        slack = flows.source_mwh
        if not lossless:
            slack = slack - _at_receiver(np.where(sent > 0, sent - received, 0.0), receiver, network.count)
        slack = np.where(sound, slack, 1.0)
        amount = np.where(sound[:, :, None], flows.source_amount, 0.0)
        return Equations(found, sender, receiver, sent, slack, amount)

    def diagonal(self) -> Floats:
        """What multiplies a node's own factor ``[interval, node]``, links from a node to itself included."""
        return self.slack + _at_receiver(self.sent, self.receiver, self.slack.shape[1])

    def solve(self, solver: Callable[[Floats], Floats], first: int = 0) -> Floats:
        """Factors ``[interval, node, attribute]``, NaN where there is none; refined until carbon is conserved.

        Where much more passes than is put in, what is missing is formed from differences between neighbours, in which
        the large equal parts of a loop cancel before they are rounded. Where that does not conserve carbon either, or
        a node with next to nothing misses its own equation, the interval is solved without a subtraction.

        Args:
            solver: from amounts ``[interval, node, attribute]`` to approximate factors.
            first: index of the first interval in the block, for errors.

        Raises:
            UnsolvedError: The equation of a node does not hold to 1e-12 of its own terms.
        """
        x = solver(self.amount)
        bound = REFINED_ABOVE * np.abs(self.amount).sum(axis=1) + TINY
        diagonal = self.diagonal()[:, :, None]
        passing = diagonal * x
        missing = self.amount - passing + self._arriving(x)
        if np.any(ROUNDING * np.abs(passing).max(axis=1, initial=0.0) > bound):
            missing = self._missing(x)
        for _ in range(REFINEMENTS):
            if np.all(np.abs(missing).sum(axis=1) <= bound) and not self._failing(missing, x).any():
                break
            x = x + solver(missing)
            missing = self._missing(x)
        doubtful = (np.abs(missing).sum(axis=1) > bound).any(axis=1) | self._failing(missing, x).any(axis=1)
        doubtful &= (self.slack >= 0).all(axis=1)
        for at in np.flatnonzero(doubtful).tolist():
            x[at] = self._by_sums(at)
            missing[at] = self._missing(x, slice(at, at + 1))[0]
        failed = self._failing(missing, x)
        if failed.any():
            interval, node = np.argwhere(failed)[0].tolist()
            raise UnsolvedError(first + interval, node)
        x[self.reason != 0] = np.nan
        return x

    def _failing(self, missing: Floats, x: Floats) -> Flags:
        """Nodes whose equation misses by more than 1e-12 of its own terms ``[interval, node]``."""
        terms = np.abs(self.amount) + 2 * self.diagonal()[:, :, None] * np.abs(x)
        return np.asarray(~(np.abs(missing) <= TOLERANCE * terms + TINY).all(axis=2))

    def _arriving(self, x: Floats) -> Floats:
        """What nodes receive from others ``[interval, node, attribute]``: all intervals as one sparse product."""
        intervals, nodes, attributes = x.shape
        at = np.searchsorted(self.receiver, np.arange(nodes))
        every = np.arange(intervals)[:, None]
        first = np.append((every * self.receiver.size + at).ravel(), self.sent.size)
        sender = (every * nodes + self.sender).ravel()
        links = csr_array((self.sent.ravel(), sender, first), shape=(intervals * nodes, intervals * nodes))
        return np.asarray(links @ x.reshape(-1, attributes)).reshape(x.shape)

    def _by_sums(self, interval: int) -> Floats:
        """Factors of one interval ``[node, attribute]``, found without a subtraction."""
        from fourfold.electricity.tracing.by_sums import solve_by_sums

        links = np.zeros((self.slack.shape[1], self.slack.shape[1]))
        links[self.receiver, self.sender] = self.sent[interval]
        return solve_by_sums(self.slack[interval], links, self.amount[interval])

    def _missing(self, x: Floats, part: slice = slice(None)) -> Floats:
        """What the equations of some intervals miss, from differences between neighbours."""
        step = x[part][:, self.sender] - x[part][:, self.receiver]
        step *= self.sent[part, :, None]
        lost = self.amount[part] - self.slack[part, :, None] * x[part]
        return lost + _at_receiver(step, self.receiver, x.shape[1])


def _by_cell(network: Network, energy: Floats) -> tuple[Ints, Floats]:
    """Energy of all ties that run the same way between two nodes, none < 0, by ``receiver · count + sender``."""
    ahead = network.to_node.astype(np.int64) * network.count + network.from_node
    back = network.from_node.astype(np.int64) * network.count + network.to_node
    cell, inverse = np.unique(np.concatenate([ahead, back]), return_inverse=True)
    both = np.concatenate([np.maximum(energy, 0.0), np.maximum(-energy, 0.0)], axis=1)
    if cell.size == inverse.size:
        return cell, both[:, np.argsort(inverse)]
    order = np.argsort(inverse, kind="stable")
    first = np.searchsorted(inverse[order], np.arange(cell.size))
    return cell, np.add.reduceat(both[:, order], first, axis=1)


def _at_receiver(values: Floats, receiver: Nodes, count: int) -> Floats:
    """Sums over the links of each receiver, from ``[interval, link, …]`` to ``[interval, node, …]``."""
    total = np.zeros((values.shape[0], count, *values.shape[2:]))
    if receiver.size:
        nodes, first = np.unique(receiver, return_index=True)
        total[:, nodes] = np.add.reduceat(values, first, axis=1)
    return total

"""Who bears the loss of a tie: the three conventions, each with the balance that closes (reference 1.5, I1, I2, I18).

A state says what was sent over a tie and how much of it was lost, and balances with what was received. Let f be sent
and l lost on a tie from i to j. The conventions differ in the energy that carries carbon over the tie, in the energy
that arrives, and in which area uses the loss as a load:

====  ================  ===========  ====================  ====================================================
rule  carries carbon    arrives      load                  books
====  ================  ===========  ====================  ====================================================
L0    f                 f            l at the receiver j   the tie is not asked about its loss; what is missing
                                                           at the other end is used there: lost += x_j l
L1    f − l             f − l        l at the sender i     lost += x_i l
L2    f                 f − l        none                  the receiver's factor rises, nothing is lost
====  ================  ===========  ====================  ====================================================

In each of them, area by area, energy in = energy out with the demand of the state, so that Σ x · demand + lost =
Σ F to rounding; where the data know no losses all three are the same. A loss inside an area is a load at that area's
x under every rule. Booked as lost is what comes into an area and is neither demand nor charged nor sent on. Under L0
and L1 a factor stays within the bounds of what is put in; under L2 it may exceed them by Π 1/(1 − l/f) along the path.

Where the losses of ties are all that ever uses what circulates between areas, there is nobody under L2 to carry them on
to: those nodes have no factor, no demand needs one, and what is sent there is lost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.electricity.grid.state import Floats, GridFrame, GridState
from fourfold.electricity.tracing.network import Nodes
from fourfold.electricity.tracing.options import LossRule
from fourfold.electricity.tracing.sums import nodes_of


@dataclass(frozen=True, slots=True, eq=False)
class TieEnergy:
    """Energy over the ties under a convention, signed as the state's.

    Attributes:
        bearing_mwh: what carries carbon away from the sender ``[interval, tie]``.
        received_mwh: what arrives ``[interval, tie]``.
    """

    bearing_mwh: Floats
    received_mwh: Floats


def tie_energy(state: GridState, rule: LossRule) -> TieEnergy:
    """What the ties of a block of intervals carry and deliver under a convention.

    Args:
        state: a block of intervals.
        rule: the convention.
    """
    sent = state.exchange_mwh
    arriving = sent - np.copysign(state.tie_loss_mwh, sent)
    if rule is LossRule.CARRIED:
        return TieEnergy(sent, arriving)
    moved = sent if rule is LossRule.IGNORED else arriving
    return TieEnergy(moved, moved)


def ends(frame: GridFrame) -> tuple[Nodes, Nodes]:
    """Areas at the two ends of every tie ``[tie]``."""
    return nodes_of([tie.from_area for tie in frame.ties]), nodes_of([tie.to_area for tie in frame.ties])

"""From the factor of an area to that of power delivered at a meter (reference 1.6).

    x_del = x / (1 − λ) + c

λ is the share lost between the grid of the area and the meter, c the network's own footprint without losses. Never
together with a network factor that contains losses: they would count twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from fourfold.electricity.grid.state import Attribute, AttributeKind, Floats

_PER_DELIVERED = {AttributeKind.TOTAL, AttributeKind.PART, AttributeKind.PRICE}


def deliver(per_mwh: Floats, attributes: Sequence[Attribute], loss_share: float, network_per_mwh: float) -> Floats:
    """Factors of power delivered.

    The total becomes x / (1 − λ) + c. Parts and prices are divided alike, without c, whose division among parts is not
    known: the parts of a delivered factor miss its total by c. Shares, of technologies and of what was measured, are
    shares of the same mix and stay.

    Args:
        per_mwh: factors of areas ``[…, attribute]``; NaN stays NaN.
        attributes: axis ``attribute``.
        loss_share: λ, at least 0 and below 1.
        network_per_mwh: c, in the unit of the total; 0 where the quantity of the total does not cover networks.

    Raises:
        ValueError: the loss share is not one.
    """
    if not 0.0 <= loss_share < 1.0:
        raise ValueError(f"a loss share is at least 0 and below 1, not {loss_share}")
    delivered = per_mwh.copy()
    for index, attribute in enumerate(attributes):
        if attribute.kind in _PER_DELIVERED:
            delivered[..., index] /= 1.0 - loss_share
        if attribute.kind is AttributeKind.TOTAL:
            delivered[..., index] += network_per_mwh
    return delivered

"""Certificates of a ledger by name, one by one or, where they are many, in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Certificate

_FEW = 20


def certificates_of(ledger: Ledger, names: Iterable[str]) -> Mapping[str, Certificate]:
    """Certificates that the ledger holds.

    Args:
        ledger: which.
        names: of lots of it, so that none is missing.
    """
    wanted = set(names)
    if len(wanted) > _FEW:
        return {one.certificate: one for one in ledger.certificates() if one.certificate in wanted}
    found = (ledger.certificate(name) for name in wanted)
    return {one.certificate: one for one in found if one is not None}

"""The claims of an account as they stood at the end of a closed ledger day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import ClaimRecord, Lot, LotState, Meter


def claims_at(ledger: Ledger, lots: Sequence[Lot], account: str, meters: Iterable[Meter]) -> list[ClaimRecord]:
    """Claims that stood then, by number, whatever became of them since.

    Args:
        ledger: where they are.
        lots: those of the end of the day (`Ledger.lots_at`): a claim stands where lots are claimed by its entry.
        account: who claimed.
        meters: for which.
    """
    standing = {lot.entry for lot in lots if lot.state is LotState.CLAIMED and lot.owner == account}
    found = [claim for meter in meters for claim in ledger.claims(meter.meter, account) if claim.claim in standing]
    return sorted(found, key=lambda claim: claim.claim)

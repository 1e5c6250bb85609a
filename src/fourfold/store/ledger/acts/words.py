"""Words of the ledger's messages: what is registered, states of Wh, reasons."""

from __future__ import annotations

from datetime import UTC, datetime

from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, Term
from fourfold.electricity.ledger.model import LotState

ACCOUNT, AREA, METER, DEVICE = Term(N_("account")), Term(N_("area")), Term(N_("meter")), Term(N_("plant or store"))
CERTIFICATE, CLAIM, ORDER = Term(N_("certificate")), Term(N_("claim")), Term(N_("order"))
DIVISION, WITHDRAWAL = Term(N_("division at Wh")), Term(N_("withdrawal of the claim"))
STATES = {
    LotState.HELD: Term(N_("held")),
    LotState.CANCELLED: Term(N_("cancelled")),
    LotState.CLAIMED: Term(N_("claimed")),
    LotState.WITHDRAWN: Term(N_("withdrawn by their issuer")),
    LotState.RESIDUAL: Term(N_("in the residual mix")),
}
KEEPERS, ISSUERS, OWNERS = (
    Term(N_("an act of the keeper of the ledger")),
    Term(N_("an act of the account that issues for the plant")),
    Term(N_("an act of the account that owns the meter")),
)
REGISTER, CLOSE = Term(N_("register accounts, areas, meters and plants")), Term(N_("close a residual mix"))
ISSUE, WITHDRAW = Term(N_("issue certificates of this plant")), Term(N_("withdraw certificates of this plant"))
MEASURE, CLAIM_FOR = Term(N_("tell readings of this meter")), Term(N_("claim for this meter"))
NOT_OVER, EARLIER_OPEN = Term(N_("it is not over")), Term(N_("an earlier day with entries is open"))
NOT_STORED = Term(N_("it is no certificate of discharged energy"))
NO_CLAIM = Term(N_("there is no such claim"))
CLAIM_WITHDRAWN = Term(N_("the claim was withdrawn"))
OTHER_STORE = Term(N_("the claim is not for the meter by which this store is charged"))
CLAIM_USED = Term(N_("another certificate rests on the claim"))
OTHER_ENERGY = Term(N_("the claim covers another energy of charging"))
MORE_THAN_CHARGED = Term(N_("it holds more than the charging times the efficiency"))
BEFORE_CHARGED = Term(N_("it begins before the charging"))
RESTED_ON = Term(N_("a certificate of discharged energy rests on the claim"))


def moment(time_s: int) -> str:
    """A time as people read it."""
    return moment_text(datetime.fromtimestamp(time_s, UTC))


def stretch(start_s: int, end_s: int) -> str:
    """A stretch of time as people read it."""
    return f"{moment(start_s)}/{moment(end_s)}"

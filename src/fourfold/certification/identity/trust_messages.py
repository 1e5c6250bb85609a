"""What can be wrong with trust roots, in words."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

TRUST_VKEY = MessageKind(
    "trust-verifier-key",
    N_("{found} is no verifier key: {reason}"),
    N_("name+hash+key, as in signed notes"),
    N_("copy the verifier key from who runs the log or the witness"),
)
TRUST_REPEATED = MessageKind(
    "trust-repeated",
    N_("{found} stands twice in the trust roots"),
    N_("each body and each witness once"),
    N_("remove one of them"),
)
TRUST_THRESHOLD = MessageKind(
    "trust-threshold",
    N_("{found} witnesses are asked for, and {count} are named"),
    N_("no more than are named"),
    N_("name more witnesses, or ask for fewer"),
)
TRUST_OWN_WITNESS = MessageKind(
    "trust-own-witness",
    N_("the witness {found} has the key of the log of {did}"),
    N_("witnesses other than the logs they watch"),
    N_("leave it out; a log that vouches for itself shows nothing"),
)
TRUST_ONE_LOG = MessageKind(
    "trust-one-log",
    N_("{did} and {other} name one log: {found}"),
    N_("a log of its own for each body"),
    N_("find out which of the two has this log, and leave the other out"),
)
TRUST_TIMES = MessageKind(
    "trust-times",
    N_("the accreditation {found} ends before it begins"),
    N_("an end that is not before the beginning"),
    N_("correct the times"),
)

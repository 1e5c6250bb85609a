"""Which checkpoints a body stands for: those of its log, and the last one of each log it replaced."""

from __future__ import annotations

from fourfold.certification.identity.issuer_model import IssuerDocument
from fourfold.certification.log.checkpoint import Checkpoint, is_signed_by
from fourfold.core.problems import N_, MessageKind

LOG_UNKNOWN = MessageKind("log-unknown", N_("the checkpoint is of no log of the issuer"))
LOG_NOT_SIGNED = MessageKind("log-not-signed", N_("the checkpoint is not signed by the key of the issuer's log"))
LOG_IN_OTHER_HANDS = MessageKind(
    "log-in-other-hands",
    N_("the key of this log is in other hands: only the last good checkpoint that the issuer names still counts"),
)
LOG_REPLACED = MessageKind(
    "log-replaced", N_("the issuer replaced this log: only the last checkpoint that it names still counts")
)


def why_not_logged_by(issuer: IssuerDocument, checkpoint: Checkpoint) -> MessageKind | None:
    """Why a checkpoint does not count for a body, going by its newest issuer document; ``None`` where it does.

    Of a log that was replaced only the last checkpoint counts, as it stands in the issuer document, whether the key of
    that log is in other hands or not: whoever still has a retired key can sign any smaller tree, at any time.
    """
    if checkpoint.origin == issuer.log_origin:
        return None if is_signed_by(checkpoint, issuer.log_key) else LOG_NOT_SIGNED
    log = next((one for one in issuer.earlier_logs if one.origin == checkpoint.origin), None)
    if log is None:
        return LOG_UNKNOWN
    key = issuer.keys[log.method]
    if not is_signed_by(checkpoint, key.key):
        return LOG_NOT_SIGNED
    is_last = (checkpoint.size, checkpoint.root) == (log.last.size, log.last.root)
    if is_last:
        return None
    return LOG_REPLACED if key.compromise is None else LOG_IN_OTHER_HANDS

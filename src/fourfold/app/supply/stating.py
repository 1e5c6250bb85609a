"""State where the power of a batch came from: claims of an account as of a closed day, against what meters measured.

The statement is signed by the body that keeps the ledger, recorded in its registry and put into its log. What a batch
used of an interval counts once: a statement of another batch of the same account that would have more used than was
measured, or counted than is covered, is refused; one of the same batch takes the place of the earlier one where that
is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fourfold.app.certification.bodies.body import Body
from fourfold.app.supply.closing import day_among, published_days, refuse_other_days
from fourfold.app.supply.day_tree import DayTree, tree_of
from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.app.supply.stated import earlier_statements
from fourfold.app.supply.trace_bundling import trace_bundle
from fourfold.app.supply.trace_content import Question, trace_content
from fourfold.certification.credentials.data_integrity import digest_of_credential, signed
from fourfold.certification.documents.trace import (
    TraceContent,
)
from fourfold.certification.documents.trace_json import trace_members
from fourfold.certification.identity.issuer import KeyUse
from fourfold.certification.keys.key import SigningKey
from fourfold.certification.log.leaf import LeafKind
from fourfold.core.canonical import JSON


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement that was made.

    Attributes:
        content: what it says.
        digest: of the signed document.
        bundle: everything a check of it needs.
    """

    content: TraceContent
    digest: str
    bundle: dict[str, JSON]


def state(
    opened: OpenedLedger, body: Body, question: Question, issue_key: SigningKey, log_key: SigningKey, at: datetime
) -> Stated:
    """Make a statement, sign, record and log it.

    Args:
        opened: the ledger.
        body: which keeps it.
        question: what is to be stated.
        issue_key, log_key: the body's.
        at: moment of signing.

    Raises:
        InputError: something stands against it; nothing is kept.
    """
    body.refuse_other_key(KeyUse.ISSUE, issue_key)
    body.refuse_other_key(KeyUse.LOG, log_key)
    with body.writing():
        body.finish(log_key)
        days = published_days(body, opened.card.id)
        refuse_other_days(opened.ledger, days)
        day = day_among(days, question.day)
        tree = tree_of(opened.ledger, day)
        content = trace_content(opened, question, day, tree, earlier_statements(body, opened.card.id))
        document = signed(trace_members(content, body.card.did, at), issue_key, _method(body), at)
        body.record(LeafKind.TRACE, document, at, about=opened.card.id)
        body.finish(log_key)
        until = [one for one in days if one.day.day <= day.day.day]
        bundle = trace_bundle(body, document, until if question.chain else [day], _claimed_lots(content, tree), at)
    return Stated(content, digest_of_credential(document), bundle)


def _method(body: Body) -> str:
    return body.key_in_use(KeyUse.ISSUE).method


def _claimed_lots(content: TraceContent, tree: DayTree) -> dict[str, JSON] | None:
    """Proofs of the lots that are claimed, as a member of a bundle."""
    from fourfold.certification.traces.lots import lots_member

    entries = {one.claim for one in content.claims}
    wanted = [at for at, lot in enumerate(tree.lots) if lot.state == "claimed" and lot.entry in entries]
    return lots_member(tree.tree.prove_many(wanted)) if wanted else None

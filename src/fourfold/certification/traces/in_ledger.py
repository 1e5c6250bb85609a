"""What the ledger days prove: their chain, and that every claimed Wh stands in the last as claimed by the account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from fourfold.certification.documents.ledger_day import LedgerDay
from fourfold.certification.documents.ledger_parts import day_text
from fourfold.certification.documents.trace import Trace, TraceContent, TracedClaim
from fourfold.certification.documents.trace_checks import check_batch, check_claims, check_names, check_sums
from fourfold.certification.traces.case import TraceCase
from fourfold.certification.traces.signing import NOTHING_READ
from fourfold.certification.verification.steps import Found, failed, not_checked, ok
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problems, Term
from fourfold.electricity.ledger.model import LotState
from fourfold.electricity.ledger.sum_verify import verify_many

DAYS_GOOD = MessageKind("trace-days-good", N_("ledger {ledger}, from {first} to {last}: {total} Wh in all"))
DAYS_OTHER_LEDGER = MessageKind("trace-days-other-ledger", N_("{document} is of the ledger {found}, not of {ledger}"))
DAYS_GAP = MessageKind("trace-days-gap", N_("the ledger day {day} follows {found}; here {previous} stands before it"))
DAYS_SHRUNK = MessageKind(
    "trace-days-shrunk", N_("from {previous} to {day} the ledger lost what can only grow: {what} {before} to {after}")
)
DAY_OTHER = MessageKind(
    "trace-day-other", N_("the statement speaks of the ledger day {day}, {expected}; the last here is {found}")
)
CLAIMS_GOOD = MessageKind("trace-claims-good", N_("{count} claims of {certificates} certificates, {claimed} Wh"))
CLAIMS_BAD = MessageKind("trace-claims-bad", N_("claims of the statement contradict each other or what they name"))
BATCH_GOOD = MessageKind("trace-batch-good", N_("{energy} Wh in {count} intervals, of which {counted} Wh are covered"))
BATCH_BAD = MessageKind("trace-batch-bad", N_("what is counted does not follow from what was measured and covered"))
SUMS_GOOD = MessageKind("trace-sums-good", N_("every total is the sum of its parts"))
SUMS_BAD = MessageKind("trace-sums-bad", N_("totals are not the sums of their parts"))
NO_STATEMENT = MessageKind("trace-no-statement", N_("there is no statement; lots are proven alone"))
NAMES_OPEN = MessageKind("trace-names-open", N_("names in the statement lead nowhere, so this cannot be told"))
NO_LOTS = MessageKind("trace-no-lots", N_("proofs that the claimed Wh stand in the ledger are missing"))
NOTHING_CLAIMED = MessageKind("trace-nothing-claimed", N_("nothing is claimed, so there is nothing to prove"))
NOTHING_PROVEN = MessageKind("trace-nothing-proven", N_("neither a statement nor lots: there is nothing here to prove"))
LOTS_GOOD = MessageKind("trace-lots-good", N_("{count} lots with {energy} Wh, each in the sum tree of {day}"))
LOTS_BAD = MessageKind("trace-lots-bad", N_("the proofs of the lots do not lead to the ledger day {day}"))
LOT_STATE = MessageKind(
    "trace-lot-state", N_("Wh {found} of {certificate} are {state} on {day}, claimed they should be (claim {claim})")
)
LOT_OWNER = MessageKind(
    "trace-lot-owner", N_("Wh {found} of {certificate} are of another account on {day} (claim {claim})")
)
LOT_CLAIM = MessageKind(
    "trace-lot-claim", N_("Wh {found} of {certificate} are claimed on {day} by entry {entry}, not by claim {claim}")
)
LOT_DIGEST = MessageKind(
    "trace-lot-digest", N_("the ledger holds {certificate} with the digest {found}, the statement {expected}")
)
LOT_MISSING = MessageKind(
    "trace-lot-missing", N_("Wh {found} of {certificate} (claim {claim}) are not proven to stand in the ledger")
)
LOT_EXTRA = MessageKind("trace-lot-extra", N_("Wh {found} of {certificate} are proven and not claimed"))


def check_days(case: TraceCase) -> Found:
    """Whether the days are of one ledger and follow each other, and the statement speaks of the last."""
    last = case.last
    if last is None:
        return not_checked(NOTHING_READ)
    for day in case.days:
        if day.ledger != last.ledger:
            return failed(DAYS_OTHER_LEDGER, document=day.name, found=day.ledger, ledger=last.ledger)
    for before, day in pairwise(case.days):
        if day.previous != before.digest or day.previous_day != before.day.day:
            return failed(DAYS_GAP, day=day.name, found=day.previous or "–", previous=before.digest)
        if shrunk := why_shrunk(before, day):
            return shrunk
    if case.trace is not None:
        content = case.trace.content
        if content.ledger != last.ledger:
            return failed(DAYS_OTHER_LEDGER, document="trace/1", found=content.ledger, ledger=last.ledger)
        if (content.day_digest, content.day) != (last.digest, last.day.day):
            found = f"{last.name} {last.digest}"
            return failed(DAY_OTHER, day=day_text(content.day), expected=content.day_digest, found=found)
    total, ledger = last.sums.total, last.ledger
    return ok(DAYS_GOOD, ledger=ledger, first=case.days[0].name, last=last.name, total=total)


def why_shrunk(before: LedgerDay, day: LedgerDay) -> Found | None:
    """What fell from a day to a later one and can only grow: entries, all Wh ever issued, Wh gone for good."""
    one, other = before.day, day.day
    pairs = (
        (N_("entries"), one.entries, other.entries),
        (N_("Wh issued"), one.sums.total, other.sums.total),
        (N_("Wh withdrawn"), one.sums.withdrawn, other.sums.withdrawn),
        (N_("Wh in the residual"), one.sums.residual, other.sums.residual),
    )
    for what, old, new in pairs:
        if new < old:
            names = {"previous": before.name, "day": day.name}
            return failed(DAYS_SHRUNK, (), **names, what=Term(what), before=old, after=new)
    return None


def check_stated_claims(case: TraceCase) -> Found:
    """Whether the claims of the statement are possible by themselves and together."""

    def checks(content: TraceContent, place: Place, problems: Problems) -> None:
        check_names(content, place, problems)
        if not problems.errors:
            check_claims(content, place, problems)

    return _stated(case, checks, CLAIMS_BAD, _claims_good)


def check_stated_batch(case: TraceCase) -> Found:
    """Whether what counts follows from what was measured and covered."""
    return _with_names(case, check_batch, BATCH_BAD, _batch_good)


def check_stated_sums(case: TraceCase) -> Found:
    """Whether the totals are those of the parts."""
    return _with_names(case, check_sums, SUMS_BAD, lambda _: ok(SUMS_GOOD))


def _claims_good(trace: Trace) -> Found:
    content = trace.content
    counts = {"count": len(content.claims), "certificates": len(content.certificates)}
    return ok(CLAIMS_GOOD, **counts, claimed=content.totals.claimed_wh)


def _batch_good(trace: Trace) -> Found:
    totals, count = trace.content.totals, len(trace.content.intervals)
    return ok(BATCH_GOOD, energy=totals.energy_wh, count=count, counted=totals.counted_wh)


def _with_names(
    case: TraceCase,
    checks: Callable[[TraceContent, Place, Problems], None],
    bad: MessageKind,
    good: Callable[[Trace], Found],
) -> Found:
    """A check that needs names that lead somewhere."""
    if case.trace is not None:
        names = Problems()
        check_names(case.trace.content, Place("statement"), names)
        if names.errors:
            return not_checked(NAMES_OPEN)
    return _stated(case, checks, bad, good)


def _stated(
    case: TraceCase,
    checks: Callable[[TraceContent, Place, Problems], None],
    bad: MessageKind,
    good: Callable[[Trace], Found],
) -> Found:
    if case.trace is None:
        return not_checked(NO_STATEMENT, needed=False) if case.bundle.statement is None else not_checked(NOTHING_READ)
    problems = Problems()
    checks(case.trace.content, Place("statement", column="credentialSubject"), problems)
    return failed(bad, problems.errors) if problems.errors else good(case.trace)


def check_lots(case: TraceCase) -> Found:
    """Whether the lots stand in the tree of the last day, and those of a statement tile its claims, as claimed."""
    last, trace = case.last, case.trace
    if last is None or (case.bundle.statement is not None and trace is None):
        return not_checked(NOTHING_READ)
    if case.lots is None:
        if trace is None:
            return failed(NOTHING_PROVEN)
        return failed(NO_LOTS) if trace.content.claims else ok(NOTHING_CLAIMED)
    try:
        verify_many(case.lots, last.root, last.sums, last.day.leaves, Place("lots"))
    except InputError as error:
        return failed(LOTS_BAD, error.problems, day=last.name)
    leaves = [leaf.data for leaf in case.lots.lots]
    if trace is not None and (wrong := next(why_not_claimed(trace.content, leaves, last.name), None)):
        return wrong
    energy = sum(stop - first for first, stop in map(span_of, leaves))
    return ok(LOTS_GOOD, count=len(leaves), energy=energy, day=last.name)


def why_not_claimed(content: TraceContent, leaves: list[dict[str, JSON]], day: str) -> Iterator[Found]:
    """What keeps lots of a day from being exactly the claims of a statement."""
    digests = {one.certificate.certificate: one.digest for one in content.certificates}
    lots: dict[str, list[dict[str, JSON]]] = {}
    for leaf in leaves:
        lots.setdefault(str(leaf["certificate"]), []).append(leaf)
    for same in lots.values():
        same.sort(key=lambda leaf: span_of(leaf)[0])
    claims = sorted(content.claims, key=lambda one: (one.certificate, one.first_wh))
    used: dict[str, int] = {}
    for claim in claims:
        there, at = lots.get(claim.certificate, []), used.get(claim.certificate, 0)
        reached = claim.first_wh
        while reached < claim.stop_wh and at < len(there) and span_of(there[at])[0] == reached:
            leaf = there[at]
            if span_of(leaf)[1] > claim.stop_wh:
                break
            if wrong := why_not_of(claim, leaf, content.account, digests.get(claim.certificate, ""), day):
                yield wrong
            reached, at = span_of(leaf)[1], at + 1
        used[claim.certificate] = at
        if reached != claim.stop_wh:
            found = f"{reached}-{claim.stop_wh}"
            yield failed(LOT_MISSING, found=found, certificate=claim.certificate, claim=claim.claim)
            return
    for name, there in lots.items():
        for leaf in there[used.get(name, 0) :]:
            yield failed(LOT_EXTRA, found=range_of(leaf), certificate=name)


def why_not_of(claim: TracedClaim, leaf: dict[str, JSON], account: str, digest: str, day: str) -> Found | None:
    """Why a lot is not claimed by a claim of an account; ``None`` where it is."""
    found, certificate = range_of(leaf), claim.certificate
    if leaf["certificateDigest"] != digest:
        return failed(LOT_DIGEST, certificate=certificate, found=leaf["certificateDigest"], expected=digest)
    if leaf["state"] != LotState.CLAIMED:
        state = str(leaf["state"])
        return failed(LOT_STATE, found=found, certificate=certificate, state=state, day=day, claim=claim.claim)
    if leaf["owner"] != account:
        return failed(LOT_OWNER, found=found, certificate=certificate, day=day, claim=claim.claim)
    if leaf["entry"] != claim.claim:
        entry = leaf["entry"]
        return failed(LOT_CLAIM, found=found, certificate=certificate, day=day, entry=entry, claim=claim.claim)
    return None


def span_of(leaf: dict[str, JSON]) -> tuple[int, int]:
    """First Wh of a lot and the one after its last."""
    return int(str(leaf["first"])), int(str(leaf["stop"]))


def range_of(leaf: dict[str, JSON]) -> str:
    """The Wh of a lot as text."""
    first, stop = span_of(leaf)
    return f"{first}-{stop}"

"""Earlier statements of a body on a ledger, and that no Wh is counted for two batches.

A batch is told by its account, product, identifiers and number together. A statement that another one of the same batch
took the place of is signed and logged all the same, and whoever holds its file without the newer one finds it in order.
So what any statement of a batch ever used of an interval, or counted of a claim, stays taken for other batches.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

from fourfold.app.certification.bodies.body import Body
from fourfold.certification.documents.ledger_parts import moment_at
from fourfold.certification.documents.trace import Trace, TracedBatch, TracedClaim, TracedInterval, read_trace
from fourfold.certification.log.leaf import LeafKind
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems

USED_TWICE = MessageKind(
    "trace-used-twice",
    N_("of the interval of {meter} at {time} {found} Wh are stated for {batch} and other batches ({others})"),
    N_("no more than the {measured_wh} Wh that were measured, statements that were replaced included"),
    N_("correct what the batch used; what a signed statement used of an interval is not free for other batches again"),
)
COUNTED_TWICE = MessageKind(
    "trace-counted-twice",
    N_("of claim {claim} {found} Wh would count for {batch} and other batches ({others})"),
    N_("no more than the {covered_wh} Wh that it covers, statements that were replaced included"),
    N_("the reading changed after the others were stated: withdraw the claim, claim anew, and state the batches again"),
)
STATED_ALREADY = MessageKind(
    "trace-stated-already",
    N_("the batch {batch} is stated already, on {time}: {found}"),
    N_("one statement of a batch that stands"),
    N_("use that statement, or name it with --supersedes to put a new one in its place"),
)
SUPERSEDES_OTHER = MessageKind(
    "trace-supersedes-other",
    N_("{found} is no statement of the batch {batch} that stands"),
    N_("a statement of the same account, product, identifiers and number, whose place none has taken"),
    N_("correct the digest or the batch, or leave out --supersedes"),
)

_Of = Callable[[Trace], Iterable[tuple[Hashable, int]]]


def earlier_statements(body: Body, ledger_id: str) -> list[Trace]:
    """All statements on a ledger, oldest first.

    Raises:
        InputError: the registry holds what is no such document.
    """
    problems = Problems()
    read = [
        read_trace(body.credential(one), Place(one.digest), problems)
        for one in body.registry.about(LeafKind.TRACE, ledger_id)
    ]
    problems.raise_if_errors()
    return [one for one in read if one is not None]


def check_superseded(
    account: str, batch: TracedBatch | None, supersedes: str, earlier: Sequence[Trace], problems: Problems
) -> None:
    """Report a batch that is stated already and not to be replaced, and a replacement of what is none of the batch.

    Args:
        account: whose.
        batch: ``None`` for a statement of meters, which takes the place of none.
        supersedes: digest of the statement whose place it is to take; empty for none.
        earlier: all statements, oldest first.
        problems: receives them.
    """
    replaced = {one.content.supersedes for one in earlier}
    standing = [one for one in _of_account(account, earlier) if one.digest not in replaced and _is_of(one, batch)]
    name = "" if batch is None else batch.batch
    if supersedes and supersedes not in {one.digest for one in standing}:
        problems.error(SUPERSEDES_OTHER, Place("--supersedes"), found=supersedes, batch=name)
    elif standing and not supersedes:
        last = standing[-1]
        problems.error(STATED_ALREADY, Place("--batch"), batch=name, time=moment_text(last.signed), found=last.digest)


def refuse_counted_twice(
    account: str,
    batch: TracedBatch | None,
    intervals: Iterable[TracedInterval],
    claims: Iterable[TracedClaim],
    earlier: Sequence[Trace],
    problems: Problems,
) -> None:
    """Report what this batch and others together would use above what was measured, or count above what is covered.

    Args:
        account: whose.
        batch: ``None`` for a statement of meters, which counts for no batch.
        intervals: what the batch used.
        claims: what counts for it.
        earlier: all statements, oldest first.
        problems: receives them.
    """
    if batch is None:
        return
    others = [one for one in _of_account(account, earlier) if not _is_of(one, batch)]
    used, counted = _taken(others, _used_in), _taken(others, _counted_of)
    for number, interval in enumerate(intervals, 1):
        by_others = used.get((interval.meter, interval.start_s), {})
        found = sum(by_others.values()) + interval.energy_wh
        if found > interval.measured_wh:
            time, names = moment_text(moment_at(interval.start_s)), _names(by_others)
            said = {"meter": interval.meter, "time": time, "found": found, "batch": batch.batch, "others": names}
            problems.error(USED_TWICE, Place("--batch", number), measured_wh=interval.measured_wh, **said)
    for claim in claims:
        by_others = counted.get(claim.claim, {})
        found = sum(by_others.values()) + claim.counted_wh
        if found > claim.covered_wh:
            said = {"claim": claim.claim, "found": found, "batch": batch.batch, "others": _names(by_others)}
            problems.error(COUNTED_TWICE, Place("--batch"), covered_wh=claim.covered_wh, **said)


def _taken(statements: Iterable[Trace], of: _Of) -> dict[Hashable, dict[Hashable, int]]:
    """The most that any statement of each batch took, by what it was taken of and by batch."""
    taken: dict[Hashable, dict[Hashable, int]] = {}
    for one in statements:
        batch = _identity(one.content.batch)
        for key, energy in of(one):
            by_batch = taken.setdefault(key, {})
            by_batch[batch] = max(by_batch.get(batch, 0), energy)
    return taken


def _used_in(trace: Trace) -> Iterable[tuple[Hashable, int]]:
    return (((one.meter, one.start_s), one.energy_wh) for one in trace.content.intervals)


def _counted_of(trace: Trace) -> Iterable[tuple[Hashable, int]]:
    return ((one.claim, one.counted_wh) for one in trace.content.claims)


def _of_account(account: str, statements: Iterable[Trace]) -> list[Trace]:
    """Statements of an account on batches."""
    return [one for one in statements if one.content.account == account and one.content.batch is not None]


def _is_of(trace: Trace, batch: TracedBatch | None) -> bool:
    return _identity(trace.content.batch) == _identity(batch)


def _identity(batch: TracedBatch | None) -> tuple[str, Hashable, Hashable] | None:
    """What tells a batch of an account from others: number, product, identifiers."""
    return None if batch is None else (batch.batch, tuple(sorted(batch.product.items())), frozenset(batch.identifiers))


def _names(by_batch: Iterable[Hashable]) -> str:
    return ", ".join(str(batch[0]) for batch in by_batch if isinstance(batch, tuple))

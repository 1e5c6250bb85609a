"""Earlier statements of a body on a ledger, and that no Wh of an interval is counted for two batches.

A statement that another one of the same batch took the place of is signed and logged all the same, and whoever holds
its file finds it in order. So what any statement of a batch ever used of an interval stays taken for other batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fourfold.app.certification.bodies.body import Body
from fourfold.certification.documents.ledger_parts import moment_at
from fourfold.certification.documents.trace import Trace, TracedBatch, TracedInterval, read_trace
from fourfold.certification.log.leaf import LeafKind
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems

USED_TWICE = MessageKind(
    "trace-used-twice",
    N_("of the interval of {meter} at {time} {found} Wh are stated for {batch} and other batches ({others})"),
    N_("no more than the {measured_wh} Wh that were measured, statements that were replaced included"),
    N_("correct what the batch used; what a signed statement used of an interval is not free for other batches again"),
)


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


def refuse_used_twice(
    account: str,
    batch: TracedBatch | None,
    intervals: Iterable[TracedInterval],
    earlier: Sequence[Trace],
    problems: Problems,
) -> str:
    """Report intervals of which this batch and others would have used more than was measured.

    Args:
        account: whose.
        batch: ``None`` for a statement of meters, which counts for no batch.
        intervals: what the batch used.
        earlier: all statements, oldest first.
        problems: receives them.

    Returns:
        Digest of the statement of the same batch, whose place this one takes; empty without one.
    """
    if batch is None:
        return ""
    of_batches = [one for one in earlier if one.content.account == account and one.content.batch is not None]
    own = [one for one in of_batches if _name(one) == batch.batch]
    taken: dict[tuple[str, int], dict[str, int]] = {}
    for one in of_batches:
        if _name(one) != batch.batch:
            for interval in one.content.intervals:
                by_batch = taken.setdefault((interval.meter, interval.start_s), {})
                by_batch[_name(one)] = max(by_batch.get(_name(one), 0), interval.energy_wh)
    for number, interval in enumerate(intervals, 1):
        by_others = taken.get((interval.meter, interval.start_s), {})
        found = sum(by_others.values()) + interval.energy_wh
        if found > interval.measured_wh:
            time, others = moment_text(moment_at(interval.start_s)), ", ".join(by_others)
            said = {"meter": interval.meter, "time": time, "found": found, "batch": batch.batch, "others": others}
            problems.error(USED_TWICE, Place("--batch", number), measured_wh=interval.measured_wh, **said)
    return own[-1].digest if own else ""


def _name(trace: Trace) -> str:
    return trace.content.batch.batch if trace.content.batch is not None else ""

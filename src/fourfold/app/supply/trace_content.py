"""What a traceability statement says: claims as of a closed day against what meters measured, and its checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fourfold.app.supply.batch_file import Used
from fourfold.app.supply.claims_at import claims_at
from fourfold.app.supply.day_tree import DayTree
from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.app.supply.stated import check_superseded, refuse_counted_twice
from fourfold.certification.documents.ledger_day import LedgerDay
from fourfold.certification.documents.ledger_parts import moment_at
from fourfold.certification.documents.trace import (
    Trace,
    TraceContent,
    TracedBatch,
    TracedCertificate,
    TracedClaim,
    TracedInterval,
    TracedMeter,
    TracedPlant,
)
from fourfold.certification.documents.trace_checks import check_content
from fourfold.certification.documents.trace_sums import counted_wh, rule_of, totals_of
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.electricity.ledger.entry_json import certificate_digest
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Account, ClaimRecord, Device, Meter

NO_ACCOUNT = MessageKind(
    "trace-no-account",
    N_("the ledger has no account {found}"),
    N_("an account of the ledger"),
    N_("fourfold supply show lists them"),
)
NO_METER = MessageKind(
    "trace-no-meter",
    N_("the account {account} has no meter {found} in the ledger"),
    N_("meters of the account"),
    N_("correct the name; fourfold supply show lists them"),
)
NO_METERS = MessageKind(
    "trace-no-meters",
    N_("nothing says of which meters the statement is"),
    N_("--meter, or a batch file with intervals"),
    N_("name at least one meter"),
)
NOT_MEASURED = MessageKind(
    "trace-not-measured",
    N_("the batch used {found} Wh of the interval of {meter} at {time}, for which the ledger has no reading"),
    N_("intervals that were measured"),
    N_("import the reading into the ledger, or correct the batch"),
)
BATCH_STEP = MessageKind(
    "trace-batch-step",
    N_("the batch tells intervals of {found} s of the meter {meter}, the ledger has intervals of {step_s} s"),
    N_("intervals that make up those of the ledger"),
    N_("write the batch by the intervals of the ledger: fourfold supply batch; fourfold supply show lists them"),
)
BATCH_OFF_GRID = MessageKind(
    "trace-batch-off-grid",
    N_("the batch tells an interval of the meter {meter} at {time}, which lies across two of the ledger's"),
    N_("intervals of {found} s that lie inside intervals of {step_s} s, {phase_s} s past whole ones in UTC"),
    N_("correct where the intervals begin"),
)
OUT_OF_PERIOD = MessageKind(
    "trace-batch-outside-period",
    N_("the batch used power of {meter} at {time}, outside of the period asked about"),
    N_("intervals from {start} until before {end}"),
    N_("correct the batch, --from or --to"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be stated.

    Attributes:
        account: who asks, whose claims count.
        meters: whose; may be empty where `used` names them.
        start_s, end_s: period, UTC seconds, half open.
        batch: what the power made; ``None``: a statement of meters alone.
        used: what the batch used; ``None``: all that the meters measured.
        day: ledger day to speak of, days since 1970-01-01; ``None``: the newest published.
        chain: whether to put every published day into the bundle, not only the one spoken of.
        steps: length of the intervals in `used` by meter, in seconds; of a meter not named, those of the ledger.
        supersedes: digest of the statement of the same batch whose place this one takes; empty for none.
    """

    account: str
    meters: tuple[str, ...]
    start_s: int
    end_s: int
    batch: TracedBatch | None = None
    used: Used | None = None
    day: int | None = None
    chain: bool = False
    steps: Mapping[str, int] = field(default_factory=dict)
    supersedes: str = ""


def trace_content(
    opened: OpenedLedger, question: Question, day: LedgerDay, tree: DayTree, earlier: Sequence[Trace]
) -> TraceContent:
    """What is to be stated, checked as a reader checks it.

    Args:
        opened: the ledger.
        question: what is to be stated.
        day, tree: the ledger day to speak of.
        earlier: all statements on the same ledger, oldest first.

    Raises:
        InputError: everything that stands against it.
    """
    ledger, problems = opened.ledger, Problems()
    account = _account(ledger, question.account)
    meters = _meters(ledger, question)
    used = None if question.used is None else _by_ledger(meters, question.used, question.steps, problems)
    problems.raise_if_errors()
    intervals = _intervals(ledger, meters, question, used, problems)
    problems.raise_if_errors()
    by_place = {(one.meter, one.start_s): one for one in intervals}
    records = [
        one for one in claims_at(ledger, tree.lots, account.account, meters) if (one.meter, one.start_s) in by_place
    ]
    claims = tuple(_claim(one, by_place[one.meter, one.start_s]) for one in records)
    certificates = _certificates(ledger, records)
    plants = _plants(ledger, certificates)
    check_superseded(question.account, question.batch, question.supersedes, earlier, problems)
    refuse_counted_twice(question.account, question.batch, intervals, claims, earlier, problems)
    content = TraceContent(
        ledger=opened.card.id,
        day=day.day.day,
        day_digest=day.digest,
        account=account.account,
        account_name=account.name,
        batch=question.batch,
        supersedes=question.supersedes,
        start_s=question.start_s,
        end_s=question.end_s,
        meters=tuple(TracedMeter(one.meter, one.name, one.area, one.step_s) for one in meters),
        intervals=intervals,
        plants=plants,
        certificates=certificates,
        claims=claims,
        totals=totals_of(intervals, plants, certificates, claims),
        rule=rule_of(claims),
    )
    check_content(content, Place("statement"), problems)
    problems.raise_if_errors()
    return content


def _account(ledger: Ledger, name: str) -> Account:
    found = ledger.account(name)
    if found is None:
        raise InputError([Problem(NO_ACCOUNT, Place("--account"), {"found": name})])
    return found


def _meters(ledger: Ledger, question: Question) -> list[Meter]:
    """The meters asked about, by name.

    Raises:
        InputError: none, or one that is not the account's.
    """
    names = {*question.meters, *(meter for meter, _ in question.used or ())}
    problems, found = Problems(), []
    if not names:
        problems.error(NO_METERS, Place("--meter"))
    for name in sorted(names):
        meter = ledger.meter(name)
        if meter is None or meter.owner != question.account:
            problems.error(NO_METER, Place("--meter"), account=question.account, found=name)
        else:
            found.append(meter)
    problems.raise_if_errors()
    return found


def _by_ledger(meters: Iterable[Meter], used: Used, steps: Mapping[str, int], problems: Problems) -> Used:
    """What the batch used by the intervals of the ledger; finer ones are summed."""
    of = {one.meter: one for one in meters}
    fits = {name: _is_step(meter, steps.get(name, meter.step_s), problems) for name, meter in of.items()}
    across: set[str] = set()
    brought: dict[tuple[str, int], int] = {}
    for (name, start), energy in sorted(used.items()):
        meter = of[name]
        step_s = steps.get(name, meter.step_s)
        past = (start - meter.phase_s) % meter.step_s
        if fits[name] and past % step_s and name not in across:
            across.add(name)
            params = {"found": step_s, "step_s": meter.step_s, "phase_s": meter.phase_s}
            problems.error(BATCH_OFF_GRID, Place("--batch"), meter=name, time=_moment(start), **params)
        brought[name, start - past] = brought.get((name, start - past), 0) + energy
    return brought


def _is_step(meter: Meter, step_s: int, problems: Problems) -> bool:
    """Whether intervals of this length make up those of the ledger; told once a meter where they do not."""
    if meter.step_s % step_s:
        problems.error(BATCH_STEP, Place("--batch"), found=step_s, meter=meter.meter, step_s=meter.step_s)
    return not meter.step_s % step_s


def _intervals(
    ledger: Ledger, meters: Iterable[Meter], question: Question, used: Used | None, problems: Problems
) -> tuple[TracedInterval, ...]:
    """What was measured and used, by meter and time; intervals the batch did not use are left out."""
    measured: dict[tuple[str, int], int] = {}
    for meter in meters:
        for use in ledger.uses(meter.meter, question.start_s, question.end_s):
            key = (use.meter, use.start_s)
            measured[key] = measured.get(key, 0) + use.energy_wh - use.void_wh
    if used is None:
        return tuple(TracedInterval(*key, energy, energy) for key, energy in sorted(measured.items()) if energy)
    found = []
    for number, (key, energy) in enumerate(sorted(used.items()), 1):
        meter_name, start = key
        place, time = Place("--batch", number), moment_text(moment_at(start))
        if not question.start_s <= start < question.end_s:
            period = {"start": _moment(question.start_s), "end": _moment(question.end_s)}
            problems.error(OUT_OF_PERIOD, place, meter=meter_name, time=time, **period)
        elif energy and key not in measured:
            problems.error(NOT_MEASURED, place, found=energy, meter=meter_name, time=time)
        elif energy:
            found.append(TracedInterval(*key, measured[key], energy))
    return tuple(found)


def _claim(record: ClaimRecord, interval: TracedInterval) -> TracedClaim:
    return TracedClaim(
        record.claim,
        record.certificate,
        record.first_wh,
        record.stop_wh,
        record.meter,
        record.start_s,
        record.covered_wh,
        counted_wh(record.covered_wh, interval),
        record.window,
        record.market,
        record.loss_ppm,
    )


def _certificates(ledger: Ledger, records: Iterable[ClaimRecord]) -> tuple[TracedCertificate, ...]:
    found = [ledger.certificate(name) for name in sorted({one.certificate for one in records})]
    return tuple(TracedCertificate(certificate_digest(one), one) for one in found if one is not None)


def _plants(ledger: Ledger, certificates: Iterable[TracedCertificate]) -> tuple[TracedPlant, ...]:
    names = sorted({one.certificate.device for one in certificates})
    devices: list[Device | None] = [ledger.device(name) for name in names]
    return tuple(TracedPlant(one.device, one.name, one.technology, one.area) for one in devices if one is not None)


def _moment(time_s: int) -> str:
    return moment_text(moment_at(time_s))

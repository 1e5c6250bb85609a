"""The residual mix of a grid given a ledger: what is cancelled or claimed there leaves the mix, what is held stays.

With ``close`` the residual is closed in the ledger once the file is there. What was claimed between the reading of the
ledger and its closing would be missing from the file, so the ledger is read again after it: from then on nothing more
of that time can be cancelled, and where the sums changed the file is written again from what they are. A machine that
dies in between leaves a file, or a file and a closed residual; the next run comes to the same file and closes what is
open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import numpy as np

from fourfold.app.electricity.grids import GridRequest, OpenGrid, open_requested
from fourfold.app.electricity.outputs import check_grid_outputs, check_not_read, check_outputs, writing
from fourfold.app.electricity.residual import write_residual
from fourfold.app.electricity.tracing import TraceRun, trace_options
from fourfold.app.supply.leaving import Beyond, LedgerShare, Stretch, ledger_share
from fourfold.app.supply.ledgers import LEDGER_CARD, LEDGER_FILE, OpenedLedger
from fourfold.app.supply.orders import asked_by, order, record
from fourfold.app.supply.residual_books import MOST_GAP, Books, emissions
from fourfold.core.canonical import JSON, digest_of
from fourfold.core.files import write_atomically
from fourfold.core.intervals import spell_instant
from fourfold.core.problems import N_, Assumption, InputError, MessageKind, Place, Problem, Problems, params_of
from fourfold.core.progress import Tick
from fourfold.electricity.grid.state import InputFile
from fourfold.electricity.ledger.operations import CloseResidual
from fourfold.electricity.tracing.claims import Claim
from fourfold.electricity.tracing.leaving import LeftInterval, SpreadRule, generated_wh, leave
from fourfold.electricity.tracing.options import TraceOptions

CLOSE_BY_TIME = MessageKind(
    "residual-close-by-time",
    N_("a residual cannot be closed with certificates counted by time"),
    N_("--beyond ends, as the ledger counts: a certificate is of the stretch in which its time ends"),
    N_("leave out --close or --beyond by-time"),
)
TECHNOLOGY_UNCLEAR = MessageKind(
    "residual-technology-unclear",
    N_("{found} does not say which technology is meant, or says it twice"),
    N_("LEDGER=GRID, each technology of the ledger once"),
    N_("write it as in wind=Wind Onshore"),
)
RESIDUAL_LEDGER = MessageKind(
    "residual-ledger",
    N_(
        "{energy} Wh of {count} certificates, cancelled or claimed in the ledger {ledger}, leave the mix; {held} Wh"
        " that are held there stay in it"
    ),
)
RESIDUAL_SPREAD = MessageKind(
    "residual-spread",
    N_("certificates of more than one interval leave the intervals of their time {rule}, in whole Wh"),
)
RESIDUAL_BEYOND = MessageKind(
    "residual-beyond", N_("{count} certificates reach beyond the stretch of the grid and count in it {rule}")
)
RESIDUAL_ELSEWHERE = MessageKind(
    "residual-elsewhere", N_("{count} certificates are of areas the grid does not have and stay out")
)
RESIDUAL_BESIDE = MessageKind(
    "residual-beside",
    N_(
        "{energy} Wh of {count} certificates came over direct lines or from on-site plants: the grid's generation is"
        " taken not to include them, and they take nothing out of it"
    ),
)
RESIDUAL_DISCHARGED = MessageKind(
    "residual-discharged",
    N_("{count} certificates of energy out of stores take nothing out of generation: what charged them has left it"),
)


@dataclass(frozen=True, slots=True)
class ResidualRequest:
    """What is asked.

    Attributes:
        grid: the grid.
        output: factor file to write.
        of: ``consumption`` or ``generation``.
        spread: rule for certificates of more than one interval.
        beyond: what counts of certificates that reach beyond the grid.
        technologies: names in the grid by names in the ledger, where they differ.
        claims: table of what left each interval to write beside; ``None`` for none.
        close: whether the residual is closed in the ledger.
        coupling, losses, storage: choices by word; ``None`` takes what grid.yaml says.
    """

    grid: GridRequest
    output: Path
    of: str = "generation"
    spread: SpreadRule = SpreadRule.BY_GENERATION
    beyond: Beyond = Beyond.ENDS
    technologies: Mapping[str, str] = field(default_factory=dict)
    claims: Path | None = None
    close: bool = False
    coupling: str | None = None
    losses: str | None = None
    storage: str | None = None

    @property
    def outputs(self) -> dict[str, Path]:
        """Files to write, by the options that name them."""
        return {"--output": self.output} | ({} if self.claims is None else {"--claims": self.claims})


@dataclass(frozen=True, slots=True)
class ResidualRun:
    """What a run came to.

    Attributes:
        trace: the factor file.
        share: what the ledger takes out.
        left: what leaves each interval.
        books: emissions of generation, what claims carry of them, and what the residual carries, kg, and the worst
            interval's gap.
        closed: areas whose residual was closed by this run.
        rewritten: whether the ledger changed before it was closed, so that the file was written again.
    """

    trace: TraceRun
    share: LedgerShare
    left: tuple[LeftInterval, ...]
    books: Books
    closed: tuple[str, ...] = ()
    rewritten: bool = False


def ledger_residual(opened: OpenedLedger, asked: ResidualRequest, at: datetime, tick: Tick) -> ResidualRun:
    """Compute the residual mix of a grid given a ledger, write it, and close it in the ledger where that is asked.

    Args:
        opened: the ledger.
        asked: what is wanted.
        at: now.
        tick: told of progress.

    Raises:
        InputError: grid, ledger and each other do not fit, an output cannot go where it is to, or the ledger refuses to
            close the residual; then the file is there and the ledger as it was.
    """
    if asked.close and asked.beyond is Beyond.BY_TIME:
        raise InputError([Problem(CLOSE_BY_TIME, Place("--beyond"))])
    check_grid_outputs(asked.grid.path, {"--output": asked.output})
    check_outputs([opened.folder / LEDGER_CARD, opened.folder / LEDGER_FILE], asked.outputs)
    work = _Work(opened, asked, open_requested(asked.grid, tick), tick)
    check_not_read(work.grid, {"--output": asked.output})
    run = work.write(work.share())
    if not asked.close:
        return run
    closed = work.close(at)
    final = work.share()
    if final == run.share:
        return ResidualRun(run.trace, run.share, run.left, run.books, closed)
    run = work.write(final)
    return ResidualRun(run.trace, run.share, run.left, run.books, closed, rewritten=True)


class _Work:
    """A grid that is open, and a ledger, from which the file can be made more than once."""

    def __init__(self, opened: OpenedLedger, asked: ResidualRequest, grid: OpenGrid, tick: Tick) -> None:
        self.grid = grid
        self._opened, self._asked, self._tick = opened, asked, tick
        frame, starts = grid.data.frame, grid.data.starts_s
        self._step_s = frame.step_minutes * 60
        self._stretch = Stretch(
            areas=frozenset(area.code for area in frame.areas),
            start_s=int(starts[0]),
            end_s=int(starts[-1]) + self._step_s,
            beyond=asked.beyond,
            technologies=asked.technologies,
            of_consumption=asked.of == "consumption",
        )

    def share(self) -> LedgerShare:
        """What the ledger takes out of the mix, as it stands now."""
        return ledger_share(self._opened.ledger, self._stretch)

    def write(self, share: LedgerShare) -> ResidualRun:
        """Divide what leaves among the intervals, and write the files."""
        asked, data, problems = self._asked, self.grid.data, Problems()
        left = leave(share.leaving, generated_wh(data), data.starts_s, self._step_s, asked.spread, problems)
        problems.raise_if_errors()
        if sum(one.energy_wh for one in left) != share.energy_wh:
            raise AssertionError("what leaves the intervals is what was to leave")
        if asked.claims is not None:
            with writing(asked.claims):
                write_atomically(asked.claims, claims_table(left).encode())
        books, emitted = Books(), emissions(self.grid.data)
        claims = [_claim(one) for one in left]
        trace = write_residual(
            self.grid,
            claims,
            InputFile(self._opened.card.id, digest_of([_row(one) for one in left]), len(left)),
            asked.output,
            asked.of,
            self._options(),
            asked.grid.asked,
            self._tick,
            self._assumptions(share),
            lambda block: books.add(block, np.stack([emitted[second] for second in block.starts_s.tolist()])),
        )
        if books.worst > MOST_GAP:
            raise AssertionError(f"the residual mix misses the emissions by {books.worst:.1e}")
        return ResidualRun(trace, share, tuple(left), books)

    def close(self, at: datetime) -> tuple[str, ...]:
        """Close the residual of the grid's areas that the ledger has, as far as it is open for the stretch."""
        ledger, (start, end) = self._opened.ledger, (self._stretch.start_s, self._stretch.end_s)
        known = {area for _, area in ledger.markets()}
        done = {area for area, first, last in ledger.residuals() if first <= start and end <= last}
        areas = sorted(self._stretch.areas & known - done)
        if areas:
            with asked_by({}, "--close"):
                record(self._opened, [order(self._opened, "", CloseResidual(area, start, end)) for area in areas], at)
        return tuple(areas)

    def _options(self) -> TraceOptions:
        return trace_options(self.grid, self._asked.coupling, self._asked.losses, self._asked.storage, "none")

    def _assumptions(self, share: LedgerShare) -> tuple[Assumption, ...]:
        count = len({one.certificate for one in share.leaving})
        told = {"ledger": self._opened.card.id, "held": f"{share.held_wh:,}", "count": count}
        notes = [
            Assumption(RESIDUAL_LEDGER, params_of(told | {"energy": f"{share.energy_wh:,}"})),
            Assumption(RESIDUAL_SPREAD, params_of({"rule": self._asked.spread.value})),
        ]
        if share.beside:
            params = {"count": share.beside, "energy": f"{share.beside_wh:,}"}
            notes.append(Assumption(RESIDUAL_BESIDE, params_of(params)))
        for kind, number in (
            (RESIDUAL_BEYOND, share.beyond),
            (RESIDUAL_ELSEWHERE, share.elsewhere),
            (RESIDUAL_DISCHARGED, share.discharged),
        ):
            if number:
                notes.append(Assumption(kind, params_of({"count": number, "rule": self._asked.beyond.value})))
        return tuple(notes)


def technologies(texts: Sequence[str]) -> dict[str, str]:
    """Names in the grid by names in the ledger, each text ``LEDGER=GRID``.

    Raises:
        InputError: with every text that is none.
    """
    found: dict[str, str] = {}
    problems = Problems()
    for text in texts:
        ours, _, theirs = text.partition("=")
        if not ours or not theirs or ours in found:
            problems.error(TECHNOLOGY_UNCLEAR, Place("--technology"), found=text)
        found[ours] = theirs
    problems.raise_if_errors()
    return found


def claims_table(left: Sequence[LeftInterval]) -> str:
    """What left each interval, as a table of claims that ``fourfold electricity residual`` reads."""
    lines = ["start,area,technology,energy_mwh,consumer_area"]
    lines += [",".join(str(cell) for cell in _row(one).values()) for one in left]
    return "\n".join(lines) + "\n"


def _row(one: LeftInterval) -> dict[str, JSON]:
    return {
        "start": spell_instant(one.start_s, "UTC"),
        "area": one.area,
        "technology": one.technology,
        "energy_mwh": f"{Decimal(one.energy_wh).scaleb(-6):f}",
        "consumer_area": one.consumer_area,
    }


def _claim(one: LeftInterval) -> Claim:
    place = Place(one.certificates[-1])
    energy_mwh = float(Decimal(one.energy_wh).scaleb(-6))
    return Claim(one.start_s, one.area, one.technology, energy_mwh, consumer_area=one.consumer_area, place=place)

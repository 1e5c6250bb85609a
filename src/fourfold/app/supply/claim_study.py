"""Claims for a study's meters by a method or a standard, and for a single interval of a meter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NoReturn

import numpy as np

from fourfold.accounting.method import Method
from fourfold.accounting.method_files import method as read_method
from fourfold.accounting.power.clauses import clauses_for
from fourfold.accounting.power.held import LOSS_PLACE
from fourfold.accounting.study.areas import area_book
from fourfold.app.assess import load_as_known
from fourfold.app.standards import Calculator, resolve_standards
from fourfold.app.supply.claim_loads import METER_OF_ANOTHER, Known, MeterLoad, loads_of_result
from fourfold.app.supply.claim_offers import EXPIRED
from fourfold.app.supply.claim_terms import Claimed, ClaimTerms
from fourfold.app.supply.claiming import check_claimant, claim
from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.certification.keys.key import SigningKey
from fourfold.core.areas import areas
from fourfold.core.intervals import Period
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems, params_of
from fourfold.core.progress import Tick, no_tick
from fourfold.electricity.ledger.faults import ENTRY_UNKNOWN, METER_OFF_GRID
from fourfold.electricity.ledger.model import Meter
from fourfold.electricity.supply.criteria import Criterion, InstrumentCriteria, MatchWindow
from fourfold.electricity.supply.rule import SupplyKind
from fourfold.standards.pack.library import PackLibrary

USUAL_STANDARD = "iso-14067-2018"
"""By which is claimed where nothing is named."""
TAKES_NO_INSTRUMENTS = MessageKind(
    "claim-method-without-instruments",
    N_("the method {found} accepts no certificates"),
    N_("a method whose supply rule names instruments"),
    N_("claim by another one: --method or --standard; fourfold supply match compares them"),
)
INTERVAL_UNTOLD = MessageKind(
    "claim-interval-untold",
    N_("the ledger has no reading of the meter {meter} at {found}"),
    N_("an interval of which a reading was told"),
    N_("import the readings first, or claim for the study"),
)
INTERVAL_LESS = MessageKind(
    "claim-interval-less",
    N_("{found} Wh are asked for, and {free_wh} Wh of the interval are free"),
    N_("at most what was measured and is not covered"),
    N_("ask for less"),
)


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """What is asked beside the ledger.

    Attributes:
        account: who claims.
        method: id or file of a method; empty for that of a standard.
        standard: name of a standard or pack; empty for `USUAL_STANDARD` where no method is named either.
        least: the rule of division: least emissions, in proportion, or ``None`` for the study's own.
        factors: kg CO2e per kWh by technology.
        market: the only market that counts; empty for any.
        reason: stands with the cancellations; empty for the study's name.
        packs: packs beside those that come with Fourfold.
        dry_run: whether to record nothing.
        known_at: readings of the study are taken as known at this moment; ``None`` for what it declares.
    """

    account: str
    method: str = ""
    standard: str = ""
    least: bool | None = None
    factors: Mapping[str, Decimal] = field(default_factory=dict)
    market: str = ""
    reason: str = ""
    packs: Sequence[Path] = ()
    dry_run: bool = False
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StudyClaim:
    """Claims for a study: on which terms, by which method, and what became of them."""

    method: Method
    terms: ClaimTerms
    claimed: Claimed


def claim_for_study(
    opened: OpenedLedger,
    path: Path,
    request: ClaimRequest,
    at: datetime,
    key: SigningKey | None = None,
    tick: Tick = no_tick,
) -> StudyClaim:
    """Claim for what the meters of a study measured and came through the grid.

    Args:
        opened: the ledger.
        path: study folder, or the workbook in it.
        request: on which terms.
        at: now.
        key: of the account.
        tick: told how far it is.

    Raises:
        InputError: study, method or ledger cannot be used; see `claim`.
    """
    check_claimant(opened, request.account, key, dry_run=request.dry_run)
    study, problems = load_as_known(path, request.known_at), Problems()
    declared = study.declarations
    method = _method(request, declared.day, problems)
    result = Calculator(study, tick).by(method)
    loads = loads_of_result(result, opened.ledger, request.account, problems)
    problems.raise_if_errors()
    supply, days = declared.supply, declared.period
    period = Period.of_days(days.start, days.end, days.time_zone)
    terms = ClaimTerms(
        request.account,
        method.supply.instruments,
        area_book(declared, Problems()),  # what is wrong with areas was reported when the study was read
        (period.start_s, period.end_s),
        supply.delivery_loss_share or Decimal(0),
        supply.allocation == "least-emissions" if request.least is None else request.least,
        request.factors,
        request.market,
        request.reason or next(iter(declared.title.values())),
        LOSS_PLACE,
    )
    done = claim(opened, loads, terms, at, key, dry_run=request.dry_run, tick=tick)
    done.clauses = _clauses(done, method)
    return StudyClaim(method, terms, done)


@dataclass(frozen=True, slots=True)
class IntervalClaim:
    """A claim for one interval of a meter.

    Attributes:
        meter: its name.
        start_s: beginning of the interval, UTC seconds.
        energy_wh: how much is to be covered.
        window: within which time a certificate counts, where no method is named.
        time_zone: on whose calendar windows lie.
        loss_share: lost between plant and meter.
    """

    meter: str
    start_s: int
    energy_wh: int
    window: MatchWindow = MatchWindow.HOUR
    time_zone: str = "UTC"
    loss_share: Decimal = Decimal(0)


def claim_interval(
    opened: OpenedLedger,
    interval: IntervalClaim,
    request: ClaimRequest,
    at: datetime,
    key: SigningKey | None = None,
) -> Claimed:
    """Claim for one interval whose reading the ledger has.

    Raises:
        InputError: meter or reading is not there, less is free than asked for, or see `claim`.
    """
    meter, problems = opened.ledger.meter(interval.meter), Problems()
    if meter is None or meter.owner != request.account:
        _refuse_meter(meter, interval.meter, request.account)
    known = Known.of(opened.ledger.uses(meter.meter, interval.start_s, interval.start_s + 1))
    _check_interval(meter, known, interval, problems)
    named = bool(request.method or request.standard)
    method = _method(request, at.date(), problems) if named else None
    criteria = InstrumentCriteria(match=interval.window) if method is None else method.supply.instruments
    problems.raise_if_errors()
    start = interval.start_s
    load = MeterLoad(
        meter,
        interval.time_zone,
        np.array([start], np.int64),
        np.array([known.measured[start]], np.int64),
        np.array([known.covered[start] + interval.energy_wh], np.int64),
        (Fraction(0),),
        Fraction(0),
    )
    span = (start, start + meter.step_s)
    terms = ClaimTerms(
        request.account,
        criteria,
        areas(),
        span,
        interval.loss_share,
        bool(request.least),
        request.factors,
        request.market,
        request.reason,
    )
    done = claim(opened, [load], terms, at, key, dry_run=request.dry_run)
    done.clauses = _clauses(done, method)
    return done


def _clauses(done: Claimed, method: Method | None) -> dict[str, str]:
    """The clause behind each criterion that lots failed; none where no method is named: then no standard asks."""
    if method is None:
        return {}
    failed = [Criterion(why) for why in done.refused_wh if why != EXPIRED]
    return dict(zip(failed, clauses_for(failed, method), strict=True))


def _check_interval(meter: Meter, known: Known, interval: IntervalClaim, problems: Problems) -> None:
    place, start = Place("--interval"), interval.start_s
    if (start - meter.phase_s) % meter.step_s:
        params = {"meter": meter.meter, "found": _time(start), "step_s": meter.step_s, "phase_s": meter.phase_s}
        problems.error(METER_OFF_GRID, place, **params)
    elif start not in known.version:
        problems.error(INTERVAL_UNTOLD, place, meter=meter.meter, found=_time(start))
    elif interval.energy_wh > (free := known.measured[start] - known.covered[start]):
        problems.error(INTERVAL_LESS, Place("--wh"), found=interval.energy_wh, free_wh=free)
    problems.raise_if_errors()


def _refuse_meter(meter: Meter | None, name: str, account: str) -> NoReturn:
    place = Place("--meter")
    if meter is None:
        raise InputError([Problem(ENTRY_UNKNOWN, place, params_of({"what": "meter", "found": name}))])
    params = params_of({"found": name, "owner": meter.owner, "account": account})
    raise InputError([Problem(METER_OF_ANOTHER, place, params)])


def _method(request: ClaimRequest, day: date, problems: Problems) -> Method:
    """The method claims follow: the one named, that of the standard named, or the usual one."""
    standard = request.standard or ("" if request.method else USUAL_STANDARD)
    if standard:
        resolved = resolve_standards([standard], PackLibrary(request.packs), day, problems)
        problems.raise_if_errors()
        found = resolved[0].method if resolved else None
    else:
        found = read_method(request.method)
    if found is None or SupplyKind.INSTRUMENTS not in found.supply.order:
        place = Place("--standard" if standard else "--method")
        raise InputError([Problem(TAKES_NO_INSTRUMENTS, place, {"found": standard or request.method})])
    return found


def _time(second: int) -> str:
    return moment_text(datetime.fromtimestamp(second, UTC))

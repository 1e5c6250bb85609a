"""What meters of a study measured and what of it came through the grid: the energy that may be claimed for.

Energy from a site's own plants and from direct lines needs no certificate: what is open is what came through the grid.
A ledger knows whole Wh: the energy of an interval is rounded down, and what that leaves out is told, of what was
measured and of what came through the grid.

The intervals are those by which the meter is registered in the ledger; those in which the study covers its energy are
summed to them. So readings, claims, batches and statements speak of the same intervals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import mul

import numpy as np

from fourfold.accounting.assess import Result
from fourfold.accounting.power.accounts import LoadAccount
from fourfold.accounting.power.dividing import levels_of
from fourfold.core.intervals import MINUTE_S, Grid
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.energy import EnergySeries, add
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Meter, Use
from fourfold.electricity.supply.dividing import Levels

METER_UNREGISTERED = MessageKind(
    "claim-meter-unregistered",
    N_("the ledger has no meter {found}, which the study measures by"),
    N_("a meter of the same name, registered for the account {account}"),
    N_("register it: fourfold supply import meters.csv; fourfold supply show lists what is there"),
)
METER_OF_ANOTHER = MessageKind(
    "claim-meter-of-another",
    N_("the meter {found} is registered for {owner}, not for {account}"),
    N_("a meter of the account that claims"),
    N_("let {owner} claim, or correct the register"),
)
METER_STEP = MessageKind(
    "claim-meter-step",
    N_("the ledger knows the meter {found} by intervals of {step_s} s, the study covers its energy by {wanted_s} s"),
    N_("intervals of {wanted_s} s, or a multiple that divides the study period"),
    N_("what is registered stays: register a meter of a new name by {wanted_s} s, and call it so in the study too"),
)
METER_PHASE = MessageKind(
    "claim-meter-phase",
    N_("the study period begins or ends inside an interval of the meter {found} in the ledger"),
    N_("intervals of {wanted_s} s that begin {minutes} minutes past whole ones in UTC"),
    N_("what is registered stays: register a meter of a new name so (phase_minutes), and call it so in the study too"),
)
READING_BELOW_CLAIMS = MessageKind(
    "claim-reading-below",
    N_("the study reads {found} Wh of the meter {meter} at {time}, and {covered} Wh of it are claimed"),
    N_("readings that are not below what is claimed"),
    N_("withdraw a claim first: fourfold supply withdraw --claim NUMBER"),
)
NOTHING_METERED = MessageKind(
    "claim-nothing-metered",
    N_("no electricity of the study is metered; amounts spread by a load shape are no readings"),
    N_("rows with how = meter or meter-share"),
    N_("meter the electricity, or claim an interval by itself: --meter, --wh and --interval"),
)
_WH_DIGITS = 3


@dataclass(frozen=True, slots=True, eq=False)
class MeterLoad:
    """A meter whose energy may be claimed for.

    Attributes:
        meter: as the ledger knows it.
        time_zone: zone of its site, on whose calendar windows lie.
        starts: UTC seconds at which its intervals begin ``[interval]``.
        told_wh: energy of each interval as it is told to the ledger, rounded down ``[interval]``.
        through_wh: what of it came through the grid, rounded down ``[interval]``.
        mg_co2e_per_kwh: factor of what the method takes for energy no certificate covers, in each interval: the one the
            study divides by. Rows that share a meter count at their mean by energy: the ledger knows the meter alone
            ``[interval]``.
        cut: what rounding `told_wh` down leaves out, in Wh.
        through_cut: what rounding `through_wh` down leaves out, in Wh.
    """

    meter: Meter
    time_zone: str
    starts: Ints
    told_wh: Ints
    through_wh: Ints
    mg_co2e_per_kwh: tuple[Fraction, ...]
    cut: Fraction
    through_cut: Fraction = Fraction(0)


def loads_of_result(result: Result, ledger: Ledger, account: str, problems: Problems) -> list[MeterLoad]:
    """The meters of a calculated study, as the ledger knows them.

    Args:
        result: the study under the method of the claims.
        ledger: where the meters are registered.
        account: who claims.
        problems: receives every meter that is not registered as it has to be.
    """
    zones = {site.id: site.time_zone for site in result.study.declarations.sites}
    rows: dict[str, list[LoadAccount]] = {}
    for row in result.electricity.rows:
        if row.load.row.meter:
            rows.setdefault(row.load.row.meter, []).append(row)
    if not rows:
        problems.error(NOTHING_METERED, Place("tables/electricity"))
    found = [_load(name, group, ledger, account, zones, problems) for name, group in rows.items()]
    return [one for one in found if one is not None]


def _load(
    name: str,
    rows: Sequence[LoadAccount],
    ledger: Ledger,
    account: str,
    zones: Mapping[str, str],
    problems: Problems,
) -> MeterLoad | None:
    place, meter = rows[0].load.row.place.at("meter"), ledger.meter(name)
    if meter is None:
        problems.error(METER_UNREGISTERED, place, found=name, account=account)
        return None
    if meter.owner != account:
        problems.error(METER_OF_ANOTHER, place, found=name, owner=meter.owner, account=account)
        return None
    whole, through = add([row.covered.load for row in rows]), add([row.covered.through_grid for row in rows])
    if not _is_registered_so(meter, whole.grid, place, problems):
        return None
    mg = _rest_by_interval(rows, meter.step_s // whole.grid.step_s)
    minutes = meter.step_s // MINUTE_S
    whole, through = whole.resampled(minutes), through.resampled(minutes)
    (told, left), (came, cut) = whole_wh(whole), whole_wh(through)
    return MeterLoad(meter, zones[rows[0].load.site], whole.grid.starts(), told, came, mg, left, cut)


def _is_registered_so(meter: Meter, grid: Grid, place: Place, problems: Problems) -> bool:
    """Whether intervals of the ledger are made up of those of the study."""
    if meter.step_s % grid.step_s:
        problems.error(METER_STEP, place, found=meter.meter, step_s=meter.step_s, wanted_s=grid.step_s)
    elif (grid.start_s - meter.phase_s) % meter.step_s or (grid.end_s - meter.phase_s) % meter.step_s:
        minutes = grid.start_s % grid.step_s // MINUTE_S
        problems.error(METER_PHASE, place, found=meter.meter, wanted_s=grid.step_s, minutes=minutes)
    else:
        return True
    return False


def _rest_by_interval(rows: Sequence[LoadAccount], per: int) -> tuple[Fraction, ...]:
    """Factor of the rest in each interval of so many of the study: the mean by energy, or the plain one without any."""
    levels = [_levels(row) for row in rows]
    if per == 1 and len(rows) == 1:
        return tuple(levels[0].levels[one] for one in levels[0].level.tolist())
    finest = min(row.covered.through_grid.quantum_exponent for row in rows)
    energies = [row.covered.through_grid.refined(finest).energy.reshape(-1, per) for row in rows]
    found = []
    for at in range(energies[0].shape[0]):
        factors = [one.levels[level] for one in levels for level in one.level[at * per : (at + 1) * per].tolist()]
        weights = [int(wh) for one in energies for wh in one[at].tolist()]
        found.append(_mean(factors, weights))
    return tuple(found)


def _mean(factors: Sequence[Fraction], weights: Sequence[int]) -> Fraction:
    if len(set(factors)) == 1:
        return factors[0]
    by = weights if any(weights) else [1] * len(factors)
    return sum(map(mul, factors, by), Fraction(0)) / sum(by)


def _levels(row: LoadAccount) -> Levels:
    """What the method takes for the rest, by interval; where the study knows none the grid's factor decides."""
    through = row.covered.through_grid
    found = None if row.rest is None else levels_of(row.rest, through, row.load.row)
    return Levels.of(row.through_grid.mg_co2e_per_kwh) if found is None else found


def whole_wh(energy: EnergySeries) -> tuple[Ints, Fraction]:
    """Whole Wh of every interval, and what is left out of all of them."""
    if energy.quantum_exponent >= 0:
        return energy.energy * np.int64(10**energy.quantum_exponent), Fraction(0)
    per = 10**-energy.quantum_exponent
    left = energy.energy % per
    return energy.energy // per, Fraction(int(left.sum(dtype=object)), per)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What the ledger knows of a meter's intervals.

    Attributes:
        measured: energy by beginning of the interval.
        covered: what claims in force cover of it.
        version: of the last reading.
    """

    measured: Mapping[int, int]
    covered: Mapping[int, int]
    version: Mapping[int, int]

    @classmethod
    def of(cls, uses: Sequence[Use]) -> Known:
        """From the uses of a meter."""
        measured: dict[int, int] = {}
        covered: dict[int, int] = {}
        version: dict[int, int] = {}
        for use in uses:
            measured[use.start_s] = measured.get(use.start_s, 0) + use.energy_wh - use.void_wh
            covered[use.start_s] = covered.get(use.start_s, 0) + use.covered_wh
            version[use.start_s] = max(version.get(use.start_s, 0), use.version)
        return cls(measured, covered, version)

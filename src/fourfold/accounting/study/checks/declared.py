"""What ``study.yaml`` says, beyond the form of each value: times, units, areas, names that must agree."""

from __future__ import annotations

from fourfold.accounting.study.declared import Parts
from fourfold.accounting.study.reading import Reading
from fourfold.accounting.study.schema import ITEM_TABLES
from fourfold.core.problems import N_, MessageKind
from fourfold.core.quantities import Unit
from fourfold.formats.vocabulary import ID_PATTERN, ID_WRONG, closest, unit_is_known, zone_is_known

PERIOD_EMPTY = MessageKind(
    "period-empty",
    N_("the period ends on {found}, not after its start {start}"),
    N_("end: the day after the last day"),
    N_("correct the dates; the year 2024 is start: 2024-01-01, end: 2025-01-01"),
)
DECLARED_TWICE = MessageKind(
    "declared-twice",
    N_("the id {found} is declared twice, first in line {line}"),
    N_("each id once"),
    N_("rename or remove one of the two"),
)
NOT_A_MASS = MessageKind(
    "not-a-mass", N_("{found} is not a unit of mass"), N_("a unit such as kg, g or t"), N_("give the mass")
)
SHARES_ABOVE_ONE = MessageKind(
    "cut-off-shares",
    N_("the estimated shares of the cut-offs sum to {found}"),
    N_("together less than 1"),
    N_("correct the shares; 0.01 is one percent"),
)
CONCERN_UNKNOWN = MessageKind(
    "concern-unknown",
    N_("the assumption concerns {found}, which the study does not have"),
    N_("a name of a process, flow, item, meter, series, shape, supplier, factor, site or cut-off; similar: {similar}"),
    N_("correct the name, or leave concerns out"),
)
REASON_MISSING = MessageKind(
    "reason-missing",
    N_("{path} gives no reason"),
    N_("a reason a verifier can judge"),
    N_("write the reason"),
)

_NAMED = ("process", "flow", "meter", "series", "shape", "supplier", "factor", "site", "stage", "cut-off", "area")


def check_declarations(reading: Reading) -> None:
    """Everything declared, on its own."""
    declared = reading.parts
    _check_period(reading, declared)
    _check_sites(reading, declared)
    _check_ids(reading, declared)
    _check_product(reading, declared)
    _check_cut_offs(reading, declared)
    _check_concerns(reading, declared)
    _check_statements(reading, declared)


def _check_period(reading: Reading, declared: Parts) -> None:
    period = declared.period
    if period is None:
        return
    zone_is_known(period.time_zone, reading.declared_at("period", "time_zone"), reading.problems)
    if period.end <= period.start:
        place = reading.declared_at("period", "end")
        reading.problems.error(PERIOD_EMPTY, place, found=period.end, start=period.start)


def _check_sites(reading: Reading, declared: Parts) -> None:
    for index, site in enumerate(declared.sites):
        reading.areas.check(site.area, reading.declared_at("sites", index, "area"), reading.problems)
        zone_is_known(site.time_zone, reading.declared_at("sites", index, "time_zone"), reading.problems)


def _check_ids(reading: Reading, declared: Parts) -> None:
    ids = {
        "sites": [site.id for site in declared.sites],
        "stages": [stage.id for stage in declared.stages],
        "cut_offs": [cut_off.id for cut_off in declared.cut_offs],
        "assumptions": [assumption.id for assumption in declared.assumptions],
        "databases": [use.name for use in declared.databases],
    }  # codes of areas that are taken are reported where the book of areas is made
    for key, names in ids.items():
        first: dict[str, int] = {}
        for index, name in enumerate(names):
            earlier = first.setdefault(name, index)
            if earlier != index:
                called = "name" if key == "databases" else "id"
                line = reading.declared_at(key, earlier, called).row
                reading.problems.error(DECLARED_TWICE, reading.declared_at(key, index, called), found=name, line=line)


def _check_product(reading: Reading, declared: Parts) -> None:
    mass = declared.product.mass_per_unit if declared.product else None
    if mass is None:
        return
    place = reading.declared_at("product", "mass_per_unit", "unit")
    if unit_is_known(mass.unit, place, reading.problems) and Unit(mass.unit).dimension != Unit("kg").dimension:
        reading.problems.error(NOT_A_MASS, place, found=mass.unit)


def _check_cut_offs(reading: Reading, declared: Parts) -> None:
    total = sum(entry.estimated_share or 0 for entry in declared.cut_offs)
    if total >= 1:
        reading.problems.error(SHARES_ABOVE_ONE, reading.declared_at("cut_offs"), found=total)


def _check_concerns(reading: Reading, declared: Parts) -> None:
    known: set[str] = set()
    for what in (*_NAMED, *ITEM_TABLES.values()):
        names = reading.names(what)
        if names is None:
            return
        known |= names
    for index, assumption in enumerate(declared.assumptions):
        for number, name in enumerate(assumption.concerns):
            if name not in known:
                place = reading.declared_at("assumptions", index, "concerns", number)
                similar = closest(name, sorted(known))
                reading.problems.error(CONCERN_UNKNOWN, place, found=name, similar=similar)


def _check_statements(reading: Reading, declared: Parts) -> None:
    factor = declared.electricity.official_factor if declared.electricity else ""
    if factor and not ID_PATTERN.fullmatch(factor):
        reading.problems.error(ID_WRONG, reading.declared_at("electricity", "official_factor"), found=factor)
    allocation = declared.allocation
    if allocation is not None and allocation.order and not allocation.reason.strip():
        place = reading.declared_at("allocation", "reason")
        reading.problems.error(REASON_MISSING, place, path="allocation")
    for index, use in enumerate(declared.unconfirmed_factors):
        if not use.reason.strip():
            place = reading.declared_at("unconfirmed_factors", index, "reason")
            reading.problems.error(REASON_MISSING, place, path=f"unconfirmed_factors.{index}")

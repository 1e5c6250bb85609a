"""Which factor series values a load, whether a method accepts it, and which official factor stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fourfold.accounting.notes import Notes, UsedSource
from fourfold.accounting.study.grid_series import of_the_grid
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import SeriesRow
from fourfold.accounting.suitability import (
    ILLUSTRATIVE_USED,
    UNCONFIRMED_FACTOR,
    UNCONFIRMED_USED,
    Setting,
    factor_is_confirmed,
    gwp_set_is_accepted,
    unsplit_is_accepted,
)
from fourfold.core.problems import N_, MessageKind, Named, Place, Term
from fourfold.data.basis import ELECTRICITY_SERIES_NAMES, Averaging, Claim, Losses
from fourfold.data.factor import Factor
from fourfold.data.library import OfficialFactor, Rung
from fourfold.data.source import Status
from fourfold.electricity.series.factor_series import FactorSeries
from fourfold.electricity.series.sealed_files import DEMAND, VALUES

SERIES_OTHER_AREA = MessageKind(
    "series-other-area",
    N_("the series {found} holds for {series_area}, the site {site} lies in {area}"),
    N_("a series of {area} or of an area that contains it"),
    N_("name a series of the site's area, or correct the area of the site"),
)
SERIES_NOT_ONE = MessageKind(
    "series-not-one-for-area",
    N_("no factor series is named, and {count} hold for {area} or an area that contains it ({found})"),
    N_("exactly one series of the nearest area, or the name of one"),
    N_("fill the column series"),
)
SERIES_OF_PARENT = MessageKind(
    "series-of-parent-area",
    N_("the series {series} of {series_area} stands for {area}, which lies in it"),
)
SERIES_DIRECT = MessageKind(
    "series-direct",
    N_("the series {found} holds “{series}”; the method needs “{wanted}”"),
    N_("a series of “{wanted}”"),
    N_("use a series of “{wanted}”; the official annual one here is {offer}"),
)
SERIES_MARGINAL = MessageKind(
    "series-marginal",
    N_("the series {found} is marginal"),
    N_("average factors: marginal ones do not add up to what was emitted"),
    N_("name a series of average factors"),
)
SERIES_LOSSES = MessageKind(
    "series-losses",
    N_("the series {series} does not include network losses, or does not say; nothing was added"),
)
SERIES_CLAIM = MessageKind(
    "series-claim",
    N_("the series {series} is on the {claim} view; no instrument behind it was checked"),
)
_CLAIMS = {Claim.MARKET: Term(N_("market")), Claim.RESIDUAL: Term(N_("residual"))}
MEAN_BY_TIME = MessageKind(
    "series-mean-by-time",
    N_("the series {series} has no demand: its annual mean counts every interval alike"),
)
OFFICIAL_UNSUITABLE = MessageKind(
    "official-factor-unsuitable",
    N_("{found} is not a life-cycle factor of electricity per kWh"),
    N_("a factor of the family electricity with quantity co2e_lifecycle"),
    N_("name another factor, or leave official_factor out"),
)
OFFICIAL_UNKNOWN = MessageKind(
    "official-factor-unknown",
    N_("the factor {found} is not known"),
    N_("a factor of the library or of the study"),
    N_("did you mean: {similar}?"),
)
OFFICIAL_OTHER_YEAR = MessageKind(
    "official-factor-other-year",
    N_("the official factor {factor} describes {described}; beside the hourly result it stands for the study's period"),
)
OFFICIAL_OTHER_AREA = MessageKind(
    "official-factor-other-area",
    N_("the official factor {found} holds for {factor_area}, a site lies in {area}"),
    N_("a factor of {area} or of an area that contains it"),
    N_("name another factor, or leave official_factor out"),
)
OFFICIAL_PLACE = Place("study.yaml", 0, "electricity.official_factor")


@dataclass(frozen=True, slots=True)
class Choice:
    """What values the grid energy of a row."""

    row: SeriesRow
    series: FactorSeries
    official: OfficialFactor


def series_for(
    row_series: str, place: Place, site_id: str, study: Study, at: Setting, notes: Notes
) -> SeriesRow | None:
    """The series row that values a load: the one named, else the only one of the nearest enclosing area."""
    site = next(site for site in study.declarations.sites if site.id == site_id)
    chain = at.library.areas.chain(site.area)
    rows = study.tables.series
    if row_series:
        row = next(row for row in rows if row.series == row_series)
        if row.area not in chain:
            params = {"found": row.series, "series_area": row.area, "site": site.id, "area": site.area}
            notes.problems.error(SERIES_OTHER_AREA, place.at("series"), **params)
            return None
    else:
        nearest = _of_nearest_area(rows, chain)
        if len(nearest) != 1:
            found = ", ".join(r.series for r in nearest) or "–"
            where = place.at("series")
            notes.problems.error(SERIES_NOT_ONE, where, count=len(nearest), area=site.area, found=found)
            return None
        row = nearest[0]
    if row.area != site.area:
        notes.assume(SERIES_OF_PARENT, place, series=row.series, series_area=row.area, area=site.area)
    return row


def _of_nearest_area(rows: Sequence[SeriesRow], chain: Sequence[str]) -> list[SeriesRow]:
    for area in chain:
        found = [row for row in rows if row.area == area]
        if found:
            return of_the_grid(found)
    return []


def series_is_suitable(series: FactorSeries, at: Setting, notes: Notes) -> bool:
    """Run every check on a series a load uses; each reports through the notes."""
    checks = [
        _is_life_cycle(series, at, notes),
        _is_average(series, notes),
        _is_confirmed(series, at, notes),
        gwp_set_is_accepted(series.id, series.basis.gwp_set, series.place, at, notes),
        unsplit_is_accepted(series.id, series.place, at, notes),
    ]
    if series.basis.losses is not Losses.INCLUDED:
        notes.assume(SERIES_LOSSES, series.place, series=series.id)
    if series.basis.claim in _CLAIMS:
        notes.assume(SERIES_CLAIM, series.place, series=series.id, claim=_CLAIMS[series.basis.claim])
    if series.annual_mean().weighting == "time":
        notes.assume(MEAN_BY_TIME, series.place, series=series.id)
    return all(checks)


def _is_life_cycle(series: FactorSeries, at: Setting, notes: Notes) -> bool:
    wanted = at.method.electricity_quantity
    if series.basis.quantity is wanted:
        return True
    official = at.library.official_national_electricity(series.area, at.start, at.end).factor
    notes.problems.error(
        SERIES_DIRECT,
        series.place.at("quantity"),
        found=series.id,
        series=Named.of(ELECTRICITY_SERIES_NAMES[series.basis.quantity]),
        wanted=Named.of(ELECTRICITY_SERIES_NAMES[wanted]),
        offer=official.id if official else "–",
    )
    return False


def _is_average(series: FactorSeries, notes: Notes) -> bool:
    if series.basis.averaging is Averaging.MARGINAL:
        notes.problems.error(SERIES_MARGINAL, series.place.at("averaging"), found=series.id)
        return False
    return True


def _is_confirmed(series: FactorSeries, at: Setting, notes: Notes) -> bool:
    if series.status is Status.ILLUSTRATIVE:
        notes.assume(ILLUSTRATIVE_USED, series.place, source=series.id)
    if series.status is not Status.UNCONFIRMED:
        return True
    if series.id not in at.unconfirmed:
        notes.problems.error(UNCONFIRMED_FACTOR, series.place.at("status"), found=series.id)
        return False
    notes.assume(UNCONFIRMED_USED, series.place, factor=series.id, reason=at.unconfirmed[series.id])
    return True


def official_factor_for(site_area: str, study: Study, at: Setting, notes: Notes) -> OfficialFactor | None:
    """The official annual factor beside a site's hourly result: the one the study names, else the library's.

    ``None`` after reporting that the named one cannot serve; a value without a factor where there is none.
    """
    named = study.declarations.electricity.official_factor
    if named:
        found = _named_official(named, site_area, at, notes)
    else:
        found = at.library.official_national_electricity(site_area, at.start, at.end)
    if found is not None and found.factor is not None and not found.label.endswith("YEAR"):
        described = f"{found.factor.valid_from} … {found.factor.valid_to}"
        notes.assume(OFFICIAL_OTHER_YEAR, OFFICIAL_PLACE, factor=found.factor.id, described=described)
    return found


def _named_official(named: str, site_area: str, at: Setting, notes: Notes) -> OfficialFactor | None:
    factor = at.library.get(named)
    if factor is None:
        similar = ", ".join(at.library.similar(named)) or "–"
        notes.problems.error(OFFICIAL_UNKNOWN, OFFICIAL_PLACE, found=named, similar=similar)
        return None
    if not _is_life_cycle_electricity(factor, at):
        notes.problems.error(OFFICIAL_UNSUITABLE, OFFICIAL_PLACE, found=named)
        return None
    if factor.area and factor.area not in at.library.areas.chain(site_area):
        params = {"found": named, "factor_area": factor.area, "area": site_area}
        notes.problems.error(OFFICIAL_OTHER_AREA, OFFICIAL_PLACE, **params)
        return None
    if not factor_is_confirmed(factor, OFFICIAL_PLACE, at, notes):
        return None
    where = "AREA" if factor.area == site_area else "PARENT"
    within = factor.valid_from <= at.start and at.end <= factor.valid_to
    when = "YEAR" if within else "OLDER" if factor.valid_from <= at.start else "OLDEST"
    return OfficialFactor(factor, Rung(f"{where}_{when}"))


def _is_life_cycle_electricity(factor: Factor, at: Setting) -> bool:
    return (
        factor.is_electricity
        and factor.basis.quantity is at.method.electricity_quantity
        and factor.basis.averaging is Averaging.AVERAGE
        and factor.per.dimension == "[energy]"
    )


def factor_places(row: SeriesRow, *, with_demand: bool) -> list[Place]:
    """Where the factors of a series stand, and the demand that weights its mean where that is used."""
    is_sealed = row.form == "sealed"
    columns = [VALUES if is_sealed else row.value_column]
    if with_demand:
        columns.append(DEMAND if is_sealed else row.demand_column)
    return [Place(row.file, 0, column) for column in columns]


def used_series(series: FactorSeries, digest: str) -> UsedSource:
    """The source record of a series."""
    return UsedSource(
        kind="series",
        id=series.id,
        names=series.names,
        source=series.source,
        status=series.status,
        place=series.place,
        basis=series.basis,
        per="kWh",
        area=series.area,
        digest=digest,
    )

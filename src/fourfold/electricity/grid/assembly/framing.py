"""The frame of a grid: its areas, sources, ties, borders and stores, each number with its rate or a reason why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.core.intervals import spell_instant
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.data.basis import Averaging, Basis, Claim, GwpSet, Losses, Quantity
from fourfold.data.source import WEAKENING_STATUS, Status
from fourfold.electricity.grid.assembly.columns import Columns
from fourfold.electricity.grid.assembly.series import Role, Series
from fourfold.electricity.grid.assembly.stores import make_stores
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.rates import Rate, RateBook
from fourfold.electricity.grid.state import Border, Finding, Floats, GenerationSource, GridArea, GridFrame, Tie
from fourfold.electricity.grid.tables import GridTables
from fourfold.formats.yaml_text import YamlText

AREA_WITHOUT_ROWS = MessageKind(
    "grid-area-without-rows",
    N_("the area {area} is declared and has no rows in any table"),
    N_("rows for every declared area"),
    N_("correct the code, or remove the area"),
)
NO_AREAS = MessageKind(
    "grid-no-areas",
    N_("no area has generation, demand or storage"),
    N_("rows in the generation table"),
    N_("check that the tables are those of this grid"),
)
BOUNDARY_WITHOUT_FACTOR = MessageKind(
    "grid-boundary-without-factor",
    N_("{areas}: in the exchanges only, so they lie beyond the grid, and nothing says what their electricity carries"),
    N_("a factor with a source for every boundary area"),
    N_(
        "add boundary: areas: CODE: per_mwh: … and source to grid.yaml, or boundary: default:; an area that only passes"
        " electricity on belongs under areas:"
    ),
)
TECHNOLOGY_WITHOUT_FACTOR = MessageKind(
    "grid-technology-without-factor",
    N_("{technology} in {area} has no factor at {start}"),
    N_("a factor for every technology that is in the data, also where it generates nothing"),
    N_("add a row to factors.csv, map the name under technologies: names:, or declare technologies: default:"),
)
RATE_INCOMPLETE = MessageKind(
    "grid-unit-rate-incomplete",
    N_("the rates of the unit {unit} do not say {attribute}"),
    N_("every attribute of the grid for every unit"),
    N_("remove the attribute from factors.csv, or give it for the unit"),
)
AREA_INSIDE_AND_OUTSIDE = MessageKind(
    "grid-area-inside-and-outside",
    N_("{area} is declared as a boundary area, and it is traced"),
    N_("an area inside the grid or beyond it"),
    N_("list the traced areas under areas:, or remove its boundary factor"),
)
FLOWS_BEYOND = MessageKind(
    "grid-flows-beyond", N_("exchanges between areas that both lie beyond the grid were left out: {ties}")
)
BOUNDARY_AREAS = MessageKind(
    "grid-boundary-areas", N_("areas beyond the grid, with a declared factor for what is imported from them: {areas}")
)
ONLY_RECEIVING = MessageKind(
    "grid-boundary-only-receives",
    N_("areas beyond the grid to which electricity only goes, so that no factor is needed for them: {areas}"),
)
AREAS_TAKEN = MessageKind(
    "grid-areas-taken", N_("no areas are declared: every area with generation, demand or storage is traced ({count})")
)


@dataclass(frozen=True, slots=True, eq=False)
class Framed:
    """A frame and what came to light in making it.

    Attributes:
        frame: what the axes mean.
        line_borders: border of each border line ``[line]``.
        default_rated: sources whose rate is the declared default ``[source]``.
        assumptions: what it rests on.
    """

    frame: GridFrame
    line_borders: tuple[int, ...]
    default_rated: tuple[int, ...]
    assumptions: tuple[Assumption, ...]


def traced_areas(
    series: Sequence[Series], declaration: GridDeclaration, problems: Problems, yaml: YamlText | None
) -> tuple[str, ...]:
    """Codes of the areas that are traced: the declared ones, else all with generation, demand or storage."""
    with_rows = {name for one in series for name in one.names[: 2 if one.role is Role.EXCHANGE else 1]}
    if declaration.areas:
        for at, area in enumerate(declaration.areas):
            if area.code not in with_rows:
                place = yaml.place(("areas", at, "code")) if yaml else Place("grid.yaml", 0, f"areas.{at}")
                problems.error(AREA_WITHOUT_ROWS, place, area=area.code)
        return _inside(tuple(area.code for area in declaration.areas), declaration, problems, yaml)
    own = (Role.GENERATION, Role.DEMAND, Role.CHARGE, Role.DISCHARGE)
    areas = tuple(sorted({one.names[0] for one in series if one.role in own}))
    if not areas:
        problems.error(NO_AREAS, Place(series[0].place.file if series else ""))
    return _inside(areas, declaration, problems, yaml)


def flows_beyond(series: Sequence[Series], areas: Sequence[str]) -> list[Finding]:
    """Exchanges that touch no traced area."""
    beyond = [one for one in series if one.role is Role.EXCHANGE and not {*one.names[:2]} & {*areas}]
    if not beyond:
        return []
    return [Finding(Assumption(FLOWS_BEYOND, {"ties": ", ".join(sorted(one.text for one in beyond))}), len(beyond))]


def _inside(
    areas: tuple[str, ...], declaration: GridDeclaration, problems: Problems, yaml: YamlText | None
) -> tuple[str, ...]:
    for code in declaration.boundary.areas:
        if code in areas:
            place = yaml.place(("boundary", "areas", code)) if yaml else Place("grid.yaml", 0, "boundary.areas")
            problems.error(AREA_INSIDE_AND_OUTSIDE, place, area=code)
    return areas


class Framer:
    """Makes the frame of a grid from its columns."""

    def __init__(
        self,
        tables: GridTables,
        rates: RateBook,
        declaration: GridDeclaration,
        yaml: YamlText | None,
        series: Sequence[Series],
        problems: Problems,
        receiving: frozenset[str] = frozenset(),
    ) -> None:
        self._receiving = receiving
        self._tables, self._rates, self._declaration, self._yaml = tables, rates, declaration, yaml
        self._series, self._problems = series, problems
        self._statuses: list[Status] = []

    def frame(self, areas: tuple[str, ...], columns: Columns, step_s: int, at_s: Sequence[int]) -> Framed | None:
        """The frame, or nothing after reporting what has no rate.

        Args:
            areas: codes of the traced areas.
            columns: what is measured.
            step_s: length of an interval.
            at_s: when rates are asked for: the start of each run between two editions.
        """
        before = len(self._problems.errors)
        default_rated = self._check_rates(columns, at_s)
        borders, per_mwh, line_borders = self._borders(columns)
        charge = columns.of(Role.CHARGE)
        stores, assumed = make_stores(charge, self._declaration, self._yaml, self._rates, self._problems)
        if len(self._problems.errors) > before:
            return None
        basis = self._declaration.basis
        frame = GridFrame(
            areas=self._areas(areas),
            sources=tuple(
                GenerationSource(one.areas[0], one.names[1], one.names[2]) for one in columns.of(Role.GENERATION)
            ),
            ties=tuple(Tie(one.areas[0], one.areas[1], one.names[2]) for one in columns.of(Role.EXCHANGE)),
            borders=borders,
            border_per_mwh=per_mwh,
            stores=stores,
            attributes=self._rates.attributes,
            step_minutes=step_s // 60,
            basis=Basis(
                Quantity(basis.quantity), Claim.LOCATION, Averaging.AVERAGE, Losses.EXCLUDED, GwpSet(basis.gwp_set)
            ),
            time_zone=self._declaration.time_zone or "UTC",
            documents=self._rates.documents,
            status=self._weakest(),
        )
        if any(border.source >= 0 for border in borders):
            told = ", ".join(sorted({border.outside for border in borders if border.source >= 0}))
            assumed.append(Assumption(BOUNDARY_AREAS, {"areas": told}))
        receiving = sorted({border.outside for border in borders if border.source < 0})
        if receiving:
            assumed.append(Assumption(ONLY_RECEIVING, {"areas": ", ".join(receiving)}))
        if not self._declaration.areas:
            assumed.append(Assumption(AREAS_TAKEN, {"count": str(len(areas))}))
        return Framed(frame, line_borders, default_rated, tuple(assumed))

    def _areas(self, codes: tuple[str, ...]) -> tuple[GridArea, ...]:
        declared = {area.code: area for area in self._declaration.areas}
        made = []
        for code in codes:
            area = declared.get(code)
            names: Mapping[str, str] = {}
            if area is not None and area.names:
                names = {str(lang): text for lang, text in area.names.items()}
            elif code in self._tables.area_names:
                names = {"en": self._tables.area_names[code]}
            parent, kind = (area.parent, area.type) if area is not None else ("", "")
            made.append(GridArea(code, tuple(sorted(names.items())), parent, kind or self._tables.area_type))
        return tuple(made)

    def _check_rates(self, columns: Columns, at_s: Sequence[int]) -> tuple[int, ...]:
        """Report sources without a rate; the sources on the declared default."""
        default_rated = []
        asked: dict[tuple[str, str], Rate | None] = {}
        for index, column in enumerate(columns.of(Role.GENERATION)):
            area, technology, unit = column.names
            if unit and unit in self._tables.unit_rates:
                self._check_unit(unit)
                continue
            key = (technology, area)
            if key not in asked:
                asked[key] = self._asked(column.plus, technology, area, at_s)
            rate = asked[key]
            if rate is not None and rate.is_default:
                default_rated.append(index)
        return tuple(default_rated)

    def _asked(self, series: int, technology: str, area: str, at_s: Sequence[int]) -> Rate | None:
        found = None
        for start in at_s:
            rate = self._rates.rate(technology, area, start)
            if rate is None:
                day = spell_instant(start, self._declaration.time_zone or "UTC")
                place = self._series[series].place
                self._problems.error(
                    TECHNOLOGY_WITHOUT_FACTOR, place.at("technology"), technology=technology, area=area, start=day
                )
                return None
            self._statuses.append(rate.status)
            found = rate if found is None or rate.is_default else found
        return found

    def _check_unit(self, unit: str) -> None:
        rate = self._tables.unit_rates[unit]
        self._statuses.append(Status(self._declaration.status or Status.UNCONFIRMED))
        for attribute in self._rates.attributes:
            if attribute.name not in rate.per_hour:
                self._problems.error(RATE_INCOMPLETE, rate.place, unit=unit, attribute=attribute.name)

    def _borders(self, columns: Columns) -> tuple[tuple[Border, ...], Floats, tuple[int, ...]]:
        lines = columns.columns[columns.lines]
        without: dict[str, Place] = {}
        index: dict[tuple[str, int], int] = {}
        borders, per_mwh = [], []
        for line in lines:
            key = (line.outside, line.areas[0])
            if key in index:
                continue
            index[key] = len(index)
            rate = self._rates.boundary(line.outside)
            if rate is None and line.outside in self._receiving:
                borders.append(Border(line.outside, line.areas[0], -1, Status.OFFICIAL))
                per_mwh.append((0.0,) * len(self._rates.attributes))  # nothing comes, so that nothing takes it
                continue
            if rate is None:
                part = line.plus if line.plus >= 0 else line.minus
                without.setdefault(line.outside, self._series[part].place)
                continue
            self._statuses.append(rate.status)
            borders.append(Border(line.outside, line.areas[0], rate.source, rate.status))
            per_mwh.append(rate.per_mwh)
        if without:
            place = min(without.values())
            self._problems.error(BOUNDARY_WITHOUT_FACTOR, place, areas=", ".join(sorted(without)))
        table = np.array(per_mwh, np.float64).reshape(len(per_mwh), len(self._rates.attributes))
        return tuple(borders), table, tuple(index[line.outside, line.areas[0]] for line in lines)

    def _weakest(self) -> Status:
        if self._declaration.status:
            self._statuses.append(Status(self._declaration.status))
        return max(self._statuses, key=WEAKENING_STATUS.index, default=Status.UNCONFIRMED)

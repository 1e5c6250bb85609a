"""The two tables of hourly background: which products are the markets of zones, and what each zone is made of when.

``markets.csv``  zone, product: id of the market's product, or words that only it holds.
``mixes.csv``    start, zone, source, share, optionally demand_mwh. A source is a product, or ``zone:CODE`` for power of
                 another zone. A share is MWh of the source for one MWh of the market; of a product that is no energy,
                 its amount in its own unit for one unit of the market. Shares of energy above 1 are losses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fourfold.accounting.background.hourly import Mixes
from fourfold.accounting.background.system import Floats
from fourfold.app.databases.scoring import Scoring, demand_of, find_product
from fourfold.core.canonical import digest_of_file
from fourfold.core.intervals import MINUTE_S
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problems
from fourfold.core.zones import Ints, utc_datetime
from fourfold.electricity.factors.bare import clock_of
from fourfold.electricity.factors.raw import read_frame
from fourfold.electricity.grid.state import InputFile
from fourfold.electricity.reading.stamps import read_stamps

COLUMN = MessageKind(
    "hourly-column",
    N_("there is no column {found}"),
    N_("the columns {columns}"),
    N_("correct the names in the header"),
)
MARKET = MessageKind(
    "hourly-market",
    N_("{found} is not a product that can be the market of a zone: {reason}"),
    N_("a zone, each once, and a product of the database counted in units of energy"),
    N_("fourfold data search finds the id"),
)
SOURCE = MessageKind(
    "hourly-source",
    N_("{found} is no source: {reason}"),
    N_("a product of the database, or zone:CODE with a zone of the markets"),
    N_("correct the name; fourfold data search finds ids of products"),
)
VALUE = MessageKind(
    "hourly-value",
    N_("{found} cannot be used as {column}"),
    N_("a stamp with offset, a known zone, a number of at least zero"),
    N_("correct the cell"),
)
TWICE = MessageKind(
    "hourly-twice",
    N_("{found} stands twice"),
    N_("each source of a zone once in an interval"),
    N_("add the shares up, or remove one of the rows"),
)
SUM = MessageKind(
    "hourly-sum",
    N_("the shares of energy of {zone} from {start} sum to {found}"),
    N_("1, or more where energy is lost on the way, up to {most}"),
    N_("give every source of the zone; a share that is not known is left blank"),
)
_MOST, _ROUNDING = 1.5, 1e-6
_ZONE = "zone:"
_MARKETS, _MIXES = ("zone", "product"), ("start", "zone", "source", "share")
_DEMAND = "demand_mwh"
_FIRST_ROW = 2


@dataclass(frozen=True, eq=False)
class HourlyTables:
    """The tables, understood.

    Attributes:
        zones: codes of the zones.
        markets: column of each zone's market [zone].
        per_mwh: units of the market in a MWh [zone].
        mixes: what the zones are made of, in units of sources for one unit of the market.
        starts_s: UTC seconds at which the intervals begin, even [interval].
        step_minutes: length of an interval.
        time_zone, offset: the clock of the stamps.
        demand_mwh: consumption, ``nan`` where it is not given [interval, zone].
        most: largest sum of shares of energy of each zone [zone].
        files: what was read.
    """

    zones: tuple[str, ...]
    markets: tuple[int, ...]
    per_mwh: Floats
    mixes: Mixes
    starts_s: Ints
    step_minutes: int
    time_zone: str
    offset: str
    demand_mwh: Floats
    most: Floats
    files: tuple[InputFile, ...]


def read_hourly_tables(scoring: Scoring, markets: Path, mixes: Path) -> HourlyTables:
    """Read both tables.

    Raises:
        InputError: everything that is wrong with them.
    """
    problems = Problems()
    zones = _markets(scoring, markets, problems)
    frame = _frame(mixes, _MIXES, problems)
    problems.raise_if_errors()
    assert frame is not None  # noqa: S101 - it has a problem otherwise
    found = _Reading(scoring, mixes.name, frame, zones, problems).tables()
    problems.raise_if_errors()
    assert found is not None  # noqa: S101 - it has a problem otherwise
    files = tuple(
        InputFile(path.name, digest_of_file(path), rows)
        for path, rows in ((markets, len(zones)), (mixes, frame.height))
    )
    return replace(found, files=files)


def _frame(path: Path, columns: tuple[str, ...], problems: Problems) -> pl.DataFrame | None:
    frame = read_frame(path, problems)
    if frame is None:
        return None
    frame = frame.rename({name: name.strip() for name in frame.columns})
    for name in columns:
        if name not in frame.columns:
            problems.error(COLUMN, Place(path.name, 1, name), found=name, columns=", ".join(columns))
    return None if problems.errors else frame


def _markets(scoring: Scoring, path: Path, problems: Problems) -> dict[str, tuple[int, float]]:
    """Market and its units in a MWh by zone."""
    frame, found = _frame(path, _MARKETS, problems), dict[str, tuple[int, float]]()
    if frame is None:
        return found
    cells = (frame[name].cast(pl.String).fill_null("").str.strip_chars().to_list() for name in _MARKETS)
    for row, (zone, text) in enumerate(zip(*cells, strict=True), _FIRST_ROW):
        place = Place(path.name, row, "product")
        try:
            column = find_product(scoring, text)
            units = demand_of(scoring, scoring.system.products[column].id, 1.0, "MWh").in_unit
        except InputError as error:
            problems.error(MARKET, place, found=text or "–", reason=error.problems[0].in_english)
            continue
        if not zone or zone in found or column in [known for known, _ in found.values()]:
            problems.error(MARKET, Place(path.name, row, "zone"), found=zone or "–", reason=text)
        else:
            found[zone] = column, units
    return found


@dataclass(frozen=True)
class _Reading:
    """The rows of mixes on their way to arrays."""

    scoring: Scoring
    file: str
    frame: pl.DataFrame
    zones: Mapping[str, tuple[int, float]]
    problems: Problems

    def tables(self) -> HourlyTables | None:
        """The tables, without the files; nothing after reporting what is wrong."""
        texts = {name: self.frame[name].cast(pl.String).fill_null("").str.strip_chars() for name in _MIXES[:3]}
        stamps = read_stamps(texts["start"], "")
        for row in [*stamps.blank, *stamps.unreadable][:20]:
            self._wrong(row, "start", texts["start"][row])
        if not stamps.are_instants:
            self._wrong(0, "start", texts["start"][0] if self.frame.height else "")
        zone_codes = {code: number for number, code in enumerate(self.zones)}
        zone = self._numbers_of(texts["zone"], zone_codes)
        source, sources = self._sources(texts["source"])
        share = self._numbers("share")
        demand = self._numbers(_DEMAND) if _DEMAND in self.frame.columns else np.full(self.frame.height, np.nan)
        if self.problems.errors:
            return None
        return self._arrays(stamps.seconds, zone, source, sources, share, demand, texts["start"])

    def _arrays(
        self, seconds: Ints, zone: Ints, source: Ints, sources: Ints, share: Floats, demand: Floats, starts: pl.Series
    ) -> HourlyTables | None:
        gaps, often = np.unique(np.diff(np.unique(seconds)), return_counts=True)
        step_s = int(gaps[np.argmax(often)]) if gaps.size else 60 * MINUTE_S
        interval, odd = np.divmod(seconds - seconds.min(), step_s)
        for row in np.flatnonzero(odd)[:20].tolist():
            self._wrong(row, "start", starts[row])
        pairs, part = np.unique(zone * len(sources) + source, return_inverse=True)
        place = interval * pairs.size + part
        _, first, times = np.unique(place, return_index=True, return_counts=True)
        for row in first[times > 1][:20].tolist():
            found = f"{starts[row]} {self.frame['zone'][row]} {self.frame['source'][row]}"
            self.problems.error(TWICE, Place(self.file, row + _FIRST_ROW), found=found)
        if self.problems.errors:
            return None
        count, codes = int(interval.max()) + 1, list(self.zones)
        of_zone, columns = pairs // len(sources), sources[pairs % len(sources)]
        amounts = np.zeros((count, pairs.size))
        amounts[interval, part] = share
        told = np.zeros((count, len(codes)), np.bool_)
        told[interval, zone] = True
        amounts[~told[:, of_zone]] = np.nan
        consumed = np.full((count, len(codes)), np.nan)
        consumed[interval, zone] = demand
        begin = np.arange(count, dtype=np.int64) * step_s + int(seconds.min())
        factor, is_energy = self._factors(of_zone, columns)
        most = self._sums(amounts, of_zone, is_energy, begin)
        clock, offset = clock_of(starts)
        units = np.array([units for _, units in self.zones.values()])
        return HourlyTables(
            zones=tuple(codes),
            markets=tuple(column for column, _ in self.zones.values()),
            per_mwh=units,
            mixes=Mixes(of_zone, columns, amounts * factor),
            starts_s=begin,
            step_minutes=step_s // MINUTE_S,
            time_zone=clock or "UTC",
            offset=offset,
            demand_mwh=consumed,
            most=most,
            files=(),
        )

    def _sums(self, amounts: Floats, of_zone: Ints, is_energy: NDArray[np.bool_], begin: Ints) -> Floats:
        """Largest sum of shares of energy of each zone; what cannot be a mix is reported [zone]."""
        most = np.zeros(len(self.zones))
        for number, code in enumerate(self.zones):
            total = amounts[:, (of_zone == number) & is_energy].sum(axis=1)
            for at in np.flatnonzero((total < 1 - _ROUNDING) | (total > _MOST))[:20].tolist():
                start = utc_datetime(int(begin[at])).isoformat()
                params = {"zone": code, "start": start, "found": f"{total[at]:.6g}", "most": _MOST}
                self.problems.error(SUM, Place(self.file), **params)
            most[number] = np.nanmax(total, initial=0.0)
        return most

    def _factors(self, of_zone: Ints, columns: Ints) -> tuple[Floats, NDArray[np.bool_]]:
        """Units of the source for one share, and whether the source is energy [part]."""
        per_mwh = np.array([units for _, units in self.zones.values()])
        energy: dict[int, float] = {}
        for column in np.unique(columns).tolist():
            try:
                energy[column] = demand_of(self.scoring, self.scoring.system.products[column].id, 1.0, "MWh").in_unit
            except InputError:
                energy[column] = np.nan
        units = np.array([energy[column] for column in columns.tolist()])
        is_energy = ~np.isnan(units)
        return np.where(is_energy, units / per_mwh[of_zone], 1.0), is_energy

    def _sources(self, texts: pl.Series) -> tuple[Ints, Ints]:
        """Number of each row's source [row], and the column of each [source]."""
        columns: dict[str, int] = {}
        for text in texts.unique(maintain_order=True).to_list():
            code = text.removeprefix(_ZONE)
            try:
                known = self.zones.get(code) if text.startswith(_ZONE) else (find_product(self.scoring, text), 1.0)
            except InputError as error:
                known, code = None, error.problems[0].in_english
            if known is None:
                row = int((texts == text).arg_max() or 0) + _FIRST_ROW
                self.problems.error(SOURCE, Place(self.file, row, "source"), found=text or "–", reason=code)
            else:
                columns[text] = known[0]
        distinct = sorted(set(columns.values()))
        at = {text: distinct.index(column) for text, column in columns.items()}
        return np.array([at.get(text, 0) for text in texts.to_list()], np.int64), np.array(distinct, np.int64)

    def _numbers_of(self, texts: pl.Series, codes: Mapping[str, int]) -> Ints:
        found = np.array([codes.get(text, -1) for text in texts.to_list()], np.int64)
        for row in np.flatnonzero(found < 0)[:20].tolist():
            self._wrong(row, "zone", texts[row])
        return found

    def _numbers(self, name: str) -> Floats:
        """Numbers of at least zero, ``nan`` for blanks [row]."""
        column = self.frame[name]
        text = column.cast(pl.String).fill_null("").str.strip_chars()
        values = text.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy().copy()
        blank = (text == "").to_numpy()
        for row in np.flatnonzero(~blank & ~((values >= 0) & np.isfinite(values)))[:20].tolist():
            self._wrong(row, name, text[row])
        return np.asarray(values)

    def _wrong(self, row: int, column: str, found: str) -> None:
        place = Place(self.file, row + _FIRST_ROW, column)
        self.problems.error(VALUE, place, found=found or "–", column=column)

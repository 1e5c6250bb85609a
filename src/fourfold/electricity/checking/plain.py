"""Tidy folders read the short way: whole tables with polars, nothing repaired, nothing resampled.

What takes more than that (repairs, other formats, gaps, several resolutions, tables too large for memory) is not read
here; the report then says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml

from fourfold.core.problems import Assumption, MessageKind
from fourfold.core.zones import Ints
from fourfold.data.basis import Averaging, Basis, Claim, GwpSet, Losses
from fourfold.data.source import Status
from fourfold.electricity.checking import messages as say
from fourfold.electricity.checking.energy import add
from fourfold.electricity.checking.plain_losses import LOSSES, losses_of
from fourfold.electricity.checking.plain_rates import PlainRates
from fourfold.electricity.checking.plain_tables import (
    Involved,
    NotPlain,
    Series,
    durations_of,
    read_table,
    seconds_of,
    starts_of,
)
from fourfold.electricity.grid.memory import GridInMemory
from fourfold.electricity.grid.state import (
    Attribute,
    Border,
    Floats,
    GenerationSource,
    GridArea,
    GridFrame,
    GridState,
    GridStore,
    InputFile,
    Tie,
)

_SOURCES = ("area", "technology", "unit")
_TIES = ("from_area", "to_area", "tie")


def read_plain(folder: Path, resolution_minutes: str = "") -> GridInMemory | NotPlain:
    """Read a tidy folder, or say why that takes more."""
    try:
        return _Plain(folder).grid(resolution_minutes)
    except Involved as involved:
        return involved.reason
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        OSError,
        yaml.YAMLError,
        pl.exceptions.PolarsError,
    ) as error:
        # whatever is odd about the files is told, with its place, by the reader that is taken instead
        return NotPlain(say.GRID_INVOLVED, type(error).__name__)


class _Plain:
    """The declaration and the tables of a folder."""

    def __init__(self, folder: Path) -> None:
        file = folder / "grid.yaml"
        self.declared: dict[str, Any] = (yaml.safe_load(file.read_text("utf-8")) or {}) if file.exists() else {}
        files = self.declared.get("files", {})
        if files.get("format", "tidy") != "tidy":
            raise Involved(str(files["format"]), say.GRID_ADAPTED)
        if any(value != "refuse" for name, value in self.declared.get("repairs", {}).items() if name != "imbalance"):
            raise Involved("repairs", say.GRID_REPAIRED)
        if files.get("options"):
            raise Involved("options")
        self.path = str(files.get("path", ".")).rstrip("/")
        self.folder, self.data = folder, folder / self.path
        self.files, self.durations = ["grid.yaml"] if file.exists() else [], set[int]()

    def grid(self, resolution_minutes: str) -> GridInMemory:
        generation = self._table("generation", _SOURCES, ("energy_mwh",), ("estimated_mwh",))
        if generation is None:
            raise Involved("generation")
        exchanges = self._table("exchanges", _TIES, ("energy_mwh",))
        demand = self._table("demand", ("area",), ("energy_mwh",))
        storage = self._table("storage", ("area", "store"), ("charge_mwh", "discharge_mwh"))
        lost = self._table("losses", LOSSES, (), ("loss_mwh", "loss_share"))
        asked = str(resolution_minutes or self.declared.get("resolution_minutes") or "")
        starts, step = starts_of(generation["start_s"], asked, bool(self.declared.get("periods")))
        if self.durations - {60 * step}:
            raise Involved("duration")
        sources, loads = Series(generation, _SOURCES, starts), Series(demand, ("area",), starts)
        stores = Series(storage, ("area", "store"), starts)
        codes = [str(one["code"]) for one in self.declared.get("areas", ())]
        codes = codes or sorted({key[0] for series in (sources, stores, loads) for key in series.keys})
        place = {code: at for at, code in enumerate(codes)}
        ties, sent, borders, inward = _exchanged(Series(exchanges, _TIES, starts), place)
        table, path = read_table(self.folder, "factors")
        self.files.append(path)
        rates = PlainRates.of(self.declared, table)
        per_mwh = rates.of_sources(sources.keys, starts)
        frame = GridFrame(
            tuple(GridArea(code) for code in codes),
            tuple(GenerationSource(place[area], technology, unit) for area, technology, unit in sources.keys),
            tuple(ties),
            tuple(Border(code, at, -1, Status.UNCONFIRMED) for code, at in borders),
            rates.of_borders([code for code, _ in borders]),
            tuple(self._store(area, name, place, rates.attributes) for area, name in stores.keys),
            rates.attributes,
            step,
            Basis(rates.quantity, Claim.LOCATION, Averaging.AVERAGE, Losses.EXCLUDED, self._weighting),
            str(self.declared.get("time_zone") or "UTC"),
            (),
            rates.status(),
        )
        of_ties, of_areas = losses_of(lost, starts, codes, ties, sent)
        state = _state(frame, starts, per_mwh, sources, stores, sent, inward, of_ties, of_areas)
        codes_said = self._assumed(rates, frame, exchanges is None, len({key[0] for key in loads.keys}) < len(codes))
        assumptions = tuple(Assumption(MessageKind(code, "")) for code in codes_said)
        return GridInMemory(state, files=tuple(InputFile(name, "", 0) for name in self.files), assumptions=assumptions)

    @property
    def _weighting(self) -> GwpSet:
        return GwpSet(self.declared.get("basis", {}).get("gwp_set", "unstated"))

    def _assumed(self, rates: PlainRates, frame: GridFrame, is_unconnected: bool, is_derived: bool) -> list[str]:
        """Codes of what holds because neither declaration nor data say otherwise."""
        declared, is_declared = self.declared, "grid.yaml" in self.files
        holds = {
            "grid-undeclared": not is_declared,
            "grid-basis-assumed": "basis" not in declared,
            "grid-zone-assumed": is_declared and not declared.get("time_zone"),
            "grid-rates-unsourced": rates.is_unsourced,
            "grid-technology-default": rates.is_defaulted,
            "grid-unconnected": is_unconnected,
            "grid-boundary-areas": bool(frame.borders),
            "grid-areas-taken": not declared.get("areas"),
            "grid-demand-derived": is_derived,
        }
        return [code for code, does in holds.items() if does]

    def _table(
        self, name: str, texts: Sequence[str], numbers: Sequence[str], blank: Sequence[str] = ()
    ) -> pl.DataFrame | None:
        """A table with the second of each row, or nothing where there is none.

        Args:
            name: which.
            texts: columns of names, blank where there is no such column.
            numbers: columns of numbers, one in every row.
            blank: columns of numbers that need not be there; NaN where there is none.
        """
        table, file = read_table(self.data, name)
        if table is None:
            return None
        self.files.append(file if self.path == "." else f"{self.path}/{file}")
        if not table.height or not {"start", *numbers} <= set(table.columns):
            raise Involved(name)
        every = (*numbers, *blank)
        table = table.with_columns(
            *(pl.lit("").alias(text) for text in texts if text not in table.columns),
            *(pl.lit(None, pl.String).alias(number) for number in blank if number not in table.columns),
        )
        empty = [(pl.col(number).cast(pl.String) == "").fill_null(True) for number in blank]
        table = table.with_columns(
            *(pl.col(number).cast(pl.Float64) for number in numbers),
            *(
                pl.when(no).then(float("nan")).otherwise(pl.col(number)).cast(pl.Float64).alias(number)
                for number, no in zip(blank, empty, strict=True)
            ),
        )
        if table["start"].null_count() or any(not table[number].is_finite().all() for number in numbers):
            raise Involved(f"{name}: cells")
        if any(table[number].null_count() for number in every):
            raise Involved(f"{name}: cells")
        if "duration" in table.columns:
            self.durations |= durations_of(table["duration"])
        seconds = seconds_of(table["start"]).alias("start_s")
        return table.select(seconds, *(pl.col(text).cast(pl.String).fill_null("") for text in texts), *every)

    def _store(self, area: str, name: str, place: Mapping[str, int], attributes: Sequence[Attribute]) -> GridStore:
        declared = self.declared.get("stores", ())
        found = [one for one in declared if str(one["area"]) == area and str(one["store"]) == name]
        one = found[0] if found else {}
        if one.get("initial", {}).get("factor"):
            raise Involved("stores: factor")
        initial = float(one.get("initial_mwh", 0.0)) if one.get("closes") != "cyclic" else float("nan")
        carried = one.get("initial", {}).get("per_mwh", {})
        per_mwh = tuple(float(carried[attribute.name]) if initial > 0 else 0.0 for attribute in attributes)
        return GridStore(
            place[area],
            name,
            float(one.get("charge_efficiency", 1.0)),
            float(one.get("discharge_efficiency", 1.0)),
            float(one.get("self_discharge_per_hour", 0.0)),
            initial,
            per_mwh,
        )


def _state(
    frame: GridFrame,
    starts: Ints,
    per_mwh: Floats,
    sources: Series,
    stores: Series,
    sent: Floats,
    inward: Floats,
    lost: Floats,
    lost_inside: Floats,
) -> GridState:
    """The state, its demand derived from what else enters and leaves each area."""
    generation, count = sources.get("energy_mwh"), len(frame.areas)
    estimated = np.nan_to_num(sources.get("estimated_mwh"))
    charge, discharge = stores.get("charge_mwh"), stores.get("discharge_mwh")
    at_tie = [np.array([getattr(t, end) for t in frame.ties], np.int64) for end in ("from_area", "to_area")]
    at_border, at_store, at_source = (
        np.array([one.area for one in part], np.int64) for part in (frame.borders, frame.stores, frame.sources)
    )
    there, here = np.where(sent > 0, sent - lost, sent), np.where(sent < 0, sent + lost, sent)
    demand = add(generation, at_source, count) + add(there, at_tie[1], count) - add(here, at_tie[0], count)
    demand += add(inward, at_border, count) + add(discharge - charge, at_store, count) - lost_inside
    through = (
        add(generation, at_source, count) + add(np.abs(sent), at_tie[1], count) + add(np.abs(sent), at_tie[0], count)
    )
    amounts = (generation, charge, discharge, lost, lost_inside, np.abs(sent) - lost, generation - estimated, estimated)
    if any((amount < 0).any() for amount in amounts):
        raise Involved("negative")
    through += add(np.abs(inward), at_border, count) + add(discharge + charge, at_store, count)
    demand[(demand < 0) & (demand >= -1e-9 * through)] = 0.0
    return GridState(
        frame,
        starts,
        generation,
        per_mwh,
        sent,
        lost,
        inward,
        demand,
        lost_inside,
        charge,
        discharge,
        estimated,
        np.zeros(demand.shape, bool),
    )


def _exchanged(series: Series, place: Mapping[str, int]) -> tuple[list[Tie], Floats, list[tuple[str, int]], Floats]:
    """Ties with what was sent ``[interval, tie]``, borders with what came in ``[interval, border]``, both netted."""
    ties: dict[tuple[str, str, str], Floats] = {}
    borders: dict[tuple[str, int], Floats] = {}
    for (one, two, name), values in zip(series.keys, series.get("energy_mwh").T, strict=True):
        if one in place and two in place:
            swapped = one > two
            key = (two, one, name) if swapped else (one, two, name)
            ties[key] = ties.get(key, 0.0) + (-values if swapped else values)
        elif one in place or two in place:
            inside, outside, sign = (two, one, 1.0) if two in place else (one, two, -1.0)
            border = (outside, place[inside])
            borders[border] = borders.get(border, 0.0) + sign * values
    count = series.count
    return (
        [Tie(place[one], place[two], name) for one, two, name in ties],
        np.stack(list(ties.values()), axis=1) if ties else np.zeros((count, 0)),
        list(borders),
        np.stack(list(borders.values()), axis=1) if borders else np.zeros((count, 0)),
    )

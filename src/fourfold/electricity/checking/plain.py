"""Tidy folders read the short way: whole tables with polars, nothing repaired, nothing resampled.

What takes more than that (repairs, other formats, losses, dated factors, gaps, several resolutions, tables too large
for memory) is not read here; the report then says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml

from fourfold.core.zones import Ints
from fourfold.data.basis import Averaging, Basis, Claim, GwpSet, Losses, Quantity
from fourfold.data.library import shipped_library
from fourfold.data.source import Status
from fourfold.electricity.checking import messages as say
from fourfold.electricity.checking.energy import add
from fourfold.electricity.checking.plain_tables import (
    ENDINGS,
    Involved,
    NotPlain,
    Series,
    is_filled,
    read_table,
    seconds_of,
    starts_of,
)
from fourfold.electricity.grid.memory import GridInMemory
from fourfold.electricity.grid.state import (
    Attribute,
    AttributeKind,
    Border,
    Floats,
    GenerationSource,
    GridArea,
    GridFrame,
    GridState,
    GridStore,
    Tie,
)


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
        self.folder, self.data = folder, folder / files.get("path", ".")
        involved = [name for name in ("technologies",) if self.declared.get(name, {}).get("default")]
        if files.get("options") or involved:
            raise Involved(", ".join(involved) or "options")

    def grid(self, resolution_minutes: str) -> GridInMemory:
        generation = self._table("generation", self.data, ("area", "technology", "unit"), ("energy_mwh",))
        exchanges = self._table("exchanges", self.data, ("from_area", "to_area", "tie"), ("energy_mwh",))
        demand = self._table("demand", self.data, ("area",), ("energy_mwh",))
        storage = self._table("storage", self.data, ("area", "store"), ("charge_mwh", "discharge_mwh"))
        if any((self.data / f"losses{ending}").exists() for ending in ENDINGS):
            raise Involved("losses")
        if generation is None:
            raise Involved("generation")
        starts, step = starts_of(
            generation["start_s"],
            str(resolution_minutes or self.declared.get("resolution_minutes") or ""),
            bool(self.declared.get("periods")),
        )
        sources = Series(generation, ("area", "technology", "unit"), starts)
        stores = Series(storage, ("area", "store"), starts)
        loads = Series(demand, ("area",), starts)
        codes = [str(one["code"]) for one in self.declared.get("areas", ())]
        if not codes:
            every = {key[0] for series in (sources, stores, loads) for key in series.keys}
            codes = sorted(every)
        place = {code: at for at, code in enumerate(codes)}
        ties, sent, borders, inward = _exchanged(Series(exchanges, ("from_area", "to_area", "tie"), starts), place)
        attributes, rates, outside = self._rates(sources.keys, [border for border, _ in borders])
        frame = self._frame(codes, attributes, step, sources.keys, ties, borders, outside, stores.keys, place)
        return GridInMemory(_state(frame, starts, rates, sources, stores, sent, inward))

    def _table(self, name: str, folder: Path, texts: Sequence[str], numbers: Sequence[str]) -> pl.DataFrame | None:
        """A table with the second of each row, or nothing where there is none."""
        table = read_table(folder, name)
        if table is None:
            return None
        if not table.height or not {"start", *numbers} <= set(table.columns):
            raise Involved(name)
        table = table.with_columns(
            *(pl.lit("").alias(text) for text in texts if text not in table.columns),
            *(pl.col(number).cast(pl.Float64) for number in numbers),
        )
        if table["start"].null_count() or any(not table[number].is_finite().all() for number in numbers):
            raise Involved(f"{name}: cells")
        if any(table[number].null_count() for number in numbers):
            raise Involved(f"{name}: cells")
        if "duration" in table.columns and table["duration"].drop_nulls().len():
            raise Involved(f"{name}: duration")
        seconds = seconds_of(table["start"]).alias("start_s")
        return table.select(seconds, *(pl.col(text).cast(pl.String).fill_null("") for text in texts), *numbers)

    def _rates(
        self, sources: list[tuple[str, ...]], outside: list[str]
    ) -> tuple[tuple[Attribute, ...], Floats, Floats]:
        """Attributes, what sources carry ``[source, attribute]``, and boundary areas ``[border, attribute]``."""
        total = "kg_co2_per_mwh" if self._quantity is Quantity.CO2_DIRECT else "kg_co2e_per_mwh"
        table = read_table(self.folder, "factors")
        if table is None or is_filled(table, "valid_from"):
            raise Involved("factors")
        if total not in table.columns:
            table = table.with_columns(pl.lit(None, pl.String).alias(total))
        if is_filled(table, "factor"):
            ids = table["factor"].cast(pl.String).fill_null("").to_list()
            cells = zip(ids, table[total].to_list(), strict=True)
            given = [self._of_library(one) if one else cell for one, cell in cells]
            table = table.with_columns(pl.Series(total, given, pl.String, strict=False))
        names = [total, *(name for name in table.columns if name.endswith("_per_mwh") and name != total)]
        area = table["area"].cast(pl.String).fill_null("") if "area" in table.columns else [""] * table.height
        values = table.select(pl.col(name).cast(pl.Float64) for name in names).to_numpy()
        if not np.isfinite(values).all():
            raise Involved("factors: cells")
        rows = {(tech, at): row for tech, at, row in zip(table["technology"].to_list(), area, values, strict=True)}
        aliases = self.declared.get("technologies", {}).get("names", {})
        rated = np.array([self._rate(rows, aliases.get(key[1], key[1]), key[0]) for key in sources])
        bounds = np.array([self._boundary(code, names) for code in outside]).reshape(len(outside), len(names))
        kinds = [_kind(name, total) for name in names]
        return tuple(Attribute(name, kind) for name, kind in zip(names, kinds, strict=True)), rated, bounds

    def _of_library(self, factor_id: str) -> str:
        """A factor of the shipped library per MWh, where its parts add up as they are."""
        factor = shipped_library().get(factor_id)
        if factor is None or factor.basis.quantity is not self._quantity or factor.per.text != "kWh":
            raise Involved("factors: library")
        if {part.gas for part in factor.parts} - {"CO2e"} and self._quantity is not Quantity.CO2_DIRECT:
            raise Involved("factors: library")
        return str(1000 * sum((part.value for part in factor.parts), Decimal(0)))

    @property
    def _quantity(self) -> Quantity:
        return Quantity(self.declared.get("basis", {}).get("quantity", "co2e_lifecycle"))

    def _rate(self, rows: Mapping[tuple[str, str], Floats], technology: str, area: str) -> Floats:
        """The factor of a technology in an area: its own, else that of an enclosing area, else the general one."""
        parents = {str(one["code"]): str(one.get("parent", "")) for one in self.declared.get("areas", ())}
        seen: set[str] = set()
        while area and area not in seen:
            if (technology, area) in rows:
                return rows[technology, area]
            seen.add(area)
            area = parents.get(area, "")
        if any(tech == technology and at for tech, at in rows):
            raise Involved("factors: area")
        return rows[technology, ""]

    def _boundary(self, code: str, names: Sequence[str]) -> list[float]:
        boundary = self.declared.get("boundary", {})
        declared = boundary.get("areas", {}).get(code) or boundary["default"]
        return [float(declared["per_mwh"][name]) for name in names]

    def _frame(
        self,
        codes: list[str],
        attributes: tuple[Attribute, ...],
        step_minutes: int,
        sources: list[tuple[str, ...]],
        ties: list[Tie],
        borders: list[tuple[str, int]],
        outside: Floats,
        stores: list[tuple[str, ...]],
        place: Mapping[str, int],
    ) -> GridFrame:
        return GridFrame(
            tuple(GridArea(code) for code in codes),
            tuple(GenerationSource(place[area], technology, unit) for area, technology, unit in sources),
            tuple(ties),
            tuple(Border(code, at, -1, Status.UNCONFIRMED) for code, at in borders),
            outside,
            tuple(self._store(area, name, place, attributes) for area, name in stores),
            attributes,
            step_minutes,
            Basis(self._quantity, Claim.LOCATION, Averaging.AVERAGE, Losses.EXCLUDED, GwpSet.UNSTATED),
            str(self.declared.get("time_zone") or "UTC"),
            (),
            Status.UNCONFIRMED,
        )

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
    frame: GridFrame, starts: Ints, rates: Floats, sources: Series, stores: Series, sent: Floats, inward: Floats
) -> GridState:
    """The state, its demand derived from what else enters and leaves each area."""
    generation, count = sources.get("energy_mwh"), len(frame.areas)
    charge, discharge = stores.get("charge_mwh"), stores.get("discharge_mwh")
    at_tie = [np.array([getattr(t, end) for t in frame.ties], np.int64) for end in ("from_area", "to_area")]
    at_border, at_store, at_source = (
        np.array([one.area for one in part], np.int64) for part in (frame.borders, frame.stores, frame.sources)
    )
    demand = add(generation, at_source, count) + add(sent, at_tie[1], count) - add(sent, at_tie[0], count)
    demand += add(inward, at_border, count) + add(discharge - charge, at_store, count)
    through = (
        add(generation, at_source, count) + add(np.abs(sent), at_tie[1], count) + add(np.abs(sent), at_tie[0], count)
    )
    if (generation < 0).any() or (charge < 0).any() or (discharge < 0).any():
        raise Involved("negative")
    through += add(np.abs(inward), at_border, count) + add(discharge + charge, at_store, count)
    demand[(demand < 0) & (demand >= -1e-9 * through)] = 0.0
    return GridState(
        frame,
        starts,
        generation,
        rates[None],
        sent,
        np.zeros(sent.shape),
        inward,
        demand,
        np.zeros(demand.shape),
        charge,
        discharge,
        np.zeros(generation.shape),
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


def _kind(name: str, total: str) -> AttributeKind:
    if name == total:
        return AttributeKind.TOTAL
    if name.endswith("_mwh_per_mwh"):
        return AttributeKind.SHARE
    return AttributeKind.PART if "kg" in name.split("_") else AttributeKind.PRICE

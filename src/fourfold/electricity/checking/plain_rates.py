"""What a MWh carries in a tidy folder: ``factors.csv`` and the declared factors, read the short way."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from fourfold.core.areas import areas as shipped_areas
from fourfold.core.zones import Ints, zone
from fourfold.data.basis import Quantity
from fourfold.data.library import shipped_library
from fourfold.data.source import WEAKENING_STATUS, Status
from fourfold.electricity.checking.plain_tables import Involved
from fourfold.electricity.grid.attributes import attribute_of, total_name
from fourfold.electricity.grid.state import Attribute, Floats

_ALWAYS = -(2**62)


@dataclass(frozen=True, slots=True, eq=False)
class Rate:
    """What a MWh carries ``[attribute]``, and how far that is confirmed."""

    per_mwh: Floats
    status: Status


@dataclass(slots=True)
class PlainRates:
    """The factors of a folder.

    Attributes:
        declared: the whole of ``grid.yaml``.
        attributes: what a rate holds.
        editions: by technology and area (blank for any), the seconds from which rates hold, and the rates.
        weakest: status of the rates that were asked for.
        is_unsourced: whether a row of the table names no source.
        is_defaulted: whether the declared default was asked for.
    """

    declared: Mapping[str, Any]
    attributes: tuple[Attribute, ...] = ()
    editions: dict[tuple[str, str], tuple[list[int], list[Rate]]] = field(default_factory=dict)
    weakest: list[Status] = field(default_factory=list)
    is_unsourced: bool = False
    is_defaulted: bool = False

    @staticmethod
    def of(declared: Mapping[str, Any], table: pl.DataFrame | None) -> PlainRates:
        """Read the table of factors."""
        rates = PlainRates(declared)
        if table is None:
            raise Involved("factors")
        total = total_name(rates.quantity)
        if total not in table.columns:
            table = table.with_columns(pl.lit(None, pl.String).alias(total))
        names = [total, *(name for name in table.columns if name.endswith("_per_mwh") and name != total)]
        found = [attribute_of(name, rates.quantity) for name in names]
        rates.attributes = tuple(attribute for attribute in found if attribute is not None)
        if len(rates.attributes) < len(found):
            raise Involved("factors: total")
        for row in table.iter_rows(named=True):
            cells = {name: "" if value is None else str(value).strip() for name, value in row.items()}
            seconds, found_rates = rates.editions.setdefault((cells["technology"], cells.get("area", "")), ([], []))
            at = bisect_right(seconds, start := rates._from_s(cells.get("valid_from", "")))
            seconds.insert(at, start)
            found_rates.insert(at, rates._row(cells))
        return rates

    @property
    def quantity(self) -> Quantity:
        """What the total counts."""
        return Quantity(self.declared.get("basis", {}).get("quantity", "co2e_lifecycle"))

    def of_sources(self, keys: Sequence[tuple[str, ...]], starts: Ints) -> Floats:
        """What sources, given as area, technology and unit, carry ``[interval or 1, source, attribute]``."""
        bounds = sorted({start for seconds, _ in self.editions.values() for start in seconds} - {_ALWAYS})
        edition = np.searchsorted(bounds, starts, side="right") if bounds else np.zeros(starts.size, np.int64)
        tables = {
            int(number): np.array([self._rate(key[1], key[0], int(starts[edition == number][0])) for key in keys])
            for number in np.unique(edition)
        }
        if len(tables) == 1:
            return np.asarray(next(iter(tables.values()))[None])
        return np.stack([tables[int(number)] for number in edition])

    def of_borders(self, outside: Sequence[str]) -> Floats:
        """What areas beyond the grid send ``[border, attribute]``."""
        boundary = self.declared.get("boundary", {})
        rates = [self._of_declared(boundary.get("areas", {}).get(code) or boundary["default"]) for code in outside]
        self.weakest.extend(rate.status for rate in rates)
        return np.array([rate.per_mwh for rate in rates]).reshape(len(outside), len(self.attributes))

    def status(self) -> Status:
        """The weakest of what was asked for and of the data."""
        data = self.declared.get("status")
        every = [*self.weakest, *([Status(data)] if data else [])]
        return max(every, key=WEAKENING_STATUS.index, default=Status.UNCONFIRMED)

    def _rate(self, technology: str, area: str, at_s: int) -> Floats:
        """The factor in the area itself, else in an enclosing one, else in any."""
        declared = self.declared.get("technologies", {})
        name = declared.get("names", {}).get(technology, technology)
        for code in (*self._around(area), ""):
            seconds, rates = self.editions.get((name, code), ([], []))
            if at := bisect_right(seconds, at_s):
                self.weakest.append(rates[at - 1].status)
                return rates[at - 1].per_mwh
        default = self._of_declared(declared["default"])
        self.weakest.append(default.status)
        self.is_defaulted = True
        return default.per_mwh

    def _around(self, area: str) -> list[str]:
        parents = {str(one["code"]): str(one.get("parent") or "") for one in self.declared.get("areas", ())}
        chain: list[str] = []
        while area and area not in chain:
            chain.append(area)
            shipped = shipped_areas().get(area)
            area = parents.get(area) or (shipped.parent if shipped else "")
        return chain

    def _from_s(self, day: str) -> int:
        if not day:
            return _ALWAYS
        midnight = datetime.combine(date.fromisoformat(day), time(), zone(str(self.declared.get("time_zone") or "UTC")))
        return int(midnight.timestamp())

    def _row(self, cells: Mapping[str, str]) -> Rate:
        status = Status(cells.get("status") or "unconfirmed") if cells.get("source") else Status.UNCONFIRMED
        total = cells[self.attributes[0].name]
        if cells.get("factor"):
            total, status = self._of_library(cells["factor"])
        elif not cells.get("source"):
            self.is_unsourced = True
        per_mwh = np.array([float(total), *(float(cells[one.name]) for one in self.attributes[1:])])
        if not np.isfinite(per_mwh).all() or (per_mwh < 0).any():
            raise Involved("factors: cells")
        return Rate(per_mwh, status)

    def _of_declared(self, declared: Mapping[str, Any]) -> Rate:
        if declared.get("factor"):
            total, status = self._of_library(str(declared["factor"]))
            if len(self.attributes) > 1:
                raise Involved("factor")
            return Rate(np.array([float(total)]), status)
        per_mwh = np.array([float(declared["per_mwh"][one.name]) for one in self.attributes])
        return Rate(per_mwh, Status(declared.get("status") or "unconfirmed"))

    def _of_library(self, factor_id: str) -> tuple[str, Status]:
        """A factor of the shipped library per MWh, where its parts add up as they are."""
        factor = shipped_library().get(factor_id)
        if factor is None or factor.basis.quantity is not self.quantity or factor.per.text != "kWh":
            raise Involved("factors: library")
        if {part.gas for part in factor.parts} - {"CO2e"} and self.quantity is not Quantity.CO2_DIRECT:
            raise Involved("factors: library")
        return str(1000 * sum((part.value for part in factor.parts), Decimal(0))), factor.status

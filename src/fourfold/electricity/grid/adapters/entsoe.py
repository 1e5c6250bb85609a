"""ENTSO-E Transparency generation and physical flows as a grid, without changing the files.

The same energy appears under several area types (country, control area, bidding zone): one is taken. Demand is not in
these files; it follows from generation and flows, so that what units consume themselves (``ActualConsumption``) is part
of the demand of their area. Out of scope: load files, commercial schedules, prices.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from fourfold.core.problems import Place, Problems
from fourfold.core.zones import HOUR_S
from fourfold.electricity.grid.adapters.entsoe_areas import Bulk, choose_area_type, of_type
from fourfold.electricity.grid.adapters.entsoe_files import FLOWS, GENERATION, find_files, read_rows
from fourfold.electricity.grid.adapters.entsoe_notes import (
    FLOW_TABLE,
    GENERATION_TABLE,
    blank_sides,
    left_out,
    outside_period,
    own_use,
    without_repeats,
)
from fourfold.electricity.grid.adapters.foreign import (
    FILES_MISSING,
    batches,
    check_areas,
    check_options,
    choice,
    tidy,
)
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.state import Finding, InputFile
from fourfold.electricity.grid.tables import GridTables, TableKind

STORES = ("Hydro Pumped Storage", "Energy storage")
_OPTIONS = ("area_type", "pumped_storage", "blank_side")
_AREA_TYPES = {"CTY": "nation", "CTA": "control area", "BZN": "bidding zone"}


class EntsoeAdapter:
    """Reads bulk files of the ENTSO-E Transparency Platform.

    Options: ``area_type`` (``CTY``, ``CTA``, ``BZN`` …; by default the type under which most areas have generation and
    flows), ``pumped_storage`` (``technology``: a technology like others, and pumping is demand; ``store``: generation
    discharges a store and consumption charges it), ``blank_side`` (of a row that gives only one of generation and
    consumption the other is ``missing`` or ``zero``).
    """

    name = "entsoe"

    def recognises(self, folder: Path) -> bool:
        """Whether a file with the columns of the generation table lies below the folder."""
        return bool(find_files(folder, GENERATION))

    def open(self, folder: Path, declaration: GridDeclaration, problems: Problems) -> GridTables | None:
        """The tables of all bulk files below a folder; nothing after reporting what is wrong with them."""
        before = len(problems.errors)
        check_options(declaration, _OPTIONS, problems)
        storing = choice(declaration, "pumped_storage", ("technology", "store"), "technology", problems) == "store"
        zero = choice(declaration, "blank_side", ("missing", "zero"), "missing", problems) == "zero"
        found = [find_files(folder, wanted) for wanted in (GENERATION, FLOWS)]
        for wanted, published in zip((GENERATION, FLOWS), found, strict=True):
            if not published:
                columns = ", ".join(wanted)
                problems.error(FILES_MISSING, Place(""), format=self.name, what=wanted[-1], columns=columns)
        generation, files = read_rows(folder, found[0], 0, problems)
        flows, flow_files = read_rows(folder, found[1], len(files), problems)
        if generation is None or flows is None or len(problems.errors) > before:
            return None
        read = (*files, *flow_files)
        generation, repeats = without_repeats(generation, GENERATION, GENERATION_TABLE, read)
        flows, flow_repeats = without_repeats(flows, FLOWS, FLOW_TABLE, read)
        bulk = Bulk(generation, flows)
        chosen = choose_area_type(bulk, declaration, problems)
        if chosen is None:
            return None
        area_type, used = chosen
        spelled = {name: header for file in (found[1][0], found[0][0]) for name, header in file.spelled.items()}
        grid = _Grid(read, spelled, STORES if storing else ())
        told = (used, *repeats, *flow_repeats)
        return grid.tables(bulk, area_type, told, declaration, zero, problems)


class _Grid:
    """From rows to tidy tables."""

    def __init__(self, files: tuple[InputFile, ...], spelled: Mapping[str, str], stores: tuple[str, ...]) -> None:
        self._files, self._spelled, self._stores = files, spelled, stores

    def tables(
        self,
        bulk: Bulk,
        area_type: str,
        told: tuple[Finding, ...],
        declaration: GridDeclaration,
        zero: bool,
        problems: Problems,
    ) -> GridTables | None:
        """The tidy tables of one area type, with everything told that was left out."""
        typed, names = of_type(bulk, area_type)
        check_areas(declaration, names, problems)
        if problems.errors:
            return None
        generation, flows = typed.generation, typed.flows
        outside = outside_period(generation, ["area"], GENERATION_TABLE, declaration)
        outside += outside_period(flows, ["from_area", "to_area"], FLOW_TABLE, declaration)
        generation, flows, beyond = left_out(generation, flows, declaration)
        generation, blanks = blank_sides(generation, self._stores, zero)
        technologies = generation.filter(~self._is_store())
        findings = (*told, *outside, *beyond, *blanks, *own_use(technologies, declaration))
        frames = {
            TableKind.GENERATION: _generation(technologies),
            TableKind.EXCHANGES: _exchanges(flows),
        }
        if self._stores:
            frames[TableKind.STORAGE] = _storage(generation.filter(self._is_store()))
        return GridTables(
            tables={kind: batches(frame) for kind, frame in frames.items()},
            files=self._files,
            columns=self._columns(),
            unit_rates={},
            findings=findings,
            area_type=_AREA_TYPES.get(area_type, "zone"),
            nets_gross=True,
            area_names=names,
            holds_others=True,
        )

    def _is_store(self) -> pl.Expr:
        return pl.col("ProductionType").cast(pl.String).is_in(list(self._stores))

    def _columns(self) -> Mapping[TableKind, Mapping[str, str]]:
        common = {"start_s": "DateTime", "step_s": "ResolutionCode"}
        columns = {
            TableKind.GENERATION: {
                "area": "MapCode",
                "technology": "ProductionType",
                "energy_mwh": "ActualGenerationOutput",
            },
            TableKind.EXCHANGES: {"from_area": "OutMapCode", "to_area": "InMapCode", "energy_mwh": "FlowValue"},
            TableKind.STORAGE: {
                "area": "MapCode",
                "store": "ProductionType",
                "charge_mwh": "ActualConsumption",
                "discharge_mwh": "ActualGenerationOutput",
            },
        }
        return {
            kind: {name: self._spelled[column] for name, column in (common | own).items()}
            for kind, own in columns.items()
        }


def _where(rows: pl.DataFrame) -> dict[str, pl.Series]:
    return {name: rows[name] for name in ("file", "row", "start_s", "step_s")}


def _mwh(rows: pl.DataFrame, column: str) -> pl.Series:
    """Energy from the mean power in MW over the interval."""
    return rows[column] * rows["step_s"] / HOUR_S


def _generation(rows: pl.DataFrame) -> pl.DataFrame:
    return tidy(
        TableKind.GENERATION,
        **_where(rows),
        area=rows["area"],
        technology=rows["ProductionType"],
        unit="",
        energy_mwh=_mwh(rows, "ActualGenerationOutput"),
    )


def _exchanges(rows: pl.DataFrame) -> pl.DataFrame:
    return tidy(
        TableKind.EXCHANGES,
        **_where(rows),
        from_area=rows["from_area"],
        to_area=rows["to_area"],
        tie="",
        energy_mwh=_mwh(rows, "FlowValue"),
    )


def _storage(rows: pl.DataFrame) -> pl.DataFrame:
    return tidy(
        TableKind.STORAGE,
        **_where(rows),
        area=rows["area"],
        store=rows["ProductionType"],
        charge_mwh=_mwh(rows, "ActualConsumption"),
        discharge_mwh=_mwh(rows, "ActualGenerationOutput"),
    )


ADAPTER = EntsoeAdapter()

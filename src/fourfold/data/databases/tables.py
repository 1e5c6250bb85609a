"""The tables of a database: their columns and types. They are held as polars frames and stored as Parquet.

Things are numbered by their row: `flow` and `process` in the tables of rows are row numbers in `FLOWS` and `PROCESSES`.
Every row of the source is a row here; a column tells what was made of it.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

_INDEX = pl.UInt32
_TEXT = pl.String
_PLACE: Mapping[str, pl.DataType | type[pl.DataType]] = {"file": _TEXT, "row": pl.UInt32}

PROCESSES = pl.Schema(
    {
        "id": _TEXT,
        "name": _TEXT,
        "name_zh": _TEXT,
        "location": _TEXT,
        "area": _TEXT,
        "category": _TEXT,
        "is_result": pl.Boolean,
        "is_infrastructure": pl.Boolean,
        "version": _TEXT,
        "valid_from": _TEXT,
        "valid_to": _TEXT,
        "technology": _TEXT,
        "geography": _TEXT,
        "time": _TEXT,
        "comment": _TEXT,
        "default_allocation": _TEXT,
        "quality": _TEXT,
        "sources": pl.List(_TEXT),
        "licence": _TEXT,
        **_PLACE,
    }
)
"""`area`: code of the area Fourfold knows the location as, empty for none. `category`: path joined by `` / ``."""

FLOWS = pl.Schema(
    {
        "id": _TEXT,
        "name": _TEXT,
        "name_zh": _TEXT,
        "kind": _TEXT,
        "category": _TEXT,
        "unit": _TEXT,
        "property": _TEXT,
        "cas": _TEXT,
        "formula": _TEXT,
        "location": _TEXT,
        "synonyms": pl.List(_TEXT),
        **_PLACE,
    }
)
"""`name` is trimmed, with inner runs of spaces made one. `unit`: name of the reference unit. `property`: id of
the reference property; empty where the format has none."""

EXCHANGES = pl.Schema(
    {
        "process": _INDEX,
        "flow": _INDEX,
        "internal_id": _TEXT,
        "direction": _TEXT,
        "amount": pl.Float64,
        "unit": _TEXT,
        "property": _TEXT,
        "to_reference": pl.Float64,
        "is_reference": pl.Boolean,
        "is_avoided": pl.Boolean,
        "provider": _TEXT,
        "distribution": _TEXT,
        "a": pl.Float64,
        "b": pl.Float64,
        "c": pl.Float64,
        "values": pl.List(pl.Float64),
        "weights": pl.List(pl.Float64),
        "pedigree": _TEXT,
        "base_uncertainty": pl.Float64,
        "formula": _TEXT,
        "location": _TEXT,
        "comment": _TEXT,
        **_PLACE,
    }
)
"""`amount` in `unit`, as the source has it; times `to_reference` it is in the reference unit of the flow; null where
the unit does not convert: the row then takes no part in a calculation, and the report says so."""

ALLOCATIONS = pl.Schema(
    {"process": _INDEX, "basis": _TEXT, "flow": _INDEX, "exchange": _INDEX, "value": pl.Float64, **_PLACE}
)
"""`flow`: the product that carries the share. `exchange`: row number of the exchange it holds for; null for all."""

PARAMETERS = pl.Schema({"process": _INDEX, "name": _TEXT, "value": pl.Float64, "formula": _TEXT, "comment": _TEXT})
"""`process`: null for those of the whole source."""

UNITS = pl.Schema(
    {"group": _TEXT, "group_name": _TEXT, "unit": _TEXT, "factor": pl.Float64, "id": _TEXT, "is_reference": pl.Boolean}
)
PROPERTIES = pl.Schema({"id": _TEXT, "name": _TEXT, "group": _TEXT})
FLOW_PROPERTIES = pl.Schema({"flow": _INDEX, "property": _TEXT, "factor": pl.Float64})
"""`factor`: amount of the property, in the reference unit of its group, for one reference unit of the flow."""

RESULTS = pl.Schema(
    {
        "process": _INDEX,
        "indicator": _TEXT,
        "name": _TEXT,
        "unit": _TEXT,
        "module": _TEXT,
        "scenario": _TEXT,
        "value": pl.Float64,
        **_PLACE,
    }
)
DOCUMENTS = pl.Schema({"id": _TEXT, "type": _TEXT, "name": _TEXT})
FINDINGS = pl.Schema(
    {
        "effect": _TEXT,
        "code": _TEXT,
        "params": _TEXT,
        "file": _TEXT,
        "row": pl.UInt32,
        "column": _TEXT,
        "sheet": _TEXT,
    }
)
"""Findings of the import report, all of them; `params` is canonical JSON."""

SCHEMAS: Mapping[str, pl.Schema] = {
    "processes": PROCESSES,
    "flows": FLOWS,
    "exchanges": EXCHANGES,
    "allocations": ALLOCATIONS,
    "parameters": PARAMETERS,
    "units": UNITS,
    "properties": PROPERTIES,
    "flow_properties": FLOW_PROPERTIES,
    "results": RESULTS,
    "documents": DOCUMENTS,
}

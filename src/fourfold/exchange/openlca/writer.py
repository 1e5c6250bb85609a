"""Writes a database: unit groups, properties, locations, sources, parameters, flows and processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from fourfold.core.areas import areas
from fourfold.core.problems import N_, MessageKind, Place, Problem, params_of
from fourfold.data.databases.database import Database
from fourfold.exchange.openlca.archive import Archive, said
from fourfold.exchange.openlca.exchanges import (
    FLOW_TYPES,
    allocation_method,
    exchange_fields,
    factor_fields,
    provider_reference,
)
from fourfold.exchange.openlca.ids import made_id, reference, written_id
from fourfold.exchange.openlca.units import Measures, category, location

LEFT_OUT = MessageKind(
    "export-left-out",
    N_("{count} times: {found} have no place in openLCA JSON-LD and are not in the file"),
    repair=N_("keep the original beside it"),
)
UNITS_ADDED = MessageKind(
    "export-units-added", N_("{count} units were added to groups of the source, with the factors they were read by")
)
UNITS_BY_NAME = MessageKind(
    "export-units-by-name",
    N_("{count} units do not convert; they are written by their name alone, as other programs may not read them"),
    repair=N_("correct the units in the source"),
)
_WORDS = {
    "results": N_("declared results"),
    "factors": N_("emission factors"),
    "distributions": N_("distributions of other forms"),
    "allocations": N_("shares by no stated rule, beside others by a rule"),
    "names": N_("names in Chinese"),
    "twice": N_("second datasets of one id"),
}


@dataclass(frozen=True)
class Exported:
    """A database as a file.

    Attributes:
        data: the archive; the same database gives the same bytes.
        counts: datasets by type, and ``Exchange``.
        notes: what is not in the file, and what was added to it.
    """

    data: bytes
    counts: Mapping[str, int]
    notes: tuple[Problem, ...]


def write_openlca(database: Database, links: Mapping[int, str] | None = None) -> Exported:
    """The database as a zip archive of openLCA JSON-LD, version 2.

    Providers that the source declares and those a user chose are written; the choice goes first.

    Args:
        database: what is written; every exchange of it is.
        links: further providers to write, by row number of the exchange: id of the process.
    """
    return _Writer(database, links or {}).write()


class _Writer:
    def __init__(self, database: Database, links: Mapping[int, str]) -> None:
        self._database, self._links = database, links
        self._archive, self._measures = Archive(), Measures(database)
        self._left_out: Counter[str] = Counter()
        self._flow_ids = database.flows["id"].to_list()
        self._kinds = database.flows["kind"].to_list()
        names = database.flows["name"].to_list()
        self._flows = [reference("Flow", written_id("Flow", k), n) for k, n in zip(self._flow_ids, names, strict=True)]
        for of_flow, kind in zip(self._flows, self._kinds, strict=True):
            of_flow["flowType"] = FLOW_TYPES[kind]
        self._names: dict[str, str] = dict(database.processes.select("id", "name").iter_rows())
        self._documents: dict[str, str] = {}
        self._places: dict[str, str] = {}

    def write(self) -> Exported:
        database = self._database
        self._write_documents()
        self._write_locations()
        self._write_parameters()
        for row, flow in enumerate(database.flows.iter_rows(named=True)):
            self._write_flow(row, flow)
        count = database.processes.height
        of_process = _Grouped(database.exchanges.with_row_index("number"), count)
        factors = _Grouped(database.allocations, count)
        own = _Grouped(database.tables["parameters"].filter(pl.col("process").is_not_null()), count)
        for row, process in enumerate(database.processes.iter_rows(named=True)):
            self._write_process(process, of_process[row], factors[row], own[row])
        self._measures.write(self._archive)
        self._left_out["results"] = database.tables["results"].height
        self._left_out["factors"] = len(database.factors)
        self._left_out["twice"] = self._archive.twice
        counts = {**self._archive.counts, "Exchange": database.exchanges.height}
        return Exported(self._archive.bytes(), counts, tuple(self._notes()))

    def _notes(self) -> list[Problem]:
        place = Place(self._database.info.name)
        measured = ((UNITS_ADDED, self._measures.added), (UNITS_BY_NAME, self._measures.unnamed))
        notes = [Problem(kind, place, params_of({"count": count}), "warning") for kind, count in measured if count]
        for what, count in sorted(self._left_out.items()):
            if count:
                notes.append(Problem(LEFT_OUT, place, params_of({"count": count, "found": _WORDS[what]}), "warning"))
        return notes

    def _write_documents(self) -> None:
        for key, kind, name in self._database.tables["documents"].unique(maintain_order=True).iter_rows():
            what = "Actor" if kind == "actor" else "Source"
            if what == "Source":
                self._documents[key] = name
            self._archive.add(what, written_id(what, key), {"name": name})
        cited = self._database.processes["sources"].explode().drop_nulls().unique(maintain_order=True)
        for text in cited.to_list():
            if text not in self._documents:
                self._documents[text] = text
                self._archive.add("Source", written_id("Source", text), {"name": text})

    def _write_locations(self) -> None:
        frames = (self._database.processes, self._database.flows, self._database.exchanges)
        codes = sorted({code for frame in frames for code in frame["location"].unique().to_list() if code})
        book = areas()
        for code in codes:
            area = book.get(code)
            self._places[code] = code if area is None else area.names["en"]
            self._archive.add("Location", made_id("Location", code), {"name": self._places[code], "code": code})

    def _write_parameters(self) -> None:
        whole = self._database.tables["parameters"].filter(pl.col("process").is_null())
        for number, row in enumerate(whole.iter_rows(named=True)):
            key = made_id("Parameter", row["name"], str(number))
            self._archive.add("Parameter", key, {**_parameter(row), "parameterScope": "GLOBAL_SCOPE"})

    def _write_flow(self, row: int, flow: Mapping[str, Any]) -> None:
        self._left_out["names"] += bool(flow["name_zh"])
        fields = {
            "name": flow["name"],
            "category": category(flow["category"]),
            "flowType": FLOW_TYPES[flow["kind"]],
            "cas": flow["cas"],
            "formula": flow["formula"],
            "synonyms": "; ".join(flow["synonyms"]),
            "location": location(flow["location"], self._places),
            "flowProperties": self._measures.of_flow(row),
        }
        self._archive.add("Flow", written_id("Flow", flow["id"]), fields)

    def _write_process(
        self,
        process: Mapping[str, Any],
        rows: list[dict[str, Any]],
        factors: list[dict[str, Any]],
        parameters: list[dict[str, Any]],
    ) -> None:
        self._left_out["names"] += bool(process["name_zh"])
        fields = {
            "name": process["name"],
            "description": process["comment"],
            "category": category(process["category"]),
            "version": process["version"],
            "processType": "LCI_RESULT" if process["is_result"] else "UNIT_PROCESS",
            "isInfrastructureProcess": process["is_infrastructure"],
            "defaultAllocationMethod": allocation_method(process["default_allocation"], factors),
            "location": location(process["location"], self._places),
            "dqEntry": f"({process['quality']})" if process["quality"] else "",
            "processDocumentation": self._documentation(process),
            "lastInternalId": len(rows),
            "parameters": [{**_parameter(row), "parameterScope": "PROCESS_SCOPE"} for row in parameters],
            "exchanges": [self._exchange(process["id"], row, number) for number, row in enumerate(rows, 1)],
            "allocationFactors": self._factors(rows, factors),
        }
        self._archive.add("Process", written_id("Process", process["id"]), fields)

    def _documentation(self, process: Mapping[str, Any]) -> dict[str, object]:
        cited = process["sources"] or ()
        fields = {
            "@type": "ProcessDocumentation",
            "validFrom": process["valid_from"],
            "validUntil": process["valid_to"],
            "technologyDescription": process["technology"],
            "geographyDescription": process["geography"],
            "timeDescription": process["time"],
            "restrictionsDescription": process["licence"],
            "sources": [reference("Source", written_id("Source", k), self._documents.get(k, "")) for k in cited],
        }
        return said(fields)

    def _exchange(self, process: str, row: Mapping[str, Any], number: int) -> dict[str, object]:
        flow = row["flow"]
        key = self._flow_ids[flow]
        choices = self._database.choices
        chosen = choices.get((process, key)) or choices.get(("", key))
        is_need = self._kinds[flow] != "elementary" and not row["is_reference"]
        provider = (chosen if is_need else None) or row["provider"] or self._links.get(row["number"], "")
        return exchange_fields(
            row,
            number,
            self._kinds[flow],
            self._flows[flow],
            self._measures.of_exchange(flow, row["unit"], row["property"], row["to_reference"]),
            provider_reference(provider, self._names),
            location(row["location"], self._places),
            self._left_out,
        )

    def _factors(self, rows: list[dict[str, Any]], factors: list[dict[str, Any]]) -> list[dict[str, object]]:
        numbers = {row["number"]: number for number, row in enumerate(rows, 1)}
        taken = {(row["basis"], row["flow"], row["exchange"]) for row in factors}
        made = (factor_fields(r, self._flows[r["flow"]], numbers.__getitem__, taken, self._left_out) for r in factors)
        return [fields for fields in made if fields is not None]


def _parameter(row: Mapping[str, Any]) -> dict[str, object]:
    fields = {
        "@type": "Parameter",
        "name": row["name"],
        "isInputParameter": not row["formula"],
        "value": row["value"],
        "formula": row["formula"],
        "description": row["comment"],
    }
    return said(fields)


class _Grouped:
    """Rows of a table by process, in their order; only those of one process are objects at a time."""

    def __init__(self, frame: pl.DataFrame, count: int) -> None:
        self._frame = frame.sort("process", maintain_order=True)
        self._starts = self._frame["process"].search_sorted(pl.Series(range(count + 1), dtype=pl.UInt32), "left")

    def __getitem__(self, process: int) -> list[dict[str, Any]]:
        start, end = self._starts[process], self._starts[process + 1]
        return self._frame.slice(start, end - start).to_dicts() if end > start else []

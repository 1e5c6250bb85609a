"""Small packages of openLCA JSON-LD in memory, in either version, and what importing them gives."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from fourfold.core.progress import no_tick
from fourfold.data.databases.assemble import assemble
from fourfold.data.databases.database import Database, DatabaseInfo
from fourfold.data.databases.examine import examine
from fourfold.data.databases.formats.openlca.reader import READER
from fourfold.data.databases.records import Record
from fourfold.data.databases.report import ImportReport

Files = dict[str, Any]
"""Datasets by path: objects, or bytes as they stand."""

KG, G, MJ, KWH = "u-kg", "u-g", "u-mj", "u-kwh"
MASS, ENERGY = "p-mass", "p-energy"
_NAMES = {KG: "kg", G: "g", MJ: "MJ", KWH: "kWh"}
_OLD = {
    "isInput": "input",
    "isAvoidedProduct": "avoidedProduct",
    "isQuantitativeReference": "quantitativeReference",
    "isRefUnit": "referenceUnit",
    "isRefFlowProperty": "referenceFlowProperty",
    "isInfrastructureProcess": "infrastructureProcess",
    "isInputParameter": "inputParameter",
    "dqEntry": "pedigreeUncertainty",
}


def ref(kind: str, key: str, name: str = "") -> dict[str, Any]:
    """A reference."""
    return {"@type": kind, "@id": key, "name": name or key}


def flow(key: str, kind: str = "PRODUCT_FLOW", of: str = MASS, **factors: float) -> dict[str, Any]:
    """A flow; `factors` are those of further properties."""
    whole = {of: 1.0, **{name.replace("_", "-"): factor for name, factor in factors.items()}}
    return {
        "@type": "Flow",
        "@id": key,
        "name": key,
        "flowType": kind,
        "flowProperties": [
            {"conversionFactor": factor, "flowProperty": ref("FlowProperty", name), "isRefFlowProperty": name == of}
            for name, factor in whole.items()
        ],
    }


def row(of: str, amount: Any, *, out: bool = False, unit: str = KG, by: str = MASS, **more: Any) -> dict[str, Any]:
    """An exchange, an input unless told otherwise."""
    return {
        "@type": "Exchange",
        "isInput": not out,
        "amount": amount,
        "flow": ref("Flow", of),
        "unit": ref("Unit", unit, _NAMES.get(unit, unit)),
        "flowProperty": ref("FlowProperty", by),
        **more,
    }


def process(key: str, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A process whose first row is its reference output, and is numbered like the others."""
    first, *others = rows
    exchanges = [{"internalId": n, **e} for n, e in enumerate([{**first, "isQuantitativeReference": True}, *others], 1)]
    return {
        "@type": "Process",
        "@id": key,
        "name": key,
        "processType": "UNIT_PROCESS",
        "exchanges": exchanges,
        **more,
    }


def package(*datasets: dict[str, Any], base: bool = True) -> Files:
    """Files of version 2 with units of mass and energy, and the datasets given."""
    files: Files = {"openlca.json": {"schemaVersion": 2}}
    for dataset in (*(BASE if base else ()), *datasets):
        files[f"{FOLDERS[dataset['@type']]}/{dataset['@id']}.json"] = copy.deepcopy(dataset)
    return files


def in_version_1(files: Files) -> Files:
    """The same in the field names of version 1."""

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {_OLD.get(key, key): renamed(item) for key, item in value.items()}
        return [renamed(item) for item in value] if isinstance(value, list) else value

    return {name: renamed(content) for name, content in files.items() if name != "openlca.json"}


def spelled(content: Any) -> bytes:
    """A dataset as bytes."""
    return content if isinstance(content, bytes) else json.dumps(content).encode()


def zipped(files: Mapping[str, Any]) -> bytes:
    """The files as a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, spelled(content))
    return buffer.getvalue()


class MemoryPackage:
    """A package of files in memory."""

    name = "memory.zip"

    def __init__(self, files: Mapping[str, Any]) -> None:
        self._files = {name: spelled(content) for name, content in sorted(files.items())}

    @staticmethod
    def of_zip(data: bytes) -> MemoryPackage:
        """The files of a zip archive."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return MemoryPackage({name: archive.read(name) for name in archive.namelist()})

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._files)

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(self._files).encode()).hexdigest()

    def read(self, name: str) -> bytes:
        return self._files[name]

    def beginning(self, name: str, most_bytes: int = 4096) -> bytes:
        return self._files[name][:most_bytes]

    def under(self, folder: str) -> Iterator[str]:
        return (name for name in self._files if f"/{name}".rpartition("/")[0].endswith(f"/{folder}"))


def records(files: Mapping[str, Any]) -> tuple[list[Record], ImportReport]:
    """What the reader gives."""
    report = ImportReport()
    return list(READER.records(MemoryPackage(files), report, no_tick)), report


def imported(source: Mapping[str, Any] | bytes) -> Database:
    """The database of a package, examined."""
    files = MemoryPackage.of_zip(source) if isinstance(source, bytes) else MemoryPackage(source)
    report = ImportReport()
    assembled = assemble(READER.records(files, report, no_tick), report)
    digest = "sha256:" + "0" * 64
    info = DatabaseInfo("small", "0" * 12, digest, "small", digest, READER.id, "1", "2026-01-01", dict(report.counts))
    database = Database(info, assembled.tables, assembled.factors, report)
    examine(database, report)
    return database


def codes(report: ImportReport) -> dict[str, int]:
    """How often each rule found something."""
    return {code: len(found) for (_, code), found in report.by_rule().items()}


FOLDERS = {
    "UnitGroup": "unit_groups",
    "FlowProperty": "flow_properties",
    "Category": "categories",
    "Location": "locations",
    "Source": "sources",
    "Actor": "actors",
    "Parameter": "parameters",
    "Flow": "flows",
    "Process": "processes",
    "ImpactMethod": "lcia_methods",
}


def _group(key: str, reference: str, *units: tuple[str, float]) -> dict[str, Any]:
    return {
        "@type": "UnitGroup",
        "@id": key,
        "name": key,
        "units": [
            {**ref("Unit", unit, _NAMES[unit]), "conversionFactor": factor, "isRefUnit": unit == reference}
            for unit, factor in units
        ],
    }


BASE: tuple[dict[str, Any], ...] = (
    _group("g-mass", KG, (KG, 1.0), (G, 0.001)),
    _group("g-energy", MJ, (MJ, 1.0), (KWH, 3.6)),
    {"@type": "FlowProperty", "@id": MASS, "name": "Mass", "unitGroup": ref("UnitGroup", "g-mass")},
    {"@type": "FlowProperty", "@id": ENERGY, "name": "Energy", "unitGroup": ref("UnitGroup", "g-energy")},
)
"""Units of mass and energy and the properties counted in them."""

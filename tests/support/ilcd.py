"""Small ILCD datasets as objects, spelled as TIDAS (JSON) or as XML, and packages of them in memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from fourfold.core.progress import no_tick
from fourfold.data.databases.assemble import Assembled, assemble
from fourfold.data.databases.formats.ilcd.reader import ILCD, TIDAS
from fourfold.data.databases.records import Record
from fourfold.data.databases.report import ImportReport

Tree = dict[str, Any]

MASS_GROUP, ENERGY_GROUP = "10000000-0000-0000-0000-00000000000a", "10000000-0000-0000-0000-00000000000b"
MASS, ENERGY = "20000000-0000-0000-0000-00000000000a", "20000000-0000-0000-0000-00000000000b"
POWER, STEAM, WIDGET, CO2, COAL = (f"30000000-0000-0000-0000-00000000000{n}" for n in range(5))
PLANT, MAKER, OTHER_PLANT = (f"40000000-0000-0000-0000-00000000000{n}" for n in range(3))
_NAMESPACES = (
    'xmlns="http://lca.jrc.it/ILCD/{0}" xmlns:common="http://lca.jrc.it/ILCD/Common" '
    'xmlns:epd="http://www.iai.kit.edu/EPD/2013" xmlns:olca="http://openlca.org/ilcd-extensions"'
)


class MemoryPackage:
    """A package of bytes by path."""

    def __init__(self, files: Mapping[str, bytes], name: str = "sample") -> None:
        self.files, self.name = dict(sorted(files.items())), name

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.files)

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(sorted(self.files.items())).encode()).hexdigest()

    def read(self, name: str) -> bytes:
        return self.files[name]

    def beginning(self, name: str, most_bytes: int = 4096) -> bytes:
        return self.files[name][:most_bytes]

    def under(self, folder: str) -> Iterator[str]:
        return (name for name in self.files if folder in name.split("/")[:-1])


def text(**by_language: str) -> list[Tree]:
    """A text in several languages."""
    return [{"@xml:lang": language, "#text": words} for language, words in by_language.items()]


def ref(key: str, name: str = "") -> Tree:
    """A reference to a dataset."""
    return {"@refObjectId": key, "common:shortDescription": text(en=name)} if name else {"@refObjectId": key}


def unit_group(key: str, name: str, units: Mapping[str, float], reference: str) -> Tree:
    """A unit group."""
    rows = [{"@dataSetInternalID": str(n), "name": u, "meanValue": str(f)} for n, (u, f) in enumerate(units.items())]
    return {
        "unitGroupDataSet": {
            "unitGroupInformation": {
                "dataSetInformation": {"common:UUID": key, "common:name": text(en=name)},
                "quantitativeReference": {"referenceToReferenceUnit": str(list(units).index(reference))},
            },
            "administrativeInformation": _version("01.00.000"),
            "units": {"unit": rows},
        }
    }


def flow_property(key: str, name: str, group: str) -> Tree:
    """A flow property."""
    return {
        "flowPropertyDataSet": {
            "flowPropertiesInformation": {
                "dataSetInformation": {"common:UUID": key, "common:name": text(en=name)},
                "quantitativeReference": {"referenceToReferenceUnitGroup": ref(group)},
            },
            "administrativeInformation": _version("01.00.000"),
        }
    }


def flow(key: str, names: Mapping[str, str], kind: str, properties: Mapping[str, float], compartment: str = "") -> Tree:
    """A flow; its first property is the reference."""
    levels = [{"@level": str(n), "#text": level} for n, level in enumerate(filter(None, compartment.split("/")))]
    system = "common:elementaryFlowCategorization" if kind.startswith("Elementary") else "common:classification"
    level_name = "common:category" if kind.startswith("Elementary") else "common:class"
    rows = [
        {"@dataSetInternalID": str(n), "referenceToFlowPropertyDataSet": ref(p), "meanValue": str(f)}
        for n, (p, f) in enumerate(properties.items())
    ]
    return {
        "flowDataSet": {
            "flowInformation": {
                "dataSetInformation": {
                    "common:UUID": key,
                    "name": {"baseName": text(**names)},
                    "classificationInformation": {system: {level_name: levels}},
                },
                "quantitativeReference": {"referenceToReferenceFlowProperty": "0"},
            },
            "modellingAndValidation": {"LCIMethod": {"typeOfDataSet": kind}},
            "administrativeInformation": _version("01.00.000"),
            "flowProperties": {"flowProperty": rows},
        }
    }


def exchange(number: int, flow_id: str, direction: str, amount: str, **more: Any) -> Tree:
    """An exchange; `more` adds or replaces elements."""
    return {
        "@dataSetInternalID": str(number),
        "referenceToFlowDataSet": ref(flow_id, "a flow"),
        "exchangeDirection": direction,
        "resultingAmount": amount,
        **more,
    }


def shares(**by_product: str) -> Tree:
    """Allocated fractions by internal id of the co-product: ``shares(_0="60", _1="40")``."""
    rows = [
        {"@internalReferenceToCoProduct": key.lstrip("_"), "@allocatedFraction": share}
        for key, share in by_product.items()
    ]
    return {"allocation": rows}


def process(
    key: str,
    names: Mapping[str, str],
    rows: list[Tree],
    references: tuple[str, ...] = ("0",),
    version: str = "01.00.000",
    **more: Any,
) -> Tree:
    """A process; `more` adds elements to the root."""
    return {
        "processDataSet": {
            "processInformation": {
                "dataSetInformation": {
                    "common:UUID": key,
                    "name": {"baseName": text(**names), "mixAndLocationTypes": text(en="at plant", zh="在工厂")},
                    "classificationInformation": {
                        "common:classification": {
                            "common:class": [{"@level": "1", "#text": "Power"}, {"@level": "0", "#text": "Energy"}]
                        }
                    },
                },
                "quantitativeReference": {
                    "@type": "Reference flow(s)",
                    "referenceToReferenceFlow": list(references),
                },
                "time": {"common:referenceYear": "2020", "common:dataSetValidUntil": "2024"},
                "geography": {"locationOfOperationSupplyOrProduction": {"@location": "CN"}},
                "technology": {"technologyDescriptionAndIncludedProcesses": text(en="Boiler and turbine", zh="锅炉")},
                "mathematicalRelations": {
                    "variableParameter": {"@name": "eta", "meanValue": "0.4", "common:comment": text(en="efficiency")}
                },
            },
            "modellingAndValidation": {"LCIMethodAndAllocation": {"typeOfDataSet": "Unit process, single operation"}},
            "administrativeInformation": _version(version),
            "exchanges": {"exchange": rows},
            **more,
        }
    }


def model(connections: list[tuple[str, str, str]]) -> Tree:
    """A life-cycle model: supplying process, flow, using process."""
    keys = list(dict.fromkeys(key for one in connections for key in (one[0], one[2])))
    instances = [
        {
            "@dataSetInternalID": str(number),
            "referenceToProcess": ref(key),
            "connections": {
                "outputExchange": [
                    {"@flowUUID": flow_id, "downstreamProcess": {"@id": str(keys.index(user)), "@flowUUID": flow_id}}
                    for provider, flow_id, user in connections
                    if provider == key
                ]
            },
        }
        for number, key in enumerate(keys)
    ]
    return {
        "lifeCycleModelDataSet": {
            "lifeCycleModelInformation": {
                "dataSetInformation": {"common:UUID": "50000000-0000-0000-0000-000000000000"},
                "technology": {"processes": {"processInstance": instances}},
            },
            "administrativeInformation": _version("01.00.000"),
        }
    }


def linked_set() -> dict[str, Tree]:
    """Three processes: two plants that make power, one with steam beside it, and a maker of widgets."""
    burned = exchange(2, COAL, "Input", "10", allocations=shares(_0="60", _1="40"))
    emitted = exchange(3, CO2, "Output", "25", allocations=shares(_0="70", _1="30"))
    plant_rows = [exchange(0, POWER, "Output", "36"), exchange(1, STEAM, "Output", "18"), burned, emitted]
    maker_rows = [exchange(0, WIDGET, "Output", "1"), exchange(1, POWER, "Input", "7.2")]
    other_rows = [exchange(0, POWER, "Output", "3.6"), exchange(1, CO2, "Output", "4")]
    return {
        "unitgroups/mass": unit_group(MASS_GROUP, "Units of mass", {"g": 0.001, "kg": 1.0}, "kg"),
        "unitgroups/energy": unit_group(ENERGY_GROUP, "Units of energy", {"MJ": 1.0, "kWh": 3.6}, "MJ"),
        "flowproperties/mass": flow_property(MASS, "Mass", MASS_GROUP),
        "flowproperties/energy": flow_property(ENERGY, "Net calorific value", ENERGY_GROUP),
        "flows/power": flow(POWER, {"en": "Electricity", "zh": "电力"}, "Product flow", {ENERGY: 1.0}),
        "flows/steam": flow(STEAM, {"zh": "蒸汽", "de": "Dampf"}, "Product flow", {ENERGY: 1.0}),
        "flows/widget": flow(WIDGET, {"en": "Widget", "zh": "部件"}, "Product flow", {MASS: 1.0}),
        "flows/co2": flow(
            CO2, {"en": "carbon dioxide (fossil)"}, "Elementary flow", {MASS: 1.0}, "Emissions/Emissions to air"
        ),
        "flows/coal": flow(COAL, {"en": "Hard coal"}, "Elementary flow", {MASS: 1.0, ENERGY: 26.3}, "Resources"),
        "processes/plant": process(PLANT, {"en": "Power and steam", "zh": "热电联产"}, plant_rows, ("0", "1")),
        "processes/other": process(OTHER_PLANT, {"en": "Power alone"}, other_rows),
        "processes/maker": process(MAKER, {"en": "Widget maker"}, maker_rows),
        "lifecyclemodels/model": model([(PLANT, POWER, MAKER)]),
    }


def packed(datasets: Mapping[str, Tree], spelling: str) -> MemoryPackage:
    """A package of datasets by path without ending, spelled as ``xml`` or ``json``."""
    spell = to_xml if spelling == "xml" else to_json
    return MemoryPackage({f"{path}.{spelling}": spell(tree) for path, tree in datasets.items()})


def read(package: MemoryPackage) -> tuple[list[Record], ImportReport]:
    """What the reader of the package's spelling gives."""
    report = ImportReport()
    reader = TIDAS if any(name.endswith(".json") for name in package.names) else ILCD
    return list(reader.records(package, report, no_tick)), report


def assembled(package: MemoryPackage) -> tuple[Assembled, ImportReport]:
    """The tables of a package."""
    records, report = read(package)
    return assemble(records, report), report


def to_json(tree: Tree) -> bytes:
    """A dataset as TIDAS spells it: one of a kind is no list."""
    return json.dumps(_thin(tree), ensure_ascii=False).encode()


def to_xml(tree: Tree) -> bytes:
    """A dataset as ILCD spells it."""
    ((root, inner),) = tree.items()
    space = _NAMESPACES.format(root.removesuffix("DataSet").capitalize())
    return ("<?xml version='1.0' encoding='UTF-8'?>\n" + _element(root, inner, " " + space)).encode()


def codes(report: ImportReport) -> list[str]:
    """Codes of all findings."""
    return [finding.problem.kind.code for finding in report.findings]


def _version(version: str) -> Tree:
    return {"publicationAndOwnership": {"common:dataSetVersion": version}}


def _thin(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _thin(inner) for key, inner in value.items()}
    if isinstance(value, list):
        items = [_thin(item) for item in value]
        return items[0] if len(items) == 1 else items
    return value


def _element(name: str, value: Any, space: str = "") -> str:
    if isinstance(value, list):
        return "".join(_element(name, item) for item in value)
    if not isinstance(value, dict):
        return f"<{name}{space}>{escape(str(value))}</{name}>\n"
    attributes = "".join(f" {key[1:]}={quoteattr(str(v))}" for key, v in value.items() if key.startswith("@"))
    inner = escape(str(value.get("#text", "")))
    inner += "".join(_element(key, v) for key, v in value.items() if key[0] not in "@#")
    return f"<{name}{space}{attributes}>{inner}</{name}>\n"

"""Processes: documentation, parameters, exchanges, allocation and declared results."""

from __future__ import annotations

from collections.abc import Iterator

from fourfold.data.databases.formats.ilcd.allocation import shares_of
from fourfold.data.databases.formats.ilcd.exchanges import Known, rows_of
from fourfold.data.databases.formats.ilcd.messages import EXTENSION_NOT_READ, PARAMETER_WITHOUT_VALUE
from fourfold.data.databases.formats.ilcd.names import categories, dataset_names, joined, reference
from fourfold.data.databases.formats.ilcd.numbers import first_day, last_day, number
from fourfold.data.databases.formats.ilcd.results import results_of
from fourfold.data.databases.formats.ilcd.tree import Node, preferred
from fourfold.data.databases.formats.ilcd.uncertainty import uncertainty_of
from fourfold.data.databases.records import AllocationBasis, ParameterRecord, ProcessRecord, ResultRecord
from fourfold.data.databases.report import Effect, ImportReport

_RESULTS = ("lci result", "epd", "partly terminated system")
_READ_EXTENSIONS = frozenset({"amount", "referenceToUnitGroupDataSet", "expirationDateOfEPD", "scenarios"})


def process_records(
    root: Node, key: str, version: str, known: Known, report: ImportReport
) -> Iterator[ProcessRecord | ResultRecord]:
    """A process, then its declared results.

    Args:
        root: the dataset.
        key: its id.
        version: of the dataset.
        known: what other datasets say.
        report: receives what was repaired or left out.
    """
    information = root.first("processInformation") or Node("processInformation")
    about = information.first("dataSetInformation")
    names = dataset_names(about)
    rows = rows_of(root, key, known, report)
    allocations = tuple(
        share for node in root.all("exchanges", "exchange") for share in shares_of(node, rows.flows, report)
    )
    _note_extensions(root, report)
    yield ProcessRecord(
        id=key,
        name=preferred(names) or key,
        categories=categories(about),
        location=_location(information),
        is_result=_type_of(root) in _RESULTS,
        version=version,
        valid_from=_valid_from(information, report),
        valid_to=_valid_to(root, information, report),
        technology=joined(
            information.first("technology"),
            ("technologyDescriptionAndIncludedProcesses",),
            ("technologicalApplicability",),
        ),
        geography=joined(
            information.first("geography"), ("locationOfOperationSupplyOrProduction", "descriptionOfRestrictions")
        ),
        time=joined(information.first("time"), ("timeRepresentativenessDescription",)),
        comment="\n".join(filter(None, [joined(about, ("generalComment",)), *_scenarios(about)])),
        default_allocation=AllocationBasis.CAUSAL if allocations else None,
        exchanges=tuple(rows.inventory),
        allocations=allocations,
        parameters=tuple(_parameters(information, key, report)),
        sources=_sources(root),
        names=names,
        licence=_licence(root),
        place=root.place,
    )
    yield from results_of(root, key, rows.indicators, report)


def _type_of(root: Node) -> str:
    return root.get("modellingAndValidation", "LCIMethodAndAllocation", "typeOfDataSet").casefold()


def _location(information: Node) -> str:
    node = information.first("geography", "locationOfOperationSupplyOrProduction")
    return node.attribute("location") if node else ""


def _valid_from(information: Node, report: ImportReport) -> str:
    time = information.first("time") or information
    return first_day(time.get("referenceYear"), "referenceYear", time.place, report)


def _valid_to(root: Node, information: Node, report: ImportReport) -> str:
    """The day a declaration expires, else the last day of the year the dataset is valid until."""
    time = information.first("time") or information
    expiry = next((node.text for path in _EXPIRY for node in root.all(*path)), "") or time.get(
        "other", "expirationDateOfEPD"
    )
    if expiry:
        return last_day(expiry, "expirationDateOfEPD", time.place, report)
    return last_day(time.get("dataSetValidUntil"), "dataSetValidUntil", time.place, report)


_EXPIRY = (
    ("administrativeInformation", "publicationAndOwnership", "other", "expirationDateOfEPD"),
    ("processInformation", "dataSetInformation", "other", "expirationDateOfEPD"),
)


def _parameters(information: Node, key: str, report: ImportReport) -> Iterator[ParameterRecord]:
    for node in information.all("mathematicalRelations", "variableParameter"):
        name, text = node.attribute("name"), node.get("meanValue")
        value = number(text, "meanValue", node.place, report)
        if value is None:
            if not text and name:
                report.note(Effect.NOT_READ, PARAMETER_WITHOUT_VALUE, node.place, found=name)
            continue
        yield ParameterRecord(
            name=name,
            value=value,
            formula=node.get("formula"),
            comment=preferred(node.by_language("comment")),
            uncertainty=uncertainty_of(node, value, 1.0, report),
            process=key,
            place=node.place,
        )


def _scenarios(about: Node | None) -> Iterator[str]:
    """What the scenarios of a declaration are, one line each."""
    for node in about.all("other", "scenarios", "scenario") if about else ():
        traits = [f"group {node.attribute('group')}"] if node.attribute("group") else []
        traits += ["default"] if node.attribute("default").casefold() == "true" else []
        said = preferred(node.by_language("description"))
        yield f"Scenario {node.attribute('name')} ({', '.join(traits) or '–'}): {said}".strip(": ")


def _sources(root: Node) -> tuple[str, ...]:
    paths = (("modellingAndValidation", "dataSourcesTreatmentAndRepresentativeness", "referenceToDataSource"),)
    found = (reference(node) for path in paths for node in root.all(*path))
    return tuple(dict.fromkeys(name or key for key, name in found if name or key))


def _licence(root: Node) -> str:
    ownership = root.first("administrativeInformation", "publicationAndOwnership")
    return joined(ownership, ("licenseType",), ("accessRestrictions",))


def _note_extensions(root: Node, report: ImportReport) -> None:
    """Name, once for each process, what extensions hold that is not read."""
    found: set[str] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        for child in node.children:
            if child.name == "other":
                found |= {inner.name for inner in child.children} - _READ_EXTENSIONS
            else:
                waiting.append(child)
    if found:
        report.note(Effect.NOT_READ, EXTENSION_NOT_READ, root.place, found=", ".join(sorted(found)))

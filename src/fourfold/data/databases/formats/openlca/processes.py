"""Processes with their documentation."""

from __future__ import annotations

from fourfold.data.databases.formats.openlca import messages as m
from fourfold.data.databases.formats.openlca.basics import ROOT, Categories, read_parameter
from fourfold.data.databases.formats.openlca.exchanges import BASES, Known, read_allocations, read_exchanges
from fourfold.data.databases.formats.openlca.fields import Entry
from fourfold.data.databases.formats.openlca.uncertainty import read_pedigree
from fourfold.data.databases.records import AllocationBasis, ProcessRecord
from fourfold.data.databases.report import Effect
from fourfold.formats.dates import read_date

_TYPES = {"UNIT_PROCESS": False, "LCI_RESULT": True}
_PROCESS = ROOT | {
    *("description", "processType", "isInfrastructureProcess", "infrastructureProcess", "location"),
    *("processDocumentation", "exchanges", "lastInternalId", "parameters", "allocationFactors"),
    *("defaultAllocationMethod", "dqEntry"),
}
_DOCUMENTATION = frozenset(
    {
        *("@type", "technologyDescription", "geographyDescription", "timeDescription", "validFrom", "validUntil"),
        *("restrictionsDescription", "sources", "publication", "creationDate"),
    }
)
_LAST_YEAR = 2999
"""Later years, such as 9999, stand for an unknown date."""


def read_process(dataset: Entry, key: str, categories: Categories, known: Known) -> ProcessRecord:
    """A process and all its rows."""
    dataset.count_unread("Process", _PROCESS)
    name = dataset.text("name")
    read, rows = read_exchanges(dataset, name, known)
    documentation = dataset.entry("processDocumentation") or Entry({}, dataset.place, dataset.notes)
    documentation.count_unread("ProcessDocumentation", _DOCUMENTATION)
    parameters = (read_parameter(entry, key) for entry in dataset.entries("parameters"))
    return ProcessRecord(
        key,
        name,
        categories.path(dataset),
        known.locations.code(dataset),
        is_result=_is_result(dataset),
        is_infrastructure=bool(dataset.flag("isInfrastructureProcess", "infrastructureProcess")),
        version=dataset.text("version"),
        valid_from=_date(documentation, "validFrom"),
        valid_to=_date(documentation, "validUntil"),
        technology=documentation.text("technologyDescription"),
        geography=documentation.text("geographyDescription"),
        time=documentation.text("timeDescription"),
        comment=dataset.text("description"),
        default_allocation=_default_allocation(dataset, name),
        exchanges=tuple(rows),
        allocations=tuple(read_allocations(dataset, name, read, rows)),
        parameters=tuple(parameter for parameter in parameters if parameter is not None),
        sources=_sources(documentation),
        quality=read_pedigree(dataset, "dqEntry"),
        licence=documentation.text("restrictionsDescription"),
        place=dataset.place,
    )


def _is_result(dataset: Entry) -> bool:
    word = dataset.text("processType")
    if word and word not in _TYPES:
        dataset.note(Effect.REPAIRED, m.CHOICE_UNKNOWN, "processType", found=word, choices=", ".join(_TYPES))
    return _TYPES.get(word, False)


def _default_allocation(dataset: Entry, name: str) -> AllocationBasis | None:
    word = dataset.text("defaultAllocationMethod")
    if word == "NO_ALLOCATION":
        dataset.note(Effect.NOTED, m.NO_ALLOCATION, "defaultAllocationMethod", process=name)
    elif word not in ("", "USE_DEFAULT_ALLOCATION", *BASES):
        dataset.note(Effect.REPAIRED, m.CHOICE_UNKNOWN, "defaultAllocationMethod", found=word, choices=", ".join(BASES))
    return BASES.get(word)


def _date(documentation: Entry, name: str) -> str:
    """The day of a date or of a date with time, as its own clock shows it."""
    text = documentation.text(name).strip()
    if not text:
        return ""
    day = read_date(text[:10])
    if day is None or day.year > _LAST_YEAR:
        documentation.note(Effect.REPAIRED, m.DATE_UNREADABLE, name, found=text)
        return ""
    return day.isoformat()


def _sources(documentation: Entry) -> tuple[str, ...]:
    """Ids of the sources a process cites, each once, the publication first."""
    ids = [documentation.ref_id("publication")]
    ids += [entry.text("@id") for entry in documentation.entries("sources", Effect.REPAIRED)]
    return tuple(dict.fromkeys(key for key in ids if key))

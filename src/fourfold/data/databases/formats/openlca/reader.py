"""The reader: which files are datasets of which type, in which version, and what is not read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath

from fourfold.core.problems import N_, InputError, Place, Problems
from fourfold.core.progress import Tick
from fourfold.data.databases.formats.openlca import messages as m
from fourfold.data.databases.formats.openlca.basics import (
    Categories,
    read_document,
    read_group,
    read_parameter,
    read_property,
)
from fourfold.data.databases.formats.openlca.exchanges import Known
from fourfold.data.databases.formats.openlca.fields import Entry, Notes
from fourfold.data.databases.formats.openlca.flows import read_flow
from fourfold.data.databases.formats.openlca.processes import read_process
from fourfold.data.databases.formats.openlca.versions import version_of
from fourfold.data.databases.records import Record
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.json_text import read_json
from fourfold.formats.packages import Package

READING = N_("Reading datasets")
TYPES = {
    "unit_groups": "UnitGroup",
    "flow_properties": "FlowProperty",
    "categories": "Category",
    "locations": "Location",
    "sources": "Source",
    "actors": "Actor",
    "parameters": "Parameter",
    "flows": "Flow",
    "processes": "Process",
}
"""Types that are read, in the order they are: what others refer to goes first."""
COUNTED = {
    "lcia_methods": "ImpactMethod",
    "lcia_categories": "ImpactCategory",
    "nw_sets": "NwSet",
    "product_systems": "ProductSystem",
    "projects": "Project",
    "currencies": "Currency",
    "dq_systems": "DQSystem",
    "social_indicators": "SocialIndicator",
    "results": "Result",
    "epds": "Epd",
    "flow_maps": "FlowMap",
}
_ABOUT = ("context.json", "openlca.json", "olca-schema.json", "meta.info")
_LOOKED_AT = 20
_TICKS = 100


class OpenLcaReader:
    """Reads openLCA JSON-LD of version 1 and 2."""

    id = "openlca-jsonld"
    title = "openLCA JSON-LD"
    version = "1"

    def recognises(self, package: Package) -> bool:
        """Whether there are JSON files in folders of this format that say a type of it."""
        for folder, kind in (*TYPES.items(), *COUNTED.items()):
            says_so = re.compile(rb'"@type"\s*:\s*"%s"' % kind.encode())
            names = (name for name in package.under(folder) if name.endswith(".json"))
            if any(says_so.search(package.beginning(name)) for name in islice(names, _LOOKED_AT)):
                return True
        return False

    def records(self, package: Package, report: ImportReport, tick: Tick) -> Iterator[Record]:
        """Everything the package says; see `fourfold.data.databases.readers.Reader`."""
        version, evidence = version_of(package)
        report.note(Effect.NOTED, m.VERSION_FOUND, Place(package.name), version=version, evidence=evidence)
        return _Reading(package, Notes(report, version), tick).records()


class _Reading:
    """One package being read."""

    def __init__(self, package: Package, notes: Notes, tick: Tick) -> None:
        self._package, self._notes, self._tick = package, notes, tick
        self._categories, self._known = Categories(), Known()
        self._done, self._all = 0, sum(1 for folder in TYPES for _ in self._files(folder))

    def records(self) -> Iterator[Record]:
        for folder, kind in TYPES.items():
            for name in self._files(folder):
                dataset = self._dataset(name, folder, kind)
                if dataset is not None:
                    yield from self._record(dataset, self._id(dataset, name), kind)
                self._done += 1
                if self._done % _TICKS == 0 or self._done == self._all:
                    self._tick(READING, self._done, self._all)
        yield from self._known.made.values()
        self._note_rest()

    def _files(self, folder: str) -> Iterator[str]:
        return (name for name in self._package.under(folder) if name.endswith(".json"))

    def _dataset(self, name: str, folder: str, kind: str) -> Entry | None:
        """The dataset of a file; ``None`` after reporting that it cannot be read."""
        problems = Problems()
        report, place = self._notes.report, Place(name)
        try:
            tree = read_json(self._package.read(name), name, problems)
        except InputError as error:
            report.note_problems(Effect.REFUSED, error.problems)
            return None
        report.note_problems(Effect.REFUSED, problems.errors)
        report.note_problems(Effect.NOTED, problems.warnings)
        if problems.errors:
            return None
        if not isinstance(tree, dict):
            report.note(Effect.REFUSED, m.NOT_AN_OBJECT, place, found=type(tree).__name__)
            return None
        dataset = Entry(tree, place, self._notes)
        said = dataset.text("@type")
        if said not in ("", kind):
            dataset.note(Effect.NOTED, m.OTHER_TYPE, "@type", found=said, folder=folder)
        return dataset

    def _id(self, dataset: Entry, name: str) -> str:
        stem = PurePosixPath(name).stem
        key = dataset.text("@id").strip()
        if not key:
            dataset.note(Effect.REPAIRED, m.NO_ID, "@id", found=stem)
        elif key != stem:
            dataset.note(Effect.NOTED, m.ID_NOT_FILE, "@id", found=key)
        return key or stem

    def _record(self, dataset: Entry, key: str, kind: str) -> Iterator[Record]:
        known = self._known
        if kind == "Process":
            yield read_process(dataset, key, self._categories, known)
        elif kind == "Flow":
            flow = read_flow(dataset, key, self._categories, known.locations)
            if flow is not None:
                known.flows.setdefault(key, flow)
                yield flow
        elif kind == "UnitGroup":
            group = read_group(dataset, key)
            known.take_group(group)
            yield group
        elif kind == "FlowProperty":
            of_flow = read_property(dataset, key)
            known.groups.setdefault(key, of_flow.unit_group)
            yield of_flow
        elif kind == "Category":
            self._categories.take(dataset, key)
        elif kind == "Location":
            yield known.locations.take(dataset, key)
        elif kind == "Parameter":
            parameter = read_parameter(dataset)
            if parameter is not None:
                yield parameter
        else:
            yield read_document(dataset, key, kind.lower())

    def _note_rest(self) -> None:
        """Report what is counted and not read: datasets of other types, other files, fields."""
        read: set[str] = set()
        for folder in TYPES:
            read.update(self._files(folder))
        datasets: Counter[str] = Counter()
        files: Counter[str] = Counter()
        for name in self._package.names:
            folder, _, file = name.rpartition("/")
            if name in read or file in _ABOUT:
                continue
            kind = COUNTED.get(folder.rpartition("/")[2])
            if kind is not None and name.endswith(".json"):
                datasets[kind] += 1
            else:
                files[folder or self._package.name] += 1
        report, place = self._notes.report, Place(self._package.name)
        for found, count in sorted(datasets.items()):
            report.note(Effect.NOT_READ, m.DATASETS_NOT_READ, place, count=count, found=found)
        for found, count in sorted(files.items()):
            report.note(Effect.NOT_READ, m.FILES_NOT_READ, place, count=count, found=found)
        for found, count in sorted(self._notes.unread.items()):
            report.note(Effect.NOT_READ, m.FIELDS_NOT_READ, place, count=count, found=found)


READER = OpenLcaReader()

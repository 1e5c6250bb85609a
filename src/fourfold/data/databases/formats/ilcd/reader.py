"""The readers for ILCD (XML) and TIDAS (JSON): which files, which versions, and one dataset after the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fourfold.core.problems import N_, InputError, Place, Problems
from fourfold.core.progress import Tick
from fourfold.data.databases.formats.ilcd.exchanges import Known
from fourfold.data.databases.formats.ilcd.flows import flow_record, property_record, unit_group_record
from fourfold.data.databases.formats.ilcd.messages import (
    DATASET_UNREADABLE,
    DATASET_WITHOUT_ID,
    FILES_NOT_READ,
    OLDER_VERSION,
    SAME_VERSION,
    TYPE_NOT_READ,
)
from fourfold.data.databases.formats.ilcd.models import add_links
from fourfold.data.databases.formats.ilcd.processes import process_records
from fourfold.data.databases.formats.ilcd.tree import Node, preferred, read_tree
from fourfold.data.databases.records import DocumentRecord, LocationRecord, Record
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.packages import Package

_TYPES = {
    "lifeCycleModelDataSet": "life-cycle model",
    "unitGroupDataSet": "unit group",
    "flowPropertyDataSet": "flow property",
    "flowDataSet": "flow",
    "processDataSet": "process",
    "contactDataSet": "contact",
    "sourceDataSet": "source",
    "LCIAMethodDataSet": "LCIA method",
}
"""Roots of datasets in the order they are read: processes after what their rows need, models and flows."""
_COUNTS = {
    "lifeCycleModelDataSet": "life-cycle models",
    "contactDataSet": "contacts",
    "sourceDataSet": "sources",
    "LCIAMethodDataSet": "LCIA methods",
}
_NAMES = "|".join([*_TYPES, "ILCDLocations", "CategorySystem"]).encode()
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(" + _NAMES + rb")[\s>/]|\"(?:[\w.-]+:)?(" + _NAMES + rb")\"\s*:")
_UUID = re.compile(rb"<(?:[\w.-]+:)?UUID[^>]*>\s*([^<\s]+)\s*<|\"(?:[\w.-]+:)?UUID\"\s*:\s*\"\s*([^\"\s]+)\s*\"")
_VERSION = re.compile(
    rb"<(?:[\w.-]+:)?dataSetVersion[^>]*>\s*([^<\s]+)\s*<|\"(?:[\w.-]+:)?dataSetVersion\"\s*:\s*\"\s*([^\"\s]+)\s*\""
)
_ILCD = re.compile(rb"lca\.jrc\.it/ILCD|jrc\.ec\.europa\.eu/ILCD")
_TIDAS = re.compile(rb"^(?:\xef\xbb\xbf)?\s*\{\s*\"(?:[\w.-]+:)?[A-Za-z]+DataSet\"\s*:")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_MOST_LOOKED_AT = 200
READING = N_("reading datasets")


@dataclass(frozen=True, slots=True)
class _File:
    """A file and what its bytes say of it before it is parsed."""

    name: str
    root: str
    key: str
    version: str

    @property
    def order(self) -> tuple[int, ...]:
        """The version as numbers, to compare."""
        return tuple(int(part) for part in re.findall(r"[0-9]{1,9}", self.version))


class IlcdReader:
    """Reads folders and archives of ILCD datasets, with the extensions for product declarations."""

    id = "ilcd"
    title = "ILCD"
    version = "1"
    ending = ".xml"

    def recognises(self, package: Package) -> bool:
        """Whether one of the first XML files is an ILCD dataset."""
        return self._any(package, lambda data: bool(_ILCD.search(data)) and _ROOT.search(data) is not None)

    def records(self, package: Package, report: ImportReport, tick: Tick) -> Iterator[Record]:
        """Everything the datasets say; of each dataset its newest version."""
        files = self._chosen(package, report)
        known = Known()
        for done, file in enumerate(files):
            tick(READING, done, len(files))
            root = _tree(package, file, report)
            if root is not None:
                yield from _records(root, file, known, report)
        tick(READING, len(files), len(files))

    def _any(self, package: Package, fits: Callable[[bytes], bool]) -> bool:
        names = [name for name in package.names if name.casefold().endswith(self.ending)]
        return any(fits(_plain(package.beginning(name))) for name in names[:_MOST_LOOKED_AT])

    def _chosen(self, package: Package, report: ImportReport) -> list[_File]:
        """Files with datasets in the order they are read, older versions reported and left out."""
        newest: dict[tuple[str, str], _File] = {}
        others: list[_File] = []
        endings: Counter[str] = Counter()
        for name in package.names:
            if not name.casefold().endswith(self.ending):
                endings[name.rpartition("/")[2].rpartition(".")[2].casefold()] += 1
                continue
            file = _look_at(package, name, report)
            if file is None:
                continue
            if file.key and file.root in _TYPES:
                before = newest.get((file.root, file.key))
                newest[file.root, file.key] = file if before is None else _newer(before, file, report)
            else:
                others.append(file)
        for ending, count in sorted(endings.items()):
            report.note(Effect.NOT_READ, FILES_NOT_READ, Place(package.name), found=f".{ending}", count=count)
        order = list(_TYPES)
        known = sorted(newest.values(), key=lambda file: (order.index(file.root), file.name))
        return [*(file for file in others if file.root not in _TYPES), *known, *(f for f in others if f.root in _TYPES)]


class TidasReader(IlcdReader):
    """Reads TIDAS: the datasets of ILCD as JSON."""

    id = "tidas"
    title = "TIDAS"
    version = "1"
    ending = ".json"

    def recognises(self, package: Package) -> bool:
        """Whether one of the first JSON files has the root of a dataset."""
        return self._any(package, lambda data: _TIDAS.match(data) is not None)


def _look_at(package: Package, name: str, report: ImportReport) -> _File | None:
    """What a file is, from its bytes; ``None`` for a file that is no dataset or cannot be read (reported)."""
    try:
        data = _plain(package.read(name))
    except InputError as error:
        report.note_problems(Effect.REFUSED, error.problems)
        return None
    root = _ROOT.search(data)
    if root is None:
        report.note(Effect.NOT_READ, TYPE_NOT_READ, Place(name), found="–")
        return None
    return _File(name, _found(root), _found(_UUID.search(data)).casefold(), _found(_VERSION.search(data)))


def _plain(data: bytes) -> bytes:
    """The bytes in an encoding whose letters are single bytes, for looking at them."""
    return data.decode("utf-16", "replace").encode() if data[:2] in _UTF_16 else data


def _found(match: re.Match[bytes] | None) -> str:
    if match is None:
        return ""
    return next(group for group in match.groups() if group is not None).decode("utf-8", "replace")


def _newer(one: _File, other: _File, report: ImportReport) -> _File:
    """The file with the newer version; the older one is reported."""
    kept, left = (other, one) if other.order > one.order else (one, other)
    kind = SAME_VERSION if other.order == one.order else OLDER_VERSION
    params = {"found": left.version or "–", "newest": kept.version, "id": left.key, "what": _TYPES[left.root]}
    report.note(Effect.NOTED, kind, Place(left.name), **params)
    return kept


def _tree(package: Package, file: _File, report: ImportReport) -> Node | None:
    problems = Problems()
    try:
        root = read_tree(package.read(file.name), file.name, problems)
    except InputError as error:
        report.note_problems(Effect.REFUSED, error.problems)
        return None
    report.note_problems(Effect.REFUSED, problems.errors)
    report.note_problems(Effect.NOTED, problems.warnings)
    if root is None and not problems.errors:
        report.note(Effect.REFUSED, DATASET_UNREADABLE, Place(file.name), found=file.name)
    return root


def _records(root: Node, file: _File, known: Known, report: ImportReport) -> Iterator[Record]:
    if root.name not in _TYPES:
        yield from _locations(root, report)
        return
    if root.name in _COUNTS:
        report.count(_COUNTS[root.name])
    if root.name == "LCIAMethodDataSet":
        report.note(Effect.NOT_READ, TYPE_NOT_READ, root.place, found=_TYPES[root.name])
        return
    if root.name == "lifeCycleModelDataSet":
        add_links(root, known.links, report)
        return
    key = _uuid(root)
    if not key:
        report.note(Effect.REFUSED, DATASET_WITHOUT_ID, root.place, what=_TYPES[root.name])
        return
    yield from _of_type(root, key, file.version, known, report)


def _of_type(root: Node, key: str, version: str, known: Known, report: ImportReport) -> Iterator[Record]:
    if root.name == "processDataSet":
        yield from process_records(root, key, version, known, report)
    elif root.name == "flowDataSet":
        yield flow_record(root, key, known.scales, report)
    elif root.name == "flowPropertyDataSet":
        yield property_record(root, key)
    elif root.name == "unitGroupDataSet":
        group = unit_group_record(root, key, report)
        if group is not None:
            yield group
    else:
        yield _document(root, key)


def _uuid(root: Node) -> str:
    """The id of a dataset: in ``dataSetInformation``, one or two levels down."""
    for node in root.children:
        about = node.first("dataSetInformation")
        if about is not None and about.get("UUID"):
            return about.get("UUID").casefold()
    return ""


def _document(root: Node, key: str) -> DocumentRecord:
    kind = "actor" if root.name == "contactDataSet" else "source"
    about = next((found for node in root.children if (found := node.first("dataSetInformation"))), root)
    name = preferred(about.by_language("name")) or preferred(about.by_language("shortName"))
    return DocumentRecord(key, kind, name or key, root.place)


def _locations(root: Node, report: ImportReport) -> Iterator[LocationRecord]:
    """The list of locations that comes with some packages; other files are counted."""
    if root.name != "ILCDLocations":
        report.note(Effect.NOT_READ, TYPE_NOT_READ, root.place, found=root.name)
        return
    for node in root.all("location"):
        code = node.attribute("value")
        if code:
            yield LocationRecord(code, code, node.text or code, node.place)


ILCD = IlcdReader()
TIDAS = TidasReader()

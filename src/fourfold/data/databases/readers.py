"""The door for formats: what a reader of life-cycle databases is, and which are installed.

A reader is found through the entry points group ``fourfold.importers``; a third package adds a format without touching
this one. Readers spell a format in `records`; they convert, link and drop nothing. What they repair or cannot read goes
into the report with its place, and reading goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from fourfold.core.progress import Tick
from fourfold.data.databases.records import Record
from fourfold.data.databases.report import ImportReport
from fourfold.formats.packages import Package

GROUP = "fourfold.importers"


@runtime_checkable
class Reader(Protocol):
    """Reads one format.

    Attributes:
        id: stable name, such as ``openlca-jsonld``.
        title: name of the format for people.
        version: raised whenever the same files give other records: then importing them again makes a new version.
    """

    @property
    def id(self) -> str:
        """Stable name of the format."""

    @property
    def title(self) -> str:
        """Name of the format for people."""

    @property
    def version(self) -> str:
        """Version of the reader."""

    def recognises(self, package: Package) -> bool:
        """Whether the package is of this format: by names and the beginnings of a few files, quickly."""

    def records(self, package: Package, report: ImportReport, tick: Tick) -> Iterator[Record]:
        """Everything the package says, in any order.

        A dataset that cannot be read is noted in the report as refused, with file and row, and skipped.

        Args:
            package: the files.
            report: receives counts of what is not given as a record, repairs and refusals.
            tick: told of progress, by files or datasets.
        """


@cache
def readers() -> dict[str, Reader]:
    """The installed readers by id, ours first."""
    found: dict[str, Reader] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda p: (not p.value.startswith("fourfold."), p.name)):
        found.setdefault(point.name, point.load())
    return found

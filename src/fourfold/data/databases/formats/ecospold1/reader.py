"""Reader of EcoSpold 1.

All datasets are walked twice: first for names and products, because the format links by them; then for records, one
dataset in memory at a time.
"""

from __future__ import annotations

from collections.abc import Iterator

from fourfold.core.problems import N_, InputError, Place, Problem, Problems
from fourfold.core.progress import Tick
from fourfold.data.databases.formats.ecospold import messages as shared
from fourfold.data.databases.formats.ecospold.files import files_of, recognises
from fourfold.data.databases.formats.ecospold.values import Spot
from fourfold.data.databases.formats.ecospold1.datasets import read_datasets
from fourfold.data.databases.formats.ecospold1.index import Index
from fourfold.data.databases.formats.ecospold1.processes import ProcessReader
from fourfold.data.databases.records import Record
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.packages import Package

_WALKING = N_("looking through EcoSpold files")
_READING = N_("reading EcoSpold datasets")
_VERSION = "EcoSpold01"
_TAGS = (b"dataset",)


class EcoSpold1:
    """The reader."""

    @property
    def id(self) -> str:
        """Stable name of the format."""
        return "ecospold1"

    @property
    def title(self) -> str:
        """Name of the format for people."""
        return "EcoSpold 1"

    @property
    def version(self) -> str:
        """Version of the reader."""
        return "1"

    def recognises(self, package: Package) -> bool:
        """Whether one of the first files is EcoSpold 1."""
        return recognises(package, _VERSION, _TAGS)

    def records(self, package: Package, report: ImportReport, tick: Tick) -> Iterator[Record]:
        """Everything the package says.

        Raises:
            InputError: no dataset of it can be read.
        """
        files = files_of(package, _VERSION, _TAGS, report)
        index, sound, problems = Index(), [], list[Problem]()
        for done, file in enumerate(files):
            tick(_WALKING, done, len(files))
            found = index.add(package.read(file), file)
            problems += found
            if not found:
                sound.append(file)
        if not len(index):
            raise InputError([*problems, Problem(shared.NOTHING_READ, Place(package.name), {"found": package.name})])
        report.note_problems(Effect.REFUSED, problems)
        index.finish()
        processes, done = ProcessReader(index), 0
        for file in sound:
            for element in read_datasets(package.read(file), file, Problems()):
                tick(_READING, done, len(index))
                done += 1
                record = processes.read(Spot(element, file, report))
                if record is not None:
                    yield record
        yield from processes.others(report)


READER = EcoSpold1()

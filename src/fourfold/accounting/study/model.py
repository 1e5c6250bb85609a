"""The noun Study: declarations, tables, and the digests of every file they were read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from fourfold.accounting.study.declarations import Declarations
from fourfold.accounting.study.proven import NOTHING_PROVEN, ProvenClaims
from fourfold.accounting.study.rows import (
    AllocationRow,
    ElectricityRow,
    EmissionRow,
    EndOfLifeRow,
    FactorRow,
    GenerationRow,
    InputRow,
    InstrumentRow,
    MeterRow,
    OutputRow,
    ProcessRow,
    ProductionRow,
    SeriesRow,
    ShapeRow,
    SupplierRow,
)
from fourfold.core.moments import moment_text
from fourfold.core.problems import InputError, Place, Problem
from fourfold.formats.yaml_text import YamlText, dotted


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of each table, in file order."""

    processes: tuple[ProcessRow, ...] = ()
    outputs: tuple[OutputRow, ...] = ()
    inputs: tuple[InputRow, ...] = ()
    emissions: tuple[EmissionRow, ...] = ()
    electricity: tuple[ElectricityRow, ...] = ()
    end_of_life: tuple[EndOfLifeRow, ...] = ()
    allocation: tuple[AllocationRow, ...] = ()
    meters: tuple[MeterRow, ...] = ()
    production: tuple[ProductionRow, ...] = ()
    generation: tuple[GenerationRow, ...] = ()
    instruments: tuple[InstrumentRow, ...] = ()
    shapes: tuple[ShapeRow, ...] = ()
    series: tuple[SeriesRow, ...] = ()
    suppliers: tuple[SupplierRow, ...] = ()
    factors: tuple[FactorRow, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file the study consists of.

    Attributes:
        path: relative to the study folder, forward slashes.
        digest: SHA-256 of the bytes.
        size_bytes: length.
        role: ``declarations``, ``table``, ``meter``, ``series``, ``certificate``, ``trace``,
            ``evidence``.
    """

    path: str
    digest: str
    size_bytes: int
    role: str


@dataclass(frozen=True, slots=True)
class Study:
    """The declared question and its data.

    Attributes:
        folder: where it was read from; file names in rows are relative to it.
        declarations: ``study.yaml``.
        tables: the rows.
        files: every file read or named, by path, with its digest.
        warnings: what was found but does not prevent use.
        yaml: ``study.yaml`` as text, for the lines of declarations; ``None`` for a study made otherwise.
        proven: what verified statements of claim ledgers prove; nothing until somebody has verified them.
    """

    folder: Path
    declarations: Declarations
    tables: Tables
    files: Mapping[str, FileRecord] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    yaml: YamlText | None = None
    proven: ProvenClaims = NOTHING_PROVEN

    def declared_at(self, *path: str | int) -> Place:
        """Where something stands in ``study.yaml``; line 0 where that is not known."""
        return self.yaml.place(path) if self.yaml else Place("study.yaml", 0, dotted(path))

    def as_known_at(self, moment: datetime) -> Study:
        """The study with readings as they were known at a moment, whatever it declares.

        Args:
            moment: corrections received later do not count; with its offset.
        """
        supply = self.declarations.supply.model_copy(update={"known_at": moment_text(moment)})
        return replace(self, declarations=self.declarations.model_copy(update={"supply": supply}))

    @classmethod
    def load(cls, path: str | Path) -> Study:
        """Read and check a study.

        Args:
            path: the study folder, or a workbook in it whose sheets are then used as the tables.

        Raises:
            InputError: the study cannot be used; carries every fault found, each with its place.
        """
        from fourfold.accounting.study.read import load_study

        return load_study(Path(path))


class StudyError(InputError):
    """A study that cannot be used.

    Attributes:
        readable: its rows as far as they could be read, for looking at them one by one; ``None`` when not even the
            declarations could be read. They need not fit together.
    """

    def __init__(self, problems: Iterable[Problem], readable: Study | None) -> None:
        super().__init__(problems)
        self.readable = readable

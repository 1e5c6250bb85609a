"""The noun Database: what one version of one source says, as tables, with the report of its import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from fourfold.core.canonical import JSON
from fourfold.data.databases.report import ImportReport
from fourfold.data.databases.tables import SCHEMAS
from fourfold.data.factor import Factor

FORMAT = "database/1"


@dataclass(frozen=True, slots=True)
class DatabaseInfo:
    """What a version of a database is, without its tables.

    Attributes:
        name: what people call it: lower-case letters, digits, hyphens.
        version: first 12 hexadecimal digits of `digest`: what results cite.
        digest: SHA-256 over the digests of the source's files, the reader and its version, and the choices.
        source: name of the file or folder it was read from.
        source_digest: SHA-256 over names and digests of the source's files.
        reader, reader_version: which format, and which version of its reader.
        imported: day of the import, ``YYYY-MM-DD``; not part of the digest.
        counts: how many processes, flows, exchanges, … it holds.
        licence: where the source states one.
    """

    name: str
    version: str
    digest: str
    source: str
    source_digest: str
    reader: str
    reader_version: str
    imported: str
    counts: Mapping[str, int]
    licence: str = ""

    def content(self) -> dict[str, JSON]:
        """The same as canonical JSON holds it."""
        return {
            "fourfold": FORMAT,
            "name": self.name,
            "version": self.version,
            "digest": self.digest,
            "source": self.source,
            "source_digest": self.source_digest,
            "reader": self.reader,
            "reader_version": self.reader_version,
            "imported": self.imported,
            "counts": dict(self.counts),
            "licence": self.licence,
        }


@dataclass(frozen=True)
class Database:
    """One version of a life-cycle database.

    Attributes:
        info: what it is.
        tables: frames by name, each with the columns of `SCHEMAS`.
        factors: factors it holds, by id (tables of factors).
        report: what the import found.
        choices: providers a user has set, by ``(process id, flow id)``; ``("", flow id)`` holds for every process.
    """

    info: DatabaseInfo
    tables: Mapping[str, pl.DataFrame]
    factors: Mapping[str, Factor] = field(default_factory=dict)
    report: ImportReport = field(default_factory=ImportReport)
    choices: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, schema in SCHEMAS.items():
            if self.tables[name].schema != schema:
                raise ValueError(f"{name}: columns {self.tables[name].schema}, expected {schema}")

    @property
    def processes(self) -> pl.DataFrame:
        """One row a process."""
        return self.tables["processes"]

    @property
    def flows(self) -> pl.DataFrame:
        """One row a flow."""
        return self.tables["flows"]

    @property
    def exchanges(self) -> pl.DataFrame:
        """One row an exchange, in the order of the source, those of a process together."""
        return self.tables["exchanges"]

    @property
    def allocations(self) -> pl.DataFrame:
        """Shares of burdens that the source gives."""
        return self.tables["allocations"]

    @cached_property
    def process_rows(self) -> Mapping[str, int]:
        """Row number of each process by id."""
        return {key: row for row, key in enumerate(self.processes["id"])}

    @cached_property
    def flow_rows(self) -> Mapping[str, int]:
        """Row number of each flow by id."""
        return {key: row for row, key in enumerate(self.flows["id"])}

"""One version of a database as files: ``database.json``, a Parquet file for each table, factors, findings.

``database.json`` holds the digest of every other file; opening checks them, so that a damaged version is never
calculated with.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from fourfold.core.canonical import JSON, canonical_bytes, digest_of_bytes, digest_of_file
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, params_of
from fourfold.data.databases.database import FORMAT, Database, DatabaseInfo
from fourfold.data.databases.tables import FINDINGS, SCHEMAS
from fourfold.store.factor_frames import SCHEMA as FACTORS
from fourfold.store.factor_frames import factors_frame, factors_from
from fourfold.store.findings import findings_frame, kinds_content, report_from

INFO_FILE = "database.json"

DATABASE_DAMAGED = MessageKind(
    "database-damaged",
    N_("{found} of the library is damaged: {reason}"),
    N_("the files as an import wrote them"),
    N_("remove this version and import the source again"),
)
DATABASE_NEWER = MessageKind(
    "database-newer",
    N_("{found} was written in the format {format}, by a newer Fourfold"),
    N_("the format {expected}"),
    N_("install the newer Fourfold, or import the source again"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """What ``database.json`` says.

    Attributes:
        info: what the version is.
        choices: providers a user has set, by ``(process id, flow id)``.
        kinds: words of the rules that the findings name.
        report_counts: counts of the import.
        files: digest of every other file, by name.
    """

    info: DatabaseInfo
    choices: Mapping[tuple[str, str], str]
    kinds: Mapping[str, Mapping[str, str]]
    report_counts: Mapping[str, int]
    files: Mapping[str, str]


def write_database(folder: Path, database: Database) -> str:
    """Write a version into an existing empty folder, synced to disk.

    Returns:
        The digest of its ``database.json``.

    Raises:
        OSError: the folder cannot be written.
    """
    frames = {
        **{name: database.tables[name] for name in SCHEMAS},
        "factors": factors_frame(database.factors),
        "findings": findings_frame(database.report),
    }
    digests: dict[str, JSON] = {}
    for name, frame in frames.items():
        path = folder / f"{name}.parquet"
        frame.write_parquet(path, compression="zstd", statistics=False)
        _sync(path)
        digests[path.name] = digest_of_file(path)
    counts: JSON = dict(database.report.counts)
    choices: JSON = [[*key, provider] for key, provider in sorted(database.choices.items())]
    report: JSON = {"counts": counts, "rules": kinds_content(database.report)}
    data = canonical_bytes({**database.info.content(), "choices": choices, "report": report, "files": digests})
    path = folder / INFO_FILE
    path.write_bytes(data)
    _sync(path)
    _sync(folder)
    return digest_of_bytes(data)


def read_card(folder: Path, digest: str = "") -> Card:
    """What a version is, without its tables.

    Args:
        folder: of the version.
        digest: what ``database.json`` must have; empty for any.

    Raises:
        InputError: it is damaged, or of a newer format.
    """
    path = folder / INFO_FILE
    try:
        data = path.read_bytes()
        tree = json.loads(data)
        if tree["fourfold"] != FORMAT:
            raise _failure(DATABASE_NEWER, folder, format=tree["fourfold"], expected=FORMAT)
        if digest and digest_of_bytes(data) != digest:
            raise _failure(DATABASE_DAMAGED, folder, reason=f"{INFO_FILE} ≠ {digest}")
        return _card(tree)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise _failure(DATABASE_DAMAGED, folder, reason=f"{INFO_FILE}: {error}") from error


def read_database(folder: Path, digest: str = "") -> Database:
    """A version with all its tables, every file compared with its digest.

    Raises:
        InputError: it is damaged, or of a newer format.
    """
    card = read_card(folder, digest)
    frames = {name: _frame(folder, name, schema, card) for name, schema in SCHEMAS.items()}
    factors = _frame(folder, "factors", FACTORS, card)
    findings = _frame(folder, "findings", FINDINGS, card)
    try:
        report = report_from(findings, card.kinds, card.report_counts)
    except (ValueError, LookupError, TypeError) as error:
        raise _failure(DATABASE_DAMAGED, folder, reason=f"findings: {error}") from error
    return Database(card.info, frames, factors_from(factors), report, card.choices)


def _card(tree: Mapping[str, Any]) -> Card:
    text = ("name", "version", "digest", "source", "source_digest", "reader", "reader_version", "imported", "licence")
    counts = {str(key): int(value) for key, value in tree["counts"].items()}
    info = DatabaseInfo(counts=counts, **{key: str(tree[key]) for key in text})
    choices = {(str(process), str(flow)): str(provider) for process, flow, provider in tree["choices"]}
    report = tree["report"]
    return Card(info, choices, report["rules"], report["counts"], tree["files"])


def _frame(folder: Path, name: str, schema: pl.Schema, card: Card) -> pl.DataFrame:
    path = folder / f"{name}.parquet"
    try:
        if digest_of_file(path) != card.files.get(path.name):
            raise _failure(DATABASE_DAMAGED, folder, reason=f"{path.name} ≠ {card.files.get(path.name)}")
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _failure(DATABASE_DAMAGED, folder, reason=f"{path.name}: {error}") from error
    if frame.schema != schema:
        raise _failure(DATABASE_DAMAGED, folder, reason=path.name)
    return frame


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _failure(kind: MessageKind, folder: Path, **params: object) -> InputError:
    # <library>/<name>/versions/<version>
    found = f"{folder.parent.parent.name}/{folder.name}"
    return InputError([Problem(kind, Place(found), params_of({"found": found, **params}))])

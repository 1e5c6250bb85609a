"""Versions of a database: a digest of what decides its content, and the same database with other choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fourfold.core.canonical import JSON, digest_of
from fourfold.core.problems import MessageKind
from fourfold.data.databases import examine as examining
from fourfold.data.databases.database import Database
from fourfold.data.databases.examine import examine
from fourfold.data.databases.report import ImportReport

_OF_EXAMINATION = frozenset(kind.code for kind in vars(examining).values() if isinstance(kind, MessageKind))
"""Rules whose findings say what a calculation makes of a database; choices change them."""


def digest_of_version(
    source_digest: str, reader: str, reader_version: str, choices: Mapping[tuple[str, str], str]
) -> str:
    """The digest that names a version, as ``sha256:`` and 64 hexadecimal digits.

    Args:
        source_digest: of the source's files.
        reader, reader_version: that read them.
        choices: providers set, by ``(process id, flow id)``.
    """
    chosen: JSON = [[*key, provider] for key, provider in sorted(choices.items())]
    return digest_of({"source": source_digest, "reader": reader, "reader_version": reader_version, "choices": chosen})


def short(digest: str) -> str:
    """The first 12 hexadecimal digits: what results cite."""
    return digest.removeprefix("sha256:")[:12]


def with_choices(database: Database, choices: Mapping[tuple[str, str], str]) -> Database:
    """The same database with these choices instead of its own: another version, examined again."""
    info = database.info
    digest = digest_of_version(info.source_digest, info.reader, info.reader_version, choices)
    counts = database.report.counts.copy()
    counts.pop("links", None)
    findings = [f for f in database.report.findings if f.problem.kind.code not in _OF_EXAMINATION]
    report = ImportReport(counts, findings)
    changed = replace(
        database, info=replace(info, digest=digest, version=short(digest)), report=report, choices=dict(choices)
    )
    examine(changed, report)
    return changed

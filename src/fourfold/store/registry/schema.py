"""Tables of the registry, in words that SQLite and PostgreSQL both know. Migrations make them; this describes them.

Times are texts as in signed documents (``2026-03-01T08:00:00Z``), which sort as they follow.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from fourfold.certification.status.bitstring import LIST_ENTRIES

SCHEMA = "r0002"
"""Revision this program reads and writes; the last of `KNOWN`."""
KNOWN = ("r0001", "r0002")

META = MetaData()

NUMBERS = Table(
    "numbers",
    META,
    Column("number", String(80), primary_key=True),
    Column("prefix", String(60), nullable=False),
    Column("year", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    UniqueConstraint("prefix", "year", "ordinal"),
    CheckConstraint("ordinal > 0", name="ordinal_from_one"),
)
"""Certificate numbers given, each once."""

DOCUMENTS = Table(
    "documents",
    META,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("digest", String(71), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("time", String(20), nullable=False),
    Column("number", String(80), ForeignKey("numbers.number"), unique=True),
    Column("about", String(300), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("log_index", Integer, unique=True),
    CheckConstraint("length(digest) = 71", name="digest_whole"),
    CheckConstraint("log_index >= 0", name="log_index_from_zero"),
    Index("documents_by_kind", "kind", "seq"),
    Index("documents_by_subject", "kind", "about", "seq"),
)
"""Documents in the order in which they were recorded; ``log_index`` is empty while they wait for the log."""

STATUS_LISTS = Table(
    "status_lists",
    META,
    Column("list", Integer, primary_key=True, autoincrement=False),
    Column("taken", Integer, nullable=False),
    CheckConstraint(f"list > 0 AND taken BETWEEN 0 AND {LIST_ENTRIES}", name="within_list"),
)
"""Status lists and how many of their entries are given."""

STATUS_ENTRIES = Table(
    "status_entries",
    META,
    Column("list", Integer, ForeignKey("status_lists.list"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    CheckConstraint(f"position BETWEEN 0 AND {LIST_ENTRIES - 1}", name="position_in_list"),
)
"""Entries given, each once in its list."""

CERTIFICATES = Table(
    "certificates",
    META,
    Column("number", String(80), ForeignKey("documents.number"), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("changed", String(20), nullable=False),
    Column("list", Integer),
    Column("position", Integer),
    UniqueConstraint("list", "position"),
    ForeignKeyConstraint(["list", "position"], ["status_entries.list", "status_entries.position"]),
    CheckConstraint("state IN ('issued', 'suspended', 'superseded', 'revoked')", name="state_known"),
    CheckConstraint("(list IS NULL) = (position IS NULL)", name="entry_whole"),
    Index("certificates_by_state", "list", "state"),
)
"""Where each certificate is now."""

STATE_CHANGES = Table(
    "state_changes",
    META,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("number", String(80), ForeignKey("documents.number"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", String(2000), nullable=False),
    Column("time", String(20), nullable=False),
    Index("state_changes_by_number", "number", "seq"),
)
"""How each certificate came to be where it is."""

MARKS = Table(
    "marks",
    META,
    Column("name", String(20), primary_key=True),
    Column("value", Integer, nullable=False),
    CheckConstraint("value >= 0", name="value_from_zero"),
)
"""Numbers the body remembers: ``published``, below which index of the log the public files are written."""

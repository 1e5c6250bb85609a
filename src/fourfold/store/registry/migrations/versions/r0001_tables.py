"""Tables: numbers, documents, status lists and entries, certificates, changes of state, marks.

They are written out here as they were at this revision; `fourfold.store.registry.schema` says how they are now.
"""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
_ENTRIES = 131_072


def upgrade() -> None:
    """Make the tables."""
    _numbers_and_documents()
    _status()
    _certificates()
    op.create_table(
        "marks",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
        sa.CheckConstraint("value >= 0", name="value_from_zero"),
    )


def _numbers_and_documents() -> None:
    op.create_table(
        "numbers",
        sa.Column("number", sa.String(80), primary_key=True),
        sa.Column("prefix", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.UniqueConstraint("prefix", "year", "ordinal"),
        sa.CheckConstraint("ordinal > 0", name="ordinal_from_one"),
    )
    op.create_table(
        "documents",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("digest", sa.String(71), nullable=False, unique=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("time", sa.String(20), nullable=False),
        sa.Column("number", sa.String(80), sa.ForeignKey("numbers.number"), unique=True),
        sa.Column("about", sa.String(300), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("log_index", sa.Integer, unique=True),
        sa.CheckConstraint("length(digest) = 71", name="digest_whole"),
        sa.CheckConstraint("log_index >= 0", name="log_index_from_zero"),
    )
    op.create_index("documents_by_kind", "documents", ["kind", "seq"])
    op.create_index("documents_by_subject", "documents", ["kind", "about", "seq"])


def _status() -> None:
    op.create_table(
        "status_lists",
        sa.Column("list", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.CheckConstraint(f"list > 0 AND taken BETWEEN 0 AND {_ENTRIES}", name="within_list"),
    )
    op.create_table(
        "status_entries",
        sa.Column("list", sa.Integer, sa.ForeignKey("status_lists.list"), primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.CheckConstraint(f"position BETWEEN 0 AND {_ENTRIES - 1}", name="position_in_list"),
    )


def _certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("number", sa.String(80), sa.ForeignKey("documents.number"), primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("changed", sa.String(20), nullable=False),
        sa.Column("list", sa.Integer),
        sa.Column("position", sa.Integer),
        sa.UniqueConstraint("list", "position"),
        sa.ForeignKeyConstraint(["list", "position"], ["status_entries.list", "status_entries.position"]),
        sa.CheckConstraint("state IN ('issued', 'suspended', 'superseded', 'revoked')", name="state_known"),
        sa.CheckConstraint("(list IS NULL) = (position IS NULL)", name="entry_whole"),
    )
    op.create_index("certificates_by_state", "certificates", ["list", "state"])
    op.create_table(
        "state_changes",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("number", sa.String(80), sa.ForeignKey("documents.number"), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("time", sa.String(20), nullable=False),
    )
    op.create_index("state_changes_by_number", "state_changes", ["number", "seq"])

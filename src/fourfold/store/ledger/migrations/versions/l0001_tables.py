"""Tables, as they stand in the SQL file beside for each database; the keeper, and the key of the salts.

The files were written from `fourfold.store.ledger.tables.schema` as it was at this revision, and are not written again.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

from fourfold.store.ledger.migrations.sql_files import run_file

revision = "l0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    bind = op.get_bind()
    run_file(bind, revision)
    accounts = sa.table("accounts", sa.column("account"), sa.column("name"), sa.column("key"))
    bind.execute(accounts.insert(), {"account": "", "name": "", "key": ""})
    one = sa.table("secrets", sa.column("one"), sa.column("salt_key", sa.LargeBinary))
    bind.execute(one.insert(), {"one": 1, "salt_key": secrets.token_bytes(32)})

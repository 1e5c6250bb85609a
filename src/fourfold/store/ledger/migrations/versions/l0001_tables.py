"""Tables, as they stand in the SQL file beside for each database; the acts, the keeper, and the key of the salts.

The files were written from `fourfold.store.ledger.tables.schema` as it was at this revision, and are not written again.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

from fourfold.store.ledger.migrations.sql_files import run_file

revision = "l0001"
down_revision = None

_MOVES = (
    ("issue", "new", "held"),
    ("split", "held", "held"),
    ("split", "cancelled", "cancelled"),
    ("transfer", "held", "held"),
    ("cancel", "held", "cancelled"),
    ("claim", "cancelled", "claimed"),
    ("unclaim", "claimed", "cancelled"),
    ("withdraw", "held", "withdrawn"),
    ("release", "held", "residual"),
)
_DRAWS = (
    ("open", "new", "free"),
    ("cover", "free", "covered"),
    ("uncover", "covered", "free"),
    ("void", "free", "void"),
)


def upgrade() -> None:
    """Make and fill the tables."""
    bind = op.get_bind()
    run_file(bind, revision)
    for table, rows in (("transitions", _MOVES), ("draw_transitions", _DRAWS)):
        acts = sa.table(table, sa.column("act"), sa.column("state"), sa.column("to_state"))
        bind.execute(acts.insert(), [{"act": act, "state": old, "to_state": new} for act, old, new in rows])
    accounts = sa.table("accounts", sa.column("account"), sa.column("name"), sa.column("key"))
    bind.execute(accounts.insert(), {"account": "", "name": "", "key": ""})
    one = sa.table("secrets", sa.column("one"), sa.column("salt_key", sa.LargeBinary))
    bind.execute(one.insert(), {"one": 1, "salt_key": secrets.token_bytes(32)})

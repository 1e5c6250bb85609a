"""Guards: triggers for what no declared constraint can say, whoever writes.

What is recorded is neither changed, replaced nor removed; the day of entries never falls and closed days take none;
certificates of a device do not overlap in time and hold no more than its capacity allows; none is issued into a closed
residual; a residual is closed with every held Wh in it; days are closed in order and counted right.

In SQLite writers are alone and it is enough to look. But a connection looks at foreign keys only if it was told to, and
replaces a row without asking the guards of removal; so every table refuses connections that do not look, and rows
whose key is there.

In PostgreSQL many write at once, and a statement sees what was committed before it began; so a guard first takes a
lock that everybody takes whom it must not overlook, and looks then: of the device its row, of days and areas an
advisory lock, shared by those who only rest on it. Those who wait for an advisory lock are served in their order, so
that the closing of a day is not put off for ever. Another level of isolation would look at the time its transaction
began; every table refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic import op

from fourfold.store.ledger.migrations.sql_files import run_file

revision = "l0002"
down_revision = "l0001"

_KEYS = {
    "accounts": "account",
    "entries": "entry",
    "areas": "area",
    "markets": "market area",
    "meters": "meter",
    "devices": "device",
    "readings": "reading",
    "certificates": "certificate",
    "moves": "move",
    "claims": "claim",
    "endings": "claim",
    "draws": "draw",
    "residuals": "entry",
    "closings": "day",
    "days": "day",
    "secrets": "one",
}
"""Tables and their keys."""


def upgrade() -> None:
    """Make the triggers of this database."""
    bind = op.get_bind()
    run_file(bind, revision)
    for table, key in _KEYS.items():
        for statement in _KEEPING[bind.dialect.name](table, key):
            bind.exec_driver_sql(statement)


def _kept_in_sqlite(table: str, key: str) -> Iterator[str]:
    for event in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {table}_stay_on_{event.lower()} BEFORE {event} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'recorded_stays'); END"
        )
    same = " AND ".join(f"{column} = NEW.{column}" for column in key.split())
    for name, condition, constraint in (
        ("stay_on_replace", f"EXISTS (SELECT 1 FROM {table} WHERE {same})", "recorded_stays"),  # noqa: S608
        ("look_at_keys", "(SELECT foreign_keys FROM pragma_foreign_keys) = 0", "foreign_keys_on"),
    ):
        refusal = f"BEGIN SELECT RAISE(ABORT, '{constraint}'); END"
        yield f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} WHEN {condition} {refusal}"


def _kept_in_postgresql(table: str, _key: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table}_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays()"
    )
    yield (
        f"CREATE TRIGGER {table}_look_now BEFORE INSERT ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_looks_now()"
    )


_KEEPING = {"sqlite": _kept_in_sqlite, "postgresql": _kept_in_postgresql}
"""By name of the database. Another one needs its triggers written here before it can hold a ledger."""

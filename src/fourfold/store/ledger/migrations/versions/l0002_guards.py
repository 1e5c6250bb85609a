"""Guards: triggers for what no declared constraint can say, whoever writes.

What is recorded is neither changed nor removed; the day of entries never falls and closed days take none; certificates
of a device do not overlap in time and hold no more than its capacity allows; none is issued into a closed residual; a
residual is closed with every held Wh in it; days are closed in order and counted right.

In SQLite writers are alone and it is enough to look. In PostgreSQL many write at once, and a statement sees what was
committed before it began; so a guard first takes a lock that everybody takes whom it must not overlook, and looks then:
of the device its row, of days and areas an advisory lock, shared by those who only rest on it. Those who wait for an
advisory lock are served in their order, so that the closing of a day is not put off for ever.
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic import op

from fourfold.store.ledger.migrations.sql_files import run_file

revision = "l0002"
down_revision = "l0001"

_KEPT = (
    "accounts",
    "entries",
    "areas",
    "markets",
    "meters",
    "devices",
    "readings",
    "certificates",
    "transitions",
    "moves",
    "claims",
    "endings",
    "draw_transitions",
    "draws",
    "residuals",
    "closings",
    "days",
    "secrets",
)


def upgrade() -> None:
    """Make the triggers of this database."""
    bind = op.get_bind()
    run_file(bind, revision)
    for table in _KEPT:
        for statement in _KEEPING[bind.dialect.name](table):
            bind.exec_driver_sql(statement)


def _kept_in_sqlite(table: str) -> Iterator[str]:
    for event in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {table}_stay_on_{event.lower()} BEFORE {event} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'recorded_stays'); END"
        )


def _kept_in_postgresql(table: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table}_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays()"
    )


_KEEPING = {"sqlite": _kept_in_sqlite, "postgresql": _kept_in_postgresql}
"""By name of the database. Another one needs its triggers written here before it can hold a ledger."""

"""Guards: triggers that refuse to change or remove what is recorded, whoever asks.

Of a document only its place in the log may be filled in, once; a revoked certificate stays revoked.
"""

from collections.abc import Iterator

from alembic import op

revision = "r0002"
down_revision = "r0001"

_KEPT = ("numbers", "documents", "status_lists", "status_entries", "certificates", "state_changes", "marks")
_UNCHANGED = ("numbers", "status_entries", "state_changes")


def upgrade() -> None:
    """Make the triggers of this database."""
    for statement in _GUARDS[op.get_bind().dialect.name]():
        op.execute(statement)


def _sqlite() -> Iterator[str]:
    for table in _KEPT:
        yield _trigger(f"{table}_stay", "DELETE", table, "1", "what is recorded stays")
    for table in _UNCHANGED:
        yield _trigger(f"{table}_are_fixed", "UPDATE", table, "1", "what is recorded is not changed")
    same = " AND ".join(f"OLD.{name} IS NEW.{name}" for name in _columns_but_index())
    unless = f"NOT ({same} AND OLD.log_index IS NULL)"
    yield _trigger("documents_are_fixed", "UPDATE", "documents", unless, "a document is not changed")
    fixed = "OLD.number IS NOT NEW.number OR OLD.list IS NOT NEW.list OR OLD.position IS NOT NEW.position"
    left = "OLD.state = 'revoked' OR (OLD.state = 'superseded' AND NEW.state <> 'revoked')"
    yield _trigger("revocation_is_final", "UPDATE", "certificates", f"{fixed} OR {left}", "revocation is final")
    yield _trigger("lists_only_fill", "UPDATE", "status_lists", "NEW.taken < OLD.taken", "lists only fill")
    yield _trigger("marks_only_rise", "UPDATE", "marks", "NEW.value < OLD.value", "marks only rise")


def _columns_but_index() -> tuple[str, ...]:
    return ("seq", "digest", "kind", "time", "number", "about", "data")


def _trigger(name: str, event: str, table: str, when: str, why: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
    )


_GUARDS = {"sqlite": _sqlite}
"""By name of the database. Another one needs its triggers written here before it can hold a registry."""

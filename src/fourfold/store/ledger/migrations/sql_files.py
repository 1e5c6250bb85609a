"""SQL files beside the revisions: statements divided by empty lines, run as they stand."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection


def run_file(connection: Connection, revision: str) -> None:
    """Run the file of a revision for the database of a connection."""
    for statement in statements(revision, connection.dialect.name):
        connection.exec_driver_sql(statement)


def statements(revision: str, dialect: str) -> list[str]:
    """The statements of a file."""
    file = Path(__file__).parent / "versions" / f"{revision}_{dialect}.sql"
    return file.read_text("utf-8").strip().split("\n\n")

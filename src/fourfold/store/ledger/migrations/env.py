"""Alembic's entry point: run the revisions on the connection that was handed in, inside its transaction."""

from alembic import context

from fourfold.store.ledger.opening import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"], transactional_ddl=False, version_table=VERSION_TABLE
)
context.run_migrations()

"""Alembic's entry point: run the revisions on the connection that was handed in, inside its transaction."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"], transactional_ddl=False, version_table="schema_version"
)
context.run_migrations()

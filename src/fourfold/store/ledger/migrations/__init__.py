"""How the schema came to be, one module a revision; run by Alembic when a ledger is opened."""

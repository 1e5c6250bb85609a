"""The claim ledger at rest: one schema for SQLite and PostgreSQL, whose keys hold what the ledger promises.

See `fourfold.electricity.ledger.ledger` for the promises.
"""

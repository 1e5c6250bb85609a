"""The registry of a certification body at rest: SQLAlchemy Core tables, Alembic migrations, SQLite in its folder.

The schema holds the invariants of `fourfold.certification.registry` itself: keys, unique and check constraints, and
triggers that refuse to change or remove what is recorded.
"""

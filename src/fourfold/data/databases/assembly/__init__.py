"""From records to a database: collecting, converting units, resolving references, choosing providers."""

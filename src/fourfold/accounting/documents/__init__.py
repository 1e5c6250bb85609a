"""Results as documents: canonical JSON with decimal strings, described by ``result.schema.json``."""

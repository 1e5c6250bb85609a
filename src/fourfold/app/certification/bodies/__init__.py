"""Bodies: folders with identity, registry and public files; keys and people over time; what a crash left."""

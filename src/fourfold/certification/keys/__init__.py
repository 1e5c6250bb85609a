"""Keys: pairs, their public spelling, and encrypted files."""

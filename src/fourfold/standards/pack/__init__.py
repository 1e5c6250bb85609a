"""Rule packs: their tables as text, as values, inherited and resolved, by edition; found in folders and archives."""

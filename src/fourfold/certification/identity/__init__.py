"""Who signs: decentralised identifiers, issuer documents with their history, registers of roles, trust roots."""

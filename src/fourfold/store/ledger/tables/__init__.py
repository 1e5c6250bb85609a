"""Tables of the ledger: columns and keys, the journal and registers, Wh of certificates, claims and uses."""

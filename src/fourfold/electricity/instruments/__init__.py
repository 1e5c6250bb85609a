"""Files of instruments: their codes, their tables, and the orders of a claim ledger they come to."""

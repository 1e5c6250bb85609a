"""What each operation asks of the ledger, what stands against it, and the rows it leaves."""

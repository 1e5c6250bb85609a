"""Balances recomputed from written files, by code that shares nothing with the solver."""

"""Dossiers: sealed, calculated again in a clean process, redacted and opened."""

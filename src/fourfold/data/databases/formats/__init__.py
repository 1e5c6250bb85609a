"""Readers of life-cycle databases, one package or module a format."""

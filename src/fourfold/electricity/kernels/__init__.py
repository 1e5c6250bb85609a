"""Sums over many meters at once: small SQL kernels on tables, exact in whole numbers."""

"""Readings of meters: file forms, quality, registers, corrections, substitution, sub-meters."""

"""Factors by interval and area as files: written, read, aggregated by energy, sealed for use in studies."""

"""Meters as companies have them: registers, multipliers, quality flags, sub-meters, gaps and corrections."""

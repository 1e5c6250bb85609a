"""Interval data as files spell them: columns, numbers, stamps, clocks; checked, re-dated, joined to the calendar."""

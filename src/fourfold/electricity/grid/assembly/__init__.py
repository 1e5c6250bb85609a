"""From tidy rows to a checked grid: spooling by time, names, steps, duplicates, gaps, netting, balance."""

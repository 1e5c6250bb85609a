"""Grid data as others publish them, turned into the tidy tables of `fourfold.electricity.grid.tables`."""

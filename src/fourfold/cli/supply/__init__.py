"""``fourfold supply``: how electricity is covered, and proof that no kWh is counted twice."""

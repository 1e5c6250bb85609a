"""Which gas an elementary flow is, and on which result line it counts: an explicit table, and what it leaves open."""

"""What a site draws, interval by interval: meters, shapes, shares, the rule of supply, and its account."""

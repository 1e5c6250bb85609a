"""What the two EcoSpold formats have in common: amounts, dates, CAS numbers, and what can be wrong with them."""

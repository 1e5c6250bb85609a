"""What a kWh carries. From a study: meters read and checked, factor series, the account of one with the other. From a
grid: its state, carbon factors by interval and area, their publication.

In a study energies are integers in a stated quantum and factors integers in mg CO2e/kWh, so every sum is exact (law 4);
studies reach this room as the specifications of `fourfold.electricity.specs`. Grids are float64 arrays whose balance is
checked on every run; what is published of them is rounded once.
"""

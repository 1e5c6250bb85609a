"""What a kWh carries: meters read and checked, factor series, the account of one with the other, the supply of a site.

Energies are integers in a stated quantum, factors integers in mg CO2e/kWh, so every sum here is exact (law 4). Studies
reach this room as the specifications of `fourfold.electricity.specs`.
"""

"""End of life: how the burdens and credits of recycling and energy recovery are shared between lives of a material.

`formulas` has the equations, `parameters` the numbers a row gives or asks for by material, `parts` makes the items.
"""

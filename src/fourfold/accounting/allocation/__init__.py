"""Dividing the burdens of a process with several products, or crediting what its co-products displace.

`rules` names the rules and their order, `weights`, `causal` and `displacement` say what each of them does, `divide`
applies one to a process.
"""

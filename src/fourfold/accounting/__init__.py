"""What it amounts to: a study is read, becomes an inventory, is solved as one linear system and gives a footprint.

Every calculation takes a `Method`; there is no global one.
"""

"""openLCA JSON-LD, versions 1 and 2: one file a dataset, in folders by type.

Version 1 (openLCA 1.x) and version 2 (openLCA 2.x) name fields differently; categories are datasets in the first and
paths in the second. The fields follow the published schema of the format, github.com/GreenDelta/olca-schema.
"""

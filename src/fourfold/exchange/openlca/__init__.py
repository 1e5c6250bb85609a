"""A database as openLCA JSON-LD, version 2: what is imported can leave again.

Field names follow the published schema of the format, github.com/GreenDelta/olca-schema.
"""

from fourfold.exchange.openlca.writer import Exported, write_openlca

__all__ = ["Exported", "write_openlca"]

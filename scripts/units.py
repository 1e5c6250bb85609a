"""Write core/units.csv: every spelling of every unit in core/units.txt with its dimension and exact factor, by pint.

``python scripts/units.py`` writes it; ``python scripts/units.py --check`` fails when it is stale. Running Fourfold
needs the table only.
"""

from __future__ import annotations

import csv
import io
import sys
from decimal import Decimal, localcontext
from pathlib import Path

import pint

CORE = Path(__file__).resolve().parent.parent / "src" / "fourfold" / "core"
DEFINITIONS, TABLE = CORE / "units.txt", CORE / "units.csv"
PRECISION = 50


def registry() -> pint.UnitRegistry[Decimal]:
    """The units library with our definitions, in exact decimals."""
    return pint.UnitRegistry(str(DEFINITIONS), non_int_type=Decimal, cache_folder=None)


def spellings() -> list[str]:
    """Every name, symbol and alias, in the order of the definitions."""
    names: list[str] = []
    for line in DEFINITIONS.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            parts = [part.strip() for part in line.split("#")[0].split("=")]
            names += [name for name in (parts[0], *parts[2:]) if not name.endswith("_")]
    return list(dict.fromkeys(names))


def table() -> str:
    """The table as CSV: spelling, dimension (``[mass] [length]-1``), factor to the base units of the dimension."""
    units = registry()
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("spelling", "dimension", "factor"))
    with localcontext() as context:
        context.prec = PRECISION
        for name in spellings():
            quantity = units.Quantity(Decimal(1), name).to_base_units()
            powers = sorted((base, int(str(power))) for base, power in quantity.dimensionality.items())
            dimension = " ".join(base if power == 1 else f"{base}{power}" for base, power in powers)
            writer.writerow((name, dimension, format(Decimal(quantity.magnitude).normalize(), "f")))
    return stream.getvalue()


def main() -> None:
    """Write or check."""
    text = table()
    if "--check" not in sys.argv[1:]:
        TABLE.write_text(text, encoding="utf-8")
    elif TABLE.read_text(encoding="utf-8") != text:
        raise SystemExit("core/units.csv is stale; run python scripts/units.py")


if __name__ == "__main__":
    main()

"""The reference page of the tables of a portfolio, made from their declaration."""

from __future__ import annotations

from fourfold.electricity.kernels.kernels import CHECKS, KERNELS, kernel
from fourfold.electricity.kernels.tables import BASES, TABLES, Column, Table

LEAD = [
    "# Tables of a portfolio",
    "`fourfold supply account FOLDER` reads these tables ([how to](../how-to/portfolios.md)). A table is one Parquet"
    " file, `readings.parquet`, or a folder of them, `readings/`, whose rows are taken together. Numbers are whole, of"
    " any width up to 64 bits; fractions are refused, not rounded. Other columns are left alone. Long tables are read"
    " fastest in files sorted by meter and hour.",
    "`hour` counts the hours since 1970-01-01T00:00 UTC: the UTC second at which an hour begins, divided by 3,600. A"
    " factor of an area holds for that hour. Months are local: an hour counts in the month in which it begins on the"
    " calendar of the area's time zone. There are two bases of factors, `" + "` and `".join(BASES) + "`; `residual` may"
    " be left out with `--unmatched location`. At least one of `shares` and `hourly_shares` is needed, and each meter"
    " stands in one of them.",
]
KERNELS_LEAD = [
    "## Kernels",
    "Each is one `SELECT` in a [small dialect](../adr/0035-kernels-in-sql.md) and comes with Fourfold under"
    " `fourfold/electricity/kernels/sql`. Its output is the table of its name. Wh × mg/kWh are micrograms; times"
    " millionths of a share they are picograms: nothing is divided and nothing rounded.",
]
CHECKS_LEAD = [
    "## Checks",
    "All but the first two give rows only where something is wrong.",
]


def portfolio_tables() -> str:
    """The page."""
    parts = [*LEAD, *(part for table in TABLES.values() for part in _table(table))]
    parts += [*KERNELS_LEAD, _kernels(KERNELS), *CHECKS_LEAD, _kernels(CHECKS)]
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> list[str]:
    needed = " Optional." if table.optional else ""
    key = ", ".join(f"`{name}`" for name in table.key)
    rows = ["| column | values | meaning |", "|---|---|---|"]
    rows += [f"| `{one.name}` | {_values(one)} | {one.meaning} |" for one in table.columns]
    return [f"## {table.name}", f"A row is {table.meaning}. Key: {key}.{needed}", "\n".join(rows)]


def _values(column: Column) -> str:
    if column.name == "month":
        return f"{column.least} to {column.most}"
    return "text" if column.is_text else f"{column.least:,} to {column.most:,}"


def _kernels(names: tuple[str, ...]) -> str:
    rows = ["| kernel | gives | a row is of |", "|---|---|---|"]
    for name in names:
        lines = [line.removeprefix("-- ") for line in kernel(name).splitlines() if line.startswith("--")]
        grain = next(line for line in lines if line.startswith("Grain:")).removeprefix("Grain:").strip()
        rows.append(f"| `{name}` | {lines[0].partition(': ')[2]} | {grain} |")
    return "\n".join(rows)

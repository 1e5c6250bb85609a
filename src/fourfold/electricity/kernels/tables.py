"""Tables of a portfolio of meters: what each column means, and between which whole numbers it lies.

A table is one Parquet file, ``readings.parquet``, or a folder of them, ``readings/*.parquet``, whose rows are taken
together. Things are whole numbers with a name in a table of their own, so that a hundred million rows stay narrow.
``hour`` counts the hours since 1970-01-01T00:00 UTC, so that no file holds a clock; the local month of an hour comes
from the time zone of its area.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST_WH = 10**11 - 1
"""Wh in an hour, and in a claim; times `MOST_MG` it is below 10^18 and fits into 64 bits."""
MOST_MG = 10**7 - 1
"""mg CO2e per kWh: ten kilograms."""
WHOLE_PPM = 10**6
_MOST_ID = 2**31 - 1
_MOST_HOUR = 10_000_000  # in the year 3110


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: in the file.
        meaning: what it holds, and its unit.
        least, most: bounds of a whole number, both allowed; both 0 for text.
    """

    name: str
    meaning: str
    least: int = 0
    most: int = 0

    @property
    def is_text(self) -> bool:
        """Whether it holds text and not a whole number."""
        return self.most == 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        name: of its file or folder.
        meaning: what a row is.
        key: columns that name a row; no two rows are alike in them.
        columns: all of them; others in the file are left alone.
        optional: whether it may be missing, and is then empty.
        names: columns that name a row of another table, by that table; the columns have one name in both.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    optional: bool = False
    names: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """A column by name."""
        return next(column for column in self.columns if column.name == name)


def _id(name: str, meaning: str) -> Column:
    return Column(name, meaning, 0, _MOST_ID)


_METER = _id("meter", "number of the meter")
_HOUR = Column("hour", "UTC hour, counted from 1970-01-01T00:00; the hour begins there", 0, _MOST_HOUR)
_MONTH = Column("month", "local month, year × 100 + month", 197_001, 311_012)
_PRODUCT = _id("product", "number of the product")
_SHARE = Column("share_ppm", "share of the product, in millionths; those of a meter sum to 1,000,000", 0, WHOLE_PPM)
_MG = Column("mg_co2e_per_kwh", "factor, whole mg CO2e per kWh", 0, MOST_MG)
_TABLES = (
    Table(
        "areas",
        "an area of the grid",
        ("area",),
        (
            _id("area", "its number"),
            Column("name", "for people"),
            Column("time_zone", "IANA zone of its calendar"),
        ),
    ),
    Table(
        "meters",
        "a meter",
        ("meter",),
        (
            _METER,
            Column("name", "for people"),
            _id("area", "where it draws"),
        ),
        names=("areas",),
    ),
    Table("products", "a product", ("product",), (_PRODUCT, Column("name", "for people"))),
    Table(
        "readings",
        "what a meter drew in an hour",
        ("meter", "hour"),
        (
            _METER,
            _HOUR,
            Column("energy_wh", "energy drawn, Wh", 0, MOST_WH),
        ),
        names=("meters",),
    ),
    Table(
        "factors",
        "a factor of an area in an hour",
        ("area", "hour", "basis"),
        (
            _id("area", "area"),
            _HOUR,
            Column("basis", "`location`, what the grid carries, or `residual`, what is left of it after claims"),
            _MG,
        ),
        names=("areas",),
    ),
    Table(
        "claims",
        "energy of a meter that a certificate covers",
        ("claim",),
        (
            Column("claim", "its name; a claim stands here once"),
            _METER,
            _HOUR,
            Column("energy_wh", "energy of the meter that is covered, Wh", 1, MOST_WH),
            _MG,
        ),
        optional=True,
        names=("meters",),
    ),
    Table(
        "shares",
        "a product's share of a meter in a month",
        ("meter", "month", "product"),
        (
            _METER,
            _MONTH,
            _PRODUCT,
            _SHARE,
        ),
        optional=True,
        names=("meters", "products"),
    ),
    Table(
        "hourly_shares",
        "a product's share of a meter in an hour, instead of a month",
        ("meter", "hour", "product"),
        (
            _METER,
            _HOUR,
            _PRODUCT,
            _SHARE,
        ),
        optional=True,
        names=("meters", "products"),
    ),
)
TABLES: Mapping[str, Table] = {table.name: table for table in _TABLES}
"""Every table by name, those that are named before those that name them."""
BASES = ("location", "residual")
"""Bases of factors."""

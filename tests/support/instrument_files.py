"""Tables of instruments as files: names and plants that fit together, to be changed by tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fourfold.core.problems import InputError
from fourfold.electricity.instruments.reading import ToldFiles, read_instruments
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.formats.tables import write_csv

Row = Mapping[str, Any]
CODE = "123456789ABCDEFGH012345678901234"
"""A green-certificate code by its form; no real one."""
ACCOUNTS = ({"account": "registry"}, {"account": "mill", "name": "A mill"}, {"account": "buyer"})
AREAS = ({"area": "CN-JS", "market": "CN"}, {"area": "CN-QH", "market": "CN"})
WIND = {"device": "wind", "issuer": "registry", "area": "CN-JS", "technology": "wind", "commissioned": "2021-06-01"}
SOLAR = {"device": "solar", "issuer": "registry", "area": "CN-QH", "technology": "solar"}
CHARGER = {"meter": "charger", "owner": "mill", "area": "CN-JS", "resolution_minutes": 60}
STORE = {"device": "store", "issuer": "registry", "area": "CN-JS", "technology": "battery", "charging_meter": "charger"}
MILL = {"meter": "mill-1", "owner": "mill", "area": "CN-JS", "resolution_minutes": 60}


def hour(number: int) -> str:
    """An hour of the first of May 2024 in China."""
    return f"2024-05-01T{number:02}:00+08:00"


def granular(name: str, **more: object) -> dict[str, object]:
    """A granular certificate of the wind park: 1,000 kWh of the first hour of May 2024 in China."""
    row: dict[str, object] = {"certificate": name, "device": "wind", "account": "mill", "amount": 1000, "unit": "kWh"}
    return row | {"start": hour(0), "end": hour(1), "issued": "2024-05-02T00:00Z"} | more


def green(code: str = CODE, **more: object) -> dict[str, object]:
    """A green certificate of May 2024 by the common rule."""
    row: dict[str, object] = {"code": code, "device": "solar", "account": "mill", "month": "2024-05"}
    return row | {"time_zone": "Asia/Shanghai", "kwh_per_certificate": 1000} | more


def write_table(folder: Path, name: str, rows: Sequence[Row], file: str = "") -> Path:
    """A CSV table; columns as they first occur."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    path = folder / (file or f"{name}.csv")
    path.write_bytes(write_csv(columns, ([str(row.get(column, "")) for column in columns] for row in rows)))
    return path


def write_tables(folder: Path, **tables: Sequence[Row]) -> list[Path]:
    """The cast in tables of their own, and whatever else is given; a table given goes before that of the cast."""
    cast: dict[str, Sequence[Row]] = {
        "accounts": ACCOUNTS,
        "areas": AREAS,
        "meters": [MILL, CHARGER],
        "devices": [WIND, SOLAR, STORE],
    }
    return [write_table(folder, name, rows) for name, rows in (cast | tables).items()]


def told(folder: Path, ledger: Ledger | None = None, **tables: Sequence[Row]) -> ToldFiles:
    """What tables tell a ledger."""
    return read_instruments(write_tables(folder, **tables), ledger)


def refused_rows(
    folder: Path, ledger: Ledger | None = None, **tables: Sequence[Row]
) -> list[tuple[str, str, int, str]]:
    """What is wrong with tables: code, name of the file, row, column. Fails where nothing is."""
    try:
        told(folder, ledger, **tables)
    except InputError as error:
        return [(p.kind.code, Path(p.place.file).name, p.place.row, p.place.column) for p in error.problems]
    raise AssertionError("nothing was refused")

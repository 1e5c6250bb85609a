"""The small grid that commands on electricity are tried on, as files."""

from __future__ import annotations

import csv
from pathlib import Path

HOUR = "2024-01-01T{hour:02d}:00:00+00:00"


def stamp(hour: int) -> str:
    return HOUR.format(hour=hour)


def write(path: Path, header: str, rows: list[str]) -> None:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))

"""Write series/grid.csv and meters/roof.csv: an invented day of the grid, and an invented June of a solar roof.

The level of the grid is official: the mean over the hours is the official national life-cycle factor of 2024, 0.5777 kg
CO2e/kWh. Its shape is made up, lowest at noon. The roof gives a parabola from 06:00 to 18:00, and half of it on every
third day.

Run: python examples/certificates/make_files.py
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
MEAN_MG_PER_KWH = 577_700


def bell(hour: int) -> int:
    """A parabola over the hours of the day in 144ths: 143 around noon, 0 at night."""
    return max(0, 144 - (2 * hour + 1 - 24) ** 2)


def factors() -> list[int]:
    """Factor of each hour in mg CO2e/kWh; their mean is the official factor exactly."""
    dip = [bell(hour) * 1_200 for hour in range(24)]
    values = [MEAN_MG_PER_KWH + sum(dip) // 24 - one for one in dip]
    values[0] += 24 * MEAN_MG_PER_KWH - sum(values)
    return values


def main() -> None:
    """Write both files."""
    hours = "".join(f"{hour},{value / 1_000_000:.6f}\n" for hour, value in enumerate(factors()))
    (FOLDER / "series" / "grid.csv").write_text(f"hour,factor\n{hours}", encoding="utf-8")
    rows = [
        f"2024-06-{day:02}T{hour:02}:00,{bell(hour) // (6 if day % 3 == 0 else 3)}\n"
        for day in range(1, 31)
        for hour in range(24)
    ]
    (FOLDER / "meters" / "roof.csv").write_text("time,kwh\n" + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()

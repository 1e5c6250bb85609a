"""Write the readings, factors and certificates of the example: an invented week of a plant that presses parts.

Everything is made up, by small formulas, so that figures can be checked by hand: a press line in two shifts, an oven
that is always on, a solar roof, a wind park that blows when it likes.

Run: python examples/traced-power/make_files.py
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

FOLDER = Path(__file__).parent
FIRST = datetime(2024, 3, 4)  # noqa: DTZ001 - Monday, on the clock of the plant, UTC+8
HOURS = 7 * 24


def bell(hour: int) -> int:
    """A parabola over the hours of the day in 144ths: 143 around noon, 0 at night."""
    return max(0, 144 - (2 * hour + 1 - 24) ** 2)


def press(at: int) -> int:
    """kWh of the press line: 180 by day and 120 in the evening of working days, 6 while it stands."""
    day, hour = divmod(at, 24)
    if day >= 5:
        return 6
    return 180 if 6 <= hour < 14 else 120 if 14 <= hour < 22 else 6


def oven(at: int) -> int:
    """kWh of the oven: always on, a little more by day."""
    return 60 if 6 <= at % 24 < 22 else 45


def rest(at: int) -> int:
    """kWh of everything else behind the main meter."""
    return 12 + (at * 7) % 5


def roof(at: int) -> int:
    """kWh of the solar roof: weaker on every third day."""
    day, hour = divmod(at, 24)
    return bell(hour) * (30 if day % 3 == 2 else 56) // 144


def wind(at: int) -> int:
    """Wh that the wind park's certificates of an hour hold for this plant."""
    return (40 + (at * at // 3 + 5 * at) % 140) * 1000


def factor(at: int) -> int:
    """mg CO2e/kWh of the grid: lower around noon, higher at the weekend's end."""
    return 620_000 - 900 * bell(at % 24) + 1_500 * (at // 24)


def stamp(at: int) -> str:
    """Start of an hour on the plant's clock."""
    return (FIRST + timedelta(hours=at)).isoformat(timespec="minutes")


def write(name: str, header: str, rows: list[str]) -> None:
    """One file."""
    (FOLDER / name).parent.mkdir(exist_ok=True)
    (FOLDER / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def main() -> None:
    """Write all files."""
    hours = range(HOURS)
    write("meters/press.csv", "time,kwh", [f"{stamp(at)},{press(at)}" for at in hours])
    write("meters/oven.csv", "time,kwh", [f"{stamp(at)},{oven(at)}" for at in hours])
    total, register = [], 99_999_000
    for at in hours:
        total.append(f"{stamp(at)},{register % 100_000_000}")
        register += (press(at) + oven(at) + rest(at)) * 10
    total.append(f"{stamp(HOURS)},{register % 100_000_000}")
    write("meters/main.csv", "time,reading", total)
    write("meters/roof.csv", "time,kwh", [f"{stamp(at)},{roof(at)}" for at in hours])
    ridge = [
        f"RIDGE-{at:03},ridge,works,{stamp(at)},{stamp(at + 1)},{wind(at)},Wh,{stamp(at + 2)},Asia/Shanghai"
        for at in hours
    ]
    head = "certificate,device,account,start,end,amount,unit,issued,time_zone"
    write("ledger/wind.csv", head, ridge)
    codes = [f"EX0000000RIVER001{2403:04}{number:06}HYDRO" for number in range(1, 4)]
    head = "code,device,account,month,time_zone,kwh_per_certificate"
    write("ledger/green.csv", head, [f"{code},river,works,2024-03,Asia/Shanghai,1000" for code in codes])
    write("series/grid.csv", "time,factor", [f"{stamp(at)},{factor(at) / 1_000_000:.6f}" for at in hours])


if __name__ == "__main__":
    main()

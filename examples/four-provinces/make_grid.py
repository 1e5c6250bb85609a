"""Write the tables of this made-up grid: four provinces, a Sunday and a Monday in each month of 2024, hour by hour.

Nothing here is measured. Energies are whole tenths of a MWh per hour, so every balance closes exactly. With h the
middle of an hour of the local day (1/2 to 23 1/2) and the monthly figures below:

    bell(h, c, w)  = max(0, 1 - ((h - c) / w) ** 2)                  the nearest way round the clock
    solar          = peak * sun(month) * bell(h, 12, 6 1/2)
    wind           = installed * breeze(month) * (0.8 + 0.4 * bell(h, 2, 9))          stronger at night
    hydro          = installed * water(month) * (0.85 + 0.15 * bell(h, 20, 4))
    demand         = base * load(month) * (0.80 + 0.20 * bell(h, 15, 9) + 0.08 * bell(h, 20, 3)), 0.9 of it on Sunday

Qingsha   solar, wind and at least 800 MWh coal. What is over goes to Haiwan (3/5) and Heigu (2/5), around noon. What is
          lacking comes from Yunjiang while it has water to spare (at most 1,500 MWh), the rest from its own coal.
Yunjiang  hydro and wind. What is over goes to Haiwan, what is lacking comes from Heigu.
Heigu     wind, 300 MWh from the neighbour Beigu, coal for the rest. It sends 2,500 MWh to Haiwan in every hour.
Haiwan    nuclear, wind, solar, gas in the evening, coal for the rest. Its pumped storage takes 1,000 MWh in each hour
          from 11 to 16 and gives 810 MWh back in each hour from 18 to 23: 5,000 * 0.9 = 4,050 / 0.9.

Run: python examples/four-provinces/make_grid.py
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

FOLDER = Path(__file__).parent
YEAR = 2024
NUCLEAR, COAL_LEAST, CONTRACT, NEIGHBOUR, SPARE_MOST = 44_000, 8_000, 25_000, 3_000, 15_000
CHARGE, DISCHARGE = 10_000, 8_100
"""Tenths of a MWh per hour."""

# January to December, per mille.
SUN = (620, 700, 800, 890, 960, 1000, 980, 960, 880, 780, 660, 590)
BREEZE = (420, 400, 440, 400, 340, 260, 220, 230, 270, 330, 400, 430)
WATER = (380, 360, 400, 500, 680, 900, 1000, 980, 860, 680, 500, 420)
LOAD = (1010, 960, 930, 900, 920, 1000, 1120, 1130, 1010, 930, 960, 1020)

Row = tuple[str, ...]
Generation = dict[tuple[str, str], int]
Flows = dict[tuple[str, str], int]


def bell(hour: int, centre: int, half_width: Fraction) -> Fraction:
    """A parabola that is 1 at `centre` and 0 from `half_width` hours away."""
    distance = abs(hour + Fraction(1, 2) - centre)
    return max(Fraction(0), 1 - (min(distance, 24 - distance) / half_width) ** 2)


def solar(peak: int, month: int, hour: int) -> int:
    """Tenths of a MWh in an hour of a month's day; `peak` in MWh."""
    return round(peak * 10 * Fraction(SUN[month - 1], 1000) * bell(hour, 12, Fraction(13, 2)))


def wind(installed: int, month: int, hour: int) -> int:
    """Tenths of a MWh; `installed` in MWh."""
    return round(installed * 10 * Fraction(BREEZE[month - 1], 1000) * (8 + 4 * bell(hour, 2, Fraction(9))) / 10)


def hydro(installed: int, month: int, hour: int) -> int:
    """Tenths of a MWh; `installed` in MWh."""
    return round(installed * 10 * Fraction(WATER[month - 1], 1000) * (85 + 15 * bell(hour, 20, Fraction(4))) / 100)


def demand(base: int, month: int, hour: int, is_sunday: bool) -> int:
    """Tenths of a MWh; `base` in MWh."""
    shape = 80 + 20 * bell(hour, 15, Fraction(9)) + 8 * bell(hour, 20, Fraction(3))
    return round(base * 10 * Fraction(LOAD[month - 1], 1000) * shape / 100 * (Fraction(9, 10) if is_sunday else 1))


def days() -> list[date]:
    """Of each month the Sunday nearest to the 15th, and the Monday after it."""
    middles = [date(YEAR, month, 15) for month in range(1, 13)]
    sundays = [day + timedelta(days=(9 - day.weekday()) % 7 - 3) for day in middles]
    return [day for sunday in sundays for day in (sunday, sunday + timedelta(days=1))]


def hour_of_grid(month: int, hour: int, is_sunday: bool) -> tuple[Generation, Flows, dict[str, int], int, int]:
    """Generation by province and technology, flows, demand, charge and discharge, in tenths of a MWh."""
    bases = {"QS": 4000, "HG": 9000, "YJ": 5000, "HW": 22_000}
    need = {place: demand(base, month, hour, is_sunday) for place, base in bases.items()}
    charge, discharge = CHARGE if 11 <= hour < 16 else 0, DISCHARGE if 18 <= hour < 23 else 0
    made: Generation = {
        ("QS", "solar"): solar(9000, month, hour),
        ("QS", "wind"): wind(2500, month, hour),
        ("HG", "wind"): wind(2000, month, hour),
        ("YJ", "hydro"): hydro(11_000, month, hour),
        ("YJ", "wind"): wind(1200, month, hour),
        ("HW", "nuclear"): NUCLEAR,
        ("HW", "wind"): wind(3000, month, hour),
        ("HW", "solar"): solar(2500, month, hour),
        ("HW", "gas"): round(15_000 * bell(hour, 20, Fraction(4))),
    }
    own = {province: sum(mwh for (place, _), mwh in made.items() if place == province) for province in need}
    over = max(0, own["QS"] + COAL_LEAST - need["QS"])
    lack = max(0, need["QS"] - own["QS"] - COAL_LEAST)
    to_qingsha = min(lack, SPARE_MOST, max(0, own["YJ"] - need["YJ"]))
    rest = own["YJ"] - need["YJ"] - to_qingsha
    flows: Flows = {
        ("QS", "HW"): over * 3 // 5,
        ("QS", "HG"): over - over * 3 // 5,
        ("YJ", "QS"): to_qingsha,
        ("YJ", "HW"): max(0, rest),
        ("HG", "YJ"): max(0, -rest),
        ("HG", "HW"): CONTRACT,
        ("XG", "HG"): NEIGHBOUR,
    }
    for province, extra in (("QS", 0), ("HG", 0), ("HW", charge - discharge)):
        net_export = sum(mwh * ((a == province) - (b == province)) for (a, b), mwh in flows.items())
        made[province, "coal"] = need[province] + net_export + extra - own[province]
        if made[province, "coal"] < 0:
            raise ValueError(f"the figures leave coal in {province} below zero in month {month}, hour {hour}")
    return made, flows, need, charge, discharge


def build() -> dict[str, list[Row]]:
    """The rows of each table, header first."""
    tables: dict[str, list[Row]] = {
        "generation.csv": [("start", "area", "technology", "energy_mwh")],
        "exchanges.csv": [("start", "from_area", "to_area", "energy_mwh")],
        "demand.csv": [("start", "area", "energy_mwh")],
        "storage.csv": [("start", "area", "store", "charge_mwh", "discharge_mwh")],
    }
    for day in days():
        for hour in range(24):
            start = f"{day}T{hour:02}:00+08:00"
            made, flows, need, charge, discharge = hour_of_grid(day.month, hour, day.weekday() == 6)
            tables["generation.csv"] += [(start, area(p), tech, mwh(e)) for (p, tech), e in sorted(made.items())]
            tables["exchanges.csv"] += [(start, area(a), area(b), mwh(e)) for (a, b), e in sorted(flows.items())]
            tables["demand.csv"] += [(start, area(p), mwh(e)) for p, e in sorted(need.items())]
            tables["storage.csv"].append((start, area("HW"), "pumped-storage", mwh(charge), mwh(discharge)))
    return tables


def area(short: str) -> str:
    """The code of a province, or of the neighbour."""
    return short if short == "XG" else f"XF-{short}"


def mwh(tenths: int) -> str:
    """Tenths of a MWh as decimal text."""
    return f"{tenths // 10}.{tenths % 10}"


def main() -> None:
    """Write the files."""
    for name, rows in build().items():
        text = "".join(",".join(row) + "\n" for row in rows)
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

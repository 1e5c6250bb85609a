"""Write series/cn-js-illustrative.csv: an invented typical day per month of a grid with much sun at noon.

No official hourly factor exists for Jiangsu. The shape below is made up to show the method; only its level is official:
the mean over the hours of 2024, weighted by the demand column, is the official national life-cycle factor of 2024.

    shape(month, hour)  = season(month) * (1 - solar(month) * noon(hour) + 0.07 * evening(hour))
    demand(month, hour) = load(month) * (0.82 + 0.18 * day(hour)), rounded to an integer
    noon(hour)    = max(0, 1 - ((hour + 1/2 - 12) / 6) ** 2)         bell from 06:00 to 18:00, local clock
    evening(hour) = max(0, 1 - ((hour + 1/2 - 20) / 3) ** 2)         bell from 17:00 to 23:00
    day(hour)     = max(0, 1 - ((hour + 1/2 - 14) / 9) ** 2)         bell from 05:00 to 23:00
    factor        = scale * shape, rounded to whole mg CO2e/kWh

`scale` brings the weighted mean to the target; afterwards single values are moved by 1 mg until the rest that rounding
leaves cannot be made smaller that way. All arithmetic is exact (fractions), so the file is the same everywhere.

Run: python examples/lfp-cell/make_series.py
"""

from __future__ import annotations

from calendar import monthrange
from fractions import Fraction
from pathlib import Path

YEAR = 2024
TARGET_MG_PER_KWH = 577_700
"""Official national life-cycle factor of electricity in China, 2024: 0.5777 kg CO2e/kWh, network included."""

# January to December, invented: level of the factor, share of the noon dip, level of demand (summer and winter peaks).
SEASON_PERMILLE = (1040, 1035, 1010, 980, 960, 975, 1005, 1010, 985, 975, 1000, 1030)
SOLAR_PERMILLE = (110, 130, 170, 210, 230, 200, 190, 190, 180, 160, 130, 110)
LOAD = (1020, 900, 930, 900, 920, 1000, 1180, 1200, 1040, 930, 960, 1050)

OUTPUT = Path(__file__).parent / "series" / "cn-js-illustrative.csv"
Cell = tuple[int, int]


def bell(hour: int, centre: int, half_width: int) -> Fraction:
    """A parabola that is 1 at `centre` and 0 from `half_width` hours away, at the middle of the hour."""
    distance = (hour + Fraction(1, 2) - centre) / half_width
    return max(Fraction(0), 1 - distance**2)


def shape(month: int, hour: int) -> Fraction:
    """Relative factor, without unit."""
    solar = Fraction(SOLAR_PERMILLE[month - 1], 1000) * bell(hour, 12, 6)
    evening = Fraction(7, 100) * bell(hour, 20, 3)
    return Fraction(SEASON_PERMILLE[month - 1], 1000) * (1 - solar + evening)


def demand(month: int, hour: int) -> int:
    """Relative demand, without unit."""
    return round(LOAD[month - 1] * (Fraction(82, 100) + Fraction(18, 100) * bell(hour, 14, 9)))


def build() -> tuple[dict[Cell, int], dict[Cell, int], Fraction]:
    """Factors in mg CO2e/kWh, demand, and the error of the weighted mean in mg CO2e/kWh."""
    cells = [(month, hour) for month in range(1, 13) for hour in range(24)]
    demands = {cell: demand(*cell) for cell in cells}
    weights = {cell: demands[cell] * monthrange(YEAR, cell[0])[1] for cell in cells}
    total = sum(weights.values())
    scale = TARGET_MG_PER_KWH * total / sum(weights[cell] * shape(*cell) for cell in cells)
    factors = {cell: round(scale * shape(*cell)) for cell in cells}
    rest = TARGET_MG_PER_KWH * total - sum(weights[cell] * factors[cell] for cell in cells)
    for cell in sorted(cells, key=lambda one: (-weights[one], one)):
        step = 1 if rest > 0 else -1
        if abs(rest - step * weights[cell]) < abs(rest):
            factors[cell] += step
            rest -= step * weights[cell]
    return factors, demands, Fraction(-rest, total)


def main() -> None:
    """Write the file."""
    factors, demands, _ = build()
    lines = ["month,hour,factor,demand"]
    lines += [f"{m},{h},{factors[m, h] / 1e6:.6f},{demands[m, h]}" for m, h in sorted(factors)]
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

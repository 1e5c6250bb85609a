"""The electricity of the fixture: rows, one series, hourly profiles of 2024."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from fourfold.core.canonical import JSON, decimal_text
from support.lfp.given import GIVEN, KWH_MADE, OFFICIAL, Given, both

SHUT = (date(2024, 2, 8), date(2024, 2, 18))


def electricity(profiles: int, status: str) -> JSON:
    rows = [g for g in GIVEN if g.kind == "electricity"]
    per_unit = sum((Decimal(g.amount) for g in rows), Decimal(0))
    kg = sum((g.kg for g in rows), Decimal(0))
    mean = per_unit * OFFICIAL
    return {
        "rows": [_electricity_row(g) for g in rows],
        "totals": {
            "per_unit_kwh": decimal_text(per_unit),
            "per_unit_kg_co2e": decimal_text(kg),
            "per_unit_annual_mean_kg_co2e": decimal_text(mean),
            "per_unit_official_kg_co2e": decimal_text(mean),
            "difference_annual_mean": decimal_text(round((kg - mean) / mean, 12)),
            "difference_official": decimal_text(round((kg - mean) / mean, 12)),
            "official_factor": {
                "id": "cn-electricity-footprint-2024",
                "names": both("China, national average electricity, 2024", "中国全国平均电力，2024"),
                "kg_co2e_per_kwh": str(OFFICIAL),
                "label": "2024",
            },
            "official_reason": None,
        },
        "series": [
            {
                "id": "jiangsu-typical-day",
                "names": both("Jiangsu, typical day by month", "江苏分月典型日"),
                "area": "CN-JS",
                "status": status,
                "form": "typical-day",
                "quantity": "co2e_lifecycle",
                "gwp_set": "AR6",
                "annual_mean_kg_co2e_per_kwh": str(OFFICIAL),
                "annual_mean_weighting": "demand",
                "load_weighted_kg_co2e_per_kwh": decimal_text(round(kg / per_unit, 12)),
                "labels": [],
                "minimum_kg_co2e_per_kwh": "0.4385",
                "maximum_kg_co2e_per_kwh": "0.6704",
                "source": {
                    "publisher": "This study",
                    "document": "Illustrative shape",
                    "published": "2025",
                    "url": "",
                    "licence": "",
                },
            }
        ],
        "profiles": [_profile(number) for number in range(profiles)],
    }


def _electricity_row(given: Given) -> JSON:
    per_unit, kg, mean = Decimal(given.amount), given.kg, Decimal(given.amount) * OFFICIAL
    return {
        "id": given.item,
        "process": given.process,
        "names": both(given.en, given.zh),
        "how": "meter-share" if given.process == "cell" else "meter",
        "site": "plant",
        "area": "CN-JS",
        "series": "jiangsu-typical-day",
        "energy_kwh": decimal_text(per_unit * KWH_MADE),
        "grid_kwh": decimal_text(per_unit * KWH_MADE),
        "on_site_kwh": "0",
        "kg_co2e": decimal_text(kg * KWH_MADE),
        "annual_mean_kg_co2e": decimal_text(mean * KWH_MADE),
        "official_kg_co2e": decimal_text(mean * KWH_MADE),
        "per_unit_kwh": decimal_text(per_unit),
        "per_unit_kg_co2e": decimal_text(kg),
        "per_unit_annual_mean_kg_co2e": decimal_text(mean),
        "per_unit_official_kg_co2e": decimal_text(mean),
    }


def _profile(number: int) -> JSON:
    """Hours of 2024: shifts by day, a quiet Sunday, ten days shut at Spring Festival; solar noons in the factor."""
    energy: list[JSON] = []
    factor: list[JSON] = []
    emissions: list[JSON] = []
    for index in range(8784):
        day = date(2024, 1, 1) + timedelta(days=index // 24)
        hour = index % 24
        load = 7200 + (3400 if 8 <= hour < 20 else 0) + (900 if hour in (9, 10, 14, 15) else 0)
        load += 1100 if day.month in (7, 8) and 11 <= hour < 22 else 0
        load = load * 55 // 100 if day.weekday() == 6 else load
        load = load * 22 // 100 if SHUT[0] <= day < SHUT[1] else load
        load += (index * 7919) % 331
        noon = max(0, 36 - (hour - 12) ** 2)
        season = 9000 * abs(day.month - 7) // 6
        milligrams = (
            596_000 + season - noon * (2500 + 350 * (6 - abs(day.month - 6))) + (14_000 if 18 <= hour < 22 else 0)
        )
        energy.append(load)
        factor.append(milligrams)
        emissions.append(load * milligrams)
    suffix = f" {number + 1}" if number else ""
    return {
        "site": "plant",
        "series": "jiangsu-typical-day",
        "names": both(f"Plant in Jiangsu{suffix}", f"江苏工厂{suffix}"),
        "time_zone": "Asia/Shanghai",
        "start": "2024-01-01T00:00:00+08:00",
        "step_minutes": 60,
        "quantum_wh": "1000",
        "energy": energy,
        "factor_mg_co2e_per_kwh": factor,
        "emissions_mg_co2e": emissions,
    }

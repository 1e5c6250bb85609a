"""A result document as the engine writes it, small enough to read: an LFP cell made in Jiangsu, per kWh of capacity.

The figures are plausible, not measured. Sums hold: contributions make processes, stages, lines and the total.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from fourfold.core.canonical import JSON, decimal_text

Names = dict[str, JSON]
MONTHS_SHUT = (date(2024, 2, 8), date(2024, 2, 18))
OFFICIAL = Decimal("0.5777")
KWH_MADE = Decimal(2_166_000)
LINES = ("fossil", "aircraft", "biogenic_emissions", "biogenic_removals", "land_use_change", "unsplit")


def both(en: str, zh: str) -> Names:
    return {"en": en, "zh": zh}


@dataclass(frozen=True)
class Given:
    """One contribution: amount × factor on one line."""

    item: str
    kind: str
    process: str
    stage: str
    en: str
    zh: str
    amount: str
    unit: str
    factor: str
    line: str
    data_kind: str
    status: str

    @property
    def kg(self) -> Decimal:
        return Decimal(self.amount) * Decimal(self.factor)


GIVEN = tuple(
    Given(**row)
    for row in csv.DictReader(
        Path(__file__).with_name("lfp_contributions.csv").read_text(encoding="utf-8").splitlines()
    )
)
STAGES = {
    "raw": both("Raw materials and pre-processing", "原材料获取与预加工"),
    "making": both("Cell manufacturing", "电芯制造"),
    "packing": both("Inbound transport and packaging", "运入与包装"),
}
PROCESSES = {
    "cathode": both("Cathode slurry", "正极浆料"),
    "anode": both("Anode slurry", "负极浆料"),
    "electrolyte": both("Electrolyte", "电解液"),
    "coating": both("Electrode coating", "极片涂布"),
    "cell": both("Cell assembly", "电芯装配"),
}
PRODUCT = both("LFP cell, 280 Ah, prismatic", "磷酸铁锂方形电芯 280 Ah")


def lfp_result(
    product: Names | None = None, methods: int = 2, profiles: int = 1, status: str = "illustrative"
) -> dict[str, JSON]:
    """The document.

    Args:
        product: other names of the product.
        methods: how many methods stand side by side.
        profiles: how many hourly profiles.
        status: status of the factor series.
    """
    names = dict(product or PRODUCT)
    result: dict[str, JSON] = {
        "fourfold": "result/1",
        "engine": {"name": "fourfold", "version": "0.1.0", "arithmetic": "numpy 2.0, scipy 1.14", "tzdata": "2025.1"},
        "precision": {"quantum_kg_co2e": "0.000000000001", "display_significant_digits": 4},
        "study": _study(names),
        "method": _method("fourfold-default"),
        "footprint": _footprint(names),
        "electricity": _electricity(profiles, status),
        "quality": {
            "primary_share": "0.318",
            "shares": {"primary": "0.318", "secondary": "0.674", "proxy": "0.008"},
            "rated_share": "0.92",
            "scale": "1 (best) to 5",
            "indicators": [
                {"id": name, "score": score}
                for name, score in (
                    ("reliability", "1.84"),
                    ("completeness", "2.1"),
                    ("time", "2.63"),
                    ("geography", "2.97"),
                    ("technology", None),
                )
            ],
        },
        "assumptions": _assumptions(),
        "warnings": _warnings(),
        "sources": _sources(status),
        "methods": [],
        "also": [],
    }
    total = sum((g.kg for g in GIVEN), Decimal(0))
    result["methods"] = [
        _method_line("fourfold-default", both("Fourfold default", "Fourfold 默认方法"), total, total),
        _method_line(
            "annual-mean", both("Electricity at annual mean", "电力取年均值"), total + Decimal("0.4127"), total
        ),
        _method_line(
            "official-national", both("Official national factor", "全国官方因子"), total + Decimal("0.2918"), total
        ),
    ][:methods]
    return result


def _study(names: Names) -> JSON:
    return {
        "digest": "sha256:" + "3f" * 32,
        "format": "study/1",
        "title": both("Footprint of an LFP cell, 2024", "磷酸铁锂电芯碳足迹，2024 年"),
        "product": {
            "names": names,
            "identifiers": ["urn:example:cell:280"],
            "codes": {"HS": "850760", "CPC": "46420"},
            "mass_per_unit": {"amount": "6.25", "unit": "kg"},
            "description": both("Prismatic cell for stationary storage", "储能用方形电芯"),
        },
        "company": {"names": both("Example Cells Co., Ltd.", "示例电芯有限公司")},
        "sites": [
            {
                "id": "plant",
                "names": both("Plant in Jiangsu", "江苏工厂"),
                "area": "CN-JS",
                "time_zone": "Asia/Shanghai",
            }
        ],
        "period": {"start": "2024-01-01", "end": "2025-01-01", "time_zone": "Asia/Shanghai"},
        "boundary": {
            "kind": "cradle-to-gate",
            "description": both(
                "From extraction of raw materials to the packed cell at the factory gate.",
                "从原材料获取到工厂大门处包装完成的电芯。",
            ),
        },
        "stages": [{"id": key, "names": value} for key, value in STAGES.items()],
        "cut_offs": [
            {
                "id": "adhesive-tape",
                "what": both("Adhesive tape and labels", "胶带与标签"),
                "reason": both("Below 0.1 % of mass; no data", "质量占比低于 0.1 %，无数据"),
                "estimated_share": "0.0005",
            },
            {
                "id": "capital-goods",
                "what": both("Buildings and machines", "厂房与设备"),
                "reason": both("Outside the boundary of the method", "不在方法边界内"),
                "estimated_share": None,
            },
        ],
        "files": [
            {"path": path, "digest": "sha256:" + pair * 32, "size_bytes": size, "role": role}
            for path, pair, size, role in (
                ("study.yaml", "a1", 2431, "declarations"),
                ("inputs.csv", "b2", 6120, "table"),
                ("electricity.csv", "c3", 812, "table"),
                ("meters/plant-2024.csv.gz", "d4", 181_204, "meter"),
                ("series/jiangsu-typical-day.csv", "e5", 5120, "series"),
            )
        ],
    }


def _method(key: str) -> JSON:
    return {
        "id": key,
        "version": "1",
        "names": both("Fourfold default", "Fourfold 默认方法"),
        "gwp_set": "AR6",
        "electricity": "hourly",
        "supply_order": ["on-site", "grid"],
        "allocation_order": ["physical", "economic", "shares"],
        "cut_off_limit_each": "0.01",
        "cut_off_limit_all": "0.05",
    }


def _lines(of: Iterable[Given]) -> dict[str, JSON]:
    sums = dict.fromkeys(LINES, Decimal(0))
    for given in of:
        sums[given.line] += given.kg
    return {line: decimal_text(value) for line, value in sums.items()}


def _footprint(names: Names) -> JSON:
    total = sum((g.kg for g in GIVEN), Decimal(0))
    ranked = sorted(GIVEN, key=lambda g: -abs(g.kg))
    return {
        "unit": {
            "kind": "declared",
            "amount": "1",
            "unit": "kWh",
            "names": both("1 kWh of rated capacity", "1 kWh 额定容量"),
            "flow": "cell",
            "flow_amount": "1",
            "flow_unit": "kWh",
        },
        "total_kg_co2e": decimal_text(total),
        "lines": _lines(GIVEN),
        "stages": [
            {
                "id": stage,
                "names": stage_names,
                "total_kg_co2e": decimal_text(sum((g.kg for g in GIVEN if g.stage == stage), Decimal(0))),
                "lines": _lines(g for g in GIVEN if g.stage == stage),
            }
            for stage, stage_names in STAGES.items()
        ],
        "processes": [
            {
                "id": process,
                "names": process_names,
                "stage": "raw" if process in ("cathode", "anode", "electrolyte") else "making",
                "scale": "1",
                "total_kg_co2e": decimal_text(sum((g.kg for g in GIVEN if g.process == process), Decimal(0))),
            }
            for process, process_names in PROCESSES.items()
        ],
        "gases": [
            {"gas": "CO2", "kg": "24.0117", "kg_co2e": "24.0117"},
            {"gas": "CH4", "kg": "0.0121", "kg_co2e": "0.36058"},
            {"gas": "CO2e", "kg": None, "kg_co2e": decimal_text(total - Decimal("24.37228"))},
        ],
        "contributions": [_contribution(g, total) for g in ranked],
        "tree": _tree(names, total),
    }


def _contribution(given: Given, total: Decimal) -> JSON:
    table = {"input": "inputs", "emission": "emissions", "electricity": "electricity", "generation": "generation"}
    return {
        "item": given.item,
        "kind": given.kind,
        "process": given.process,
        "stage": given.stage,
        "names": both(given.en, given.zh),
        "total_kg_co2e": decimal_text(given.kg),
        "lines": {given.line: decimal_text(given.kg)},
        "share": decimal_text(round(given.kg / total, 12)),
        "amount": given.amount,
        "unit": given.unit,
        "source": {
            "kind": "series" if given.kind == "electricity" else "factor",
            "id": _source_of(given),
            "names": both(given.en, given.zh),
        },
        "data_kind": given.data_kind,
        "quality": "1;2;3;3;2" if given.data_kind == "primary" else "",
        "place": {"file": f"{table[given.kind]}.csv", "sheet": "", "row": 2 + GIVEN.index(given), "column": ""},
    }


def _source_of(given: Given) -> str:
    return "jiangsu-typical-day" if given.kind == "electricity" else f"study-{given.item}"


def _tree(names: Names, total: Decimal) -> JSON:
    def leaf(given: Given) -> JSON:
        return _node(
            given.item,
            given.kind.replace("generation", "electricity"),
            both(given.en, given.zh),
            given.amount,
            given.unit,
            given.kg,
            total,
            [],
        )

    def of(process: str) -> list[JSON]:
        return [leaf(g) for g in sorted(GIVEN, key=lambda g: -abs(g.kg)) if g.process == process]

    def made(process: str, amount: str, children: list[JSON], also: tuple[str, ...] = ()) -> JSON:
        kg = sum((g.kg for g in GIVEN if g.process in (process, *also)), Decimal(0))
        return _node(process, "process", PROCESSES[process], amount, "kg", kg, total, children)

    coating = made(
        "coating",
        "5.4",
        [made("cathode", "2.8", of("cathode")), made("anode", "1.7", of("anode")), *of("coating")],
        ("cathode", "anode"),
    )
    children = [coating, made("electrolyte", "1.24", of("electrolyte")), *of("cell")]
    return _node("cell", "product", names, "1", "kWh", total, total, children)


def _node(
    key: str, kind: str, names: Names, amount: str, unit: str, kg: Decimal, total: Decimal, children: list[JSON]
) -> JSON:
    return {
        "id": key,
        "kind": kind,
        "names": names,
        "amount": amount,
        "unit": unit,
        "total_kg_co2e": decimal_text(kg),
        "share": decimal_text(round(kg / total, 12)),
        "loop": False,
        "children": children,
    }


def _electricity(profiles: int, status: str) -> JSON:
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
                "minimum_kg_co2e_per_kwh": "0.4385",
                "maximum_kg_co2e_per_kwh": "0.6704",
                "source": {"publisher": "This study", "document": "Illustrative shape", "published": "2025", "url": ""},
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
        load = load * 22 // 100 if MONTHS_SHUT[0] <= day < MONTHS_SHUT[1] else load
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
        "quantum_wh": 1000,
        "energy": energy,
        "factor_mg_co2e_per_kwh": factor,
        "emissions_mg_co2e": emissions,
    }


def _assumptions() -> JSON:
    return [
        {
            "code": "shape-stands-for-meter",
            "params": {"row": "winding"},
            "text": both(
                "The load shape of the plant stands for the winding line.", "以全厂负荷曲线代表未计量的卷绕线。"
            ),
            "places": [{"file": "electricity.csv", "sheet": "", "row": 5, "column": "shape"}],
        },
        {
            "code": "gwp-set-unstated",
            "params": {"count": "3"},
            "text": both("Three factors do not state their warming potentials.", "三个因子未说明 GWP 版本。"),
            "places": [{"file": "factors.csv", "sheet": "", "row": row, "column": "gwp_set"} for row in (9, 11, 14)],
        },
        {
            "code": "illustrative-series",
            "params": {"series": "jiangsu-typical-day"},
            "text": both("The hourly series is an illustrative shape.", "逐小时序列为示意性曲线。"),
            "places": [{"file": "series.csv", "sheet": "", "row": 2, "column": "status"}],
        },
    ]


def _warnings() -> JSON:
    return [
        {
            "code": "factor-unconfirmed",
            "params": {"factor": "study-separator"},
            "text": both("The factor of the separator film is not confirmed.", "隔膜因子尚未与来源核对。"),
            "place": {"file": "factors.csv", "sheet": "", "row": 9, "column": "status"},
        }
    ]


def _sources(status: str) -> JSON:
    sources: list[JSON] = [
        {
            "id": "jiangsu-typical-day",
            "kind": "series",
            "names": both("Jiangsu, typical day by month", "江苏分月典型日"),
            "publisher": "This study",
            "document": "Illustrative shape scaled to the official national factor",
            "published": "2025",
            "url": "",
            "licence": "",
            "status": status,
            "basis": _basis("location", "included", "AR6"),
            "value": None,
            "per": "kWh",
            "area": "CN-JS",
            "used_by": ["coating", "dry-room", "formation", "winding"],
            "place": {"file": "series.csv", "sheet": "", "row": 2, "column": ""},
        },
        {
            "id": "ipcc-ar6-gwp100",
            "kind": "gwp",
            "names": both("GWP100 of AR6", "AR6 GWP100"),
            "publisher": "IPCC",
            "document": "AR6 WG1, table 7.15",
            "published": "2021",
            "url": "https://www.ipcc.ch/report/ar6/wg1/",
            "licence": "",
            "status": "published",
            "basis": None,
            "value": None,
            "per": None,
            "area": "",
            "used_by": ["gas-boiler"],
            "place": {"file": "", "sheet": "", "row": 0, "column": ""},
        },
    ]
    for given in GIVEN:
        if given.kind in ("input", "generation"):
            sources.append(
                {
                    "id": f"study-{given.item}",
                    "kind": "supplier" if given.data_kind == "primary" and given.stage == "raw" else "factor",
                    "names": both(given.en, given.zh),
                    "publisher": "A journal",
                    "document": "Cradle-to-gate inventory of lithium-ion cells, table S4",
                    "published": "2023-05",
                    "url": "https://doi.org/10.0000/example",
                    "licence": "CC BY 4.0",
                    "status": given.status,
                    "basis": _basis("not_applicable", "not_applicable", "unstated"),
                    "value": given.factor,
                    "per": given.unit,
                    "area": "CN",
                    "used_by": [given.item],
                    "place": {"file": "factors.csv", "sheet": "", "row": 2 + GIVEN.index(given), "column": ""},
                }
            )
    return sources


def _basis(claim: str, losses: str, gwp_set: str) -> JSON:
    return {
        "quantity": "co2e_lifecycle",
        "claim": claim,
        "averaging": "average",
        "losses": losses,
        "gwp_set": gwp_set,
    }


def _method_line(key: str, names: Names, total: Decimal, first: Decimal) -> JSON:
    lines = _lines(GIVEN)
    lines["fossil"] = decimal_text(Decimal(str(lines["fossil"])) + total - first)
    return {
        "id": key,
        "version": "1",
        "names": names,
        "total_kg_co2e": decimal_text(total),
        "lines": lines,
        "difference_kg_co2e": decimal_text(total - first),
        "difference_share": decimal_text(round((total - first) / first, 12)),
    }

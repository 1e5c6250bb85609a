"""What the fixture declares: study, method, assumptions, warnings, sources."""

from __future__ import annotations

from decimal import Decimal

from fourfold.core.canonical import JSON, decimal_text
from support.lfp.given import GIVEN, STAGES, Names, both


def study(names: Names) -> JSON:
    return {
        "digest": "sha256:" + "3f" * 32,
        "format": "study/1",
        "title": both("Footprint of an LFP cell, 2024", "磷酸铁锂电芯碳足迹，2024 年"),
        "product": {
            "names": names,
            "identifiers": ["urn:example:cell:280"],
            "codes": {"hs": "850760", "cpc": "46420"},
            "mass_per_unit": {"amount": "6.25", "unit": "kg"},
            "description": "Prismatic cell for stationary storage",
        },
        "company": {"names": both("Example Cells Co., Ltd.", "示例电芯有限公司"), "identifiers": []},
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
        "allocation": {"order": [], "reason": ""},
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


def method(key: str) -> JSON:
    return {
        "id": key,
        "version": "1",
        "names": both("Fourfold default", "Fourfold 默认方法"),
        "gwp_set": "AR6",
        "electricity": "hourly",
        "source": "Fourfold, docs/reference/methods.md",
        "accepted_gwp_sets": ["AR6", "AR5", "unstated"],
        "accept_unsplit": True,
        "electricity_quantity": "co2e_lifecycle",
        "supply_order": ["on_site", "grid"],
        "allocation_order": ["physical", "economic", "shares"],
        "cut_off_each": "0.01",
        "cut_off_together": "0.05",
    }


def assumptions() -> JSON:
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


def warnings() -> JSON:
    return [
        {
            "code": "factor-unconfirmed",
            "params": {"factor": "study-separator"},
            "text": both("The factor of the separator film is not confirmed.", "隔膜因子尚未与来源核对。"),
            "place": {"file": "factors.csv", "sheet": "", "row": 9, "column": "status"},
        }
    ]


def sources(status: str) -> JSON:
    found: list[JSON] = [
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
            "digest": "sha256:" + "6a" * 32,
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
            "per": "",
            "area": "",
            "digest": "sha256:" + "6a" * 32,
            "used_by": ["gas-boiler"],
            "place": {"file": "", "sheet": "", "row": 0, "column": ""},
        },
    ]
    for given in GIVEN:
        if given.kind in ("input", "generation"):
            found.append(
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
                    "value": decimal_text(Decimal(given.factor)),
                    "per": given.unit,
                    "area": "CN",
                    "digest": "sha256:" + "6a" * 32,
                    "used_by": [given.item],
                    "place": {"file": "factors.csv", "sheet": "", "row": 2 + GIVEN.index(given), "column": ""},
                }
            )
    return found


def _basis(claim: str, losses: str, gwp_set: str) -> JSON:
    return {
        "quantity": "co2e_lifecycle",
        "claim": claim,
        "averaging": "average",
        "losses": losses,
        "gwp_set": gwp_set,
    }

"""Write ``src/fourfold/core/areas.csv``: countries, the provinces of China, and its grid regions.

Countries are the two-letter territories of the Unicode CLDR (through Babel) without those that ISO 3166-1 does not
assign; names are CLDR's, except where a table below says otherwise. Provinces and grid regions are written here.

Run ``uv run python scripts/areas.py`` and look at the difference before committing it.
"""

from __future__ import annotations

import csv
from pathlib import Path

from babel import Locale

TARGET = Path(__file__).parent.parent / "src" / "fourfold" / "core" / "areas.csv"
COLUMNS = ("code", "type", "name_en", "name_zh", "parent", "parent_status")

# user-assigned, exceptionally reserved and macro codes that CLDR names but ISO 3166-1 does not assign
NOT_ASSIGNED = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"])

# ISO 3166-2:CN lists these three as well; their own two-letter codes name the same places
ALSO_PROVINCES = {
    "HK": ("Hong Kong, China", "中国香港"),
    "MO": ("Macao, China", "中国澳门"),
    "TW": ("Taiwan, Province of China", "中国台湾"),
}

REGIONS = {
    "CN-X-NORTH": ("North China grid", "华北电网"),
    "CN-X-NORTHEAST": ("Northeast China grid", "东北电网"),
    "CN-X-EAST": ("East China grid", "华东电网"),
    "CN-X-CENTRAL": ("Central China grid", "华中电网"),
    "CN-X-NORTHWEST": ("Northwest China grid", "西北电网"),
    "CN-X-SOUTH": ("South China grid", "南方电网"),
    "CN-X-SOUTHWEST": ("Southwest China grid", "西南电网"),
}

# Inner Mongolia lies in two grids, so it has no region; that of Tibet is not settled. Hong Kong, Macao and Taiwan have
# grids of their own.
PROVINCES = {
    "CN-BJ": ("Beijing", "北京", "NORTH"),
    "CN-TJ": ("Tianjin", "天津", "NORTH"),
    "CN-HE": ("Hebei", "河北", "NORTH"),
    "CN-SX": ("Shanxi", "山西", "NORTH"),
    "CN-NM": ("Inner Mongolia", "内蒙古", ""),
    "CN-LN": ("Liaoning", "辽宁", "NORTHEAST"),
    "CN-JL": ("Jilin", "吉林", "NORTHEAST"),
    "CN-HL": ("Heilongjiang", "黑龙江", "NORTHEAST"),
    "CN-SH": ("Shanghai", "上海", "EAST"),
    "CN-JS": ("Jiangsu", "江苏", "EAST"),
    "CN-ZJ": ("Zhejiang", "浙江", "EAST"),
    "CN-AH": ("Anhui", "安徽", "EAST"),
    "CN-FJ": ("Fujian", "福建", "EAST"),
    "CN-JX": ("Jiangxi", "江西", "CENTRAL"),
    "CN-SD": ("Shandong", "山东", "NORTH"),
    "CN-HA": ("Henan", "河南", "CENTRAL"),
    "CN-HB": ("Hubei", "湖北", "CENTRAL"),
    "CN-HN": ("Hunan", "湖南", "CENTRAL"),
    "CN-GD": ("Guangdong", "广东", "SOUTH"),
    "CN-GX": ("Guangxi", "广西", "SOUTH"),
    "CN-HI": ("Hainan", "海南", "SOUTH"),
    "CN-CQ": ("Chongqing", "重庆", "SOUTHWEST"),
    "CN-SC": ("Sichuan", "四川", "SOUTHWEST"),
    "CN-GZ": ("Guizhou", "贵州", "SOUTH"),
    "CN-YN": ("Yunnan", "云南", "SOUTH"),
    "CN-XZ": ("Tibet", "西藏", ""),
    "CN-SN": ("Shaanxi", "陕西", "NORTHWEST"),
    "CN-GS": ("Gansu", "甘肃", "NORTHWEST"),
    "CN-QH": ("Qinghai", "青海", "NORTHWEST"),
    "CN-NX": ("Ningxia", "宁夏", "NORTHWEST"),
    "CN-XJ": ("Xinjiang", "新疆", "NORTHWEST"),
    "CN-HK": ("Hong Kong", "香港", ""),
    "CN-MO": ("Macao", "澳门", ""),
    "CN-TW": ("Taiwan", "台湾", ""),
}


def rows() -> list[tuple[str, ...]]:
    """All areas: countries, then grid regions, then provinces."""
    english, chinese = _names("en"), _names("zh_Hans")
    table: list[tuple[str, ...]] = []
    for code in sorted(code for code in english if len(code) == 2 and code.isalpha() and code not in NOT_ASSIGNED):
        if code in ALSO_PROVINCES:
            table.append((code, "region", *ALSO_PROVINCES[code], "CN", ""))
        else:
            table.append((code, "nation", english[code], chinese[code], "", ""))
    table += [(code, "region", en, zh, "CN", "") for code, (en, zh) in REGIONS.items()]
    for code, (en, zh, region) in PROVINCES.items():
        table.append((code, "province", en, zh, f"CN-X-{region}" if region else "CN", "unconfirmed" if region else ""))
    return table


def _names(locale: str) -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale.parse(locale).territories.items()}


def main() -> None:
    """Write the file."""
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows())
    print(f"{TARGET.name}: {len(rows())} areas")


if __name__ == "__main__":
    main()

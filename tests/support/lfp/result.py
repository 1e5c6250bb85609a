"""A result document as the engine writes it, small enough to read: an LFP cell made in Jiangsu, per kWh of capacity.

The figures are plausible, not measured. Sums hold: contributions make processes, stages, lines and the total.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from fourfold.core.canonical import JSON, decimal_text
from support.lfp.declared import assumptions, method, sources, study, warnings
from support.lfp.electricity import electricity
from support.lfp.evidence import representativeness
from support.lfp.given import GIVEN, LINES, PROCESSES, PRODUCT, STAGES, Given, Names, both


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
        "study": study(names),
        "method": method("fourfold-default"),
        "footprint": _footprint(names),
        "electricity": electricity(profiles, status),
        "quality": {
            "primary_share": "0.318",
            "shares": {"primary": "0.318", "secondary": "0.674", "proxy": "0.008"},
            "rated_share": "0.92",
            "scale": "1 (best) to 5",
            "indicators": [
                {"id": name, "score": score, "rated_share": "0.92" if score else "0"}
                for name, score in (
                    ("reliability", "1.84"),
                    ("completeness", "2.1"),
                    ("time", "2.63"),
                    ("geography", "2.97"),
                    ("technology", None),
                )
            ],
            "representativeness": representativeness(),
        },
        "assumptions": assumptions(),
        "warnings": warnings(),
        "sources": sources(status),
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
                "runs": "1",
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

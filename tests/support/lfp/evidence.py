"""What a result has when it was asked for: draws, other rules, databases; with texts that try to be more than texts."""

from __future__ import annotations

from typing import Any

from fourfold.core.canonical import JSON
from support.lfp.given import GIVEN, both

VERSION = "0a1b2c3d4e5f"


def representativeness() -> JSON:
    """Computed scores; the technology is not known on the scale of five."""
    return [
        _scale("pedigree-5", None, ("1.14", "1"), ("2.45", "0.61"), (None, "0")),
        _scale("pact-3", "2.02", ("1.42", "1"), ("1.86", "1"), ("2.79", "1")),
    ]


def _scale(scale: str, mean: str | None, *scores: tuple[str | None, str]) -> JSON:
    indicators: list[JSON] = [
        {"id": name, "score": score, "rated_share": share}
        for name, (score, share) in zip(("time", "geography", "technology"), scores, strict=True)
    ]
    return {"scale": scale, "mean": mean, "indicators": indicators}


def with_evidence(result: dict[str, Any], name: str = "world") -> dict[str, Any]:
    """The result with draws, other rules and a database; the first contribution rests on a dataset of it.

    Args:
        result: as `lfp_result` gives it; changed.
        name: of the database and of a product of it.
    """
    contribution = result["footprint"]["contributions"][0]
    contribution["source"] = {"kind": "dataset", "id": f"{name}:cathode/powder", "names": both("Powder", "粉末")}
    result["uncertainty"] = _uncertainty(name)
    result["sensitivity"] = _sensitivity()
    result["databases"] = [
        {
            "name": name,
            "version": VERSION,
            "digest": "sha256:" + VERSION + "0" * 52,
            "source": "world-3.11.zip",
            "reader": "ecospold2 1",
            "profile": "default",
        }
    ]
    result["assumptions"].append(
        {
            "code": "database-used",
            "params": {
                "database": name,
                "version": VERSION,
                "profile": "default",
                "cut_offs": "41",
                "unusable": "3",
                "unmapped": "7",
            },
            "text": both(f"the database {name} leaves things out", f"数据库 {name} 有未计部分"),
            "places": [{"file": "inputs.csv", "sheet": "", "row": 2, "column": "source_id"}],
        }
    )
    return result


def _uncertainty(name: str) -> JSON:
    rows: list[JSON] = [given.item for given in GIVEN]
    others: list[JSON] = [{"what": f"other-{number}", "share": "0.005"} for number in range(15)]
    return {
        "draws": 2000,
        "seed": 7,
        "failed": 3,
        "drawn": len(rows) + 5,
        "without_uncertainty": "80.01587",
        "kg_co2e": {
            "total": _summary("82.5", "6.1", "81.75", "70.25", "96.125"),
            "unsplit": _summary("60", "5", "59.5", "50", "71"),
            "fossil": _summary("22.5", "2", "22.25", "18", "27"),
        },
        "sources": [
            {"what": GIVEN[0].item, "share": "0.625"},
            {"what": f"{name}: coal", "share": "0.25"},
            *others,
        ],
        "fixed_share": "0.377",
        "from_ratings": rows,
        "from_ranges": ["study-separator"],
    }


def _summary(mean: str, sd: str, median: str, low: str, high: str) -> JSON:
    values = {"mean": mean, "sd": sd, "median": median, "low": low, "high": high}
    return {**{key: {"value": value, "error": "0.1"} for key, value in values.items()}, "count": 1997}


def _sensitivity() -> JSON:
    return [
        {
            "subject": "allocation",
            "process": "coating",
            "rule": rule,
            "chosen": rule == "physical",
            "allowed": True,
            "total_kg_co2e": total,
            "difference_kg_co2e": difference,
            "difference_share": share,
            "reason": None,
        }
        for rule, total, difference, share in (
            ("physical", "80.01587", "0", "0"),
            ("economic", "84.51587", "4.5", "0.056239"),
        )
    ]

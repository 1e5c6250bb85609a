"""The quality part of a result document: ratings of the rows, and representativeness computed against the study."""

from __future__ import annotations

from decimal import Decimal

from fourfold.accounting.assess import Result
from fourfold.accounting.quality import quality_document
from fourfold.accounting.representativeness import Representativeness, representativeness
from fourfold.core.canonical import JSON, decimal_text

_SCORE_DIGITS, _SHARE_DIGITS = Decimal("0.01"), Decimal("1e-6")


def rated_document(result: Result) -> dict[str, JSON]:
    """Shares of primary data, ratings typed in, and ratings computed."""
    computed: list[JSON] = [_scale(found) for found in representativeness(result)]
    return {**quality_document(result.footprint), "representativeness": computed}


def _scale(found: Representativeness) -> dict[str, JSON]:
    return {
        "scale": str(found.scale),
        "mean": _score(found.mean),
        "indicators": [
            {
                "id": str(indicator),
                "score": _score(score.mean),
                "rated_share": decimal_text(score.rated_share.quantize(_SHARE_DIGITS)),
            }
            for indicator, score in found.scores.items()
        ],
    }


def _score(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value.quantize(_SCORE_DIGITS))

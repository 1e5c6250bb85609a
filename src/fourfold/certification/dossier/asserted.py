"""What a dossier asserts of hidden processes, held against the result of its redacted study."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from fourfold.certification.dossier.hidden import SHARE, Assertion
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.json_node import Node
from fourfold.core.lines import Line


def asserted_of(manifest: Mapping[str, JSON]) -> tuple[Assertion, ...]:
    """What the manifest of a dossier, its shape checked, says was asserted."""
    redaction = manifest["redaction"]
    nodes = Node(redaction).nodes("asserted") if isinstance(redaction, dict) else ()
    return tuple(
        Assertion(
            one.text("process"),
            one.text("flow"),
            one.text("unit"),
            one.decimal("total_kg_co2e"),
            one.decimal_map("lines_kg_co2e"),
            one.maybe_decimal("share"),
        )
        for one in nodes
    )


def redaction_by(redaction: Mapping[str, JSON], result: Mapping[str, JSON]) -> dict[str, JSON]:
    """A redaction with the figures that a result gives for its processes, in place of those it states.

    Args:
        redaction: of a manifest, its shape checked.
        result: the result of the redacted study.
    """
    listed, footprint = redaction["asserted"], result.get("footprint")
    if not isinstance(listed, list) or not isinstance(footprint, dict):
        return dict(redaction)
    anew: list[JSON] = [_anew(one, footprint) if isinstance(one, dict) else one for one in listed]
    return {**redaction, "asserted": anew}


def _anew(asserted: Mapping[str, JSON], footprint: Mapping[str, JSON]) -> dict[str, JSON]:
    """An assertion with the sums of the contributions of its process."""
    contributions = footprint.get("contributions")
    lines = dict.fromkeys(map(str, Line), Decimal(0))
    for one in contributions if isinstance(contributions, list) else []:
        if isinstance(one, dict) and one.get("process") == asserted["process"]:
            by_line = one.get("lines")
            for line, value in by_line.items() if isinstance(by_line, dict) else ():
                lines[line] = lines.get(line, Decimal(0)) + _decimal(value)
    total, whole = sum(lines.values(), Decimal(0)), _decimal(footprint.get("total_kg_co2e"))
    return {
        **asserted,
        "total_kg_co2e": decimal_text(total),
        "lines_kg_co2e": {line: decimal_text(value) for line, value in lines.items()},
        "share": decimal_text((total / whole).quantize(SHARE)) if whole else None,
    }


def _decimal(value: JSON) -> Decimal:
    """A figure of a result; zero where there is none."""
    try:
        return Decimal(value) if isinstance(value, str) else Decimal(0)
    except InvalidOperation:
        return Decimal(0)

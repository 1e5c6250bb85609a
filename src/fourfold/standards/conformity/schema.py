"""The JSON Schema of ``conformity/1``, as data; ``scripts/schemas.py`` writes it to ``conformity.schema.json``."""

from __future__ import annotations

from typing import Any

from fourfold.standards.conformity.document import CONFORMITY_FORMAT
from fourfold.standards.conformity.report import Outcome, Verdict
from fourfold.standards.language.values import Kind, Missing
from fourfold.standards.pack.model import PHASES, Modality, PackKind, ReadExtent, ReviewStatus, Severity

_TEXT = {"type": "string"}
_DIGEST = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
_DAY = {"type": "string", "format": "date"}
_COUNT = {"type": "integer", "minimum": 0}
_DECIMAL = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}


def conformity_schema() -> dict[str, Any]:
    """The schema of a conformity document, without its head."""
    return {
        **_object(
            fourfold={"const": CONFORMITY_FORMAT},
            engine=_object(name={"const": "fourfold"}, version=_TEXT, arithmetic=_TEXT, tzdata=_TEXT),
            lang=_said({"enum": ["en", "zh"]}, "Language of message; the other texts stand in both."),
            study=_object(
                digest=_said(_DIGEST, "SHA-256 over the canonical list of files with their digests."),
                title=_ref("texts"),
                product=_ref("texts"),
                date=_said(_DAY, "The study's own day."),
            ),
            date=_said(_DAY, "Day by which editions and dated values were chosen."),
            phase=_said({"enum": list(PHASES)}, "Phase whose severities count."),
            standards=_said(_list(_TEXT), "Ids of the packs, in the order asked for."),
            outcome=_said(_one_of(Outcome), "The worst of all standards."),
            summary=_said(_ref("summary"), "Verdicts of all standards, counted."),
            verdicts=_said(_list(_ref("verdict")), "Of all standards, in their order."),
            reports=_said(_list(_ref("report")), "One for each standard."),
        ),
        "$defs": _definitions(),
    }


def _definitions() -> dict[str, Any]:
    return {
        "texts": {
            "type": "object",
            "properties": {"en": _TEXT, "zh": _TEXT},
            "additionalProperties": False,
            "description": "A text by language.",
        },
        "place": _object(file=_TEXT, sheet=_TEXT, row=_said(_COUNT, "1-based; 0 for the whole file."), column=_TEXT),
        "summary": _object(**{str(verdict): _COUNT for verdict in Verdict}),
        "value": {
            "description": "Decimals and dates as text; rows of a list by their short names; null where unknown.",
            "anyOf": [{"type": ["string", "boolean", "null"]}, _list(_ref("value"))],
        },
        "fact": _fact(),
        "trace": _trace(),
        "answer": _answer(),
        "verdict": _verdict(),
        "standard": _standard(),
        "report": _report(),
        "problem": _object(code=_TEXT, params={"type": "object"}, text=_ref("texts"), place=_ref("place")),
    }


def _fact() -> dict[str, Any]:
    return _object(
        name=_said(_TEXT, "Name of the data dictionary, or param.NAME; empty for arithmetic without an answer."),
        value=_ref("value"),
        unit=_TEXT,
        place=_ref("place"),
        source=_said(_TEXT, "Pack and clause a parameter comes from."),
        missing=_said(_one_of(Missing), "Why it is unknown; empty where it is known."),
    )


def _trace() -> dict[str, Any]:
    return _object(
        text=_said(_TEXT, "As written in the rule."),
        value=_ref("value"),
        unit=_TEXT,
        kind=_one_of(Kind),
        missing=_one_of(Missing),
        origin=_said(_TEXT, "Name of the data dictionary, or param.NAME; empty for what was calculated."),
        source=_TEXT,
        place=_ref("place"),
        left_out=_said(_COUNT, "Rows whose parts are not listed."),
        parts=_list(_ref("trace")),
    )


def _answer() -> dict[str, Any]:
    return _object(
        pack=_TEXT,
        requirement=_TEXT,
        verdict={"enum": ["pass", "fail", "not_applicable"]},
        who=_TEXT,
        role=_TEXT,
        on=_DAY,
        reason=_TEXT,
        study=_said(_DIGEST, "State of the study that was judged."),
        evidence=_list(_object(file=_TEXT, digest=_TEXT)),
        digest=_said(_DIGEST, "Of the record."),
        stale=_said({"type": "boolean"}, "Whether another state of the study was judged; then it does not count."),
    )


def _verdict() -> dict[str, Any]:
    return _object(
        standard=_said(_TEXT, "Pack that was asked for."),
        requirement=_TEXT,
        pack=_said(_TEXT, "Pack the requirement comes from."),
        item=_said(_TEXT, "Number in a checklist people use; may be empty."),
        clause=_said(_TEXT, "Number in the document, or the pack's name for the clause where no number is known."),
        clause_id=_said(_TEXT, "The pack's name for the clause."),
        modality=_one_of(Modality),
        severity=_said(_one_of(Severity), "What it does to the outcome when it is not met."),
        verdict=_one_of(Verdict),
        message=_said(_TEXT, "Why, in the language of the document."),
        texts=_said(_ref("texts"), "Why, in every language."),
        repair=_said(_ref("texts"), "What to do about it; empty where nothing is to be done."),
        evidence=_said(_list(_ref("fact")), "Values beside the verdict, those that decided first."),
        missing=_said(_list(_ref("fact")), "What is missing, where the verdict is unknown."),
        trace=_said(_list(_ref("trace")), "How it was evaluated."),
        answer={"anyOf": [_ref("answer"), {"type": "null"}]},
        replaced=_said(_list(_TEXT), "PACK#REQUIREMENT it stands in the place of."),
    )


def _standard() -> dict[str, Any]:
    day = {"anyOf": [_DAY, {"type": "null"}]}
    return _object(
        id=_TEXT,
        standard=_TEXT,
        kind=_one_of(PackKind),
        version=_TEXT,
        title=_ref("texts"),
        document=_object(
            number=_TEXT,
            issuer=_TEXT,
            edition=_TEXT,
            url=_TEXT,
            published=day,
            effective=_said(_object(**{"from": day, "to": day}), "Half open; from null never came into force."),
        ),
        status=_said(_one_of(ReviewStatus), "How far the pack was checked against the document."),
        read=_said(_one_of(ReadExtent), "How much of the document its author read."),
        digest=_said(_DIGEST, "Of the pack and of all it derives from."),
    )


def _report() -> dict[str, Any]:
    total = {"anyOf": [_DECIMAL, {"type": "null"}]}
    given = {"type": ["boolean", "null"]}
    return _object(
        standard=_ref("standard"),
        chain=_said(
            _list(_object(id=_TEXT, version=_TEXT, digest=_DIGEST, status=_one_of(ReviewStatus))),
            "The packs it consists of, parents before children.",
        ),
        method=_object(
            id={"type": ["string", "null"]},
            total_kg_co2e=_said(total, "kg CO2e per declared unit; null where it was not calculated."),
        ),
        outcome=_one_of(Outcome),
        summary=_ref("summary"),
        notes=_said(_list(_object(code=_TEXT, text=_ref("texts"))), "What a reader must know."),
        unchecked_clauses=_said(
            _list(_object(pack=_TEXT, clause=_TEXT, heading=_ref("texts"))), "Clauses that bind and nothing checks."
        ),
        disclosures=_list(
            _object(
                disclosure=_TEXT,
                pack=_TEXT,
                clause=_TEXT,
                what=_ref("texts"),
                given=_said(given, "Whether the study states it; null where that is not for it to state."),
            )
        ),
        clauses=_list(
            _object(
                pack=_TEXT,
                clause=_TEXT,
                number=_TEXT,
                parent=_TEXT,
                heading=_ref("texts"),
                modality=_one_of(Modality),
            )
        ),
        problems=_said(_list(_ref("problem")), "Why the study could not be calculated by the pack's method."),
    )


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _one_of(choices: type[Any]) -> dict[str, Any]:
    return {"enum": [str(choice) for choice in choices]}


def _said(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {**schema, "description": description}

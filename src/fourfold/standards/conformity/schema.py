"""The JSON Schema of ``conformity/1``, as data; ``scripts/schemas.py`` writes it to ``conformity.schema.json``."""

from __future__ import annotations

from typing import Any

from fourfold.core.json_schema import (
    COUNT,
    DAY,
    DECIMAL,
    DIGEST,
    PLACE,
    TEXT,
    TEXTS,
    list_of,
    object_of,
    one_of,
    ref,
    said,
)
from fourfold.standards.conformity.document import CONFORMITY_FORMAT
from fourfold.standards.conformity.report import Outcome, Verdict
from fourfold.standards.language.values import Kind, Missing
from fourfold.standards.pack.model import PHASES, Modality, PackKind, ReadExtent, ReviewStatus, Severity

SUMMARY = object_of(**{str(verdict): COUNT for verdict in Verdict})
"""Verdicts counted."""


def conformity_schema() -> dict[str, Any]:
    """The schema of a conformity document, without its head."""
    return {
        **object_of(
            fourfold={"const": CONFORMITY_FORMAT},
            engine=object_of(name={"const": "fourfold"}, version=TEXT, arithmetic=TEXT, tzdata=TEXT),
            lang=said({"enum": ["en", "zh"]}, "Language of message; the other texts stand in both."),
            study=object_of(
                digest=said(DIGEST, "SHA-256 over the canonical list of files with their digests."),
                title=ref("texts"),
                product=ref("texts"),
                date=said(DAY, "The study's own day."),
            ),
            date=said(DAY, "Day by which editions and dated values were chosen."),
            phase=said({"enum": list(PHASES)}, "Phase whose severities count."),
            standards=said(list_of(TEXT), "Ids of the packs, in the order asked for."),
            outcome=said(one_of(Outcome), "The worst of all standards."),
            summary=said(ref("summary"), "Verdicts of all standards, counted."),
            verdicts=said(list_of(ref("verdict")), "Of all standards, in their order."),
            reports=said(list_of(ref("report")), "One for each standard."),
        ),
        "$defs": _definitions(),
    }


def _definitions() -> dict[str, Any]:
    return {
        "texts": TEXTS,
        "place": PLACE,
        "summary": SUMMARY,
        "value": {
            "description": "Decimals and dates as text; rows of a list by their short names; null where unknown.",
            "anyOf": [{"type": ["string", "boolean", "null"]}, list_of(ref("value"))],
        },
        "fact": _fact(),
        "trace": _trace(),
        "answer": _answer(),
        "verdict": _verdict(),
        "standard": standard_schema(),
        "report": _report(),
        "problem": object_of(code=TEXT, params={"type": "object"}, text=ref("texts"), place=ref("place")),
    }


def _fact() -> dict[str, Any]:
    return object_of(
        name=said(TEXT, "Name of the data dictionary, or param.NAME; empty for arithmetic without an answer."),
        value=ref("value"),
        unit=TEXT,
        place=ref("place"),
        source=said(TEXT, "Pack and clause a parameter comes from."),
        missing=said(one_of(Missing), "Why it is unknown; empty where it is known."),
    )


def _trace() -> dict[str, Any]:
    return object_of(
        text=said(TEXT, "As written in the rule."),
        value=ref("value"),
        unit=TEXT,
        kind=one_of(Kind),
        missing=one_of(Missing),
        origin=said(TEXT, "Name of the data dictionary, or param.NAME; empty for what was calculated."),
        source=TEXT,
        place=ref("place"),
        left_out=said(COUNT, "Rows whose parts are not listed."),
        parts=list_of(ref("trace")),
    )


def _answer() -> dict[str, Any]:
    return object_of(
        pack=TEXT,
        requirement=TEXT,
        verdict={"enum": ["pass", "fail", "not_applicable"]},
        who=TEXT,
        role=TEXT,
        on=DAY,
        reason=TEXT,
        study=said(DIGEST, "State of the study that was judged."),
        evidence=list_of(object_of(file=TEXT, digest=TEXT)),
        digest=said(DIGEST, "Of the record."),
        stale=said({"type": "boolean"}, "Whether another state of the study was judged; then it does not count."),
    )


def _verdict() -> dict[str, Any]:
    return object_of(
        standard=said(TEXT, "Pack that was asked for."),
        requirement=TEXT,
        pack=said(TEXT, "Pack the requirement comes from."),
        item=said(TEXT, "Number in a checklist people use; may be empty."),
        clause=said(TEXT, "Number in the document, or the pack's name for the clause where no number is known."),
        clause_id=said(TEXT, "The pack's name for the clause."),
        modality=one_of(Modality),
        severity=said(one_of(Severity), "What it does to the outcome when it is not met."),
        verdict=one_of(Verdict),
        message=said(TEXT, "Why, in the language of the document."),
        texts=said(ref("texts"), "Why, in every language."),
        repair=said(ref("texts"), "What to do about it; empty where nothing is to be done."),
        evidence=said(list_of(ref("fact")), "Values beside the verdict, those that decided first."),
        missing=said(list_of(ref("fact")), "What is missing, where the verdict is unknown."),
        trace=said(list_of(ref("trace")), "How it was evaluated."),
        answer={"anyOf": [ref("answer"), {"type": "null"}]},
        replaced=said(list_of(TEXT), "PACK#REQUIREMENT it stands in the place of."),
    )


def standard_schema() -> dict[str, Any]:
    """What identifies a pack on a day."""
    day = {"anyOf": [DAY, {"type": "null"}]}
    return object_of(
        id=TEXT,
        standard=TEXT,
        kind=one_of(PackKind),
        version=TEXT,
        title=ref("texts"),
        document=object_of(
            number=TEXT,
            issuer=TEXT,
            edition=TEXT,
            url=TEXT,
            published=day,
            effective=said(object_of(**{"from": day, "to": day}), "Half open; from null never came into force."),
        ),
        status=said(one_of(ReviewStatus), "How far the pack was checked against the document."),
        read=said(one_of(ReadExtent), "How much of the document its author read."),
        digest=said(DIGEST, "Of the pack and of all it derives from."),
    )


def _report() -> dict[str, Any]:
    total = {"anyOf": [DECIMAL, {"type": "null"}]}
    given = {"type": ["boolean", "null"]}
    return object_of(
        standard=ref("standard"),
        chain=said(
            list_of(object_of(id=TEXT, version=TEXT, digest=DIGEST, status=one_of(ReviewStatus))),
            "The packs it consists of, parents before children.",
        ),
        method=object_of(
            id={"type": ["string", "null"]},
            total_kg_co2e=said(total, "kg CO2e per declared unit; null where it was not calculated."),
        ),
        outcome=one_of(Outcome),
        summary=ref("summary"),
        notes=said(list_of(object_of(code=TEXT, text=ref("texts"))), "What a reader must know."),
        unchecked_clauses=said(
            list_of(object_of(pack=TEXT, clause=TEXT, heading=ref("texts"))), "Clauses that bind and nothing checks."
        ),
        disclosures=list_of(
            object_of(
                disclosure=TEXT,
                pack=TEXT,
                clause=TEXT,
                what=ref("texts"),
                given=said(given, "Whether the study states it; null where that is not for it to state."),
            )
        ),
        clauses=list_of(
            object_of(
                pack=TEXT,
                clause=TEXT,
                number=TEXT,
                parent=TEXT,
                heading=ref("texts"),
                modality=one_of(Modality),
            )
        ),
        problems=said(list_of(ref("problem")), "Why the study could not be calculated by the pack's method."),
    )

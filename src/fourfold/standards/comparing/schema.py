"""The JSON Schema of ``comparison/1``, as data; ``scripts/schemas.py`` writes it to ``comparison.schema.json``."""

from __future__ import annotations

from typing import Any

from fourfold.core.json_schema import (
    COUNT,
    DAY,
    DECIMAL,
    DIGEST,
    NULL,
    PLACE,
    TEXT,
    TEXTS,
    list_of,
    maybe,
    object_of,
    one_of,
    ref,
    said,
)
from fourfold.core.lines import Line
from fourfold.standards.comparing.compare import ELECTRICITY, FOOTPRINT
from fourfold.standards.comparing.document import COMPARISON_FORMAT
from fourfold.standards.comparing.gaps import OPEN
from fourfold.standards.comparing.rules import GROUPS
from fourfold.standards.comparing.units import QUANTITY_NAMES
from fourfold.standards.conformity.report import Outcome
from fourfold.standards.conformity.schema import SUMMARY, standard_schema
from fourfold.standards.pack.model import Modality, Severity

_PART = {"enum": [FOOTPRINT, ELECTRICITY]}
_GROUP = {"enum": [group.id for group in GROUPS]}


def comparison_schema() -> dict[str, Any]:
    """The schema of a comparison, without its head."""
    return {
        **object_of(
            fourfold={"const": COMPARISON_FORMAT},
            engine=object_of(name={"const": "fourfold"}, version=TEXT, arithmetic=TEXT, tzdata=TEXT),
            study=object_of(
                digest=said(DIGEST, "SHA-256 over the canonical list of files with their digests."),
                title=ref("texts"),
                product=ref("texts"),
                date=said(DAY, "The study's own day."),
            ),
            date=said(DAY, "Day by which editions and dated values were chosen."),
            standards=said(list_of(TEXT), "Ids of the packs, in the order asked for; the first leads."),
            unit=said(maybe(ref("unit")), "Common unit; null where no scheme has one."),
            quantum_kg_co2e=said(DECIMAL, "Figures in the common unit are rounded once to a multiple of this."),
            order=said(list_of(object_of(group=_GROUP, title=ref("texts"))), "In which groups of rules are changed."),
            schemes=list_of(_scheme()),
            sides=said(list_of(_side()), "The footprint, and the electricity where a scheme governs that alone."),
            gaps=said(list_of(_gap()), "From every scheme to every other."),
        ),
        "$defs": {
            "texts": TEXTS,
            "place": PLACE,
            "unit": _unit(),
            "lines": object_of(**{str(line): DECIMAL for line in Line}),
            "standard": standard_schema(),
            "refusal": object_of(
                code=TEXT, params={"type": "object"}, text=ref("texts"), place=ref("place"), repair=ref("texts")
            ),
        },
    }


def _unit() -> dict[str, Any]:
    return object_of(
        quantity={"enum": list(QUANTITY_NAMES)},
        names=ref("texts"),
        unit=said(TEXT, "As people read it."),
        per_declared_unit=said(DECIMAL, "How many of it one declared unit of the study is."),
        places=said(list_of(ref("place")), "Where the study says so."),
    )


def _scheme() -> dict[str, Any]:
    return object_of(
        standard=ref("standard"),
        governs=_PART,
        unit=said(maybe(ref("unit")), "The unit the scheme states; null where the study does not relate it."),
        outcome=one_of(Outcome),
        summary=said(SUMMARY, "Verdicts counted."),
        refusals=list_of(ref("refusal")),
    )


def _side() -> dict[str, Any]:
    return object_of(
        part=_PART,
        base=said(maybe(TEXT), "Scheme the differences are from; null where none compares."),
        figures=list_of(
            object_of(
                standard=TEXT,
                total_kg_co2e=said(DECIMAL, "In the common unit; the sum of the lines."),
                lines=ref("lines"),
                own_unit_kg_co2e=said(maybe(DECIMAL), "Per one of the scheme's own unit."),
                difference_kg_co2e=DECIMAL,
                difference_share=maybe(DECIMAL),
            )
        ),
        decompositions=list_of(_decomposition()),
        refusals=list_of(object_of(standard=TEXT, problems=list_of(ref("refusal")))),
    )


def _decomposition() -> dict[str, Any]:
    made = object_of(pack=TEXT, clause=TEXT, status=TEXT, reason=ref("texts"))
    origin = said({"anyOf": [made, NULL]}, "Where the choice is made; null where it is left at its default.")
    return object_of(
        base=TEXT,
        other=TEXT,
        base_kg_co2e=DECIMAL,
        other_kg_co2e=DECIMAL,
        difference_kg_co2e=said(DECIMAL, "The sum of the steps."),
        steps=list_of(
            object_of(
                groups=said(list_of(_GROUP), "Several where they cannot be told apart."),
                titles=list_of(ref("texts")),
                difference_kg_co2e=DECIMAL,
                difference_share=said(maybe(DECIMAL), "Of the figure of the base."),
                lines=ref("lines"),
                choices=list_of(
                    object_of(key=TEXT, before=TEXT, after=TEXT, before_from=origin, after_from=origin),
                ),
                joined_because=said(
                    list_of(object_of(code=TEXT, params={"type": "object"}, text=ref("texts"), place=ref("place"))),
                    "Why groups are taken together.",
                ),
            )
        ),
    )


def _gap() -> dict[str, Any]:
    return object_of(
        base=TEXT,
        other=TEXT,
        base_outcome=one_of(Outcome),
        shared=said(COUNT, "Open requirements both ask in the same words; not listed."),
        requirements=list_of(
            object_of(
                requirement=TEXT,
                pack=TEXT,
                clause=TEXT,
                modality=one_of(Modality),
                severity=one_of(Severity),
                verdict={"enum": [str(verdict) for verdict in OPEN]},
                texts=ref("texts"),
                repair=ref("texts"),
            )
        ),
    )

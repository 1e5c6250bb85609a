"""A study's electricity under schemes as a document (``match/1``), its JSON Schema, and as a table of intervals."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any

from fourfold.accounting.documents.parts import problem_document, text_document, texts_document
from fourfold.accounting.documents.result import engine_document
from fourfold.accounting.documents.study import study_digest
from fourfold.accounting.power.matched import SchemeMatch, SiteMatch
from fourfold.accounting.power.matching_document import match_document
from fourfold.accounting.power.matching_schema import match_schema
from fourfold.app.assess import write_bytes
from fourfold.app.supply.matching import Matched
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.json_schema import DAY, DECIMAL, DIGEST, PLACE, TEXT, TEXTS, list_of, maybe, object_of, ref, said
from fourfold.core.moments import moment_text
from fourfold.core.problems import Problem
from fourfold.core.zones import utc_datetime
from fourfold.electricity.integers import decimal_of

MATCH_FORMAT = "match/1"
COLUMNS = ("scheme", "site", "start", "minutes", "kind", "energy_kwh")
"""Columns of the table of intervals; `start` is UTC."""


def matched_document(matched: Matched) -> dict[str, JSON]:
    """The document of a match."""
    declared = matched.study.declarations
    unit = declared.unit
    return {
        "fourfold": MATCH_FORMAT,
        "engine": engine_document(),
        "study": {
            "digest": study_digest(matched.study),
            "title": texts_document(declared.title),
            "product": texts_document(declared.product.names),
            "unit": texts_document(unit.names),
            "date": declared.day.isoformat(),
        },
        "known_at": declared.supply.known_at,
        "matching": [match_document(one.match, one.result.method.rounding.quantum_kg_co2e) for one in matched.schemes],
        "refused": [
            {"scheme": one.scheme, "problems": [_refusal(problem) for problem in one.problems]}
            for one in matched.refused
        ],
    }


def matched_schema() -> dict[str, Any]:
    """The schema of that document, without its head."""
    return {
        **object_of(
            fourfold={"const": MATCH_FORMAT},
            engine=object_of(name={"const": "fourfold"}, version=TEXT, arithmetic=TEXT, tzdata=TEXT),
            study=object_of(
                digest=said(DIGEST, "SHA-256 over the canonical list of files with their digests."),
                title=ref("names"),
                product=ref("names"),
                unit=said(ref("names"), "The declared unit in words."),
                date=said(DAY, "The study's own day."),
            ),
            known_at=said(maybe(TEXT), "Readings as known at this moment, UTC; null where all corrections count."),
            matching=said(list_of(match_schema()), "One for each scheme, in the order asked for."),
            refused=said(
                list_of(object_of(scheme=TEXT, problems=list_of(_REFUSAL))),
                "Schemes under which the study cannot be calculated.",
            ),
        ),
        "$defs": {"names": TEXTS, "decimal": DECIMAL, "place": PLACE},
    }


_REFUSAL = object_of(code=TEXT, params={"type": "object"}, text=ref("names"), place=ref("place"), repair=ref("names"))


def _refusal(problem: Problem) -> dict[str, JSON]:
    return {**problem_document(problem), "repair": text_document(problem.kind.repair, problem.params)}


def write_intervals(matched: Matched, path: Path) -> None:
    """Write one row for each scheme, site, interval and kind of supply, kWh exact.

    Raises:
        InputError: the path cannot be written.
    """
    write_bytes(path, lambda: intervals_csv([one.match for one in matched.schemes]).encode())


def intervals_csv(matches: Iterable[SchemeMatch]) -> str:
    """The table of intervals as CSV; in each interval the kinds sum to the load."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for match in matches:
        for site in match.sites:
            writer.writerows((match.method, *row) for row in _rows(site))
    return text.getvalue()


def _rows(site: SiteMatch) -> Iterable[tuple[str, str, int, str, str]]:
    columns = [(str(kind), energy.energy.tolist(), energy.quantum_exponent - 3) for kind, energy in site.exact.items()]
    minutes = site.grid.step_minutes
    for at, second in enumerate(site.grid.starts().tolist()):
        start = moment_text(utc_datetime(second))
        for kind, quanta, exponent in columns:
            yield site.site, start, minutes, kind, decimal_text(decimal_of(quanta[at], exponent))

"""Problems on their way from one process of ours to another, with their templates, to be told in any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fourfold.core.canonical import JSON
from fourfold.core.problems import MessageKind, Named, Param, Place, Problem, Term


def problems_json(problems: Iterable[Problem]) -> list[JSON]:
    """Problems as JSON."""
    return [
        {
            "kind": [problem.kind.code, problem.kind.text, problem.kind.expected, problem.kind.repair],
            "place": [problem.place.file, problem.place.row, problem.place.column, problem.place.sheet],
            "params": {name: _param_json(value) for name, value in problem.params.items()},
            "severity": problem.severity,
        }
        for problem in problems
    ]


def problems_from(document: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """Problems from what `problems_json` gave."""
    return tuple(
        Problem(
            MessageKind(*one["kind"]),
            Place(*one["place"]),
            {name: _param(value) for name, value in one["params"].items()},
            one["severity"],
        )
        for one in document
    )


def _param_json(value: Param) -> JSON:
    if isinstance(value, Term):
        return {"term": value.template}
    return {"names": [list(pair) for pair in value.names]} if isinstance(value, Named) else value


def _param(value: str | Mapping[str, Any]) -> Param:
    if isinstance(value, str):
        return value
    return Term(value["term"]) if "term" in value else Named(tuple((lang, text) for lang, text in value["names"]))

"""JSON Schemas of what is signed: current, and of one mind with the readers on documents good and bad."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from fourfold.certification import bundle
from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.documents import certificate
from fourfold.certification.documents.certificate_shape import CERTIFICATE
from fourfold.certification.documents.judgement import Opinion
from fourfold.certification.documents.preparation import PREPARATION
from fourfold.certification.documents.statement_shape import STATEMENT
from fourfold.core.json_shape import Shape, accepting
from fourfold.core.moments import moment_of
from support.documents import (
    COMMITMENT,
    LIMITATION,
    Case,
    digest,
    facts,
    finding,
    judgement,
)

DOCUMENTS = Path(certificate.__file__).parent
SHAPES: dict[str, Shape] = {"preparation": PREPARATION, "statement": STATEMENT, "certificate": CERTIFICATE}


def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or moment_of(value) is not None


CHECKER = FormatChecker(["date"])
CHECKER.checkers["date-time"] = (_is_moment, ())


@cache
def validator(name: str) -> Draft202012Validator:
    """The shipped schema of a document."""
    schema = json.loads((DOCUMENTS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=CHECKER)


@cache
def documents() -> dict[str, Credential]:
    """One of each, with something in every list."""
    findings = (finding(), finding(id="b", amount_kg_co2e=None, line="", severity="observation"))
    judged = judgement(opinion=Opinion.MODIFIED, findings=findings, limitations=(LIMITATION,), shown=(COMMITMENT,))
    case = Case(facts=facts(suppliers=(digest("5"),), vouched=("x",)), judgement=judged)
    return {
        "preparation": case.preparation_document(),
        "statement": case.statement_document(),
        "certificate": case.certificate_document(),
    }


def test_the_schemas_are_current() -> None:
    script = runpy.run_path(str(Path(__file__).resolve().parents[3] / "scripts" / "schemas.py"))
    made = script["credential_schemas"]()
    assert {path.name for path in made} >= {f"{name}.schema.json" for name in (*SHAPES, "bundle", "statement-case")}
    for path, text in made.items():
        assert path.read_text(encoding="utf-8") == text, path.name
        Draft202012Validator.check_schema(json.loads(text))
    assert Path(bundle.__file__).parent / "bundle.schema.json" in made


@pytest.mark.parametrize("name", SHAPES)
def test_documents_fit_their_schemas(name: str) -> None:
    validator(name).validate(documents()[name])


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Paths of everything in a document."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in inside:
        yield from paths(item, (*path, step))


ODD_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 7, "", " ", "x", "0", "-0", "0.10", "1e3", "0.5", "+1", "１", "sha256:" + "a" * 64,
    "sha256:" + "A" * 64, "2026-03-01T08:00:00Z", "2026-02-30T08:00:00Z", "2026-03-01T08:00:00.0Z", "did:key:zabc",
    "https://a.example", "a\u202eb", "x" * 300, [], {}, [""], ["a", "a"], {"en": ""}, {"en": "x"}, {"de": "x"},
)  # fmt: skip


def put(document: Credential, path: tuple[str | int, ...], edit: Callable[[Any, Any], None]) -> Credential:
    """A copy, edited at a path."""
    copy: Any = deepcopy(document)
    at = copy
    for step in path[:-1]:
        at = at[step]
    edit(at, path[-1])
    changed: Credential = copy
    return changed


def remove(above: Any, step: Any) -> None:
    """Leave a member or an entry out."""
    del above[step]


def double(above: Any, step: Any) -> None:
    """Put an entry there once more, or a member under another name."""
    if isinstance(above, list):
        above.append(above[step])
    else:
        above[f"{step}_"] = above[step]


def agreed(name: str, document: Credential) -> bool:
    """Whether a document is good, on which reader, its quick test and the schema agree."""
    faults = SHAPES[name].faults(document)
    assert accepting(SHAPES[name])(document) == (not faults)
    assert validator(name).is_valid(document) == (not faults)
    return not faults


@pytest.mark.parametrize("name", SHAPES)
def test_reader_and_schema_agree_on_every_member_left_out_or_doubled(name: str) -> None:
    document = documents()[name]
    refused = 0
    for path in list(paths(document))[1:]:
        for edit in (remove, double):
            changed = put(document, path, edit)
            is_good = agreed(name, changed)
            refused += not is_good
    assert refused > 10


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_reader_and_schema_agree_on_values_of_any_kind(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SHAPES)))
    document = documents()[name]
    path = data.draw(st.sampled_from(list(paths(document))[1:]))
    value = data.draw(st.sampled_from(ODD_VALUES))

    def replace_by(above: Any, step: Any) -> None:
        above[step] = value

    agreed(name, put(document, path, replace_by))

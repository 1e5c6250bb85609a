"""No edit of a signed document goes unseen: it is refused, or read as saying something else."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.documents.certificate import Certificate, read_certificate
from fourfold.certification.documents.judgement import Opinion
from fourfold.certification.documents.preparation import read_preparation
from fourfold.certification.documents.statement import read_statement
from fourfold.core.problems import Place, Problems
from support.documents import COMMITMENT, LIMITATION, Case, digest, facts, finding, judgement

READERS: dict[str, Callable[[Credential, Place, Problems], Any]] = {
    "preparation": read_preparation,
    "statement": read_statement,
}


@cache
def documents() -> dict[str, Credential]:
    """One of each."""
    findings = (finding(), finding(id="b", amount_kg_co2e=None, line="", severity="observation"))
    judged = judgement(opinion=Opinion.MODIFIED, findings=findings, limitations=(LIMITATION,), shown=(COMMITMENT,))
    case = Case(facts=facts(suppliers=(digest("5"),), vouched=("x",)), judgement=judged)
    return {
        "preparation": case.preparation_document(),
        "statement": case.statement_document(),
        "certificate": case.certificate_document(),
    }


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every member and entry of a document, by what holds it."""
    inside = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    for step, item in inside:
        yield value, step
        yield from places(item)


def edited(document: Credential, data: st.DataObject) -> Credential:
    """The document with one thing changed: a text by a character, a member gone, two entries swapped, a value moved."""
    changed = copy.deepcopy(document)
    above, step = data.draw(st.sampled_from(list(places(changed))), label="where")
    other, from_step = data.draw(st.sampled_from(list(places(changed))), label="value from")
    kind = data.draw(st.sampled_from(["character", "gone", "swapped", "moved", "wrapped"]))
    value = above[step]
    if kind == "character" and isinstance(value, str) and value:
        at = data.draw(st.integers(0, len(value) - 1))
        above[step] = value[:at] + data.draw(st.sampled_from("0a9zZ.-: 中")) + value[at + 1 :]
    elif kind == "gone":
        del above[step]
    elif kind == "swapped" and isinstance(value, list):
        above[step] = value[::-1]
    elif kind == "moved":
        above[step] = copy.deepcopy(other[from_step])
    else:
        above[step] = [value]
    return changed


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_an_edited_preparation_or_statement_is_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(READERS)))
    document = documents()[name]
    changed = edited(document, data)
    problems = Problems()
    read = READERS[name](changed, Place("x"), problems)
    assert (read is not None) == (changed == document)
    assert (read is None) == bool(problems.errors)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_an_edited_certificate_is_refused_or_says_something_else(data: st.DataObject) -> None:
    """The proof of a certificate is checked elsewhere; here nothing that is signed may be passed over."""
    document = documents()["certificate"]
    original = read_certificate(document, Place("x"), Problems())
    changed = edited(document, data)
    problems = Problems()
    read = read_certificate(changed, Place("x"), problems)
    assert (read is None) == bool(problems.errors)
    if read is None or original is None or {**changed, "proof": 0} == {**document, "proof": 0}:
        return
    said = [field.name for field in fields(Certificate) if field.name not in ("credential", "digest")]
    assert any(getattr(read, name) != getattr(original, name) for name in said)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_document_is_refused_in_words(data: st.DataObject) -> None:
    """Any value anywhere: a problem with a place, never an exception."""
    name = data.draw(st.sampled_from(["preparation", "statement", "certificate"]))
    changed = copy.deepcopy(documents()[name])
    above, step = data.draw(st.sampled_from(list(places(changed))))
    above[step] = data.draw(_JSON)
    read = {**READERS, "certificate": read_certificate}[name]
    problems = Problems()
    found = read(changed, Place("x"), problems)
    assert (found is None) == bool(problems.errors)
    assert all(problem.in_english and problem.place.file == "x" for problem in problems)

"""Bundles: written canonically, read within limits, nothing in them twice or out of place."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from fourfold.certification import bundle as bundles
from fourfold.certification.bundle import Bundle, bundle_document, read_bundle
from fourfold.certification.credentials.data_integrity import digest_of_credential
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import InputError, Place, Problems
from support.documents import AT, Case, digest

DIGEST = digest("a")


@cache
def parts() -> dict[str, Any]:
    """What goes into a bundle; issuer, register and lists need no form here."""
    case = Case()
    certificate = case.certificate_document()
    return {
        "made": AT,
        "certificate": certificate,
        "statement": case.statement_document(),
        "preparation": case.preparation_document(),
        "issuer": ({"version": 1}, {"version": 2}),
        "register": {"entries": []},
        "proofs": {digest_of_credential(certificate): "c2sp.org/tlog-proof@v1\nindex 0\n"},
        "status": ({"purpose": "revocation"}, {"purpose": "suspension"}),
        "timestamp": b"\x30\x03\x02\x01\x00",
    }


def made(**changes: Any) -> dict[str, JSON]:
    """A bundle, or another one."""
    return bundle_document(**{**parts(), **changes})


def read(document: JSON) -> Bundle:
    """What is read of a good one."""
    problems = Problems()
    found = read_bundle(canonical_bytes(document), Place("x.bundle.json"), problems)
    assert found is not None, [(str(p.place), p.in_english) for p in problems]
    return found


def said(data: bytes) -> set[tuple[str, str]]:
    """Code and path of everything said of a bad one."""
    problems = Problems()
    assert read_bundle(data, Place("x.bundle.json"), problems) is None
    return {(problem.kind.code, problem.place.column) for problem in problems}


def test_what_is_put_in_comes_out() -> None:
    supplier = made()
    document = made(suppliers=(supplier,))
    found = read(document)
    given = parts()
    for name in (
        "made",
        "certificate",
        "statement",
        "preparation",
        "issuer",
        "register",
        "proofs",
        "status",
        "timestamp",
    ):
        assert getattr(found, name) == given[name], name
    assert found.document == document
    assert [one.document for one in found.suppliers] == [supplier]


def test_a_bundle_may_lack_what_a_check_can_be_given_otherwise() -> None:
    found = read(made(statement=None, preparation=None, register=None, status=(), timestamp=b""))
    assert (found.statement, found.preparation, found.register, found.status) == (None, None, None, ())
    assert found.timestamp == b""


def test_the_schema_knows_bundles_in_bundles() -> None:
    schema = json.loads((Path(bundles.__file__).parent / "bundle.schema.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema)
    document = made(suppliers=(made(),))
    validator.validate(document)
    for path in ("made", "proofs", "suppliers"):
        broken = json.loads(json.dumps(document))
        del broken["suppliers"][0][path]
        assert not validator.is_valid(broken)
        assert said(canonical_bytes(broken)) == {("member-missing", f"suppliers[0].{path}")}


def test_only_the_canonical_spelling_is_read() -> None:
    document = made()
    data = canonical_bytes(document)
    assert said(data + b"\n") == {("bundle-trailing", "")}
    assert said(json.dumps(document).encode()) == {("bundle-not-canonical", "")}


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"a":1,"a":1}', b"1.5"])
def test_what_is_no_bundle_is_told(data: bytes) -> None:
    assert said(data)


def test_no_document_stands_in_it_twice() -> None:
    with pytest.raises(InputError) as error:
        made(issuer=({"version": 1}, {"version": 1}))
    assert "member-repeated" in {problem.kind.code for problem in error.value.problems}


@pytest.mark.parametrize("text", ["AA", "AB==", "A===", "AAA=\n", "AA-_", "AAAA="])
def test_a_time_stamp_has_one_spelling(text: str) -> None:
    document = {**made(), "timestamp": text}
    assert said(canonical_bytes(document)) == {("member-value", "timestamp")}


def nested(levels: int) -> dict[str, JSON]:
    """Suppliers of suppliers, written past the maker, which refuses what would not be read."""
    document: dict[str, JSON] = made()
    for _ in range(levels):
        document = {**made(), "suppliers": [document]}
    return document


def test_suppliers_of_suppliers_go_four_levels_deep() -> None:
    assert read(nested(4))
    assert {code for code, _ in said(canonical_bytes(nested(5)))} == {"bundle-suppliers-too-deep"}
    with pytest.raises(InputError):
        made(suppliers=(nested(4),))


def test_suppliers_are_counted_through_all_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "MOST_SUPPLIERS", 2)
    one = made()
    two = made(made=AT.replace(year=2027), suppliers=(one,))
    assert {code for code, _ in said(canonical_bytes({**made(), "suppliers": [one, two]}))} == {
        "bundle-suppliers-too-many"
    }


def test_a_file_beyond_its_bounds_is_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "MOST_BYTES", 100)
    assert said(canonical_bytes(parts()["certificate"])) == {("json-too-large", "")}


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_bundle_with_any_byte_changed_is_refused_or_reads_otherwise(data: st.DataObject) -> None:
    document = made()
    spelled = canonical_bytes(document)
    at = data.draw(st.integers(0, len(spelled) - 1))
    changed = spelled[:at] + bytes([data.draw(st.integers(0, 255))]) + spelled[at + 1 :]
    problems = Problems()
    found = read_bundle(changed, Place("x"), problems)
    assert (found is None) == bool(problems.errors)
    if found is not None:
        assert canonical_bytes(found.document) == changed

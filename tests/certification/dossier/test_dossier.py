"""A dossier is its manifest and what the manifest names: everything that does not agree is told, by entry."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.certification.dossier.archive import archive_bytes
from fourfold.certification.dossier.dossier import read_dossier
from fourfold.certification.dossier.entries import MANIFEST, DossierEntry
from fourfold.certification.dossier.manifest import manifest_schema
from fourfold.certification.dossier.sealing import Part, seal
from fourfold.core.canonical import canonical_bytes, digest_of_bytes
from fourfold.core.problems import Problems
from support.dossiers import HEAD, PARTS, by_hand, opened, read, rebuilt

SEALED = by_hand()
COMMITTED = "hmac-sha256:" + "1" * 64
HIDDEN = DossierEntry("hidden/recipe.csv", "opening", "", 0, COMMITTED)


def with_manifest(bend: Any) -> bytes:
    """The archive with a bent manifest."""
    document = json.loads(canonical_bytes(dict(SEALED.dossier.manifest)))
    bend(document)
    return archive_bytes({MANIFEST: canonical_bytes(document), **SEALED.dossier.contents})


def test_the_digest_of_the_manifest_names_the_dossier() -> None:
    dossier, codes = read(SEALED.data)
    assert codes == []
    assert dossier == SEALED.dossier
    assert dossier is not None
    assert dossier.digest == digest_of_bytes(canonical_bytes(dict(dossier.manifest)))
    assert set(dossier.contents) == {part.name for part in PARTS} == set(dossier.entries)


def test_the_order_of_parts_does_not_matter() -> None:
    problems = Problems()
    other = seal(reversed(PARTS), HEAD, problems)
    assert other is not None
    assert other.data == SEALED.data


@given(data=st.binary(max_size=30), name=st.sampled_from(["study/a.csv", "study/b/c.csv"]))
@settings(max_examples=30, deadline=None)
def test_other_contents_have_another_name(data: bytes, name: str) -> None:
    assert by_hand(Part(name, "study", data)).dossier.digest != SEALED.dossier.digest


def test_hidden_entries_stand_in_the_manifest_alone() -> None:
    sealed = by_hand(hidden=(HIDDEN,))
    assert opened(sealed.data).hidden == (HIDDEN.name,)
    assert HIDDEN.name not in sealed.dossier.contents
    there = archive_bytes({**archive_contents(sealed.data), HIDDEN.name: b"secret"})
    assert read(there)[1] == ["dossier-entry-unnamed"]


def archive_contents(data: bytes) -> dict[str, bytes]:
    dossier = opened(data)
    return {MANIFEST: canonical_bytes(dict(dossier.manifest)), **dossier.contents}


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        (lambda held: held.pop(MANIFEST), "dossier-manifest-missing"),
        (lambda held: held.pop("result.json"), "dossier-entry-missing"),
        (lambda held: held.update(extra=b""), "dossier-entry-unnamed"),
        (lambda held: held.update({"result.json": b"{ }"}), "dossier-entry-digest"),
        (lambda held: held.update({"study/empty.csv": b"x"}), "dossier-entry-digest"),
        (lambda held: held.update({MANIFEST: held[MANIFEST] + b"\n"}), "dossier-manifest-not-canonical"),
        (lambda held: held.update({MANIFEST: b"[]"}), "member-type"),
        (lambda held: held.update({MANIFEST: b"{"}), "json-syntax"),
        (lambda held: held.update({MANIFEST: b'{"a":1,"a":1}'}), "json-duplicate-key"),
    ],
)
def test_archive_and_manifest_have_to_agree(bend: Any, code: str) -> None:
    held = archive_contents(SEALED.data)
    bend(held)
    dossier, codes = read(archive_bytes(held))
    assert dossier is None
    assert codes == [code]


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        (lambda m: m.update(fourfold="dossier/2"), "member-value"),
        (lambda m: m.pop("engine"), "member-missing"),
        (lambda m: m.update(more=1), "member-unknown"),
        (lambda m: m["engine"].update(version=1), "member-type"),
        (lambda m: m["entries"][0].update(size_bytes=-1), "member-value"),
        (lambda m: m["entries"][0].update(role="other"), "member-value"),
        (lambda m: m["precision"].update(solved_digits=8), "member-value"),
        (lambda m: m["entries"][0].update(name="../out"), "dossier-manifest-name"),
        (lambda m: m["entries"][0].update(name=MANIFEST), "dossier-manifest-name"),
        (lambda m: m["entries"][0].update(name="STUDY/study.yaml"), "dossier-manifest-name"),
        (lambda m: m["entries"].append({**m["entries"][0], "role": "study"}), "dossier-manifest-name"),
        (lambda m: m["entries"][0].update(digest=""), "dossier-manifest-hidden"),
        (lambda m: m["entries"][0].update(commitment=COMMITTED), "dossier-manifest-hidden"),
        (
            lambda m: m.update(entries=[e for e in m["entries"] if e["name"] != "result.json"]),
            "dossier-manifest-without",
        ),
    ],
)
def test_what_is_wrong_in_a_manifest_is_named(bend: Any, code: str) -> None:
    dossier, codes = read(with_manifest(bend))
    assert dossier is None
    assert code in codes


def test_a_bent_entry_whose_manifest_was_put_right_is_another_dossier() -> None:
    dossier, codes = read(rebuilt(SEALED, {"study/empty.csv": b"x"}))
    assert codes == []
    assert dossier is not None
    assert dossier.digest != SEALED.dossier.digest


def test_names_that_no_system_can_unpack_are_not_sealed() -> None:
    problems = Problems()
    parts = (Part("study/a:b.csv", "study", b""), Part("study/x", "study", b""), Part("study/X", "study", b""))
    assert seal([*PARTS, *parts], HEAD, problems) is None
    assert [(p.kind.code, p.place.file) for p in problems] == [
        ("seal-part-name", "a:b.csv"),
        ("seal-part-clashes", "X"),
    ]


def test_the_schema_describes_the_manifest() -> None:
    import jsonschema

    validator = jsonschema.Draft202012Validator(manifest_schema())
    validator.check_schema(manifest_schema())
    assert list(validator.iter_errors(dict(SEALED.dossier.manifest))) == []
    assert list(validator.iter_errors({**SEALED.dossier.manifest, "more": 1}))


def reading(path: Path) -> list[str]:
    problems = Problems()
    assert read_dossier(path, problems) is None
    return [problem.kind.code for problem in problems]


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert reading(tmp_path / "none") == ["file-missing"]
    assert reading(tmp_path) == ["file-not-regular"]
    assert reading(tmp_path / "pipe") == ["file-not-regular"]
    assert reading(Path("a\0b")) == ["file-unreadable"]


def test_a_dossier_is_read_from_a_file(tmp_path: Path) -> None:
    path, problems = tmp_path / "d.dossier", Problems()
    path.write_bytes(SEALED.data)
    assert read_dossier(path, problems) == SEALED.dossier
    assert list(problems) == []

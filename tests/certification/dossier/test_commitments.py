"""Commitments bind, hide, and are kept with their salts; the file of openings holds or is refused."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.certification.dossier.archive import archive_bytes
from fourfold.certification.dossier.commitments import commitment, matches, new_salt
from fourfold.certification.dossier.openings import NO_OPENINGS, Opening, Openings, openings_bytes, read_openings
from fourfold.core.problems import Place, Problems

SALT = bytes(range(32))
HERE = Place("kept.openings")


def read(data: bytes) -> tuple[Openings | None, list[str]]:
    problems = Problems()
    found = read_openings(data, HERE, problems)
    return found, [problem.in_english for problem in problems.errors]


def kept(*parts: tuple[str, bytes]) -> Openings:
    return NO_OPENINGS.with_parts(NO_OPENINGS.of(name, data) for name, data in parts)


def test_a_commitment_can_be_made_with_any_other_program() -> None:
    text = b"fourfold-commitment/1\0hidden/study/bom.csv\0a,b\n"
    due = hmac.new(SALT, text, hashlib.sha256).hexdigest()
    assert commitment("hidden/study/bom.csv", b"a,b\n", SALT) == f"hmac-sha256:{due}"


@settings(max_examples=60)
@given(st.text(alphabet="ab/"), st.binary(max_size=4), st.text(alphabet="ab/"), st.binary(max_size=4))
def test_different_parts_have_different_commitments(name: str, data: bytes, other: str, others: bytes) -> None:
    same = (name, data) == (other, others)
    assert matches(commitment(name, data, SALT), other, others, SALT) is same


def test_two_salts_hide_that_two_parts_are_equal() -> None:
    assert new_salt() != new_salt()
    assert commitment("a", b"yes", new_salt()) != commitment("a", b"yes", new_salt())


@pytest.mark.parametrize(("name", "salt"), [("a", b"short"), ("a\0b", SALT)])
def test_what_could_run_together_is_refused(name: str, salt: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(name, b"", salt)


def test_a_part_that_stays_the_same_keeps_its_salt_and_a_changed_one_gets_another() -> None:
    first = kept(("hidden/a", b"1"))
    assert first.of("hidden/a", b"1").commitment in first.parts
    changed = first.of("hidden/a", b"2")
    assert changed.salt not in {part.salt for part in first.parts.values()}
    assert len(first.with_parts([changed]).parts) == 2


def test_salt_and_content_do_not_show_in_a_repr() -> None:
    shown = repr(Opening("hidden/a", SALT, b"secret"))
    assert "secret" not in shown
    assert str(SALT) not in shown


def test_openings_are_read_as_they_were_written_and_written_alike() -> None:
    openings = kept(("hidden/b", b"same"), ("hidden/a", b"same"), ("hidden/c", b""))
    found, errors = read(openings_bytes(openings))
    assert errors == []
    assert found == openings
    assert openings_bytes(found or NO_OPENINGS) == openings_bytes(openings)


def bent(openings: Openings, member: str, value: object) -> bytes:
    """Openings with one member of the first part replaced."""
    with zipfile.ZipFile(io.BytesIO(openings_bytes(openings))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    document = json.loads(files["openings.json"])
    document["parts"][0][member] = value
    files["openings.json"] = json.dumps(document).encode()
    return archive_bytes(files)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("salt", SALT.hex()),
        ("salt", "xx"),
        ("salt", "00"),
        ("salt", 7),
        ("commitment", "hmac-sha256:" + "0" * 64),
        ("digest", "sha256:" + "0" * 64),
        ("digest", "../openings.json"),
        ("more", ""),
    ],
)
def test_a_part_that_does_not_fit_its_commitment_is_named(member: str, value: object) -> None:
    openings = kept(("hidden/a", b"content"))
    found, errors = read(bent(openings, member, value))
    assert found is None
    assert len(errors) == 1
    assert "hidden/a does not fit its commitment" in errors[0]
    assert next(iter(openings.parts.values())).salt.hex() not in errors[0]


def test_another_name_does_not_fit_the_commitment() -> None:
    found, errors = read(bent(kept(("hidden/a", b"content")), "name", "hidden/b"))
    assert found is None
    assert "hidden/b does not fit" in errors[0]


@pytest.mark.parametrize("data", [b"", b"PK", b"{}", openings_bytes(NO_OPENINGS)[:-4]])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    found, errors = read(data)
    assert found is None
    assert errors


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_flipped_byte_is_always_noticed(data: st.DataObject) -> None:
    openings = kept(("hidden/a", b"content"), ("hidden/b", b"more"))
    whole = bytearray(openings_bytes(openings))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    found, errors = read(bytes(whole))
    assert found is None
    assert errors

"""The archive of a dossier: the same bytes twice, and nothing but these bytes is read."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.certification.dossier import archive
from fourfold.certification.dossier.archive import archive_bytes, read_archive
from fourfold.certification.dossier.entries import clashes, is_safe
from fourfold.core.problems import Place, Problems
from support.dossiers import PARTS, by_hand, read

SEALED = by_hand()
NAMES = st.text("ab/.é中 A:\\*\x00\n", min_size=1, max_size=12).filter(is_safe)
CONTENTS = st.dictionaries(NAMES, st.binary(max_size=40), min_size=1, max_size=6).filter(
    lambda contents: not list(clashes(contents))
)


def read_back(data: bytes, **limits: int) -> tuple[dict[str, bytes] | None, list[str]]:
    problems = Problems()
    contents = read_archive(io.BytesIO(data), len(data), Place("d"), problems, **limits)
    return contents, [problem.kind.code for problem in problems]


@given(contents=CONTENTS)
@settings(max_examples=80, deadline=None)
def test_what_is_written_is_read_back_and_depends_on_nothing_but_names_and_contents(contents: dict[str, bytes]) -> None:
    data = archive_bytes(contents)
    assert data == archive_bytes(dict(reversed(contents.items())))
    assert read_back(data) == (contents, [])


@given(contents=CONTENTS)
@settings(max_examples=20, deadline=None)
def test_other_programs_read_it_as_a_zip_archive(contents: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(archive_bytes(contents))) as opened:
        assert opened.testzip() is None
        assert {info.filename: opened.read(info) for info in opened.infolist()} == contents


def test_a_flip_of_any_byte_is_noticed() -> None:
    data = SEALED.data
    for position in range(len(data)):
        other = bytearray(data)
        other[position] ^= 1 << position % 8
        dossier, codes = read(bytes(other))
        assert dossier is None, position
        assert codes, position


@given(start=st.integers(0, len(SEALED.data)), length=st.integers(1, 200), more=st.binary(max_size=50))
@settings(max_examples=150, deadline=None)
def test_bytes_cut_out_or_put_in_anywhere_are_noticed(start: int, length: int, more: bytes) -> None:
    data = SEALED.data[:start] + more + SEALED.data[start + length :]
    if data != SEALED.data:
        dossier, codes = read(data)
        assert dossier is None
        assert codes


@given(data=st.binary(max_size=400), head=st.sampled_from([b"", b"PK\x03\x04", SEALED.data[:60]]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_at_all_are_refused_in_words(data: bytes, head: bytes) -> None:
    assert read(head + data)[0] is None


def test_every_beginning_of_an_archive_is_refused() -> None:
    for length in range(0, len(SEALED.data), 7):
        dossier, codes = read(SEALED.data[:length])
        assert dossier is None
        assert codes


def zipped(write: Callable[[zipfile.ZipFile], None], compression: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        write(made)
    return out.getvalue()


def repacked(compression: int) -> bytes:
    def write(made: zipfile.ZipFile) -> None:
        for part in PARTS:
            made.writestr(part.name, part.data)

    return zipped(write, compression)


def test_an_archive_packed_by_another_program_is_refused() -> None:
    assert "dossier-entry-form" in read(repacked(zipfile.ZIP_DEFLATED))[1]
    assert read(repacked(zipfile.ZIP_STORED))[0] is None


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped(lambda made: made.writestr("manifest.json", b"0" * 50_000_000), zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    assert "dossier-entry-form" in read(bomb)[1]


def laid_by_hand(
    names: list[bytes],
    flags: int = 0x0800,
    method: int = 0,
    size: int | None = None,
    packed: int | None = None,
    extra: bytes = b"",
) -> bytes:
    """Local headers with contents ``x``, then the beginning of a directory."""
    out = b""
    for name in names:
        fixed = (20, flags, method, 0, 0x21, 0x8CDC1683)
        sizes = (1 if packed is None else packed, 1 if size is None else size, len(name), len(extra))
        out += struct.pack("<4s5H3L2H", b"PK\x03\x04", *fixed, *sizes) + name + extra + b"x"
    return out + b"PK\x01\x02"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (laid_by_hand([b"../a"]), "dossier-entry-name"),
        (laid_by_hand([b"/etc/passwd"]), "dossier-entry-name"),
        (laid_by_hand([b"a\\b"]), "dossier-entry-name"),
        (laid_by_hand([b"C:a"]), "dossier-entry-name"),
        (laid_by_hand([b"a/"]), "dossier-entry-name"),
        (laid_by_hand([b"a\x00b"]), "dossier-entry-name"),
        (laid_by_hand([b"nul.txt"]), "dossier-entry-name"),
        (laid_by_hand([b"a" * 2000]), "dossier-entry-name"),
        (laid_by_hand(["a\u202eb".encode()]), "dossier-entry-name"),
        (laid_by_hand([b"a", b"a"]), "dossier-entry-clashes"),
        (laid_by_hand([b"a", b"A"]), "dossier-entry-clashes"),
        (laid_by_hand([b"a", b"a/b"]), "dossier-entry-clashes"),
        (laid_by_hand(["é".encode(), "e\u0301".encode()]), "dossier-entry-clashes"),
        (laid_by_hand([b"\xff"]), "dossier-entry-form"),
        (laid_by_hand([b"a"], flags=0x0801), "dossier-entry-form"),
        (laid_by_hand([b"a"], flags=0x0808), "dossier-entry-form"),
        (laid_by_hand([b"a"], method=8), "dossier-entry-form"),
        (laid_by_hand([b"a"], extra=b"\x01\x00\x00\x00"), "dossier-entry-form"),
        (laid_by_hand([b"a"], size=2), "dossier-entry-form"),
        (laid_by_hand([b"a"], size=0xFFFFFFFF, packed=0xFFFFFFFF), "dossier-too-large"),
        (laid_by_hand([b"a"], size=500, packed=500), "dossier-broken"),
        (laid_by_hand([b"b", b"a"]), "dossier-entry-order"),
        (laid_by_hand([b"a", b"manifest.json"]), "dossier-entry-order"),
        (laid_by_hand([b"a"]), "dossier-altered"),
        (b"PK\x05\x06" + bytes(18), "dossier-broken"),
        (b"", "dossier-broken"),
    ],
)
def test_what_is_hostile_in_an_archive_is_named(data: bytes, code: str) -> None:
    contents, codes = read_back(data)
    assert contents is None
    assert code in codes


def test_faults_of_all_entries_are_told_at_once() -> None:
    codes = read_back(laid_by_hand([b"../a", b"/b", b"c", b"C"]))[1]
    assert codes.count("dossier-entry-name") == 2
    assert "dossier-entry-clashes" in codes


@pytest.mark.parametrize("tail", [b"\x00", b"comment", b"PK\x05\x06" + bytes(18)])
def test_nothing_stands_before_or_behind_an_archive(tail: bytes) -> None:
    assert read(SEALED.data + tail)[1] == ["dossier-altered"]
    assert read(tail + SEALED.data)[0] is None


def test_a_comment_is_refused() -> None:
    data = SEALED.data[:-2] + struct.pack("<H", 2) + b"hi"
    assert read(data)[1] == ["dossier-altered"]


def test_sizes_and_numbers_of_entries_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    data = archive_bytes({"a": b"x" * 100, "b": b"y" * 100})
    assert read_back(data, most_bytes=200)[1] == []
    assert read_back(data, most_bytes=199)[1] == ["dossier-too-large"]
    monkeypatch.setattr(archive, "MOST_ENTRIES", 1)
    assert read_back(data)[1] == ["dossier-too-large"]
    monkeypatch.setattr(archive, "MOST_ENTRIES", 2)
    monkeypatch.setattr(archive, "MOST_ENTRY_BYTES", 99)
    assert read_back(data)[1] == ["dossier-too-large"]


@pytest.mark.parametrize("name", ["a", "a/b.csv", "study/账单.pdf", "A b/c-d_e.f", "..a", "a..b"])
def test_ordinary_names_are_safe(name: str) -> None:
    assert is_safe(name)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/../b", "/a", "a//b", "a/", "a.", "a ", "a:b", "a?b", 'a"b', "\ud800", "COM1.csv", "é" * 600],
)
def test_names_that_some_system_cannot_take_are_not(name: str) -> None:
    assert not is_safe(name)

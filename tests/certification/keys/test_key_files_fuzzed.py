"""Key files with bytes flipped, cut, put in or shuffled: the same key or a clean refusal, never another key or a word
of the secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.certification.keys.files import read_key, read_public
from fourfold.certification.keys.key import KeyKind, SigningKey
from fourfold.certification.keys.pem import pem_text, read_pem
from fourfold.core.problems import InputError, Problems
from fourfold.core.words import words
from support.keys import PASSPHRASE, key_of_seed, write_cheap_key

SECRET = bytes(range(101, 133))
REFUSALS = {
    *("key-file-not-a-key", "key-not-opened", "key-public-other", "key-public-unknown", "key-file-too-costly"),
    *("key-file-not-encrypted", "key-file-other-kind", "public-name-wrong"),
}
PUBLIC_REFUSALS = {"public-file-wrong", "public-name-wrong", "file-missing"}
"""Beside the refusals of the strict reader, whose codes begin with ``json-``."""


@pytest.fixture(scope="module", params=[KeyKind.ED25519, KeyKind.P256])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SigningKey]:
    """A key file and its pair; a copy of it is what gets spoiled."""
    folder = tmp_path_factory.mktemp("keys")
    return folder / "root.pem", write_cheap_key(folder / "root.pem", key_of_seed(request.param, SECRET))


@st.composite
def spoiled(draw: st.DrawFn, whole: bytes) -> bytes:
    """Some bytes of a file changed."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        how = draw(st.sampled_from(["flip", "cut", "end", "insert", "swap"]))
        if how == "flip" and data:
            data[at] ^= 1 << draw(st.integers(0, 7))
        elif how == "cut":
            del data[at : at + draw(st.integers(1, 40))]
        elif how == "end":
            del data[at:]
        elif how == "insert":
            data[at:at] = draw(st.binary(max_size=6))
        elif data:
            other = draw(st.integers(0, len(data) - 1))
            data[at], data[other] = data[other], data[at]
    return bytes(data)


def held(path: Path, key: SigningKey) -> None:
    """The file gives the key it was made for, or a refusal that is known and says nothing of the secret."""
    refusal: InputError | None = None
    try:
        found = read_key(path, PASSPHRASE)
    except InputError as error:
        refusal = error
    if refusal is None:
        assert found.public == key.public
        assert found.sign(b"message") == key.sign(b"message")
        return
    assert {problem.kind.code for problem in refusal.problems} <= REFUSALS
    assert refusal.__cause__ is None
    said = [str(refusal), repr(refusal)]
    for problem in refusal.problems:
        for lang in (words("en"), words("zh")):
            said += [lang.problem(problem), lang.expected(problem), lang.repair(problem)]
    for text in said:
        assert not any(secret in text for secret in (SECRET.hex(), repr(SECRET)[2:12], PASSPHRASE.decode()))


@given(data=st.data())
def test_a_spoiled_file_is_refused_or_gives_the_same_key(written: tuple[Path, SigningKey], data: st.DataObject) -> None:
    path, key = written
    copy = path.with_name("spoiled.pem")
    copy.write_bytes(data.draw(spoiled(path.read_bytes())))
    held(copy, key)


@given(data=st.data())
def test_spoiled_bytes_inside_the_pem_are_refused_or_give_the_same_key(
    written: tuple[Path, SigningKey], data: st.DataObject
) -> None:
    """Where the text around them is whole, the change reaches the envelope, the cipher and the key itself."""
    path, key = written
    pem = read_pem(path.read_bytes())
    assert pem is not None
    copy = path.with_name("spoiled.pem")
    copy.write_bytes(pem_text(pem.multikey, data.draw(spoiled(pem.data))))
    held(copy, key)


@pytest.mark.parametrize("bit", [0, 7])
def test_no_flipped_byte_of_the_envelope_gives_another_key(written: tuple[Path, SigningKey], bit: int) -> None:
    """Each byte once: in this mode of the cipher a flip in one block flips the same bit of the block after it."""
    path, key = written
    pem = read_pem(path.read_bytes())
    assert pem is not None
    copy = path.with_name("spoiled.pem")
    for at in range(len(pem.data)):
        changed = bytearray(pem.data)
        changed[at] ^= 1 << bit
        copy.write_bytes(pem_text(pem.multikey, bytes(changed)))
        held(copy, key)


@given(data=st.data())
def test_a_spoiled_public_half_is_refused_or_is_the_same(written: tuple[Path, SigningKey], data: st.DataObject) -> None:
    path, key = written
    copy = path.with_name("spoiled.pub.json")
    copy.write_bytes(data.draw(spoiled(path.with_name("root.pub.json").read_bytes())))
    problems = Problems()
    public = read_public(copy, problems)
    codes = {problem.kind.code for problem in problems}
    assert public in (None, key.public)
    assert (public is None) == bool(codes)
    assert all(code in PUBLIC_REFUSALS or code.startswith("json-") for code in codes)

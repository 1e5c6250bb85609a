"""Pairs of three kinds: what they are called, what they sign, and that the secret stays inside."""

from __future__ import annotations

import copy
import dataclasses
import io
import pickle
import traceback

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, SECP384R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from hypothesis import given
from hypothesis import strategies as st

from fourfold.certification.keys.key import RAW_LENGTHS, SIGNATURE_LENGTHS, KeyKind, PublicKey, SigningKey, new_key
from fourfold.core.multibase import multibase_decoded, multibase_encoded
from support.keys import key_of_seed

KEYS = {kind: new_key(kind) for kind in KeyKind}
kinds = pytest.mark.parametrize("kind", KeyKind)
SEED = bytes(range(1, 33))
MESSAGE = b"13.06 kg CO2e per kWh"


@kinds
def test_a_signature_holds_over_its_message_and_no_other(kind: KeyKind) -> None:
    key = KEYS[kind]
    signature = key.sign(MESSAGE)
    assert len(signature) == SIGNATURE_LENGTHS[kind]
    assert key.public.verifies(signature, MESSAGE)
    assert not key.public.verifies(signature, MESSAGE + b" ")
    assert not new_key(kind).public.verifies(signature, MESSAGE)


@kinds
def test_signing_twice_gives_the_same_bytes(kind: KeyKind) -> None:
    """ECDSA too: RFC 6979. A generator of chance that fails cannot give the key away."""
    assert KEYS[kind].sign(MESSAGE) == KEYS[kind].sign(MESSAGE)


def test_ecdsa_agrees_with_the_example_of_rfc_6979() -> None:
    """Appendix A.2.5: P-256, SHA-256, message ``sample``."""
    key = key_of_seed(KeyKind.P256, bytes.fromhex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"))
    assert key.sign(b"sample").hex().upper() == (
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
    )


def test_ed25519_agrees_with_the_example_of_rfc_8032() -> None:
    """Section 7.1, test 2."""
    key = key_of_seed(
        KeyKind.ED25519, bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    assert key.public.raw.hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert key.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


@kinds
def test_the_bare_library_accepts_the_signature(kind: KeyKind) -> None:
    key = KEYS[kind]
    signature = key.sign(MESSAGE)
    if kind is KeyKind.ED25519:
        Ed25519PublicKey.from_public_bytes(key.public.raw).verify(signature, MESSAGE)
        return
    curve, hashed = (SECP256R1(), SHA256()) if kind is KeyKind.P256 else (SECP384R1(), SHA384())
    half = len(signature) // 2
    der = encode_dss_signature(int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))
    public = EllipticCurvePublicKey.from_encoded_point(curve, key.public.raw)
    public.verify(der, MESSAGE, ECDSA(hashed))
    with pytest.raises(InvalidSignature):
        public.verify(der, MESSAGE, ECDSA(SHA384() if kind is KeyKind.P256 else SHA256()))


@kinds
@given(data=st.data())
def test_any_changed_bit_of_a_signature_is_refused(kind: KeyKind, data: st.DataObject) -> None:
    signature = bytearray(KEYS[kind].sign(MESSAGE))
    signature[data.draw(st.integers(0, len(signature) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert not KEYS[kind].public.verifies(bytes(signature), MESSAGE)


@kinds
def test_a_signature_of_another_length_is_refused(kind: KeyKind) -> None:
    """DER in place of r‖s, a byte more, a byte less, nothing."""
    public, signature = KEYS[kind].public, KEYS[kind].sign(MESSAGE)
    half = len(signature) // 2
    der = encode_dss_signature(int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))
    for wrong in (der, signature + b"\0", b"\0" + signature, signature[:-1], signature[1:], b"", bytes(len(signature))):
        assert not public.verifies(wrong, MESSAGE)


@kinds
def test_short_numbers_in_a_signature_keep_its_length(kind: KeyKind) -> None:
    """One signature in 128 or so has a leading zero in r or s; cut off, it would have another length."""
    assert {len(KEYS[kind].sign(bytes([i // 256, i % 256]))) for i in range(300)} == {SIGNATURE_LENGTHS[kind]}


@kinds
def test_a_public_key_is_spelled_and_read_back(kind: KeyKind) -> None:
    public = KEYS[kind].public
    assert len(public.raw) == RAW_LENGTHS[kind]
    assert PublicKey.from_multikey(public.multikey) == public
    assert PublicKey.from_did(public.did) == public
    assert PublicKey.from_did(public.method) == public
    assert public.did == f"did:key:{public.multikey}"
    assert public.method == f"{public.did}#{public.multikey}"


@pytest.mark.parametrize(
    ("kind", "letters"), [(KeyKind.ED25519, "z6Mk"), (KeyKind.P256, "zDn"), (KeyKind.P384, "z82L")]
)
def test_the_first_letters_of_a_multikey_tell_its_kind(kind: KeyKind, letters: str) -> None:
    assert all(new_key(kind).public.multikey.startswith(letters) for _ in range(5))


def test_a_published_key_has_its_published_name() -> None:
    """The first of the test vectors of the did:key method for Ed25519."""
    name = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
    raw = bytes.fromhex("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29")
    assert PublicKey(KeyKind.ED25519, raw).did == name
    assert key_of_seed(KeyKind.ED25519, bytes(32)).public.did == name


@kinds
@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: b"\0" + data,
        lambda data: b"\x80\x26" + data[2:],
        lambda data: data[2:],
        lambda _data: b"",
    ],
    ids=["shorter", "longer", "zero in front", "private key's code", "no code", "nothing"],
)
def test_what_is_no_multikey_is_refused(kind: KeyKind, spoil: object) -> None:
    assert callable(spoil)
    data = spoil(multibase_decoded(KEYS[kind].public.multikey))
    with pytest.raises(ValueError, match=r"multikey|bytes"):
        PublicKey.from_multikey(multibase_encoded(data))


@pytest.mark.parametrize("text", ["", "z", "u7QEAAAA", "6Mk", "z6Mk0", "z" + "6" * 5000])
def test_other_texts_are_no_multikey(text: str) -> None:
    with pytest.raises(ValueError, match=r"multikey|base58"):
        PublicKey.from_multikey(text)


def test_two_halves_of_a_did_key_must_agree() -> None:
    one, other = KEYS[KeyKind.ED25519].public, KEYS[KeyKind.P256].public
    for text in (f"{one.did}#{other.multikey}", f"{one.did}#", "did:web:a.example", one.multikey, f"{one.did}?a=b"):
        with pytest.raises(ValueError, match=r"did:key|base58"):
            PublicKey.from_did(text)


@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.P384])
def test_a_point_off_the_curve_is_no_key(kind: KeyKind) -> None:
    size = RAW_LENGTHS[kind] - 1
    off = next(x for x in range(2, 50) if not _is_key(PublicKey(kind, b"\x02" + x.to_bytes(size))))
    key = PublicKey(kind, b"\x02" + off.to_bytes(size))
    with pytest.raises(ValueError, match=r".+"):
        PublicKey.from_multikey(key.multikey)
    assert not key.verifies(bytes(SIGNATURE_LENGTHS[kind]), MESSAGE)
    assert not _is_key(PublicKey(kind, b"\x04" + bytes(size)))


def _is_key(key: PublicKey) -> bool:
    try:
        key.check()
    except ValueError:
        return False
    return True


SECRET = SEED.hex()


def _forms(secret: bytes) -> list[str]:
    return [secret.hex(), repr(secret)[2:-1], str(list(secret)), str(int.from_bytes(secret)), multibase_encoded(secret)]


@pytest.mark.parametrize("kind", [KeyKind.ED25519, KeyKind.P256])
def test_no_text_of_a_signing_key_holds_the_secret(kind: KeyKind) -> None:
    key = key_of_seed(kind, SEED)
    inside = [getattr(key, name) for name in SigningKey.__slots__]
    texts = [repr(key), str(key), f"{key}", f"{key!r}", str(dir(key)), repr([key, {"key": key}])]
    texts += [repr(inside), str(inside)]
    try:
        raise RuntimeError("something else went wrong", key)
    except RuntimeError as error:
        out = io.StringIO()
        traceback.TracebackException.from_exception(error, capture_locals=True).print(file=out)
        texts.append(out.getvalue().replace(repr(SEED), ""))
    for text in texts:
        assert not any(form in text for form in _forms(SEED))
    assert key.public.multikey in repr(key)


@kinds
def test_a_signing_key_is_neither_pickled_nor_copied(kind: KeyKind) -> None:
    key = KEYS[kind]
    for attempt in (lambda: pickle.dumps(key), lambda: copy.copy(key), lambda: copy.deepcopy(key), key.__getstate__):
        with pytest.raises(TypeError, match="neither pickled nor copied"):
            attempt()
    with pytest.raises(TypeError, match="__dict__"):
        vars(key)
    assert not dataclasses.is_dataclass(key)


def test_two_fresh_keys_differ() -> None:
    assert len({new_key(kind).public for kind in KeyKind for _ in range(3)}) == 9

"""What is no key file of ours, and what a file may ask for before it is opened."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, SECP521R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from fourfold.certification.keys import pkcs8
from fourfold.certification.keys.files import MOST_KEY_BYTES, public_path, read_key
from fourfold.certification.keys.key import SigningKey, new_key
from fourfold.certification.keys.pem import pem_text
from support.keys import PASSPHRASE, codes_of, write_cheap_key


def foreign(pair: object, encryption: object) -> bytes:
    """A key as another program writes it."""
    made: bytes = pair.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)  # type: ignore[attr-defined]
    return made


SEALED = BestAvailableEncryption(PASSPHRASE)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (foreign(Ed25519PrivateKey.generate(), NoEncryption()), "key-file-not-encrypted"),
        (foreign(generate_private_key(SECP521R1()), NoEncryption()), "key-file-not-encrypted"),
        (
            generate_private_key(SECP521R1()).private_bytes(
                Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
            ),
            "key-file-not-encrypted",
        ),
        (b"", "key-file-not-a-key"),
        (b"hello", "key-file-not-a-key"),
        (b"\xff\xfe\x00", "key-file-not-a-key"),
        (b"a" * (MOST_KEY_BYTES + 1), "key-file-not-a-key"),
        (b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n", "key-public-unknown"),
    ],
)
def test_what_is_no_encrypted_key_is_told_apart(content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_bytes(content)
    assert codes_of(lambda: read_key(tmp_path / "root.pem", PASSPHRASE)) == [code]


def test_a_plain_key_in_the_clothes_of_an_encrypted_one_is_recognised(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "root.pem").write_bytes(pem_text(SigningKey(key).public.multikey, plain))
    assert codes_of(lambda: read_key(tmp_path / "root.pem", PASSPHRASE)) == ["key-file-not-encrypted"]


@pytest.mark.parametrize(
    "pair",
    [rsa.generate_private_key(65537, 2048), generate_private_key(SECP521R1()), generate_private_key(SECP256K1())],
    ids=["rsa", "p521", "secp256k1"],
)
def test_keys_of_other_kinds_are_named_as_such(pair: object, tmp_path: Path) -> None:
    text = f"Multikey: {new_key().public.multikey}\n".encode() + foreign(pair, SEALED)
    (tmp_path / "root.pem").write_bytes(text)
    assert codes_of(lambda: read_key(tmp_path / "root.pem", PASSPHRASE)) == ["key-file-other-kind"]


def test_a_key_of_another_program_is_used_with_its_public_half_beside_it(tmp_path: Path) -> None:
    pair = Ed25519PrivateKey.generate()
    path = tmp_path / "root.pem"
    path.write_bytes(foreign(pair, SEALED))
    assert codes_of(lambda: read_key(path, PASSPHRASE)) == ["key-public-unknown"]
    write_cheap_key(tmp_path / "made.pem", SigningKey(pair))
    public_path(tmp_path / "made.pem").rename(public_path(path))
    assert read_key(path, PASSPHRASE).public == SigningKey(pair).public


def test_a_pair_must_be_the_one_its_file_says(tmp_path: Path) -> None:
    """Public halves swapped: whoever is asked to sign with the one would sign with the other."""
    for name in ("one", "two"):
        write_cheap_key(tmp_path / f"{name}.pem")
    one, two = ((tmp_path / f"{name}.pem").read_text().partition("\n") for name in ("one", "two"))
    (tmp_path / "one.pem").write_text(two[0] + "\n" + one[2])
    assert codes_of(lambda: read_key(tmp_path / "one.pem", PASSPHRASE)) == ["key-public-other"]


@pytest.mark.parametrize(
    ("derivation", "code"),
    [
        (pkcs8._ScryptParameters(salt=b"s" * 16, n=2**30, r=8, p=1, length=32), "key-file-too-costly"),
        (pkcs8._ScryptParameters(salt=b"s" * 16, n=2, r=1, p=2**20, length=32), "key-file-too-costly"),
        (pkcs8._ScryptParameters(salt=b"s" * 16, n=2**62, r=2**62, p=1, length=32), "key-file-too-costly"),
        (pkcs8._ScryptParameters(salt=b"s" * 16, n=-4, r=8, p=1, length=32), "key-file-too-costly"),
        (pkcs8._ScryptParameters(salt=b"s" * 16, n=3, r=8, p=1, length=32), "key-not-opened"),
        (pkcs8._ScryptParameters(salt=b"s" * 16, n=2**17, r=1, p=1, length=32), "key-not-opened"),
        (pkcs8._ScryptParameters(salt=b"", n=16, r=8, p=1, length=16), "key-not-opened"),
    ],
)
def test_a_file_that_asks_for_work_without_end_is_refused(
    derivation: pkcs8._ScryptParameters, code: str, tmp_path: Path
) -> None:
    scheme = pkcs8._ScryptScheme(
        derivation=pkcs8._Scrypt(oid=pkcs8._SCRYPT, parameters=derivation),
        cipher=pkcs8._Cipher(oid=pkcs8._AES_256_CBC, start=bytes(16)),
    )
    sealed = pkcs8._Sealed(scheme=pkcs8._Scheme(oid=pkcs8._PBES2, parameters=scheme), data=bytes(64))
    (tmp_path / "root.pem").write_bytes(pem_text(new_key().public.multikey, asn1.encode_der(sealed)))
    assert codes_of(lambda: read_key(tmp_path / "root.pem", PASSPHRASE)) == [code]


@pytest.mark.parametrize("rounds", [10_000_001, 0, -1, 2**64])
def test_rounds_without_end_are_refused_too(rounds: int, tmp_path: Path) -> None:
    text = foreign(Ed25519PrivateKey.generate(), SEALED).decode()
    der = base64.b64decode(text.split("-----")[2])
    envelope = asn1.decode_der(pkcs8._AnyEnvelope, der)
    asked = envelope.scheme.parameters.parse(pkcs8._AnyScheme).derivation.parameters.parse(pkcs8._Rounds)
    was = asn1.encode_der(asked)
    asked.rounds = rounds
    changed = _with(der, was, asn1.encode_der(asked))
    (tmp_path / "root.pem").write_bytes(pem_text(new_key().public.multikey, changed))
    assert codes_of(lambda: read_key(tmp_path / "root.pem", PASSPHRASE)) == ["key-file-too-costly"]


def _with(der: bytes, old: bytes, new: bytes) -> bytes:
    """DER with one part replaced, the lengths of all that hold it corrected (each one byte, or two after 0x81)."""
    at, more = der.index(old), len(new) - len(old)
    out, position = bytearray(der[:at] + new + der[at + len(old) :]), 0
    while position < at:
        long = out[position + 1] == 0x81
        length_at = position + (2 if long else 1)
        end = length_at + 1 + out[length_at]
        if end > at:
            out[length_at] += more
            position = length_at + 1
        else:
            position = end
    return bytes(out)


def test_a_file_nobody_may_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    write_cheap_key(tmp_path / "root.pem")
    monkeypatch.setattr(Path, "open", refused)
    assert codes_of(lambda: read_key(tmp_path / "root.pem", PASSPHRASE)) == ["file-unreadable"]

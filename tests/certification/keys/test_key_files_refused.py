"""What is no key file of ours, and what a file may ask for before it is opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, SECP521R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from fourfold.certification.keys.der import INTEGER, NULL, OBJECT_ID, OCTETS, Value, integer, sequence
from fourfold.certification.keys.files import MOST_KEY_BYTES, public_path, read_key
from fourfold.certification.keys.key import SigningKey, new_key
from fourfold.certification.keys.pem import pem_text
from support.keys import PASSPHRASE, codes_of, write_cheap_key


def foreign(pair: object, encryption: object) -> bytes:
    """A key as another program writes it."""
    made: bytes = pair.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)  # type: ignore[attr-defined]
    return made


SEALED = BestAvailableEncryption(PASSPHRASE)
PBES2, PBKDF2, SCRYPT, HMAC_SHA256, AES_256_CBC = (
    Value(OBJECT_ID, bytes.fromhex(name))
    for name in (
        "2a864886f70d01050d",
        "2a864886f70d01050c",
        "2b06010401da47040b",
        "2a864886f70d0209",
        "60864801650304012a",
    )
)


def envelope(derivation: Value) -> bytes:
    """An encrypted key that asks for this derivation; what it hides is nothing."""
    scheme = sequence(derivation, sequence(AES_256_CBC, Value(OCTETS, bytes(16))))
    return sequence(sequence(PBES2, scheme), Value(OCTETS, bytes(64))).data


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
    ("cost", "code"),
    [
        ((2**30, 8, 1), "key-file-too-costly"),
        ((2, 1, 2**20), "key-file-too-costly"),
        ((2**62, 2**62, 1), "key-file-too-costly"),
        ((0, 8, 1), "key-file-too-costly"),
        ((16, 0, 1), "key-file-too-costly"),
        ((16, 8, 0), "key-file-too-costly"),
        ((3, 8, 1), "key-not-opened"),
        ((2**17, 1, 1), "key-not-opened"),
        ((16, 8, 1), "key-not-opened"),
    ],
)
def test_a_file_that_asks_for_work_without_end_is_refused(
    cost: tuple[int, int, int], code: str, tmp_path: Path
) -> None:
    derivation = sequence(SCRYPT, sequence(Value(OCTETS, bytes(16)), *map(integer, cost), integer(32)))
    (tmp_path / "root.pem").write_bytes(pem_text(new_key().public.multikey, envelope(derivation)))
    assert codes_of(lambda: read_key(tmp_path / "root.pem", PASSPHRASE)) == [code]


@pytest.mark.parametrize(
    ("rounds", "code"),
    [
        (integer(10_000_001), "key-file-too-costly"),
        (integer(2**64), "key-file-too-costly"),
        (integer(0), "key-file-too-costly"),
        (Value(INTEGER, b"\xff"), "key-file-too-costly"),
        (integer(1000), "key-not-opened"),
        (Value(OCTETS, b"1000"), "key-file-not-a-key"),
    ],
)
def test_rounds_without_end_are_refused_too(rounds: Value, code: str, tmp_path: Path) -> None:
    derivation = sequence(PBKDF2, sequence(Value(OCTETS, bytes(16)), rounds, sequence(HMAC_SHA256, Value(NULL, b""))))
    (tmp_path / "root.pem").write_bytes(pem_text(new_key().public.multikey, envelope(derivation)))
    assert codes_of(lambda: read_key(tmp_path / "root.pem", PASSPHRASE)) == [code]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"0\0",
        sequence(integer(1)).data,
        sequence(sequence(SCRYPT), Value(OCTETS, bytes(16))).data,
        sequence(sequence(SCRYPT, sequence(sequence(SCRYPT, sequence()), sequence())), Value(OCTETS, b"")).data,
        sequence(sequence(PBES2, sequence(sequence(PBKDF2, sequence()), sequence())), Value(OCTETS, b"")).data,
        sequence(sequence(PBES2, sequence(sequence(SCRYPT, sequence()), sequence())), Value(OCTETS, b"")).data,
        sequence(sequence(PBES2, sequence(sequence(PBES2, sequence()), sequence())), Value(OCTETS, b"")).data,
    ],
)
def test_an_envelope_that_is_none_is_no_key(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_bytes(pem_text(new_key().public.multikey, data or b"\0"))
    assert codes_of(lambda: read_key(tmp_path / "root.pem", PASSPHRASE)) == ["key-file-not-a-key"]


def test_a_file_nobody_may_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    write_cheap_key(tmp_path / "root.pem")
    monkeypatch.setattr(Path, "open", refused)
    assert codes_of(lambda: read_key(tmp_path / "root.pem", PASSPHRASE)) == ["file-unreadable"]

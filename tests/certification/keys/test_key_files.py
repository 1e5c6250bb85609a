"""Key files: what is written, who can read it, and what is said where one cannot be opened."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable
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
    load_pem_private_key,
)

from fourfold.certification.keys import pkcs8
from fourfold.certification.keys.files import (
    LEAST_PASSPHRASE,
    MOST_KEY_BYTES,
    change_passphrase,
    public_path,
    read_key,
    read_public,
    write_key,
)
from fourfold.certification.keys.key import KeyKind, SigningKey, new_key
from fourfold.certification.keys.pem import pem_text
from fourfold.core.problems import InputError, Problems
from support.keys import CHEAP, PASSPHRASE, key_of_seed, write_cheap_key

OTHER = b"another passphrase of ours"


def codes_of(call: Callable[[], object]) -> list[str]:
    """The codes of what a call refuses."""
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.__cause__ is None
    return [problem.kind.code for problem in caught.value.problems]


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("kind", KeyKind)
def test_a_pair_comes_back_from_its_file(kind: KeyKind, tmp_path: Path) -> None:
    path = tmp_path / "root.pem"
    key = write_cheap_key(path, new_key(kind))
    back = read_key(path, PASSPHRASE)
    assert back.public == key.public
    assert key.public.verifies(back.sign(b"message"), b"message")


def test_the_pair_is_for_its_owner_alone_and_the_public_half_for_all(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        key = write_cheap_key(tmp_path / "root.pem")
    finally:
        os.umask(before)
    assert (tmp_path / "root.pem").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "root.pub.json").stat().st_mode & 0o777 == 0o644
    public = {"did": key.public.did, "format": "key/1", "kind": "ed25519", "multikey": key.public.multikey}
    assert json.loads((tmp_path / "root.pub.json").read_text()) == public
    assert names_in(tmp_path) == ["root.pem", "root.pub.json"]


@pytest.mark.parametrize("kind", [KeyKind.ED25519, KeyKind.P256])
def test_the_files_do_not_hold_the_secret(kind: KeyKind, tmp_path: Path) -> None:
    secret = bytes(range(1, 33))
    write_cheap_key(tmp_path / "root.pem", key_of_seed(kind, secret))
    body = (tmp_path / "root.pem").read_text().split("-----")[2]
    assert secret not in base64.b64decode(body)
    for path in tmp_path.iterdir():
        assert secret.hex() not in path.read_text()
        assert PASSPHRASE.decode() not in path.read_text()


def test_two_writings_of_one_key_differ(tmp_path: Path) -> None:
    key = write_cheap_key(tmp_path / "one.pem")
    write_cheap_key(tmp_path / "two.pem", key)
    one, two = ((tmp_path / name).read_text().split("-----")[2] for name in ("one.pem", "two.pem"))
    assert one != two


@pytest.mark.parametrize("kind", KeyKind)
def test_the_library_opens_the_file_by_itself(kind: KeyKind, tmp_path: Path) -> None:
    key = write_cheap_key(tmp_path / "root.pem", new_key(kind))
    pair = load_pem_private_key((tmp_path / "root.pem").read_bytes(), PASSPHRASE)
    assert SigningKey(pair).public == key.public  # type: ignore[arg-type]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl to read the file with")
def test_openssl_opens_a_file_of_the_usual_cost(tmp_path: Path) -> None:
    """Without being told to use more memory: what decides the cost of scrypt here."""
    key = new_key()
    write_key(tmp_path / "root.pem", key, PASSPHRASE)
    command = ["openssl", "pkey", "-in", str(tmp_path / "root.pem"), "-passin", "stdin", "-pubout", "-outform", "DER"]
    run = subprocess.run(command, input=PASSPHRASE, capture_output=True, check=False)
    if run.returncode and b"unsupported" in run.stderr.lower():
        pytest.skip("this openssl has no scrypt")
    assert run.stdout.endswith(key.public.raw)


def test_the_usual_cost_is_one_of_those_recommended() -> None:
    """OWASP, password storage: N = 2^14, r = 8, p = 5 and what is stronger."""
    assert (pkcs8.COST.n, pkcs8.COST.r, pkcs8.COST.p) == (2**14, 8, 5)


@pytest.mark.parametrize("taken", ["root.pem", "root.pub.json"])
def test_a_key_is_never_written_over_a_file(taken: str, tmp_path: Path) -> None:
    (tmp_path / taken).write_text("something else")
    assert codes_of(lambda: write_cheap_key(tmp_path / "root.pem")) == ["key-file-taken"]
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {taken: "something else"}


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "root.pem").symlink_to(tmp_path / "elsewhere.pem")
    assert codes_of(lambda: write_cheap_key(tmp_path / "root.pem")) == ["key-file-taken"]
    assert not (tmp_path / "elsewhere.pem").exists()


def test_a_file_that_appears_meanwhile_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check before the writing cannot see it; the giving of the name does."""
    monkeypatch.setattr(os.path, "lexists", lambda _path: False)
    (tmp_path / "root.pub.json").write_text("something else")
    assert codes_of(lambda: write_cheap_key(tmp_path / "root.pem")) == ["key-file-taken"]
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"root.pub.json": "something else"}


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_paths: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    key = write_cheap_key(tmp_path / "root.pem")
    assert read_key(tmp_path / "root.pem", PASSPHRASE).public == key.public
    assert (tmp_path / "root.pem").stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(os.path, "lexists", lambda _path: False)
    assert codes_of(lambda: write_cheap_key(tmp_path / "root.pem")) == ["key-file-taken"]
    assert names_in(tmp_path) == ["root.pem", "root.pub.json"]


@pytest.mark.parametrize("failing", [1, 2])
def test_a_disk_that_is_full_leaves_nothing_behind(
    failing: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    whole = os.fsync

    def fsync(handle: int) -> None:
        calls.append(handle)
        if len(calls) == failing * 2 - 1:  # each file: its content, then its folder
            raise OSError(28, "No space left on device")
        whole(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    assert codes_of(lambda: write_cheap_key(tmp_path / "root.pem")) == ["key-file-not-written"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["root", "root.key", "root.pem.txt", ".pem"])
def test_a_key_file_is_called_pem(name: str, tmp_path: Path) -> None:
    assert codes_of(lambda: write_cheap_key(tmp_path / name)) == ["key-file-name"]


def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    assert codes_of(lambda: write_cheap_key(tmp_path / "missing" / "root.pem")) == ["key-file-not-written"]


@pytest.mark.parametrize(
    "passphrase",
    [b"", b" ", b"short", b"x" * (LEAST_PASSPHRASE - 1), b"aaaaaaaaaaaaaaaa", b"abababababababab", b"a" + b" " * 20],
)
def test_a_weak_passphrase_is_refused_before_anything_is_written(passphrase: bytes, tmp_path: Path) -> None:
    assert codes_of(lambda: write_key(tmp_path / "root.pem", new_key(), passphrase, CHEAP)) == ["passphrase-weak"]
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_has_a_longest_length_too(tmp_path: Path) -> None:
    long = PASSPHRASE * 50
    assert codes_of(lambda: write_key(tmp_path / "root.pem", new_key(), long, CHEAP)) == ["passphrase-long"]


def test_twelve_chinese_characters_are_long_enough(tmp_path: Path) -> None:
    passphrase = "七只安静的电表在嗡嗡作响".encode()
    key = new_key()
    write_key(tmp_path / "root.pem", key, passphrase, CHEAP)
    assert read_key(tmp_path / "root.pem", passphrase).public == key.public


@pytest.mark.parametrize("passphrase", [b"", b"wrong", PASSPHRASE + b" ", PASSPHRASE.upper(), b"\xff\xfe", b"x" * 5000])
def test_a_wrong_passphrase_opens_nothing(passphrase: bytes, tmp_path: Path) -> None:
    write_cheap_key(tmp_path / "root.pem")
    assert codes_of(lambda: read_key(tmp_path / "root.pem", passphrase)) == ["key-not-opened"]


def test_a_passphrase_is_changed_and_the_key_stays(tmp_path: Path) -> None:
    path = tmp_path / "root.pem"
    key = write_cheap_key(path)
    assert change_passphrase(path, PASSPHRASE, OTHER, CHEAP) == key.public
    assert read_key(path, OTHER).public == key.public
    assert codes_of(lambda: read_key(path, PASSPHRASE)) == ["key-not-opened"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert names_in(tmp_path) == ["root.pem", "root.pub.json"]


def test_a_passphrase_that_could_not_be_changed_is_still_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "root.pem"
    key = write_cheap_key(path)
    assert codes_of(lambda: change_passphrase(path, OTHER, PASSPHRASE, CHEAP)) == ["key-not-opened"]
    assert codes_of(lambda: change_passphrase(path, PASSPHRASE, b"weak", CHEAP)) == ["passphrase-weak"]

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert codes_of(lambda: change_passphrase(path, PASSPHRASE, OTHER, CHEAP)) == ["key-file-not-written"]
    assert read_key(path, PASSPHRASE).public == key.public
    assert names_in(tmp_path) == ["root.pem", "root.pub.json"]


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
    (tmp_path / "root.pem").write_bytes(pem_text(new_key().public.multikey, pkcs8.asn1.encode_der(sealed)))
    assert codes_of(lambda: read_key(tmp_path / "root.pem", PASSPHRASE)) == [code]


@pytest.mark.parametrize("rounds", [10_000_001, 0, -1, 2**64])
def test_rounds_without_end_are_refused_too(rounds: int, tmp_path: Path) -> None:
    text = foreign(Ed25519PrivateKey.generate(), SEALED).decode()
    der = base64.b64decode(text.split("-----")[2])
    envelope = pkcs8.asn1.decode_der(pkcs8._AnyEnvelope, der)
    asked = envelope.scheme.parameters.parse(pkcs8._AnyScheme).derivation.parameters.parse(pkcs8._Rounds)
    was = pkcs8.asn1.encode_der(asked)
    asked.rounds = rounds
    changed = _with(der, was, pkcs8.asn1.encode_der(asked))
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


@pytest.mark.parametrize("suffix", [".pem", ".pub.json"])
def test_the_public_half_is_read_without_a_passphrase(suffix: str, tmp_path: Path) -> None:
    key, problems = write_cheap_key(tmp_path / "root.pem"), Problems()
    assert read_public(tmp_path / f"root{suffix}", problems) == key.public
    assert read_public(Path(key.public.did), problems) == key.public
    assert read_public(Path(key.public.method), problems) == key.public
    assert read_public(Path(key.public.multikey), problems) == key.public
    assert len(problems) == 0


def codes_of_public(path: Path) -> list[str]:
    problems = Problems()
    assert read_public(path, problems) is None
    return [problem.kind.code for problem in problems]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "p256"}, "public-file-wrong"),
        ({"did": "did:key:z6Mk"}, "public-file-wrong"),
        ({"format": "key/2"}, "public-file-wrong"),
        ({"multikey": "z6Mk"}, "public-file-wrong"),
        ({"multikey": None}, "public-file-wrong"),
        ({"more": 1}, "public-file-wrong"),
        ({"did": ["x"]}, "public-file-wrong"),
        ({"did": 1.5}, "json-float"),
    ],
)
def test_a_public_half_whose_members_do_not_agree_is_refused(
    change: dict[str, object], code: str, tmp_path: Path
) -> None:
    write_cheap_key(tmp_path / "root.pem")
    path = tmp_path / "root.pub.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert codes_of_public(path) == [code]


def test_names_that_name_no_key_are_refused(tmp_path: Path) -> None:
    multikey = new_key().public.multikey
    for name in ("did:key:", "did:key:abc", f"did:key:{multikey}#z6Mk", f"{multikey}1", multikey[:-1]):
        assert codes_of_public(Path(name)) == ["public-name-wrong"], name
    assert codes_of_public(tmp_path / "none.pem") == ["file-missing"]
    assert codes_of_public(tmp_path / "none.pub.json") == ["file-missing"]
    assert codes_of_public(tmp_path) == ["file-not-regular"]
    assert codes_of_public(Path("zebra")) == ["file-missing"]


def test_a_file_nobody_may_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    write_cheap_key(tmp_path / "root.pem")
    monkeypatch.setattr(Path, "open", refused)
    assert codes_of(lambda: read_key(tmp_path / "root.pem", PASSPHRASE)) == ["file-unreadable"]

"""Keys in files: encrypted PKCS#8 (PEM, readable by other tools), and beside it the public half as JSON.

``NAME.pem`` holds the encrypted pair, mode 600; ``NAME.pub.json`` (``key/1``) the public half, its kind and did:key.

The PEM begins with a line ``Multikey: z…`` (explanatory text, RFC 7468 section 2). The pair that the passphrase opens
must have this public half: the cipher alone does not notice every change of what it hides. A PEM of another tool has no
such line; then ``NAME.pub.json`` says which key it must be.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from fourfold.certification.keys import file_messages as said
from fourfold.certification.keys.file_writing import refuse_taken, replace_file, write_new_files
from fourfold.certification.keys.key import PublicKey, SigningKey
from fourfold.certification.keys.pem import Pem, holds_plain_key, pem_text, read_pem
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import NOWHERE, InputError, MessageKind, Place, Problem, Problems, params_of
from fourfold.core.reading import FILE_MISSING, FILE_NOT_REGULAR, FILE_UNREADABLE
from fourfold.core.strict_json import read_json_object

if TYPE_CHECKING:
    from fourfold.certification.keys.pkcs8 import Cost

KEY_FORMAT = "key/1"
LEAST_PASSPHRASE = 12
"""Characters of a passphrase for a new file."""
LEAST_DIFFERENT = 5
"""Different characters in it."""
MOST_PASSPHRASE = 1024
"""Bytes of a passphrase."""
MOST_KEY_BYTES = 16 * 1024
_PUBLIC_SUFFIX = ".pub.json"
_NAME_OF_KEY = re.compile(r"did:key:[^/]*|z[1-9A-HJ-NP-Za-km-z]{40,}")


def public_path(path: Path) -> Path:
    """``NAME.pub.json`` of ``NAME.pem``."""
    return path.with_name(path.name.removesuffix(".pem") + _PUBLIC_SUFFIX)


def write_key(path: Path, key: SigningKey, passphrase: bytes, cost: Cost | None = None) -> None:
    """Write both files, atomically, never over others.

    Args:
        path: ``NAME.pem``.
        key: the pair.
        passphrase: UTF-8.
        cost: of trying a passphrase; the usual one where none is given.

    Raises:
        InputError: the path is taken or cannot be written, or the passphrase is too short.
    """
    refuse_weak(passphrase, str(path))
    refuse_name(path)
    files = {
        path: (pem_text(key.public.multikey, key.encrypted(passphrase, cost)), 0o600),
        public_path(path): (canonical_bytes(public_document(key.public)) + b"\n", 0o644),
    }
    write_new_files(files)


def refuse_name(path: Path) -> None:
    """Refuse a name for a new key file: not ``….pem``, or one of its two files is there.

    Raises:
        InputError: it is refused.
    """
    if path.suffix != ".pem" or path.name == ".pem":
        _refuse(said.KEY_FILE_NAME, path, found=path.name)
    refuse_taken((path, public_path(path)))


def change_passphrase(path: Path, old: bytes, new: bytes, cost: Cost | None = None) -> PublicKey:
    """Encrypt a key file anew; a reader sees the old file or the new one.

    Returns:
        Whose it is.

    Raises:
        InputError: as `read_key`; the new passphrase is too short; the file cannot be replaced.
    """
    refuse_weak(new, str(path))
    key = read_key(path, old)
    replace_file(path, pem_text(key.public.multikey, key.encrypted(new, cost)), 0o600)
    return key.public


def read_key(path: Path, passphrase: bytes) -> SigningKey:
    """The pair of a file.

    Raises:
        InputError: the file cannot be read, is not such a key, or the passphrase does not open it. Names no secret.
    """
    from fourfold.certification.keys.pkcs8 import SealedKeyError, decrypted

    problems = Problems()
    pem = _pem(path, problems)
    public = _public_of(path, pem, problems) if pem else None
    problems.raise_if_errors()
    if pem is None or public is None:
        _refuse(said.KEY_PUBLIC_UNKNOWN, path, found=public_path(path).name)
    try:
        key = SigningKey(decrypted(pem.data, passphrase))
    except SealedKeyError as error:
        _refuse(error.kind, path)
    if key.public != public:
        _refuse(said.KEY_PUBLIC_OTHER, path)
    return key


def read_public(path: Path, problems: Problems) -> PublicKey | None:
    """The public half of ``NAME.pub.json``, of ``NAME.pem``, or of a did:key or multikey given in place of a path."""
    name = str(path)
    if _NAME_OF_KEY.fullmatch(name):
        try:
            return PublicKey.from_did(name) if name.startswith("did:") else PublicKey.from_multikey(name)
        except ValueError as error:
            problems.error(said.PUBLIC_NAME_WRONG, NOWHERE, found=name, reason=error)
            return None
    if path.suffix != ".pem":
        return _public_file(path, problems)
    before = len(problems.errors)
    pem = _pem(path, problems)
    public = _public_of(path, pem, problems) if pem else None
    if public is None and len(problems.errors) == before:
        problems.error(said.KEY_PUBLIC_UNKNOWN, Place(str(path)), found=public_path(path).name)
    return public


def public_document(key: PublicKey) -> dict[str, JSON]:
    """What ``NAME.pub.json`` holds."""
    return {"did": key.did, "format": KEY_FORMAT, "kind": key.kind.value, "multikey": key.multikey}


def refuse_weak(passphrase: bytes, place: str) -> None:
    """Refuse a passphrase that is too short for a new file, or too long.

    Raises:
        InputError: it is.
    """
    characters = passphrase.decode(errors="replace")
    if len(characters.strip()) < LEAST_PASSPHRASE or len(set(characters)) < LEAST_DIFFERENT:
        raise InputError([Problem(said.PASSPHRASE_WEAK, Place(place), {"least": str(LEAST_PASSPHRASE)})])
    refuse_long(passphrase, place)


def refuse_long(passphrase: bytes, place: str) -> None:
    """Refuse a passphrase that is no passphrase but perhaps another file.

    Raises:
        InputError: it is.
    """
    if len(passphrase) > MOST_PASSPHRASE:
        raise InputError([Problem(said.PASSPHRASE_LONG, Place(place), {"most": str(MOST_PASSPHRASE)})])


def _pem(path: Path, problems: Problems) -> Pem | None:
    """The parts of a key file; ``None`` after a report."""
    data = _bytes(path, problems)
    pem = read_pem(data) if data is not None else None
    if data is not None and pem is None:
        plain = holds_plain_key(data)
        problems.error(said.KEY_FILE_NOT_ENCRYPTED if plain else said.KEY_FILE_NOT_A_KEY, Place(str(path)))
    return pem


def _public_of(path: Path, pem: Pem, problems: Problems) -> PublicKey | None:
    """The public half a key file says it has, else the one in the file beside it; ``None`` where there is neither."""
    if not pem.multikey:
        beside = public_path(path)
        return _public_file(beside, problems) if beside.is_file() else None
    try:
        return PublicKey.from_multikey(pem.multikey)
    except ValueError as error:
        problems.error(said.PUBLIC_NAME_WRONG, Place(str(path)), found=pem.multikey, reason=error)
        return None


def _public_file(path: Path, problems: Problems) -> PublicKey | None:
    place = Place(str(path))
    data = _bytes(path, problems)
    document = read_json_object(data, place, problems, MOST_KEY_BYTES) if data is not None else None
    if document is None:
        return None
    try:
        key = PublicKey.from_multikey(str(document.get("multikey")))
        if document == public_document(key):
            return key
    except ValueError:
        pass
    problems.error(said.PUBLIC_FILE_WRONG, place)
    return None


def _bytes(path: Path, problems: Problems) -> bytes | None:
    """The bytes of a file, bounded; ``None`` after a report."""
    place, name = Place(str(path)), path.name
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_KEY_BYTES + 1)
    except FileNotFoundError:
        problems.error(FILE_MISSING, place, found=name)
    except IsADirectoryError:
        problems.error(FILE_NOT_REGULAR, place, found=name)
    except (OSError, ValueError) as error:
        problems.error(FILE_UNREADABLE, place, found=name, reason=getattr(error, "strerror", None) or "name")
    else:
        if len(data) <= MOST_KEY_BYTES:
            return data
        problems.error(said.KEY_FILE_NOT_A_KEY, place)
    return None


def _refuse(kind: MessageKind, path: Path, **params: object) -> NoReturn:
    raise InputError([Problem(kind, Place(str(path)), params_of(params))]) from None

"""Who the people of a register are: known to the body alone, in ``private/people.json`` of its folder.

The register carries a salted digest of each person; name and salt stay here, in a file nobody else may read, and are
never published or logged. Lost, nobody is harmed: the register still holds, and a person who is entered again gets a
new digest, by which the same person is no longer told to be the same. So keep a copy.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from fourfold.certification.documents.parts import DIGEST, SHORT
from fourfold.certification.identity.registering import SALT_BYTES, person_digest, person_name
from fourfold.certification.keys.file_writing import replace_file
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.json_nests import ListOf, ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Choice, Text, check
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems, Term
from fourfold.core.reading import MIB, read_bounded
from fourfold.core.strict_json import read_json_object

PEOPLE_FILE = "private/people.json"
PEOPLE_FORMAT = "people/1"

PEOPLE_WRONG = MessageKind(
    "people-wrong",
    N_("the digest of a person in {found} is not that of the name and the salt beside it"),
    N_("the file as Fourfold wrote it"),
    N_("restore it from a backup of the body"),
)
PERSON_EMPTY = MessageKind(
    "person-empty",
    N_("the name of the person cannot be used"),
    N_("a name of one line, up to 256 characters"),
    N_("give the name as in the person's papers"),
)
_SALT = Text(f"[0-9a-f]{{{2 * SALT_BYTES}}}", Term(N_("a salt of 32 bytes, hexadecimal")), 2 * SALT_BYTES)
_PEOPLE = ObjectOf(
    {
        "fourfold": Choice((PEOPLE_FORMAT,)),
        "people": ListOf(ObjectOf({"name": SHORT, "salt": _SALT, "digest": DIGEST})),
    }
)


def person_of(folder: Path, name: str) -> str:
    """The digest of a person; one who is not known yet is entered. The caller holds the body's lock.

    Args:
        folder: of the body.
        name: of the person, in any spacing.

    Raises:
        InputError: the name is empty or too long, or the file cannot be read or written.
    """
    plain = person_name(name)
    if SHORT.faults(plain):
        raise InputError([Problem(PERSON_EMPTY, Place("--person"))])
    people = _read(folder)
    for one in people:
        if one.text("name") == plain:
            return one.text("digest")
    salt = secrets.token_bytes(SALT_BYTES)
    digest = person_digest(plain, salt)
    people.append(Node({"name": plain, "salt": salt.hex(), "digest": digest}))
    _write(folder, people)
    return digest


def names_of_people(folder: Path) -> Mapping[str, str]:
    """Names by digest, as far as this folder knows them."""
    return {one.text("digest"): one.text("name") for one in _read(folder)}


def _read(folder: Path) -> list[Node]:
    place, problems = Place(PEOPLE_FILE), Problems()
    if not (folder / PEOPLE_FILE).exists():
        return []
    data = read_bounded(folder, PEOPLE_FILE, place, problems, 16 * MIB)
    document = read_json_object(data, place, problems) if data is not None else None
    if document is None or not check(_PEOPLE, document, place, problems):
        raise InputError(problems.sorted())
    people = list(Node(document).nodes("people"))
    for one in people:
        if person_digest(one.text("name"), bytes.fromhex(one.text("salt"))) != one.text("digest"):
            raise InputError([Problem(PEOPLE_WRONG, place, {"found": PEOPLE_FILE})])
    return people


def _write(folder: Path, people: list[Node]) -> None:
    path = folder / PEOPLE_FILE
    path.parent.mkdir(mode=0o700, exist_ok=True)
    listed: list[JSON] = [one.members for one in people]
    replace_file(path, canonical_bytes({"fourfold": PEOPLE_FORMAT, "people": listed}) + b"\n", 0o600)

"""What every shelf says in the same words: names it accepts, versions it looks for, and what it does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.data.databases.database import DatabaseInfo

DATABASE_NAME_BAD = MessageKind(
    "database-name-bad",
    N_("{found} cannot be the name of a database"),
    N_("lower-case letters a to z, digits and hyphens, at most 64, beginning with a letter or digit"),
    N_("give a name with --name, such as uslci-2021"),
)
NO_SUCH_DATABASE = MessageKind(
    "no-such-database",
    N_("there is no database {found}; similar names: {similar}"),
    N_("the name of an imported database"),
    N_("fourfold data list names them; fourfold data import brings one in"),
)
NO_SUCH_VERSION = MessageKind(
    "no-such-version",
    N_("database {name} has no version {found}; it has: {versions}"),
    N_("one of its versions, or the first digits of one"),
    N_("fourfold data list --versions names them"),
)

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def check_name(name: str) -> None:
    """Refuse what cannot be the name of a database.

    Raises:
        InputError: it cannot.
    """
    if not _NAME.fullmatch(name):
        raise InputError([Problem(DATABASE_NAME_BAD, Place("--name"), {"found": name})])


def no_such_database(name: str, known: Iterable[str]) -> InputError:
    """That there is none of this name, and which names come near."""
    similar = ", ".join(get_close_matches(name, sorted(known), n=3, cutoff=0.5)) or "–"
    return InputError([Problem(NO_SUCH_DATABASE, Place(name), {"found": name, "similar": similar})])


def version_of(name: str, versions: Sequence[DatabaseInfo], version: str) -> DatabaseInfo:
    """The version whose digest begins with `version`: the current one, which comes first, where it is empty.

    Raises:
        InputError: there is none.
    """
    wanted = version.removeprefix("sha256:").casefold()
    for info in versions:
        if info.digest.removeprefix("sha256:").startswith(wanted):
            return info
    params = {"name": name, "found": version, "versions": ", ".join(info.version for info in versions)}
    raise InputError([Problem(NO_SUCH_VERSION, Place(name), params)])

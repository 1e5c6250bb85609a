"""Find things in all databases of a shelf and among the factors that come with Fourfold."""

from __future__ import annotations

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.data.databases.searching import KINDS, Found, Kind, search_database
from fourfold.data.databases.shelf import Shelf
from fourfold.data.library import shipped_library

NO_WORDS = MessageKind(
    "search-without-words",
    N_("no word is given, and everything there is would be found"),
    N_("a word, or one of --database, --kind and --location"),
    N_("say what is looked for"),
)
SHIPPED = "shipped"
"""What the factors that come with Fourfold are called beside the databases."""


def find_everywhere(
    shelf: Shelf, text: str, *, database: str | None = None, kind: Kind | None = None, location: str = ""
) -> list[Found]:
    """What holds every word, database by database, the shipped factors last.

    Args:
        shelf: whose current versions are searched.
        text: the words.
        database: only in this one; `SHIPPED` for the shipped factors.
        kind: only these.
        location: only with this code.

    Raises:
        InputError: there is no such database, or neither words nor anything else say what is looked for.
    """
    if not (text.strip() or database or kind or location):
        raise InputError([Problem(NO_WORDS, Place("WORDS"), {"found": text})])
    kinds = (kind,) if kind else KINDS
    names = [info.name for info in shelf.list()] if database is None else [database]
    found = [
        one for name in names if name != SHIPPED for one in search_database(shelf.open(name), text, kinds, location)
    ]
    if "factor" in kinds and database in (None, SHIPPED):
        found += _shipped(text, location)
    return found


def _shipped(text: str, location: str) -> list[Found]:
    return [
        Found(
            SHIPPED,
            "",
            "factor",
            factor.id,
            factor.names.get("en", ""),
            factor.names.get("zh", ""),
            factor.area,
            factor.per.text,
            factor.family,
        )
        for factor in shipped_library().search(text)
        if location.casefold() in ("", factor.area.casefold())
    ]

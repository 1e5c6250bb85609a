"""What was checked when a result was made, read back from its document: suppliers' certificates and statements alike.

Whether a check came out well depends on the day. Recomputing takes what was found when the result was made, so that it
compares figures; `fourfold verify` makes the checks themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeVar

from fourfold.core.canonical import JSON
from fourfold.core.moments import moment_of, moment_text

T = TypeVar("T")


class Told(NamedTuple):
    """What an entry says of a check.

    Attributes:
        texts: its state, and the members asked for.
        as_of: as of when; ``None`` where the check did not come that far.
        reasons: codes of why.
    """

    texts: tuple[str, ...]
    as_of: datetime | None
    reasons: tuple[str, ...]


def told_members(as_of: datetime | None, reasons: tuple[str, ...]) -> dict[str, JSON]:
    """The members of an entry that `told_of` reads beside its texts."""
    return {"as_of": None if as_of is None else moment_text(as_of), "reasons": list(reasons)}


def read_checked(
    document: Mapping[str, JSON], section: str, key: str, read: Callable[[Mapping[str, JSON]], T | None]
) -> dict[str, T]:
    """What the entries of a section say, by their names; entries of another form are left.

    Args:
        document: of a result.
        section: its member.
        key: member of an entry that names it.
        read: reads an entry; ``None`` where it is of another form.
    """
    listed = document.get(section)
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    found = ((entry.get(key), read(entry)) for entry in entries)
    return {name: one for name, one in found if isinstance(name, str) and one is not None}


def told_of(entry: Mapping[str, JSON], states: type[StrEnum], *names: str) -> Told | None:
    """What an entry says of a check; ``None`` where it is of another form.

    Args:
        entry: of a section.
        states: what its member ``state`` may be.
        names: members beside it that have to be texts.
    """
    texts = tuple(text for name in ("state", *names) if isinstance(text := entry.get(name), str))
    reasons = entry.get("reasons")
    if len(texts) <= len(names) or texts[0] not in set(states) or not isinstance(reasons, list):
        return None
    return Told(texts, moment_of(entry.get("as_of")), tuple(one for one in reasons if isinstance(one, str)))

"""Identifiers: those of the source where the format takes them, else made from what identifies the thing."""

from __future__ import annotations

import re
from uuid import NAMESPACE_URL, uuid5

_ACCEPTED = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,35}")
_SPACE = uuid5(NAMESPACE_URL, "fourfold:openlca-jsonld")


def written_id(kind: str, key: str) -> str:
    """The id under which a dataset is written: its own, or one always made alike where the format could not hold it.

    The format keeps ids of up to 36 signs, and calls files by them.
    """
    return key if _ACCEPTED.fullmatch(key) else made_id(kind, key)


def made_id(kind: str, *parts: str) -> str:
    """A UUID of version 5 over a type and what identifies one thing of it."""
    return str(uuid5(_SPACE, "\n".join((kind, *parts))))


def reference(kind: str, key: str, name: str = "") -> dict[str, object]:
    """A reference to a dataset."""
    return {"@type": kind, "@id": key, **({"name": name} if name else {})}

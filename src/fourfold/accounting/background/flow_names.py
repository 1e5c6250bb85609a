"""What elementary flows are called where their compartment matters."""

from __future__ import annotations

from collections.abc import Iterable

from fourfold.data.databases.database import Database

_COMMON = "elementary flows"
"""The first part of categories in some formats, which tells nothing."""


def with_compartment(database: Database, flows: Iterable[int]) -> list[str]:
    """Names of flows with their compartments, each once and in order: whether a flow counts may hang on where it goes.

    Args:
        database: that holds the flows.
        flows: row numbers.
    """
    names, categories = database.flows["name"].to_list(), database.flows["category"].to_list()
    return sorted({_told(names[flow], categories[flow] or "") for flow in flows})


def _told(name: str, category: str) -> str:
    parts = category.split(" / ")
    if parts[0].casefold() == _COMMON:
        parts = parts[1:]
    where = " / ".join(part for part in parts if part)
    return f"{name} ({where})" if where else name

"""Names as people spell them: stray spaces trimmed, and what differs only by them found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from fourfold.core.problems import N_, MessageKind
from fourfold.data.databases.records import FlowRecord
from fourfold.data.databases.report import Effect, ImportReport

_SPACES = re.compile(r"\s+")

NAME_TRIMMED = MessageKind(
    "name-trimmed",
    N_("the name of flow {id} has stray spaces: “{found}”"),
    N_("a name without spaces at its ends or in a row"),
    N_("read as “{name}”; correct it in the source"),
)
NAMES_ALIKE = MessageKind(
    "names-alike",
    N_("{count} flows differ only in spaces or case: {found}"),
    N_("one flow for one thing"),
    N_("they stay apart and are characterised alike; join them in the source"),
)


def trimmed(name: str) -> str:
    """The name without spaces at its ends, inner runs of them made one."""
    return _SPACES.sub(" ", name).strip()


def alike(name: str) -> str:
    """What two spellings of one name have in common."""
    return unicodedata.normalize("NFKC", trimmed(name)).casefold()


def note_spellings(flows: Iterable[FlowRecord], report: ImportReport) -> None:
    """Report names with stray spaces, and flows of one kind, compartment and unit whose names differ only by them."""
    groups: dict[tuple[str, ...], list[FlowRecord]] = {}
    for flow in flows:
        name = trimmed(flow.name)
        if name != flow.name:
            report.note(Effect.SPELLING, NAME_TRIMMED, flow.place, id=flow.id, found=flow.name, name=name)
        key = (alike(flow.name), flow.kind, flow.location, *(() if flow.kind == "elementary" else flow.categories))
        groups.setdefault(key, []).append(flow)
    for group in groups.values():
        spellings = sorted({flow.name for flow in group})
        if len(spellings) > 1:
            found = " | ".join(f"“{name}”" for name in spellings)
            report.note(Effect.SPELLING, NAMES_ALIKE, group[0].place, count=len(group), found=found)

"""Whether a meta file says of a grid what the grid says: kind of factor, status, attributes, files, assumptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fourfold.data.source import WEAKENING_STATUS
from fourfold.electricity.checking import messages as say
from fourfold.electricity.checking.cargo import expected_attributes
from fourfold.electricity.checking.report import CheckItem, judged
from fourfold.electricity.grid.state import GridFrame

_FOLLOWED = {"fifo": ["storage-rule-layers"], "lifo": ["storage-rule-layers"]}


def declared_items(
    meta: Mapping[str, Any], frame: GridFrame, files: Sequence[str], assumptions: Sequence[str]
) -> Iterator[CheckItem]:
    """What the meta says beside what was read.

    Args:
        meta: the document beside the factors.
        frame: the grid, with its basis and status.
        files: names of the files it was read from.
        assumptions: codes of what it rests on.
    """
    options, basis = meta["options"], meta["basis"]
    delivery = meta["delivery"]
    wanted = {
        "quantity": str(frame.basis.quantity),
        "claim": str(frame.basis.claim),
        "averaging": str(frame.basis.averaging),
        "losses": "included" if delivery else str(frame.basis.losses),
        "gwp_set": str(frame.basis.gwp_set),
    }
    unlike = [name for name, value in wanted.items() if basis.get(name) != value]
    yield judged("basis", say.BASIS, len(unlike), 0, len(wanted), found=", ".join(unlike) or "–")
    status = max([str(frame.status), *map(_status, delivery.values())], key=_weakness)
    yield judged("status", say.STATUS, int(_status(meta) != status), 0, 1, status=status)
    storage = str(options.get("storage"))
    expected = expected_attributes(frame, options.get("mix") is True, options.get("attributes"), storage)
    written = [f"{one.get('kind')} {one.get('name')}" for one in meta["attributes"]]
    ends = sum(written[at : at + 1 or None] != expected[at : at + 1 or None] for at in (0, -1))
    differing = (Counter(written) - Counter(expected)) + (Counter(expected) - Counter(written))
    yield judged("attributes", say.ATTRIBUTES, sum(differing.values()) + ends, 0, len(expected))
    listed = {str(one["path"]) for one in meta["files"]}
    yield judged("files", say.FILES, len(set(files) - listed), 0, len(set(files)))
    told = Counter(str(one["kind"]["code"]) for one in meta["assumptions"])
    due = Counter([*assumptions, *_of_storage(frame, storage)])
    lacking = due - told
    yield judged("assumptions", say.ASSUMPTIONS, sum(lacking.values()), 0, sum(due.values()))


def _of_storage(frame: GridFrame, storage: str) -> list[str]:
    """Codes of what tracing has to say of stores."""
    if not frame.stores:
        return []
    if storage == "free":
        return ["storage-rule-free"]
    return [*_FOLLOWED.get(storage, []), *["stock-at-start" for store in frame.stores if store.initial_mwh > 0]]


def _status(tree: Mapping[str, Any]) -> str:
    return str(tree.get("status", "unconfirmed"))


def _weakness(status: str) -> int:
    words = [str(one) for one in WEAKENING_STATUS]
    return words.index(status) if status in words else len(words)

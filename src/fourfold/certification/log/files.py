"""Every file of a log accounted for: what belongs to its tree, what an append left, what is nobody's."""

from __future__ import annotations

from fourfold.certification.log.faults import LOG_TILE_DAMAGED
from fourfold.certification.log.layout import (
    CHECKPOINT,
    ENTRIES,
    PENDING,
    Tile,
    read_tile_name,
    tile_at,
    unpack_entries,
)
from fourfold.certification.log.log import TileStore, pending_in
from fourfold.core.merkle import HASH_BYTES
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problems, Term

LOG_STRAY_FILE = MessageKind(
    "log-stray-file",
    N_("{found} is no file of a log of {size} entries"),
    N_("checkpoint and tiles, nothing else"),
    N_("find out who put it there, then remove it"),
)
LOG_APPEND_CUT_SHORT = MessageKind(
    "log-append-cut-short",
    N_("an append from {old} to {new} entries was cut short; nothing that was acknowledged is lost"),
    N_("a log at rest"),
    N_("nothing: the next append puts it in order"),
)

OLD_PARTIAL = N_("it is not the beginning of what stands there now")


def check_files(store: TileStore, size: int, problems: Problems) -> None:
    """Name files that do not belong to a log of this size, and partial tiles that are no beginning of the present ones.

    Args:
        store: the files.
        size: of the newest checkpoint.
        problems: receives what is wrong; an append that was cut short is a warning.
    """
    pending = pending_in(store)
    if pending is not None and size in pending:
        problems.warn(LOG_APPEND_CUT_SHORT, Place(PENDING), old=pending[0], new=pending[1])
    faulty = {problem.place.file for problem in problems}
    reached = pending[1] if pending is not None and pending[0] == size else size
    for name in store.names():
        tile = read_tile_name(name)
        if name == CHECKPOINT or (name == PENDING and pending is not None and size in pending):
            continue
        now = None if tile is None else tile_at(tile.level, tile.index, size)
        if tile is not None and now is not None and tile.width <= now.width:
            if tile.width < now.width and now.name not in faulty and not _begins(store, tile, now):
                problems.error(LOG_TILE_DAMAGED, Place(name), found=name, reason=Term(OLD_PARTIAL))
            continue
        later = None if tile is None else tile_at(tile.level, tile.index, reached)
        if tile is None or later is None or tile.width > later.width:
            problems.error(LOG_STRAY_FILE, Place(name), found=name, size=size)


def _begins(store: TileStore, old: Tile, now: Tile) -> bool:
    """Whether an older partial tile is a beginning of the present one; of one that is missing it is not asked here."""
    try:
        before, present = store.read(old.name), store.read(now.name)
    except InputError:
        return False
    if before is None or present is None:
        return True
    if old.level == ENTRIES:
        entries = unpack_entries(before)
        return entries is not None and len(entries) == old.width and present.startswith(before)
    return len(before) == old.width * HASH_BYTES and present.startswith(before)

"""What a crash leaves undone, and what nobody may have done: registry, log and public files held against each other.

The registry is written first and the log after it, so a log may stand behind the registry by documents that wait, and
the registry behind the log by the note that they are there. Anything else means that one of them was replaced by an
older or another one: then nothing is written any more.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from fourfold.app.certification.bodies.public_files import write_public
from fourfold.certification.log.log import Log, checkpoint_in
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem

if TYPE_CHECKING:
    from fourfold.app.certification.bodies.body import Body

REGISTRY_OLD = MessageKind(
    "registry-behind-log",
    N_("the log holds {log} entries; the registry knows {registry}, and not what the others are"),
    N_("a registry as new as the published log"),
    N_("the registry comes from an older backup: restore a newer one; nothing more is signed with this one"),
)
LOG_OLD = MessageKind(
    "log-behind-registry",
    N_("the registry knows {registry} entries of the log; the log holds {log}"),
    N_("a log as new as the registry"),
    N_("the log was put back: restore its newest files from a mirror or a backup; a log never becomes shorter"),
)
LOG_OTHER = MessageKind(
    "log-not-of-registry",
    N_("entry {index} of the log is not what the registry says it is"),
    N_("the log of this registry"),
    N_("one of them was replaced: restore both from the same backup"),
)


def is_behind(body: Body) -> bool:
    """Whether there is something to look at with the lock in hand: work left to do, a contradiction, another writer."""
    try:
        checkpoint = checkpoint_in(body.tiles)
        size = checkpoint.size if checkpoint else 0
        if checkpoint is not None and checkpoint.origin != body.history()[-1].log_origin:
            return True
        sizes = {size, body.registry.size(), body.registry.published()}
        return len(sizes) > 1 or not _last_is_the_same(body, size)
    except InputError:
        return True


def catch_up(body: Body) -> None:
    """Do what is left to do without a key. The caller holds the lock.

    Raises:
        InputError: registry and log contradict each other.
    """
    adopt_log(body)
    checkpoint = body.log.checkpoint
    size, known = (checkpoint.size if checkpoint else 0), body.registry.size()
    sizes = {"log": str(size), "registry": str(known)}
    if size < known:
        raise InputError([Problem(LOG_OLD, Place("log"), sizes)])
    if not _last_is_the_same(body, known):
        raise InputError([Problem(LOG_OTHER, Place("log"), {"index": str(known - 1)})])
    if size > known:
        waiting = body.registry.pending()[: size - known]
        if [one.leaf.data() for one in waiting] != list(islice(body.log.leaves(known), size - known)):
            raise InputError([Problem(REGISTRY_OLD, Place("registry"), sizes)])
        body.registry.logged([one.digest for one in waiting], known)
    if body.registry.published() < size:
        write_public(body)


def adopt_log(body: Body) -> None:
    """Go by the log that the newest issuer document names.

    Where that log has just taken the place of another, its first checkpoint, which the issuer document carries, takes
    the place of the other's last one: the entries are the same.
    """
    newest = body.history()[-1]
    found = checkpoint_in(body.tiles)
    first = newest.log_first
    if found is not None and first is not None and found.origin != newest.log_origin:
        if (found.size, found.root) != (first.size, first.root):
            raise InputError([Problem(LOG_OTHER, Place("log"), {"index": str(first.size - 1)})])
        with body.tiles.locked():
            body.tiles.write("checkpoint", first.text.encode())
    if body.log.origin != newest.log_origin:
        body.log = Log(body.tiles, newest.log_origin)


def _last_is_the_same(body: Body, size: int) -> bool:
    """Whether the last entry that the registry knows is what the log holds there. One tile is read."""
    last = next(body.registry.logged_from(size - 1), None) if size else None
    if last is None:
        return size == 0
    return next(body.log.leaves(size - 1), None) == last.leaf.data()

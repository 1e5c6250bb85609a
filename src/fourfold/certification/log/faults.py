"""What can be wrong with a log, in words."""

from __future__ import annotations

from typing import NoReturn

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problems

LOG_TILE_MISSING = MessageKind(
    "log-tile-missing",
    N_("{found} is missing"),
    N_("all tiles of the log's checkpoint"),
    N_("copy the log again from its source, or restore it from a backup"),
)
LOG_TILE_DAMAGED = MessageKind(
    "log-tile-damaged",
    N_("{found} is damaged: {reason}"),
    N_("the bytes the log wrote"),
    N_("copy the log again from its source, or restore it from a backup"),
)
LOG_DISAGREES = MessageKind(
    "log-disagrees",
    N_("the tiles of the log do not have the root of its checkpoint over {size} entries"),
    N_("tiles and checkpoint of one log at one time"),
    N_("run fourfold log check; copy the log again from its source, or restore it from a backup"),
)
LOG_ROLLED_BACK = MessageKind(
    "log-rolled-back",
    N_("there are tiles behind the {size} entries of the checkpoint, and no append that was cut short explains them"),
    N_("the newest checkpoint of the log"),
    N_("put the newest checkpoint back; appending now would fork the log"),
)
LOG_CHECKPOINT_GONE = MessageKind(
    "log-checkpoint-gone",
    N_("there are tiles and no checkpoint"),
    N_("the checkpoint the log published last"),
    N_("put the newest checkpoint back"),
)
LOG_EMPTY = MessageKind(
    "log-empty",
    N_("there is no checkpoint in this log"),
    N_("a folder with checkpoint and tiles"),
    N_("name the folder that holds the log"),
)
LOG_OTHER_ORIGIN = MessageKind(
    "log-other-origin",
    N_("the checkpoint is of the log {found}"),
    N_("the log {origin}"),
    N_("give a checkpoint of this log"),
)
LOG_OTHER_KEY = MessageKind(
    "log-other-key",
    N_("the checkpoint of {origin} is not signed by this key"),
    N_("the key of the log"),
    N_("use the key the body names for its log"),
)
LOG_OTHER_SIZE = MessageKind(
    "log-other-size",
    N_("the log holds {found} entries"),
    N_("{expected} entries, as recorded outside the log"),
    N_("restore log and registry from one backup"),
)
LOG_NO_SUCH_ENTRY = MessageKind(
    "log-no-such-entry",
    N_("there is no entry {found} among {size}"),
    N_("an index from 0, below the size of the checkpoint"),
    N_("give another index, or a newer checkpoint"),
)
LOG_NO_SUCH_SIZE = MessageKind(
    "log-no-such-size",
    N_("there is no growth from {old} to {new} entries in a log of {size}"),
    N_("sizes in order, none of them 0, none beyond the log"),
    N_("give another size, or a newer copy of the log"),
)
LOG_ENTRY_TOO_LARGE = MessageKind(
    "log-entry-too-large",
    N_("an entry has {found} bytes"),
    N_("at most {most}"),
    N_("log the digest of a document, not the document"),
)
LOG_NOT_NEWEST = MessageKind(
    "log-not-newest",
    N_("the checkpoint over {found} entries is not the newest of the log, which is over {size}"),
    N_("the newest checkpoint with more cosignatures"),
    N_("have the newest checkpoint cosigned"),
)
LOG_SIGNATURE_LOST = MessageKind(
    "log-signature-lost",
    N_("the checkpoint lacks the signature of {found}, which the log's own has"),
    N_("all signatures that are there, and more"),
    N_("add cosignatures to the checkpoint as the log published it"),
)


def refuse(kind: MessageKind, file: str, **params: object) -> NoReturn:
    """Raise the one fault of a file of a log."""
    problems = Problems()
    problems.error(kind, Place(file), **params)
    raise InputError(problems)

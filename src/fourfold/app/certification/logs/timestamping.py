"""Time stamps over a log's checkpoint: the request to send, and the reply that came, checked."""

from __future__ import annotations

from pathlib import Path

from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.certification.timestamp import REPLY_MOST_BYTES, TimeStamp, verify_timestamp
from fourfold.core.problems import Place, Problems
from fourfold.core.reading import read_bounded


def check_reply(reply: Path, authority: Path, checkpoint: Checkpoint) -> TimeStamp:
    """What an authority's reply says, if it holds.

    Args:
        reply: file with the reply, DER.
        authority: file with the authority's certificate and those above it, PEM.
        checkpoint: that was stamped.

    Raises:
        InputError: a file cannot be read, the extra is not installed, or the reply does not hold.
    """
    problems = Problems()
    data = [
        read_bounded(path.parent, path.name, Place(path.name), problems, REPLY_MOST_BYTES)
        for path in (reply, authority)
    ]
    problems.raise_if_errors()
    return verify_timestamp(data[0] or b"", checkpoint, data[1] or b"", reply.name)

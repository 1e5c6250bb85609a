"""JSON from outside, read strictly (law 9): bounded size and depth, no key twice, no NaN, only Unicode that can be said.

Whatever is signed is read by this reader, so that two readers cannot see two documents in the same bytes.
"""

from __future__ import annotations

from fourfold.core.canonical import JSON
from fourfold.core.problems import Place, Problems
from fourfold.core.reading import MIB

JSON_MOST_BYTES = 16 * MIB
JSON_MOST_DEPTH = 64


def read_json(
    data: bytes, place: Place, problems: Problems, most_bytes: int = JSON_MOST_BYTES, most_depth: int = JSON_MOST_DEPTH
) -> JSON:
    """A JSON value; ``None`` after reporting why it cannot be read.

    Args:
        data: UTF-8 without byte-order mark.
        place: the file it comes from; the line is added.
        problems: receives duplicate keys, floats, integers beyond 2^53, lone surrogates, depth, size, syntax.
        most_bytes, most_depth: limits.
    """
    raise NotImplementedError

"""A verifier a stranger writes from docs/reference/ledger-format.md: it knows SHA-256 and JSON, and nothing of ours."""

import hashlib
import json
from typing import Any

STATES = ["held", "cancelled", "claimed", "withdrawn", "residual"]
NAMES = {"certificate", "certificateDigest", "first", "stop", "owner", "state", "entry"}


def places_on_line(proof: dict[str, Any], root: str, sums: dict[str, str], leaves: int) -> list[int]:
    """Wh before each lot on the ledger's line; ValueError where the proof does not hold."""
    lots, siblings, places, before = {lot["index"]: lot for lot in proof["lots"]}, list(proof["siblings"]), [], 0

    def node(start: int, stop: int) -> tuple[list[int], bytes]:
        nonlocal before
        if stop - start > 1 and any(start <= index < stop for index in lots):
            middle = start + 2 ** ((stop - start - 1).bit_length() - 1)
            left, right = node(start, middle), node(middle, stop)
            written = packed(left[0]) + left[1] + packed(right[0]) + right[1]
            return [a + b for a, b in zip(left[0], right[0], strict=True)], hashlib.sha256(b"\1" + written).digest()
        if start in lots:
            leaf, salt = lots[start]["leaf"], bytes.fromhex(lots[start]["salt"])
            wh = int(leaf["stop"]) - int(leaf["first"])
            own = [wh if state == leaf["state"] else 0 for state in STATES]
            need(set(leaf) == NAMES and 0 <= int(leaf["first"]) <= before and sum(own) == wh > 0 and len(salt) == 32)
            data = json.dumps(leaf, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            places.append(before)
            digest = hashlib.sha256(b"\0" + packed(own) + salt + data).digest()
        else:
            need(len(siblings) > 0)
            given = siblings.pop(0)
            own, digest = [int(given["sums"][state]) for state in STATES], bytes.fromhex(given["digest"])
            need(len(digest) == 32 and sum(own) >= stop - start)
        before += sum(own)
        return own, digest

    total, top = node(0, leaves)
    need(len(places) == len(proof["lots"]) > 0 and not siblings)
    need(top.hex() == root and total == [int(sums[state]) for state in STATES])
    return places


def packed(sums: list[int]) -> bytes:
    need(min(sums) >= 0 and sum(sums) < 2**63)
    return b"".join(each.to_bytes(8, "big") for each in sums)


def need(good: bool) -> None:
    if not good:
        raise ValueError("the proof does not hold")

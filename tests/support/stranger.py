"""A verifier a stranger writes from docs/reference/ledger-format.md: it knows SHA-256 and JSON, and nothing of ours."""

import hashlib
import json
from typing import Any

STATES = ["held", "cancelled", "claimed", "withdrawn", "residual"]
NAMES = {"certificate", "certificateDigest", "first", "stop", "owner", "state", "entry"}


def verify(proof: dict[str, Any], root: str, sums: dict[str, str], leaves: int) -> None:
    """ValueError where the proof does not hold."""
    lots, siblings, used = {lot["index"]: lot for lot in proof["lots"]}, list(proof["siblings"]), []

    def node(start: int, stop: int) -> tuple[bytes, bytes, list[int], bytes]:
        if stop - start > 1 and any(start <= index < stop for index in lots):
            middle = start + 2 ** ((stop - start - 1).bit_length() - 1)
            left, right = node(start, middle), node(middle, stop)
            need(left[1] <= right[0])
            digest = hashlib.sha256(b"\1" + record(*left) + record(*right)).digest()
            return left[0], right[1], [a + b for a, b in zip(left[2], right[2], strict=True)], digest
        if start in lots:
            leaf, salt = lots[start]["leaf"], bytes.fromhex(lots[start]["salt"])
            key = hashlib.sha256(b"fourfold lot-key/1\0" + leaf["certificate"].encode()).digest()
            lo, hi = (key + int(leaf[end]).to_bytes(8, "big") for end in ("first", "stop"))
            own = [int(leaf["stop"]) - int(leaf["first"]) if state == leaf["state"] else 0 for state in STATES]
            data = json.dumps(leaf, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            digest = hashlib.sha256(b"\0" + packed(own) + salt + data).digest()
            need(set(leaf) == NAMES and len(salt) == 32)
            used.append(start)
        else:
            given = siblings.pop(0) if siblings else need(False)
            lo, hi, digest = (bytes.fromhex(given[name]) for name in ("lo", "hi", "digest"))
            own = [int(given["sums"][state]) for state in STATES]
        need(len(lo) == len(hi) == 40 and lo < hi and len(digest) == 32 and sum(own) >= stop - start)
        return lo, hi, own, digest

    _, _, total, top = node(0, leaves)
    need(len(used) == len(proof["lots"]) > 0 and not siblings)
    need(top.hex() == root and total == [int(sums[state]) for state in STATES])


def record(lo: bytes, hi: bytes, sums: list[int], digest: bytes) -> bytes:
    return lo + hi + packed(sums) + digest


def packed(sums: list[int]) -> bytes:
    need(min(sums) >= 0 and sum(sums) < 2**63)
    return b"".join(each.to_bytes(8, "big") for each in sums)


def need(good: bool) -> Any:
    if not good:
        raise ValueError("the proof does not hold")

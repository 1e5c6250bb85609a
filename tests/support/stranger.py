"""A verifier a stranger writes from docs/reference/ledger-format.md: it knows SHA-256 and JSON, and nothing of ours."""

import hashlib
import json
from typing import Any

STATES = ["held", "cancelled", "claimed", "withdrawn", "residual"]
NAMES = {"certificate", "certificateDigest", "first", "stop", "owner", "state", "entry"}


def place_on_line(proof: dict[str, Any], root: str, sums: dict[str, str], leaves: int) -> int:
    """Wh before the lot on the ledger's line; ValueError where the proof does not hold."""
    data, index, path, before = proof["leaf"], proof["index"], list(proof["path"]), 0
    need(set(data) == NAMES and proof["leaves"] == leaves and 0 <= index < leaves)
    first, stop, salt = int(data["first"]), int(data["stop"]), bytes.fromhex(proof["salt"])
    own = [stop - first if state == data["state"] else 0 for state in STATES]
    need(0 <= first < stop and sum(own) == stop - first and len(salt) == 32)
    written = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    digest, last = hashlib.sha256(b"\0" + packed(own) + salt + written).digest(), leaves - 1
    while last:
        if index % 2 or index < last:  # else it is the last of an odd level and goes up as it is
            need(len(path) > 0)
            node = path.pop(0)
            other, beside = [int(node["sums"][state]) for state in STATES], bytes.fromhex(node["digest"])
            need(len(beside) == 32 and sum(other) > 0)
            left, right = ((other, beside), (own, digest)) if index % 2 else ((own, digest), (other, beside))
            before += sum(other) if index % 2 else 0
            digest = hashlib.sha256(b"\1" + packed(left[0]) + left[1] + packed(right[0]) + right[1]).digest()
            own = [mine + more for mine, more in zip(own, other, strict=True)]
        index, last = index // 2, last // 2
    need(not path and digest.hex() == root and own == [int(sums[state]) for state in STATES] and first <= before)
    return before


def packed(sums: list[int]) -> bytes:
    need(min(sums) >= 0 and sum(sums) < 2**63)
    return b"".join(each.to_bytes(8, "big") for each in sums)


def need(good: bool) -> None:
    if not good:
        raise ValueError("the proof does not hold")

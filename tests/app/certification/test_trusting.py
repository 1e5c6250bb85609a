"""Trust roots from several files: what is apart in each has to be apart in all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from fourfold.app.certification.verifying.trusting import read_trust_files
from fourfold.certification.identity.trust import TrustedBody, TrustRoots, trust_document
from fourfold.certification.keys.key import PublicKey, new_key
from fourfold.certification.log.checkpoint import Witness
from fourfold.core.canonical import canonical_bytes
from fourfold.core.problems import Problems

KEYS = [new_key().public for _ in range(6)]
WITNESS = Witness("witness.example", KEYS[5])


def body(host: str, root: PublicKey, log: PublicKey, origin: str = "") -> TrustedBody:
    return TrustedBody(f"did:web:{host}", {"en": host}, (root,), Witness(origin or f"{host}/log", log), ())


ONE = body("one.example", KEYS[0], KEYS[1])
OTHER = body("other.example", KEYS[2], KEYS[3])


def together(folder: Path, *files: tuple[Sequence[TrustedBody], Sequence[Witness]]) -> tuple[TrustRoots | None, str]:
    """The roots of files with bodies and witnesses, and the codes of what is wrong."""
    paths = [folder / f"{number}.json" for number, _ in enumerate(files)]
    for path, (bodies, witnesses) in zip(paths, files, strict=True):
        path.write_bytes(canonical_bytes(trust_document(bodies, witnesses, len(witnesses))))
    problems = Problems()
    found = read_trust_files(paths, problems)
    return found, " ".join(problem.kind.code for problem in problems)


def test_bodies_and_witnesses_of_all_files_are_taken_each_key_once(tmp_path: Path) -> None:
    alias = Witness("alias.example", WITNESS.key)
    found, codes = together(tmp_path, ([ONE], [WITNESS]), ([ONE, OTHER], [alias]))
    assert codes == ""
    assert found is not None
    assert (sorted(found.bodies), len(found.witnesses), found.threshold) == ([ONE.did, OTHER.did], 1, 1)


@pytest.mark.parametrize(
    ("bodies", "witnesses", "code"),
    [
        ([body("evil.example", KEYS[2], KEYS[3], ONE.log.name)], [], "trust-one-log"),
        ([OTHER], [Witness("alias.example", ONE.log.key)], "trust-own-witness"),
        ([body("one.example", KEYS[4], KEYS[1])], [], "trust-twice"),
    ],
)
def test_what_does_not_stand_together_is_refused(
    tmp_path: Path, bodies: list[TrustedBody], witnesses: list[Witness], code: str
) -> None:
    assert together(tmp_path, (bodies, witnesses))[1] == ""
    assert together(tmp_path, ([ONE], [WITNESS]), (bodies, witnesses)) == (None, code)

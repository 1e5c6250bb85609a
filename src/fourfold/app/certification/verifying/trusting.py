"""Trust roots from files: one, or several taken together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fourfold.certification.identity.trust import TrustedBody, TrustRoots, check_apart, read_trust
from fourfold.core.canonical import digest_of
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import MIB, read_bounded

TRUST_MOST_BYTES = 4 * MIB

TRUST_TWICE = MessageKind(
    "trust-twice",
    N_("{found} stands in two files of trust roots, and they do not say the same of it"),
    N_("each body in one file, or the same in both"),
    N_("leave out the one that is out of date"),
)


def read_trust_files(paths: Sequence[Path], problems: Problems) -> TrustRoots | None:
    """The trust roots of files taken together: all bodies and witnesses, the strictest threshold and age.

    Args:
        paths: at least one.
        problems: receives what is wrong in each, bodies of which two files say different things, and what stands apart
            in each file but not in all of them together.
    """
    count = len(problems.errors)
    read = [_read(path, problems) for path in paths]
    found = [one for one in read if one is not None]
    if len(found) != len(paths) or not found:
        return None
    if len(found) == 1:
        return found[0]
    bodies: dict[str, TrustedBody] = {}
    for path, one in zip(paths, found, strict=True):
        for did, body in one.bodies.items():
            if bodies.setdefault(did, body) != body:
                problems.error(TRUST_TWICE, Place(path.name, 0, "bodies"), found=did)
    witnesses = {witness.key: witness for one in found for witness in one.witnesses}  # one key is one witness
    check_apart(bodies, [*witnesses.values()], Place(", ".join(path.name for path in paths)), problems)
    if len(problems.errors) > count:
        return None
    ages = [one.status_age for one in found if one.status_age is not None]
    return TrustRoots(
        bodies,
        tuple(witnesses.values()),
        max(one.threshold for one in found),
        min(ages, default=None),
        digest_of([*sorted(one.digest for one in found)]),
    )


def trust_of_files(paths: Sequence[Path]) -> TrustRoots | None:
    """The trust roots of files; ``None`` where there are no files.

    Raises:
        InputError: one cannot be read.
    """
    problems = Problems()
    trust = read_trust_files(paths, problems) if paths else None
    problems.raise_if_errors()
    return trust


def _read(path: Path, problems: Problems) -> TrustRoots | None:
    place = Place(path.name)
    data = read_bounded(path.parent, path.name, place, problems, TRUST_MOST_BYTES)
    return read_trust(data, place, problems) if data is not None else None

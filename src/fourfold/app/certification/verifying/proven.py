"""What of a bundle does not hold up, told to whoever is about to rest something on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from fourfold.certification.bundle import Bundle
from fourfold.certification.verification.asked import Asked
from fourfold.certification.verification.steps import Step
from fourfold.certification.verification.verification import Check
from fourfold.certification.verification.verify import verify_bundle
from fourfold.core.problems import MessageKind, Place, Problem, Term


def unproven(
    bundle: Bundle,
    asked: Asked,
    steps: Collection[Step],
    counts: Callable[[Check], bool],
    kind: MessageKind,
    number: str,
) -> Iterator[Problem]:
    """Each check that stands against a bundle, its reason, and what is wrong in the document.

    Args:
        bundle: as read.
        asked: the moment, and who is trusted.
        steps: which checks are of interest.
        counts: whether what one of them found stands against it.
        kind: message about a check: of ``found`` (number of the certificate), ``number`` and ``title`` of the check.
        number: of the certificate.
    """
    place = Place(number)
    for check in verify_bundle(bundle, asked).checks:
        if check.code in steps and counts(check):
            yield Problem(kind, place, {"found": number, "number": str(check.number), "title": Term(check.title)})
            yield Problem(check.reason, place, check.params)
            yield from check.problems

"""A certificate with those it rests on, each from its newest bundle, and what all their bundles tell of status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fourfold.certification.bundle import Bundle
from fourfold.certification.credentials.data_integrity import Credential, digest_of_credential, proofs_of
from fourfold.certification.identity.issuer import IssuerDocument, KeyUse
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.status.bitstring import StatusList
from fourfold.certification.verification.asked import Asked
from fourfold.certification.verification.case import Case, Read, read_case
from fourfold.certification.verification.in_log import check_checkpoint
from fourfold.certification.verification.signing import key_of, signature_of, why_not_good
from fourfold.certification.verification.verification import Finding
from fourfold.core.problems import MessageKind


@dataclass(frozen=True, slots=True)
class Tree:
    """A bundle as read, with the bundles of suppliers' certificates.

    Attributes:
        case: of the bundle itself.
        suppliers: of those it rests on; one that the verifier brought stands in the place of the one in the bundle.
        replaced: the cases that stood there; their status lists still count.
    """

    case: Case
    suppliers: tuple[Tree, ...]
    replaced: tuple[Case, ...] = ()

    def cases(self) -> Iterator[Case]:
        """All cases of the tree."""
        yield self.case
        yield from self.replaced
        for supplier in self.suppliers:
            yield from supplier.cases()


@dataclass(slots=True)
class Known:
    """What the bundles of a tree tell of the status of one issuer's certificates.

    Attributes:
        history: its longest.
        lists: status lists that it signed and logged, by digest.
        proofs, indexes: of those lists.
    """

    history: tuple[IssuerDocument, ...] = ()
    lists: dict[str, StatusList] = field(default_factory=dict)
    proofs: dict[str, Read] = field(default_factory=dict)
    indexes: dict[str, int] = field(default_factory=dict)


def read_tree(bundle: Bundle, asked: Asked) -> Tree:
    """Read a bundle and those of the suppliers' certificates; those that the verifier brought take their places."""
    return _read(bundle, asked.trust, {digest_of_credential(one.certificate): one for one in asked.suppliers})


def _read(bundle: Bundle, trust: TrustRoots | None, brought: Mapping[str, Bundle]) -> Tree:
    """Only what a certificate names is put in place: names are digests, so that no circle can come of it."""
    case = read_case(bundle, trust)
    named = case.certificate.suppliers if case.certificate is not None else ()
    newer = {digest: brought[digest] for digest in named if digest in brought}
    here = [(digest_of_credential(one.certificate), one) for one in bundle.suppliers]
    taken = [newer.get(digest, one) for digest, one in here]
    missing = [one for digest, one in newer.items() if digest not in dict(here)]
    replaced = [read_case(one, trust) for digest, one in here if digest in newer]
    return Tree(case, tuple(_read(one, trust, brought) for one in (*taken, *missing)), tuple(replaced))


def known_status(cases: Sequence[Case], asked: Asked) -> dict[str, Known]:
    """By issuer, the status lists that any of the bundles proves: signed by the issuer, in its log as it signed for it.

    Only issuers that are trusted: of others each bundle tells another history.
    """
    found: dict[str, Known] = {}
    trusted = [case for case in cases if case.body is not None and check_checkpoint(case, asked).finding is Finding.OK]
    for case in trusted if len(cases) > 1 else ():
        known = found.setdefault(_issuer(case), Known())
        known.history = max(known.history, case.history, key=len)
    for case in trusted if len(cases) > 1 else ():
        _add(found[_issuer(case)], case)
    return found


def _add(known: Known, case: Case) -> None:
    """The lists of a case that hold by the longest history."""
    view = replace(case, history=known.history)
    for one, digest in case.lists:
        index = case.index_of(digest)
        if index is None or one.issuer != _issuer(case) or digest in known.lists:
            continue
        if _is_signed(view, one.credential, digest):
            known.lists[digest] = one
            known.proofs[digest], known.indexes[digest] = case.proofs[digest], index


def _is_signed(case: Case, document: Credential, digest: str) -> bool:
    """Whether a document is signed with an issuing key that was good."""
    proofs = proofs_of(document)
    if isinstance(proofs, MessageKind) or signature_of(case, document).finding is not Finding.OK:
        return False
    keys = [(key_of(case, proof), proof) for proof in proofs]
    return all(
        key is not None and key.use is KeyUse.ISSUE and why_not_good(case, digest, key, proof) is None
        for key, proof in keys
    )


def with_known_status(case: Case, known: Mapping[str, Known]) -> Case:
    """A case with the status lists that other bundles prove, for the check of its status."""
    one = known.get(_issuer(case))
    if one is None:
        return case
    own = {digest for _, digest in case.lists}
    more = [(listed, digest) for digest, listed in one.lists.items() if digest not in own]
    return replace(
        case,
        history=max(case.history, one.history, key=len),
        lists=(*case.lists, *more),
        proofs={**case.proofs, **one.proofs},
        indexes={**case.indexes, **one.indexes},
    )


def _issuer(case: Case) -> str:
    return case.certificate.issuer if case.certificate is not None else ""

"""The sum tree of a closed ledger day, made again from the ledger's lots and held against the day's root."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fourfold.app.supply.closing import refuse_other_days
from fourfold.certification.documents.ledger_day import LedgerDay
from fourfold.certification.documents.ledger_parts import day_text
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.electricity.ledger.entry_json import certificate_digest
from fourfold.electricity.ledger.ledger import Day, Ledger
from fourfold.electricity.ledger.model import Lot
from fourfold.electricity.ledger.sum_prove import SumTree
from fourfold.electricity.ledger.sum_tree import SumLeaf, leaf_of, lots_sorted

TREE_DIFFERS = MessageKind(
    "ledger-tree-differs",
    N_("the lots of the ledger at the end of {day} do not give the root that the day was closed with"),
    N_("lots that were not changed since the day was closed"),
    N_("audit the ledger: fourfold supply audit; restore it from a backup if it was changed"),
)


@dataclass(frozen=True, slots=True)
class DayTree:
    """The lots at the end of a day, in the order of the tree, with the tree over them."""

    lots: Sequence[Lot]
    tree: SumTree


def day_tree(ledger: Ledger, day: Day) -> DayTree:
    """The tree of a closed day, in memory with its lots: about 1 kB a lot.

    Raises:
        InputError: it does not have the day's root.
    """
    lots = lots_sorted(ledger.lots_at(day.day))
    digests: dict[str, str] = {}
    leaves: list[SumLeaf] = []
    for lot in lots:
        if lot.certificate not in digests:
            digests[lot.certificate] = digest_in(ledger, lot.certificate)
        leaves.append(leaf_of(lot, digests[lot.certificate], ledger.salt(day.day, lot)))
    tree = SumTree(leaves)
    if (tree.root.digest.hex(), tree.root.sums) != (day.root, day.sums):
        raise InputError([Problem(TREE_DIFFERS, Place("ledger"), {"day": day_text(day.day)})])
    return DayTree(lots, tree)


def digest_in(ledger: Ledger, name: str) -> str:
    """Digest of a certificate that the ledger holds."""
    certificate = ledger.certificate(name)
    if certificate is None:
        raise LookupError(name)  # a lot of no certificate: a key of the ledger keeps that from being
    return certificate_digest(certificate)


def tree_of(ledger: Ledger, day: LedgerDay) -> DayTree:
    """The tree of a published day.

    Raises:
        InputError: the ledger has no such day, or other lots.
    """
    refuse_other_days(ledger, [day])
    own = ledger.day(day.day.day)
    if own is None:
        raise LookupError(day.name)  # refused just before
    return day_tree(ledger, own)

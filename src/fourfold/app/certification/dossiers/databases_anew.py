"""Databases of a dossier solved anew, where the very versions are at hand, and compared with the figures it states."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fourfold.accounting.dataset_book import DatasetBook, dataset_book
from fourfold.accounting.stated import StatedDatabase
from fourfold.accounting.study.model import Study
from fourfold.app.assess import study_databases
from fourfold.certification.dossier.databases import differences
from fourfold.certification.dossier.differences import DatabaseAnew
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.json_node import Node

MOST_SHOWN = 100
"""Figures told of one database."""


def solve_anew(
    study: Study, stated: Mapping[str, StatedDatabase], library: Path, digits: int
) -> tuple[DatabaseAnew, ...]:
    """What becomes of each stated database.

    Args:
        study: with what it declares under ``databases``.
        stated: the figures of the dossier, by name of the database.
        library: folder of the databases.
        digits: significant digits to which the figures have to agree.
    """
    if not stated:
        return ()
    opened, _ = study_databases(study, library)  # those that are not there are asserted, which is no fault
    book = dataset_book(study, opened)
    return tuple(_anew(name, one, book, digits) for name, one in sorted(stated.items()))


def _anew(name: str, stated: StatedDatabase, book: DatasetBook, digits: int) -> DatabaseAnew:
    database = book.databases.get(name)
    is_here = database is not None and database.info.digest == stated.info.digest
    differing = differences(name, stated, book, digits) if is_here else ()
    told = tuple(
        (f"{one.dataset} {one.line} {one.gas}".strip(), decimal_text(one.stated), decimal_text(one.solved))
        for one in differing[:MOST_SHOWN]
    )
    return DatabaseAnew(name, stated.info.digest, is_here, digits, len(stated.datasets), told)


def anew_from(document: JSON) -> tuple[DatabaseAnew, ...]:
    """From the documents of `DatabaseAnew.document`."""
    nodes = Node({"all": document}).nodes("all")
    return tuple(
        DatabaseAnew(
            node.text("name"),
            node.text("digest"),
            node.flag("solved"),
            node.integer("digits"),
            node.integer("datasets"),
            tuple((one.text("figure"), one.text("stated"), one.text("solved")) for one in node.nodes("differing")),
        )
        for node in nodes
    )

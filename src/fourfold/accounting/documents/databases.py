"""The databases of a study, as a result document cites them."""

from __future__ import annotations

from fourfold.accounting.datasets import DatasetBook
from fourfold.core.canonical import JSON


def databases_document(book: DatasetBook) -> list[JSON]:
    """Name, version, digest, source, reader and profile of each, in the order of declaration."""
    documents: list[JSON] = []
    for name, use in book.uses.items():
        info = book.info(name)
        documents.append(
            {
                "name": info.name,
                "version": info.version,
                "digest": info.digest,
                "source": info.source,
                "reader": f"{info.reader} {info.reader_version}",
                "profile": use.profile,
            }
        )
    return documents

"""Finding processes, flows and factors of databases by words, English or Chinese.

As in `fourfold.data.search`: Latin words are found where a word begins with them, Chinese ones by pairs of neighbouring
characters; every word must be found. A Chinese word that a dataset does not hold also finds datasets that hold its
English counterparts, by a small table of words; which were used is said.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import and_, or_
from pathlib import Path
from typing import Literal, TypeAlias

import polars as pl

from fourfold.data.databases.database import Database
from fourfold.data.search import terms

_WORDS = Path(__file__).parent / "words.csv"
_FIRST_CHINESE = "㐀"

Kind: TypeAlias = Literal["process", "flow", "factor"]
KINDS: tuple[Kind, ...] = ("process", "flow", "factor")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found.

    Attributes:
        database, version: where; empty version for the factors that come with Fourfold.
        kind: process, flow or factor.
        id, name, name_zh: of the thing.
        location: code or area.
        unit: what it is counted in.
        category: path of the category, or the family of a factor.
    """

    database: str
    version: str
    kind: Kind
    id: str
    name: str
    name_zh: str
    location: str
    unit: str
    category: str


def translations(text: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """English counterparts of the Chinese words of a query that the table of words knows.

    Returns:
        For each run of Chinese characters that can be split into known words: for each of these the alternatives.
    """
    found = {}
    for term in terms(text):
        parts = _split(term) if term[0] >= _FIRST_CHINESE else None
        if parts:
            found[term] = tuple(_table()[part] for part in parts)
    return found


def search_database(database: Database, text: str, kinds: Sequence[Kind] = KINDS, location: str = "") -> list[Found]:
    """What holds every word, those with the words in their names first, short names before long ones.

    Args:
        database: where to look.
        text: the words; empty for everything.
        kinds: what to look for.
        location: only with this code, whatever its case.
    """
    frames = [_FRAMES[kind](database).with_columns(kind=pl.lit(kind)) for kind in kinds]
    things = pl.concat(frames).with_columns(title=_folded("id", "name", "name_zh"))
    things = things.with_columns(whole=pl.concat_str("title", _folded("location", "category", "more"), separator=" "))
    known = translations(text)
    wanted = [(term, known.get(term, ())) for term in terms(text)]
    if text.strip() and not wanted:
        return []
    conditions = [_holds("whole", term, english) for term, english in wanted]
    if location:
        conditions.append(pl.col("location").str.to_lowercase() == location.casefold())
    in_title = [_holds("title", term, english).cast(pl.Int32) for term, english in wanted]
    order = [pl.col("rank"), pl.col("kind").replace_strict({k: n for n, k in enumerate(KINDS)}), pl.col("length")]
    found = (
        things.filter(reduce(and_, conditions, pl.lit(True)))
        .with_columns(rank=-pl.sum_horizontal(pl.lit(0), *in_title), length=pl.col("name").str.len_chars())
        .sort(*order, "name", "id")
    )
    info = database.info
    columns = ("kind", "id", "name", "name_zh", "location", "unit", "category")
    return [Found(info.name, info.version, *cells) for cells in found.select(columns).iter_rows()]


def _processes(database: Database) -> pl.DataFrame:
    """Processes with the unit of their reference and, to be found by, the names of what they make."""
    made = database.exchanges.filter("is_reference").select("process", "flow").unique("process", maintain_order=True)
    flows = database.flows.select("name", "name_zh", "synonyms", "unit").with_row_index("flow")
    product = pl.concat_str("name", "name_zh", pl.col("synonyms").list.join(" "), separator=" ", ignore_nulls=True)
    reference = made.join(flows, on="flow", how="left").select("process", "unit", product=product)
    table = database.processes.with_row_index("process")
    joined = table.join(reference, on="process", how="left", maintain_order="left")
    return _shaped(joined, pl.concat_str("technology", "product", separator=" ", ignore_nulls=True))


def _flows(database: Database) -> pl.DataFrame:
    more = pl.concat_str(pl.col("synonyms").list.join(" "), "cas", "formula", separator=" ", ignore_nulls=True)
    return _shaped(database.flows, more)


def _factors(database: Database) -> pl.DataFrame:
    rows = [
        {
            "id": factor.id,
            "name": factor.names.get("en", ""),
            "name_zh": factor.names.get("zh", ""),
            "location": factor.area,
            "unit": factor.per.text,
            "category": factor.family,
            "more": f"{factor.technology} {factor.valid_from.year} {factor.source.publisher} {factor.source.document}",
        }
        for factor in database.factors.values()
    ]
    schema = dict.fromkeys(("id", "name", "name_zh", "location", "unit", "category", "more"), pl.String)
    return pl.DataFrame(rows, schema=schema)


_FRAMES = {"process": _processes, "flow": _flows, "factor": _factors}


def _shaped(table: pl.DataFrame, more: pl.Expr) -> pl.DataFrame:
    columns = (pl.col(name).fill_null("") for name in ("id", "name", "name_zh", "location", "unit", "category"))
    return table.select(*columns, more=more.fill_null(""))


def _folded(*columns: str) -> pl.Expr:
    return pl.concat_str(*columns, separator=" ").str.normalize("NFKC").str.to_lowercase()


def _holds(column: str, term: str, english: Sequence[Sequence[str]]) -> pl.Expr:
    """Whether a term is found, or for each word it is made of one English counterpart."""
    found = _term(column, term)
    if not english:
        return found
    words = [
        reduce(or_, [reduce(and_, [_term(column, one) for one in terms(phrase)]) for phrase in alternatives])
        for alternatives in english
    ]
    return found | reduce(and_, words)


def _term(column: str, term: str) -> pl.Expr:
    if term[0] >= _FIRST_CHINESE:
        pairs = [term[i : i + 2] for i in range(len(term) - 1)] or [term]
        return reduce(and_, [pl.col(column).str.contains(pair, literal=True) for pair in pairs])
    return pl.col(column).str.contains(rf"(?:^|[^a-z0-9]){re.escape(term)}")


def _split(term: str) -> list[str]:
    """Words of the table that make up a run of characters, longest first; empty when some are unknown."""
    if not term:
        return []
    for length in range(len(term), 0, -1):
        if term[:length] in _table():
            rest = _split(term[length:])
            if rest or length == len(term):
                return [term[:length], *rest]
    return []


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    with _WORDS.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        return {row["zh"]: tuple(part.strip() for part in row["en"].split(";")) for row in rows}

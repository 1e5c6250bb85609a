"""Finding factors by words a person types, in English or Chinese.

Chinese is written without spaces, so runs of Chinese characters are compared by pairs of neighbouring characters: a run
is found where all its pairs are, which for a word of two characters means that the word itself stands there. Words in
Latin letters and numbers are found where a word begins with them. Every word must be found; nothing is guessed.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fourfold.core.areas import AreaBook
from fourfold.data.basis import ELECTRICITY_SERIES_NAMES
from fourfold.data.factor import Factor

_TECHNOLOGIES = Path(__file__).parent / "tables" / "technologies.csv"
_WORDS = re.compile(r"[㐀-鿿]+|[a-z0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class SearchText:
    """What can be found of one factor.

    Attributes:
        words: words in Latin letters and numbers.
        pairs: Chinese characters and pairs of neighbouring ones.
        title: the same of the names alone, which rank higher.
    """

    words: frozenset[str]
    pairs: frozenset[str]
    title: frozenset[str]

    def holds(self, term: str) -> bool:
        """Whether a term of `terms` is found."""
        if _is_chinese(term):
            return _pairs(term) <= self.pairs
        return any(word.startswith(term) for word in self.words)

    def in_title(self, term: str) -> bool:
        """Whether it is found in the names."""
        if _is_chinese(term):
            return _pairs(term) <= self.title
        return any(word.startswith(term) for word in self.title)


def terms(query: str) -> list[str]:
    """The words of a query: runs of Chinese characters, and runs of letters and digits in lower case."""
    return _WORDS.findall(_fold(query))


def ranked(query: str, texts: Mapping[str, SearchText]) -> list[str]:
    """Ids of what holds every word of the query, those with most words in their names first; else in given order."""
    wanted = terms(query)
    if not wanted:
        return []
    found = [key for key, text in texts.items() if all(text.holds(term) for term in wanted)]
    return sorted(found, key=lambda key: -sum(texts[key].in_title(term) for term in wanted))


def similar_words(query: str, texts: Iterable[SearchText], most: int = 3) -> list[str]:
    """Words in Latin letters that occur and are spelled like a word of the query that does not."""
    from difflib import get_close_matches

    known = sorted({word for text in texts for word in text.words if not word.isdigit()})
    lost = [term for term in terms(query) if not _is_chinese(term) and not any(w.startswith(term) for w in known)]
    return list(dict.fromkeys(word for term in lost for word in get_close_matches(term, known, n=most, cutoff=0.7)))


def search_text(factor: Factor, areas: AreaBook) -> SearchText:
    """What can be found of a factor: its names, id, area and the areas around it, technology, year, series, source."""
    title = [factor.id, *factor.names.values()]
    around = [area for code in areas.chain(factor.area) if (area := areas.get(code)) is not None]
    series = ELECTRICITY_SERIES_NAMES[factor.basis.quantity].values() if factor.is_electricity else ()
    rest = [
        factor.family,
        factor.area,
        factor.technology,
        *_technology_words().get(factor.technology, ()),
        str(factor.valid_from.year),
        *series,
        factor.status,
        factor.source.publisher,
        factor.source.document,
        *(area.code for area in around),
        *(name for area in around[:1] for name in area.names.values()),
    ]
    return text_of(title, rest)


def text_of(title: Sequence[str], rest: Sequence[str]) -> SearchText:
    """What can be found of a thing: its names, and what else is said of it."""
    head, whole = terms(" ".join(title)), terms(" ".join([*title, *rest]))
    return SearchText(
        words=frozenset(term for term in whole if not _is_chinese(term)),
        pairs=frozenset(pair for term in whole if _is_chinese(term) for pair in _pairs(term, single=True)),
        title=frozenset(item for term in head for item in (_pairs(term, single=True) if _is_chinese(term) else [term])),
    )


@cache
def _technology_words() -> dict[str, tuple[str, ...]]:
    with _TECHNOLOGIES.open(encoding="utf-8", newline="") as stream:
        return {
            cells["technology"]: (cells["name_en"], cells["name_zh"], cells["words"])
            for cells in csv.DictReader(stream)
        }


def _pairs(term: str, single: bool = False) -> frozenset[str]:
    """Pairs of neighbours; with `single` also the characters, by which a query of one character is found."""
    pairs = {term[i : i + 2] for i in range(len(term) - 1)}
    return frozenset(pairs | set(term)) if single else frozenset(pairs or {term})


def _is_chinese(term: str) -> bool:
    return term[0] >= "㐀"


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()

"""Warming potentials by id, and finding them by words, as results cite them: ``gwp100-ar6-CH4_fossil``."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

from fourfold.data.gwp import Gwp, aliases_of, known_potentials
from fourfold.data.search import SearchText, ranked, text_of

_WORDS = "gwp gwp100 global warming potential 全球变暖潜势 全球增温潜势"


def potential_id(potential: Gwp) -> str:
    """How results cite it."""
    return f"gwp100-{potential.gwp_set.lower()}-{potential.species}"


@cache
def potentials() -> dict[str, Gwp]:
    """Every potential of the shipped table by id."""
    return {potential_id(potential): potential for potential in known_potentials()}


def find_potential(text: str) -> Gwp | None:
    """The potential with this id, in any case."""
    wanted = text.casefold().strip()
    return next((found for key, found in potentials().items() if key.casefold() == wanted), None)


def search_potentials(query: str) -> list[Gwp]:
    """Potentials that hold every word of a query, in the order of the table."""
    return [potentials()[key] for key in ranked(query, _texts())]


def similar_potentials(text: str, most: int = 3) -> list[str]:
    """Ids spelled like this one, the likeliest first."""
    by_folded = {key.casefold(): key for key in potentials()}
    return [by_folded[key] for key in get_close_matches(text.casefold().strip(), by_folded, n=most, cutoff=0.8)]


@cache
def _texts() -> dict[str, SearchText]:
    return {
        key: text_of([key, found.gas, *aliases_of(found.gas)], [_WORDS, found.gwp_set])
        for key, found in potentials().items()
    }

"""Texts and ids as EcoSpold 2 spells them: in several languages, in pieces, in capitals or not."""

from __future__ import annotations

import re

from fourfold.data.databases.formats.ecospold.values import plain
from fourfold.formats.xml_text import Element, child, children, local_name, text_of

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MAIN = "en"
INTERMEDIATE, ELEMENTARY = "intermediateExchange", "elementaryExchange"
GROUPS = {
    INTERMEDIATE: frozenset({"i1", "i2", "i3", "i5", "o0", "o2", "o3", "o5"}),
    ELEMENTARY: frozenset({"i4", "o4"}),
}


def languages_of(element: Element | None, name: str) -> dict[str, str]:
    """The texts of a repeated child by language; a repeated language is kept once."""
    found: dict[str, str] = {}
    for one in () if element is None else children(element, name):
        text = text_of(one)
        if text:
            found.setdefault(str(one.get(_LANG) or _MAIN).casefold()[:2], text)
    return found


def text_in(element: Element | None, name: str) -> str:
    """A text in English, or in the first language there is."""
    texts = languages_of(element, name)
    return texts.get(_MAIN) or next(iter(texts.values()), "")


def names_beside(element: Element | None, name: str) -> dict[str, str]:
    """The names in other languages."""
    return {lang: text for lang, text in languages_of(element, name).items() if lang != _MAIN}


def pieces_of(element: Element | None, name: str) -> str:
    """A comment that stands in pieces, those in English or else all of them; pictures are left out."""
    whole = None if element is None else child(element, name)
    if whole is None:
        return ""
    pieces = [piece for piece in children(whole, "text") if text_of(piece)]
    english = [piece for piece in pieces if str(piece.get(_LANG) or _MAIN).casefold().startswith(_MAIN)]
    if not pieces:
        return "" if len(whole) else text_of(whole)
    return "\n".join(text_of(piece) for piece in english or pieces)


def id_in(element: Element, name: str) -> str:
    """An id in lower case; empty where it is missing."""
    return re.sub(r"\s+", "", plain(element, name)).casefold()


def group_of(exchange: Element) -> tuple[str, str]:
    """The group of an exchange such as ``i5`` or ``o0``, empty when it has none, several or an unknown one.

    Returns:
        The group, and what stood there.
    """
    known = GROUPS.get(local_name(exchange), frozenset())
    found = []
    for element in exchange:
        name = str(element.tag).rpartition("}")[2]
        if name in ("inputGroup", "outputGroup"):
            found.append(name[0] + (element.text or "").strip())
    return (found[0] if len(found) == 1 and found[0] in known else ""), " ".join(found) or "–"

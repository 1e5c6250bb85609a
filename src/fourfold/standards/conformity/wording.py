"""Values in words, in both languages, for the sentences of a verdict."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, localcontext

from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, clip
from fourfold.core.words import Words
from fourfold.standards.conformity.choices import choice_words
from fourfold.standards.conformity.deciding import Leaf, short_name
from fourfold.standards.language.dictionary import Dictionary
from fourfold.standards.language.values import Kind, Missing, Value

MOST_NAMED = 6
"""Values or rows a sentence names; the rest is counted."""
_EXACT, _DIGITS = 12, 6

_MISSING = {
    Missing.ABSENT: N_("not given"),
    Missing.FILLER: N_("filled with a placeholder"),
    Missing.NOT_CALCULATED: N_("not calculated"),
    Missing.UNDEFINED: N_("has no answer"),
    Missing.OPERAND: N_("cannot be told"),
    Missing.TOO_MUCH: N_("too much to evaluate"),
}

_IN_WORDS = {
    "1": ("{number}", "{number}"),
    "year": (N_("{number} year"), N_("{number} years")),
    "day": (N_("{number} day"), N_("{number} days")),
    "h": (N_("{number} hour"), N_("{number} hours")),
}
"""Units that are words: of one, and of any other number."""


def spell(value: Value, w: Words, *, quoted: bool = True) -> str:
    """A value as a person reads it; texts between quotes, or as they are for a sentence of a pack."""
    content = value.content
    if content is None:
        return w(_MISSING.get(value.missing, N_("not given")))
    if isinstance(content, bool):
        return w(N_("yes")) if content else w(N_("no"))
    if isinstance(content, Decimal):
        return _with_unit(content, value.unit, w)
    if isinstance(content, date):
        return content.isoformat()
    if isinstance(content, str):
        text = clip(w.name(dict(value.texts)) or w.name(choice_words(value.origin, content)) or content)
        return f"“{text}”" if quoted else text
    if isinstance(content, tuple):
        return listed([_member(member, w, quoted) for member in content], w) if content else w(N_("no rows"))
    return short_name(value)


def listed(names: Iterable[str], w: Words) -> str:
    """Names with commas between, each once; those beyond a few are counted."""
    known = list(dict.fromkeys(name for name in names if name))
    more = len(known) - MOST_NAMED
    shown = w(N_(", ")).join(known[:MOST_NAMED])
    return w(N_("{names} and {count} more"), names=shown, count=more) if more > 0 else shown


def meaning(leaf: Leaf, words: Dictionary, w: Words) -> str:
    """What a fact or parameter is, in words; the text of the rule for anything else."""
    entry = words.get(leaf.value.origin)
    if entry is None:
        return leaf.value.origin or leaf.trace.text
    return w.name({lang: text for lang, text in entry.meaning.items() if text}) or entry.name


def statements(leaves: Iterable[Leaf], words: Dictionary, w: Words) -> str:
    """Facts with their values as one line, the rows of each together."""
    together: dict[tuple[str, str], list[str]] = {}
    for leaf in leaves:
        key = meaning(leaf, words, w), spell(leaf.value, w)
        together.setdefault(key, []).append(short_name(leaf.row) if leaf.row else "")
    spelled = []
    for (what, value), names in together.items():
        where = listed(names, w)
        spelled.append(w(N_("{what}: {value}"), what=what, value=value) + (f" ({where})" if where else ""))
    more = len(spelled) - MOST_NAMED
    line = "; ".join(spelled[:MOST_NAMED])
    return w(N_("{names} and {count} more"), names=line, count=more) if more > 0 else line


def _member(value: Value, w: Words, quoted: bool) -> str:
    return short_name(value) if value.kind is Kind.RECORD else spell(value, w, quoted=quoted)


def _with_unit(content: Decimal, unit: str, w: Words) -> str:
    number = _number(content)
    if unit not in _IN_WORDS:
        return f"{number} {unit}".rstrip()
    one, more = _IN_WORDS[unit]
    return w(one if abs(content) == 1 else more, number=number)


def _number(content: Decimal) -> str:
    text = decimal_text(content)
    if len(text) <= _EXACT:
        return text
    with localcontext() as context:
        context.prec = _DIGITS
        return decimal_text(+content)

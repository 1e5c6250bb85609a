"""What an expression may consist of, checked before anything parses it: length, characters, signs, words, nesting.

Python's parser can exhaust stack and memory on hostile text, reads escapes, and takes look-alikes of letters for the
letters. So a text reaches it only as a bounded number of tokens of a closed set.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import category, name, normalize

from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term
from fourfold.standards.language import messages as m

LONGEST = 2000
"""Characters of an expression."""
DEEPEST = 40
"""Levels of nesting."""
LONGEST_TEXT = 200
"""Characters of a text in quotes."""
LONGEST_NUMBER = 30
"""Digits of a number."""

_SPACES = "\t\n\r "
_TOKEN = re.compile(
    r"""(?P<space>[\t\n\r ]+)
    |(?P<text>"[^"\n\r]*"|'[^'\n\r]*')
    |(?P<number>[0-9][\w.]*(?:(?<=[eE])[+-][0-9]+)?|\.[0-9][\w.]*)
    |(?P<word>[^\W\d]\w*)
    |(?P<wrong>&&|\|\||\*\*|//|<>|=>|=<|===|!==|:=|->|[=!](?!=)|[<>]{2})
    |(?P<sign>==|!=|<=|>=|[<>+\-*/(),.])
    |(?P<quote>["'])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_SHARES = {"%": -2, "‰": -3, "％": -2}
"""Signs that say hundredths and thousandths, with the power of ten."""
_NUMBER = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")
_WRONG_SIGNS = {
    "&&": N_("write and"),
    "&": N_("write and"),
    "||": N_("write or"),
    "|": N_("write or"),
    "!": N_("write not, or != for “is not equal”"),
    "~": N_("write not"),
    "=": N_("= compares nothing: write =="),
    "===": N_("write =="),
    "!==": N_("write !="),
    "<>": N_("write !="),
    "≠": N_("write !="),
    "=>": N_("write >="),
    "≥": N_("write >="),
    "⩾": N_("write >="),
    "=<": N_("write <="),
    "≤": N_("write <="),
    "⩽": N_("write <="),
    ":=": N_("= compares nothing: write =="),
    "**": N_("write the product out: a * a"),
    "^": N_("write the product out: a * a"),
    "//": N_("write / and compare the quotient"),
    "×": N_("write *"),
    "·": N_("write *"),
    "÷": N_("write /"),
    "%": N_("write 0.05 for 5%"),
    "‰": N_("write 0.005 for 5‰"),
    "−": N_("write the short -"),
    "–": N_("write the short -"),
    "—": N_("write the short -"),
    "∈": N_("write in"),
    "∧": N_("write and"),
    "∨": N_("write or"),
    "¬": N_("write not"),
    ";": N_("make several requirements of it, or join by and"),
    "#": N_("put remarks into the clause or the guidance"),
    "[": N_('lists stand in parentheses: ("a", "b"); rows are reached by for … in'),
    "]": N_('lists stand in parentheses: ("a", "b"); rows are reached by for … in'),
    "{": N_('lists stand in parentheses: ("a", "b")'),
    "}": N_('lists stand in parentheses: ("a", "b")'),
    "“": N_('write the straight quote "'),
    "”": N_('write the straight quote "'),
    "„": N_('write the straight quote "'),
    "「": N_('write the straight quote "'),
    "」": N_('write the straight quote "'),
    "‘": N_("write the straight quote '"),
    "’": N_("write the straight quote '"),
    "，": N_("write the narrow ,"),
    "、": N_("write the narrow ,"),
    "。": N_("write the narrow . within names, none at the end"),
    "\u3000": N_("write a narrow space"),
    "\u00a0": N_("write a plain space"),
    "$": N_("write names as in the data dictionary"),
    "@": N_("write names as in the data dictionary"),
    "\\": N_("take it away"),
}
_OTHER_SIGN = N_("take it away")
_NARROW = N_("write the narrow sign")
_WRONG_WORDS = {
    "None": N_("write not present(NAME)"),
    "null": N_("write not present(NAME)"),
    "is": N_("write =="),
    "else": N_("write two requirements, each with its applies_when"),
    "xor": N_("write !="),
    "且": N_("write and"),
    "并且": N_("write and"),
    "和": N_("write and"),
    "或": N_("write or"),
    "或者": N_("write or"),
    "非": N_("write not"),
    "不": N_("write not"),
    "真": N_("write true"),
    "假": N_("write false"),
}
_LOWER = {"and", "or", "not", "in", "for", "if", "true", "false"}
_RESERVED = set(keyword.kwlist) - _LOWER - {"True", "False"}
"""Words that mean something to Python's parser and nothing here."""
_PYTHON = N_("say it with the words of the rule language")
_LOWER_CASE = N_("write it in small letters")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, text or sign.

    Attributes:
        kind: ``word``, ``number``, ``text`` or ``sign``.
        text: as written.
        start: 0-based character.
    """

    kind: str
    text: str
    start: int


def scan(text: str, place: Place, problems: Problems) -> list[Token] | None:
    """The tokens of an expression; ``None`` where it holds what a rule may not (every fault reported)."""
    if len(text) > LONGEST:
        problems.error(m.TOO_LONG, place, count=len(text), most=LONGEST)
        return None
    if not text.strip(_SPACES):
        problems.error(m.EMPTY, place)
        return None
    scanner = _Scanner(place, problems)
    before = len(problems.errors)
    scanner.hidden(text)
    if len(problems.errors) == before:
        scanner.tokens(text)
        scanner.parentheses()
    return scanner.found if len(problems.errors) == before else None


class _Scanner:
    def __init__(self, place: Place, problems: Problems) -> None:
        self.found: list[Token] = []
        self._place = place
        self._problems = problems
        self._sound = True

    def _error(self, kind: MessageKind, start: int, **params: object) -> None:
        self._problems.error(kind, self._place, at=start + 1, **params)

    def hidden(self, text: str) -> None:
        """Report what cannot be seen or steers the direction of writing."""
        for start, sign in enumerate(text):
            if sign not in _SPACES and category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
                self._error(m.HIDDEN, start, found=f"U+{ord(sign):04X} {name(sign, '')}".strip())

    def tokens(self, text: str) -> None:
        """Take the text apart."""
        for match in _TOKEN.finditer(text):
            kind, found, start = str(match.lastgroup), match.group(), match.start()
            if kind == "space":
                continue
            getattr(self, f"_{kind}")(found, start)
            self.found.append(Token(kind, found, start))

    def _sign(self, found: str, start: int) -> None:
        pass

    def _text(self, found: str, start: int) -> None:
        self._neighbour(found, start)
        if "\\" in found:
            self._error(m.BACKSLASH, start + found.index("\\"))
        if "\t" in found:
            self._error(m.HIDDEN, start + found.index("\t"), found="U+0009")
        if len(found) - 2 > LONGEST_TEXT:
            self._error(m.TEXT_TOO_LONG, start, count=len(found) - 2, most=LONGEST_TEXT)

    def _number(self, found: str, start: int) -> None:
        self._neighbour(found, start)
        if not _NUMBER.fullmatch(found):
            self._error(m.NUMBER_FORM, start, found=found)
        elif len(found) > LONGEST_NUMBER:
            self._error(m.NUMBER_TOO_LONG, start, count=len(found.replace(".", "")), most=LONGEST_NUMBER)

    def _word(self, found: str, start: int) -> None:
        if not _repair_of(found):
            self._neighbour(found, start)
        repair = _repair_of(found, after_point=bool(self.found) and self.found[-1].text == ".")
        if repair:
            self._error(m.WORD, start, found=found, repair=Term(repair))
            self._sound = False

    def _neighbour(self, found: str, start: int) -> None:
        """Two values side by side: Python would join texts, or read a letter before a quote as a prefix."""
        if not self.found or not self._sound:
            self._sound = True
            return
        last = self.found[-1]
        valued = last.kind in ("text", "number", "word")
        if found in _LOWER or last.text in _LOWER:
            beside = valued and last.start + len(last.text) == start
        else:
            beside = valued or last.text == ")"
        if beside and not found.startswith("."):
            self._error(m.NEIGHBOURS, start, found=found)

    def _quote(self, _: str, start: int) -> None:
        self._error(m.OPEN_TEXT, start)

    def _share(self, found: str, start: int) -> bool:
        """Report a number written with a percent sign, and the one to write for it; whether it is one."""
        last = self.found[-1] if self.found else None
        if found not in _SHARES or last is None or not _NUMBER.fullmatch(last.text) or len(last.text) > LONGEST_NUMBER:
            return False
        now = decimal_text(Decimal(last.text).scaleb(_SHARES[found]))
        self._error(m.SHARE, start, found=found, was=f"{last.text} {found}", now=now)
        return True

    def _wrong(self, found: str, start: int) -> None:
        if self._share(found, start):
            return
        wide = 0xFF01 <= ord(found[0]) <= 0xFF5E
        repair = _WRONG_SIGNS.get(found, _NARROW if wide else _OTHER_SIGN)
        self._error(m.SIGN, start, found=found, repair=Term(repair))

    _other = _wrong

    def parentheses(self) -> None:
        """Report those without a partner, and too many within each other."""
        opened: list[Token] = []
        for token in self.found:
            if token.text == "(":
                opened.append(token)
                if len(opened) == DEEPEST + 1:
                    self._error(m.TOO_DEEP, token.start, most=DEEPEST)
            elif token.text == ")":
                if not opened:
                    self._error(m.PARENTHESIS, token.start)
                else:
                    opened.pop()
        for token in opened[:1]:
            self._error(m.PARENTHESIS, token.start)


def _repair_of(word: str, after_point: bool = False) -> str:
    """What to write for a word that has no place in rules; empty for others."""
    if normalize("NFKC", word) != word:
        return _NARROW
    if word in _RESERVED:
        return _WRONG_WORDS.get(word, _PYTHON)
    if after_point or word in _LOWER:
        return ""
    return _LOWER_CASE if word.lower() in _LOWER else _WRONG_WORDS.get(word, "")

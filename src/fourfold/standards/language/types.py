"""What a part of an expression is known to be before any study is read."""

from __future__ import annotations

from dataclasses import dataclass

from fourfold.core.problems import N_, Term
from fourfold.standards.language.evaluating import Step
from fourfold.standards.language.values import Kind


@dataclass(frozen=True, slots=True)
class Type:
    """Type of a part.

    Attributes:
        kind: of its value.
        unit: of a number.
        choices: texts it may be; of a list of texts, texts its members may be; empty for any.
        of: for a list, kind of its members.
        origin: dictionary name, of a list or a row the list's; ``param.NAME``; empty for what is calculated.
        literal: the text or number as written, where it stands in the rule itself; ``None`` elsewhere.
        is_code: whether a text, or the members of a list of texts, are short names or codes.
    """

    kind: Kind
    unit: str = ""
    choices: tuple[str, ...] = ()
    of: Kind = Kind.TEXT
    origin: str = ""
    literal: str | None = None
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A part that may be evaluated."""

    step: Step
    type: Type


KIND_NAMES = {
    Kind.NUMBER: Term(N_("a number")),
    Kind.TEXT: Term(N_("a text")),
    Kind.FLAG: Term(N_("true or false")),
    Kind.DATE: Term(N_("a date")),
    Kind.LIST: Term(N_("a list")),
    Kind.RECORD: Term(N_("a row")),
}
KIND_REPAIRS = {
    Kind.NUMBER: Term(N_("compare it, as in NAME > 0")),
    Kind.TEXT: Term(N_('compare it, as in NAME == "text"; a list of one text is ("text",)')),
    Kind.FLAG: Term(N_("use it alone or with and, or, not; it is no number")),
    Kind.DATE: Term(N_('compare it with a date, as in NAME >= "2025-01-31"')),
    Kind.LIST: Term(N_("reach its members by all, any, count, sum, min or max")),
    Kind.RECORD: Term(N_("name a field")),
}
"""What to do with a value of a kind where it stands wrongly."""

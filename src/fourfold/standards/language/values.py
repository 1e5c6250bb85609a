"""What the rule language computes with: decimals with a unit, text, flags, dates, lists, records, and the unknown.

There is no binary floating point: a `float` offered as a value is refused. A value that is unknown says why. Flags are
no numbers: ``true`` and ``1`` do not compare.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from fourfold.core.problems import NOWHERE, Place


class Kind(StrEnum):
    """What a value is."""

    NUMBER = "number"
    TEXT = "text"
    FLAG = "flag"
    DATE = "date"
    LIST = "list"
    RECORD = "record"


class Missing(StrEnum):
    """Why a value is unknown; ``NOT`` where it is known."""

    NOT = ""
    ABSENT = "absent"
    """Nothing stands there."""
    FILLER = "filler"
    """Something stands there that says nothing, such as ``n/a``."""
    NOT_CALCULATED = "not-calculated"
    """It belongs to a result, and the study was not or could not be calculated."""
    UNDEFINED = "undefined"
    """Arithmetic has no answer: division by zero, least of nothing."""
    OPERAND = "operand"
    """It rests on something unknown."""
    TOO_MUCH = "too-much"
    """It would take more steps than a rule may."""


Content: TypeAlias = "Decimal | str | bool | date | tuple[Value, ...] | Mapping[str, Value] | None"


@dataclass(frozen=True, slots=True)
class Value:
    """A value and where it comes from.

    Attributes:
        kind: what it is.
        content: the value; ``None`` where it is unknown.
        unit: unit of a number, in the unit of its dictionary entry; empty for what has none, ``1`` for shares.
        place: the cell it was read from; `NOWHERE` for what was calculated.
        origin: dictionary name, or ``param.NAME``; empty for what was calculated in the rule.
        source: where a parameter comes from, such as ``gbt-44905-2024 5.4``; empty otherwise.
        missing: why it is unknown.
        texts: a text by language, where it was given in several; rules read `content`, people the one in theirs.
    """

    kind: Kind
    content: Content
    unit: str = ""
    place: Place = NOWHERE
    origin: str = ""
    source: str = ""
    missing: Missing = Missing.NOT
    texts: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.content, float):
            raise TypeError("binary floating point has no place in a rule")

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.content is not None


def unknown(kind: Kind, why: Missing, *, unit: str = "", place: Place = NOWHERE, origin: str = "") -> Value:
    """A value that is not known, and why; `place` is where it would stand."""
    return Value(kind, None, unit, place, origin, missing=why)


FILLERS = frozenset(
    {"na", "nil", "none", "null", "nan", "tbd", "tba", "tbc", "todo", "unknown", "notknown", "notavailable",
     "notapplicable", "notdetermined", "notyetdetermined", "notprovided", "notspecified", "notgiven", "unspecified",
     "nodata", "noinformation", "tobedetermined", "tobedefined", "tobeconfirmed", "tobeannounced", "tobecompleted",
     "tobeadded", "placeholder", "pending", "loremipsum", "无", "暂无", "暂无数据", "暂无信息", "无数据",
     "没有", "没有数据", "待定", "待补充", "待填", "待填写", "待确认", "待确定", "待核实", "待提供", "待完善",
     "尚未确定", "未确定", "未定", "未填写", "未提供", "暂缺", "不详", "未知", "不明", "不适用", "略", "空"}
)  # fmt: skip
"""Texts that say nothing, in lower case without blanks and punctuation; whoever means one of them as an answer has to
say it in a sentence."""
_SILENT = frozenset("PZC")
"""Categories of signs that say nothing by themselves: punctuation, blanks, controls."""


def is_filler(text: str) -> bool:
    """Whether a text says nothing: blank, only punctuation, a placeholder, or a symbol or an x over and over.

    Full-width signs, case, blanks and punctuation make no difference: ``Ｎ／Ａ`` and ``n / a`` are the same. Codes are
    not to be asked about: ``NA`` is an area.
    """
    signs = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(sign for sign in signs if unicodedata.category(sign)[0] not in _SILENT)
    repeated = len(set(bare)) == 1 < len(bare) and (bare[0] == "x" or not bare[0].isalnum())
    return not bare or bare in FILLERS or repeated

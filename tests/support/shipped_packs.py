"""Packs that come with Fourfold: as read, as tested by their own examples, as in force on a day; their languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache

from fourfold.core.problems import Problems
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.model import RulePack
from fourfold.standards.pack.resolve import resolve
from fourfold.standards.pack.resolved import Resolved
from fourfold.standards.testing.tester import PackTest, examine

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@cache
def shipped(pack_id: str) -> RulePack:
    """A shipped pack; whatever reading it finds is spelled out."""
    problems = Problems()
    pack = PackLibrary().get(pack_id, problems)
    assert pack is not None and not list(problems), [problem.in_english for problem in problems]
    return pack


@cache
def tested(pack_id: str) -> PackTest:
    """A shipped pack, tested by its examples and by changes of its rules."""
    problems = Problems()
    found = examine(shipped(pack_id), PackLibrary(), problems)
    assert found is not None and not list(problems), [problem.in_english for problem in problems]
    return found


@cache
def in_force(pack_id: str, day: date) -> Resolved:
    """A shipped pack with what it inherits, on a day."""
    problems = Problems()
    found = resolve(shipped(pack_id), PackLibrary(), day, problems)
    assert found is not None and not list(problems), [problem.in_english for problem in problems]
    return found


def one_sided(pack: RulePack) -> list[str]:
    """Texts of a pack that stand in one of the two languages only."""
    return [str(texts) for texts in _texts(pack) if set(texts) not in (set(), {"en", "zh"})]


def not_chinese(pack: RulePack) -> list[str]:
    """Texts said to be Chinese without a Chinese character."""
    return [texts["zh"] for texts in _texts(pack) if "zh" in texts and not _CHINESE.search(texts["zh"])]


def _texts(part: object) -> Iterator[dict[str, str]]:
    """Every text in two languages of a pack."""
    if isinstance(part, dict) and part and set(part) <= {"en", "zh"}:
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, tuple):
        for value in part:
            yield from _texts(value)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _texts(getattr(part, field.name))

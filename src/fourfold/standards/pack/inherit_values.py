"""Parameters and choices along a line of packs: a child states only what it changes, and why.

A parameter may move without a reason in the direction its parent calls stricter; any other departure needs one, and so
does any other choice of the Method. Two parents that say different things, neither after the other, disagree until the
child says what holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from fourfold.core.problems import N_, MessageKind, Problems
from fourfold.formats.dates import read_date
from fourfold.formats.numbers import read_number
from fourfold.standards.language.values import Kind, Missing, Value, unknown
from fourfold.standards.pack.inherit import PARENTS_DISAGREE
from fourfold.standards.pack.model import Choice, Clause, DatedValue, Parameter, RulePack
from fourfold.standards.pack.resolved import ChoiceInForce, ParameterInForce

PARAMETER_UNIT_CHANGED = MessageKind(
    "parameter-unit-changed",
    N_("the parameter {found} is in {now}, but in {before} in {pack}"),
    N_("the unit of the parent: its rules read the parameter in it"),
    N_("state the value in {before}"),
)
PARAMETER_LOOSENED = MessageKind(
    "parameter-loosened",
    N_("the parameter {found} moves from {before} ({pack}) to {now} without a reason"),
    N_("a value that is {stricter}, or a reason in the columns reason_en and reason_zh"),
    N_("say why the document departs from its parent"),
)
CHOICE_WITHOUT_REASON = MessageKind(
    "choice-without-reason",
    N_("the choice {found} is {now} where {pack} has {before}, without a reason"),
    N_("a reason in the columns reason_en and reason_zh"),
    N_("say why the document departs from its parent, or leave the row out to inherit"),
)


class _Held(Protocol):
    @property
    def pack(self) -> str: ...
    @property
    def replaced(self) -> tuple[str, ...]: ...


_H = TypeVar("_H", bound=_Held)
Parameters = dict[str, tuple[ParameterInForce, ...]]
Choices = dict[str, tuple[ChoiceInForce, ...]]


def inherited_parameters(pack: RulePack, parents: Sequence[Parameters], day: date, problems: Problems) -> Parameters:
    """Parameters of a pack on a day, its own in the place of its parents'; where it has no value, theirs hold."""
    joined = _joined(parents)
    clauses = {clause.id: clause for clause in pack.clauses}
    for parameter in pack.parameters:
        before = joined.get(parameter.name, ())
        for held in before:
            _check_parameter(parameter, held, problems)
        value = _value_on(parameter, pack.id, clauses, day)
        if value.known or not before:
            replaced = dict.fromkeys(name for held in before for name in (held.pack, *held.replaced))
            joined[parameter.name] = (ParameterInForce(parameter, pack.id, value, tuple(replaced)),)
    for name, held_by in joined.items():
        joined[name] = _settled(pack, name, held_by, {_content(held) for held in held_by}, problems)
    return joined


def inherited_choices(pack: RulePack, parents: Sequence[Choices], problems: Problems) -> Choices:
    """Choices of the Method of a pack, its own in the place of its parents'."""
    joined = _joined(parents)
    for choice in pack.choices:
        before = joined.get(choice.key, ())
        for held in before:
            _check_choice(choice, held, problems)
        replaced = dict.fromkeys(name for held in before for name in (held.pack, *held.replaced))
        joined[choice.key] = (ChoiceInForce(choice, pack.id, tuple(replaced)),)
    for key, held_by in joined.items():
        joined[key] = _settled(pack, key, held_by, {_items(held.choice) for held in held_by}, problems)
    return joined


def _joined(parents: Sequence[Mapping[str, tuple[_H, ...]]]) -> dict[str, tuple[_H, ...]]:
    """What several parents hold: of one name what replaced the others, or all that remain."""
    joined: dict[str, tuple[_H, ...]] = {}
    for held_by in parents:
        for name, candidates in held_by.items():
            together = {held.pack: held for held in (*joined.get(name, ()), *candidates)}
            gone = {other for held in together.values() for other in held.replaced}
            joined[name] = tuple(held for origin, held in together.items() if origin not in gone)
    return joined


def _settled(
    pack: RulePack, name: str, held_by: tuple[_H, ...], contents: set[object], problems: Problems
) -> tuple[_H, ...]:
    """The one that holds where all say the same; else that they disagree."""
    if len(contents) > 1:
        said = {"one": held_by[0].pack, "other": held_by[1].pack, "what": name, "pack": pack.id}
        problems.error(PARENTS_DISAGREE, pack.identity.place, **said)
    return held_by[:1]


def _check_parameter(parameter: Parameter, held: ParameterInForce, problems: Problems) -> None:
    before = held.parameter
    if parameter.unit != before.unit:
        said = {"found": parameter.name, "now": parameter.unit, "before": before.unit, "pack": held.pack}
        problems.error(PARAMETER_UNIT_CHANGED, parameter.place.at("unit"), **said)
        return
    if any(text.strip() for text in parameter.reason.values()):
        return
    stricter = before.stricter or parameter.stricter
    for mine, theirs in _overlapping(parameter, before):
        if not _may_follow(mine.value, theirs.value, parameter.unit, stricter):
            said = {"found": parameter.name, "now": mine.value, "before": theirs.value, "pack": held.pack}
            place = mine.place.at("value")
            problems.error(PARAMETER_LOOSENED, place, stricter=_direction(stricter, theirs.value), **said)
            return


def _direction(stricter: str, value: str) -> str:
    return {"lower": f"≤ {value}", "higher": f"≥ {value}"}.get(stricter, f"= {value}")


def _overlapping(one: Parameter, other: Parameter) -> Iterator[tuple[DatedValue, DatedValue]]:
    for mine in one.values:
        for theirs in other.values:
            begins_before = mine.start is None or theirs.end is None or mine.start < theirs.end
            ends_after = mine.end is None or theirs.start is None or theirs.start < mine.end
            if begins_before and ends_after:
                yield mine, theirs


def _may_follow(now: str, before: str, unit: str, stricter: str) -> bool:
    """Whether a value may stand in another's place without a reason; of what cannot be read nothing is said here."""
    mine, theirs = _read(now, unit), _read(before, unit)
    if mine is None or theirs is None or mine == theirs:
        return True
    if isinstance(mine, Decimal) and isinstance(theirs, Decimal):
        return (stricter == "lower" and mine < theirs) or (stricter == "higher" and mine > theirs)
    if isinstance(mine, date) and isinstance(theirs, date):
        return (stricter == "lower" and mine < theirs) or (stricter == "higher" and mine > theirs)
    return False


def _read(text: str, unit: str) -> Decimal | date | str | None:
    """A value as its unit says; ``None`` where there is none. Reading a pack has refused what cannot be read."""
    if unit == "text":
        return text or None
    if unit == "date":
        return read_date(text)
    number = read_number(text)
    return number if isinstance(number, Decimal) else None


def _value_on(parameter: Parameter, pack: str, clauses: Mapping[str, Clause], day: date) -> Value:
    """The value of the day, exact, with its place and source; unknown where none is in force."""
    kind = {"text": Kind.TEXT, "date": Kind.DATE}.get(parameter.unit, Kind.NUMBER)
    unit = parameter.unit if kind is Kind.NUMBER else ""
    origin = f"param.{parameter.name}"
    dated = next((dated for dated in parameter.values if dated.holds(day)), None)
    content = _read(dated.value, parameter.unit) if dated else None
    if dated is None or content is None:
        return unknown(kind, Missing.ABSENT, unit=unit, place=parameter.place.at("value"), origin=origin)
    clause = clauses.get(dated.clause)
    where = (clause.number or clause.id) if clause else ""
    return Value(kind, content, unit, dated.place.at("value"), origin, f"{pack} {where}".strip())


def _content(held: ParameterInForce) -> object:
    return held.value.content, held.value.unit


def _check_choice(choice: Choice, held: ChoiceInForce, problems: Problems) -> None:
    if _items(choice) == _items(held.choice) or any(text.strip() for text in choice.reason.values()):
        return
    said = {"found": choice.key, "now": choice.value, "before": held.choice.value, "pack": held.pack}
    problems.error(CHOICE_WITHOUT_REASON, choice.place.at("reason_en"), **said)


def _items(choice: Choice) -> tuple[str, ...]:
    return tuple(item.strip() for item in choice.value.split("|"))

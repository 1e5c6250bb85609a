"""Nodes to steps: names against the dictionary, kinds, units and choices, every fault at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fourfold.core.problems import N_, MessageKind, Param, Place, Problems, Term
from fourfold.standards.language import messages as m
from fourfold.standards.language import units
from fourfold.standards.language.arithmetic import Calculated, Sign
from fourfold.standards.language.calls import Calls
from fourfold.standards.language.dictionary import Dictionary
from fourfold.standards.language.evaluating import FALSE, TRUE
from fourfold.standards.language.meeting import Part, meet
from fourfold.standards.language.names import Names
from fourfold.standards.language.nodes import (
    Arithmetic,
    Call,
    Comparison,
    Flag,
    Items,
    Logic,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Rows,
    Text,
)
from fourfold.standards.language.steps import (
    Compared,
    Constant,
    Contained,
    Joined,
    Listed,
    Opposite,
)
from fourfold.standards.language.types import KIND_NAMES, KIND_REPAIRS, Checked, Type
from fourfold.standards.language.values import Kind, Value

_DAYS = "day"
_SCALARS = (Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.FLAG)
_DATES = N_("of dates there are date - date, date + days, date - days; days are a parameter with the unit day")
_SINGLE = N_("a single value")


class Checker:
    """Checks one expression.

    Attributes:
        reads: dictionary names it reads.
        params: parameters it reads.
    """

    def __init__(self, dictionary: Dictionary, params: Mapping[str, str], place: Place, problems: Problems) -> None:
        self.names = Names(dictionary, params, place, problems)
        self.reads = self.names.reads
        self.params = self.names.params
        self._place = place
        self._problems = problems
        self._calls = Calls(self)

    def error(self, kind: MessageKind, node: Node, **params: object) -> None:
        """Report something at a node."""
        self._problems.error(kind, self._place, at=node.at, **{"found": node.text, **params})

    def whole(self, node: Node, expected: Kind) -> Checked | None:
        """The expression as a whole, which has to come to a kind."""
        return self.of_kind(node, expected)

    def of_kind(self, node: Node, *kinds: Kind) -> Checked | None:
        """A part that has to be of one of some kinds."""
        checked = self.check(node)
        if checked is None or checked.type.kind in kinds:
            return checked
        self.wrong_kind(node, checked.type, KIND_NAMES[kinds[0]])
        return None

    def wrong_kind(self, node: Node, is_: Type, wanted: Param) -> None:
        """Report that a part is of another kind than is wanted."""
        if is_.kind is Kind.LIST and is_.origin:
            self.error(m.LIST_AS_VALUE, node, example=self.names.example_of(is_.origin))
        elif is_.kind is Kind.RECORD and isinstance(node, Name):
            self.error(m.ROW_AS_VALUE, node, similar=self.names.fields_of(node.path[0]))
        else:
            params = {"is": KIND_NAMES[is_.kind], "wanted": wanted, "repair": KIND_REPAIRS[is_.kind]}
            self.error(m.KIND, node, **params)

    def check(self, node: Node) -> Checked | None:
        """A part; ``None`` where it is wrong (reported)."""
        match node:
            case Number() | Text() | Flag():
                return _constant(node)
            case Name():
                return self.names.look_up(node)
            case Negative():
                return self._negative(node)
            case Not():
                operand = self.of_kind(node.operand, Kind.FLAG)
                return operand and Checked(Opposite(node.text, operand.step), Type(Kind.FLAG))
            case Arithmetic():
                return self._arithmetic(node)
            case Logic():
                parts = self.all_of(node.parts, Kind.FLAG)
                steps = tuple(part.checked.step for part in parts or ())
                return Checked(Joined(node.text, node.operator, steps), Type(Kind.FLAG)) if parts else None
            case Comparison() if node.operators[0] in ("in", "not in"):
                return self._membership(node)
            case Comparison():
                return self._comparison(node)
            case Call():
                return self._calls.check(node)
            case Items() | Rows():
                raise AssertionError("the parser lets lists and loops stand only where their owners check them")

    def all_of(self, nodes: Sequence[Node], *kinds: Kind) -> list[Part] | None:
        """Parts of some kinds; every wrong one is reported."""
        checked = [self.of_kind(node, *kinds) for node in nodes]
        parts = [Part(node, found) for node, found in zip(nodes, checked, strict=True) if found is not None]
        return parts if len(parts) == len(nodes) else None

    def _negative(self, node: Negative) -> Checked | None:
        operand = self.of_kind(node.operand, Kind.NUMBER)
        if operand is None:
            return None
        type_ = Type(Kind.NUMBER, operand.type.unit, literal=operand.type.literal)
        return Checked(Sign(node.text, "-", operand.step, type_.unit), type_)

    def _arithmetic(self, node: Arithmetic) -> Checked | None:
        parts = self.all_of((node.left, node.right), Kind.NUMBER, Kind.DATE)
        if parts is None:
            return None
        left, right = parts
        type_ = self._calculated(node, left, right)
        if type_ is None:
            return None
        steps = (left.checked.step, right.checked.step)
        return Checked(Calculated(node.text, node.operator, *steps, type_.kind, type_.unit), type_)

    def _calculated(self, node: Arithmetic, left: Part, right: Part) -> Type | None:
        if Kind.DATE in (left.type.kind, right.type.kind):
            return self._with_dates(node, left.type, right.type)
        if node.operator in "*/":
            combine = units.product if node.operator == "*" else units.quotient
            return Type(Kind.NUMBER, combine(left.type.unit, right.type.unit))
        if meet(left, right, self.error) is None:
            return None
        return Type(Kind.NUMBER, left.type.unit if left.type.literal is None else right.type.unit)

    def _with_dates(self, node: Arithmetic, left: Type, right: Type) -> Type | None:
        kinds = (left.kind, right.kind)
        if kinds == (Kind.DATE, Kind.DATE) and node.operator == "-":
            return Type(Kind.NUMBER, _DAYS)
        if kinds == (Kind.DATE, Kind.NUMBER) and node.operator in "+-" and units.same(right.unit, _DAYS):
            return Type(Kind.DATE)
        if kinds == (Kind.NUMBER, Kind.DATE) and node.operator == "+" and units.same(left.unit, _DAYS):
            return Type(Kind.DATE)
        params = {"is": KIND_NAMES[Kind.DATE], "wanted": KIND_NAMES[Kind.NUMBER], "repair": Term(_DATES)}
        self.error(m.KIND, node.left if left.kind is Kind.DATE else node.right, **params)
        return None

    def _comparison(self, node: Comparison) -> Checked | None:
        checked = [self.check(operand) for operand in node.operands]
        parts = [Part(operand, part) for operand, part in zip(node.operands, checked, strict=True) if part is not None]
        if len(parts) < len(checked):
            return None
        good = [self._compared(parts, index, operator) for index, operator in enumerate(node.operators)]
        steps = tuple(part.checked.step for part in parts)
        return Checked(Compared(node.text, node.operators, steps), Type(Kind.FLAG)) if all(good) else None

    def _compared(self, parts: list[Part], index: int, operator: str) -> bool:
        for part in parts[index : index + 2]:
            if part.type.kind not in _SCALARS:
                self.wrong_kind(part.node, part.type, Term(_SINGLE))
                return False
        met = meet(parts[index], parts[index + 1], self.error)
        if met is None:
            return False
        parts[index : index + 2] = met
        if operator not in ("==", "!=") and met[0].type.kind not in (Kind.NUMBER, Kind.DATE):
            self.error(m.ORDER, met[0].node, operator=operator, **{"is": KIND_NAMES[met[0].type.kind]})
            return False
        return True

    def _membership(self, node: Comparison) -> Checked | None:
        operand = self.of_kind(node.operands[0], *_SCALARS)
        members = node.operands[1]
        if isinstance(members, Items):
            items = self.all_of(members.items, *_SCALARS)
            return None if operand is None or items is None else self._in_items(node, operand, members, items)
        checked = self.of_kind(members, Kind.LIST)
        if operand is None or checked is None:
            return None
        if checked.type.of is not Kind.TEXT:
            self.error(m.LIST_AS_VALUE, members, example=self.names.example_of(checked.type.origin))
            return None
        of_member = Type(Kind.TEXT, choices=checked.type.choices, is_code=checked.type.is_code)
        member = Part(members, Checked(checked.step, of_member))
        if meet(Part(node.operands[0], operand), member, self.error) is None:
            return None
        choices, of_codes = checked.type.choices, checked.type.is_code
        step = Contained(node.text, node.operators[0], operand.step, checked.step, choices, of_codes)
        return Checked(step, Type(Kind.FLAG))

    def _in_items(self, node: Comparison, operand: Checked, written: Items, items: list[Part]) -> Checked | None:
        wanted = Part(node.operands[0], operand)
        met = [meet(wanted, item, self.error) for item in items]
        pairs = [pair for pair in met if pair is not None]
        if len(pairs) < len(items):
            return None
        members = Listed(written.text, tuple(item.checked.step for _, item in pairs))
        texts = tuple(item.type.literal for _, item in pairs if item.type.literal is not None)
        return Checked(
            Contained(node.text, node.operators[0], pairs[0][0].checked.step, members, texts), Type(Kind.FLAG)
        )


def _constant(node: Number | Text | Flag) -> Checked:
    if isinstance(node, Flag):
        return Checked(Constant(node.text, TRUE if node.value else FALSE), Type(Kind.FLAG))
    if isinstance(node, Text):
        return Checked(Constant(node.text, Value(Kind.TEXT, node.value)), Type(Kind.TEXT, literal=node.value))
    value = Value(Kind.NUMBER, node.value, "1")
    return Checked(Constant(node.text, value), Type(Kind.NUMBER, "1", literal=str(node.value)))

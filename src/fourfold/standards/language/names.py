"""What a name in a rule stands for: a fact, a parameter, a field of a row; or a fault, said with what was meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from fourfold.core.problems import N_, MessageKind, Place, Problems, Term
from fourfold.standards.language import messages as m
from fourfold.standards.language.dictionary import Dictionary, Entry
from fourfold.standards.language.nodes import Name
from fourfold.standards.language.steps import Fact
from fourfold.standards.language.types import Checked, Type
from fourfold.standards.language.values import Kind

PARAM = "param"
_FLAGS = ("true", "false")
_KINDS_OF_PARAMS = {"date": Kind.DATE, "text": Kind.TEXT, "flag": Kind.FLAG}
_NONE_SIMILAR = Term(N_("see the reference of names"))
_NO_PARAMS = Term(N_("the pack has none"))


@dataclass(frozen=True, slots=True)
class RowName:
    """A loop's variable: the list its rows are of."""

    list_type: Type


class Names:
    """Looks names up, and keeps which are read.

    Args:
        dictionary: names there are.
        params: units of parameters by name.
        place: where the rule stands.
        problems: receives what is wrong.
    """

    def __init__(self, dictionary: Dictionary, params: Mapping[str, str], place: Place, problems: Problems) -> None:
        self.reads: set[str] = set()
        self.params: set[str] = set()
        self.rows: dict[str, RowName] = {}
        self.used: set[str] = set()
        self._dictionary = dictionary
        self._units = params
        self._place = place
        self._problems = problems
        self._roots = {entry.name.split(".")[0] for entry in dictionary}

    def may_name_a_row(self, word: str) -> bool:
        """Whether a loop may use a word for its rows: no name of its own, none of a loop around it."""
        return word not in {PARAM, *_FLAGS, *self._roots, *self.rows} and not word.startswith("_")

    def look_up(self, name: Name) -> Checked | None:
        """What a name stands for: a value, a list or a row; ``None`` where it stands for nothing (reported)."""
        if name.path[0] == PARAM:
            return self._param(name)
        if name.path[0] in self.rows:
            return self._of_row(name, name.path[0])
        entry = self._dictionary.get(name.dotted)
        if entry is None:
            self._unknown(name)
            return None
        around = self._list_around(name.path)
        if around is not None:
            self._error(m.ROW_FIELD, name, example=f"all({_short(around)}.{name.path[-1]} … for "
                        f"{_short(around)} in {around})")  # fmt: skip
            return None
        self.reads.add(entry.name)
        step = Fact(name.text, entry.name, entry.kind, entry.unit, choices=entry.choices, is_code=entry.is_code)
        return Checked(step, _type(entry))

    def _error(self, kind: MessageKind, name: Name, **params: object) -> None:
        self._problems.error(kind, self._place, at=name.at, found=name.dotted, **params)

    def _param(self, name: Name) -> Checked | None:
        word = ".".join(name.path[1:])
        unit = self._units.get(word)
        if unit is None:
            similar = [f"param.{near}" for near in get_close_matches(word, self._units, n=3, cutoff=0.3)]
            some = similar or [f"param.{any_}" for any_ in list(self._units)[:3]]
            self._error(m.UNKNOWN_PARAM, name, similar=", ".join(some) or _NO_PARAMS)
            return None
        self.params.add(word)
        kind = _KINDS_OF_PARAMS.get(unit, Kind.NUMBER)
        measured = unit if kind is Kind.NUMBER else ""
        return Checked(Fact(name.text, name.dotted, kind, measured), Type(kind, measured, origin=name.dotted))

    def _of_row(self, name: Name, variable: str) -> Checked | None:
        self.used.add(variable)
        rows = self.rows[variable].list_type
        if len(name.path) == 1:
            kind = rows.of
            step = Fact(name.text, rows.origin, kind, "", variable, choices=rows.choices, is_code=rows.is_code)
            return Checked(step, Type(kind, choices=rows.choices, origin=rows.origin, is_code=rows.is_code))
        entry = self._dictionary.get(".".join((rows.origin, *name.path[1:]))) if rows.of is Kind.RECORD else None
        if entry is None or len(name.path) > 2:
            self._no_field(name, rows)
            return None
        self.reads.update((rows.origin, entry.name))
        origin, kind, field = entry.name, entry.kind, name.path[1]
        step = Fact(name.text, origin, kind, entry.unit, variable, field, entry.choices, entry.is_code)
        return Checked(step, _type(entry))

    def _no_field(self, name: Name, rows: Type) -> None:
        fields = [entry.name.rpartition(".")[2] for entry in self._dictionary.fields(rows.origin)]
        near = get_close_matches(name.path[1], fields, n=3, cutoff=0.4) or fields[:5]
        self._error(m.UNKNOWN_NAME, name, similar=", ".join(f"{name.path[0]}.{f}" for f in near) or name.path[0])

    def _unknown(self, name: Name) -> None:
        beneath = [entry.name for entry in self._dictionary if entry.name.startswith(f"{name.dotted}.")]
        if beneath:
            self._error(m.GROUP, name, similar=", ".join(beneath[:3]))
            return
        similar = self._dictionary.similar(name.dotted)
        last = [entry.name for entry in self._dictionary if entry.name.endswith(f".{name.path[-1]}")]
        found = list(dict.fromkeys([*last[:2], *similar]))[:3] if len(name.path) > 1 else similar or last[:3]
        self._error(m.UNKNOWN_NAME, name, similar=", ".join(found) or _NONE_SIMILAR)

    def _list_around(self, path: tuple[str, ...]) -> str | None:
        """The list of whose rows a dictionary name is a field."""
        for length in range(len(path) - 1, 0, -1):
            entry = self._dictionary.get(".".join(path[:length]))
            if entry is not None and entry.kind is Kind.LIST:
                return entry.name
        return None

    def example_of(self, origin: str) -> str:
        """How the rows of a list are reached."""
        short = _short(origin)
        fields = self._dictionary.fields(origin)
        field = f"{short}.{fields[0].name.rpartition('.')[2]}" if fields else short
        return f"all(present({field}) for {short} in {origin})"

    def fields_of(self, variable: str) -> str:
        """Fields of a row, for a message."""
        fields = self._dictionary.fields(self.rows[variable].list_type.origin)
        return ", ".join(f"{variable}.{entry.name.rpartition('.')[2]}" for entry in fields[:3])


def _type(entry: Entry) -> Type:
    return Type(entry.kind, entry.unit, entry.choices, entry.of, entry.name, is_code=entry.is_code)


def _short(name: str) -> str:
    return name.rpartition(".")[2][0]

"""An expression of the rule language, parsed, checked against a dictionary, and ready to be evaluated often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from fourfold.core.problems import Place, Problems
from fourfold.standards.language.dictionary import Dictionary
from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Kind, Value


class Facts(Protocol):
    """What a study and its result say."""

    def look_up(self, name: str) -> Value:
        """The value of a dictionary name that is no field of a list's rows; unknown values say why and where.

        A list of rows holds `RECORD` values: mappings of field name (without the list's) to `Value`, every field of
        the dictionary present, unknown where blank.
        """
        ...


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression.

    Attributes:
        text: as written.
        kind: what it comes to.
        unit: unit of a number it comes to.
        reads: dictionary names it reads, fields of rows included.
        params: parameters it reads, without ``param.``.
    """

    text: str
    kind: Kind
    unit: str
    reads: frozenset[str]
    params: frozenset[str]

    def evaluate(self, facts: Facts, params: Mapping[str, Value]) -> Trace:
        """Evaluate: never raises for data; what cannot be told is unknown in the trace's value.

        Args:
            facts: what the study says.
            params: value of each parameter by name, in the unit declared for it.
        """
        raise NotImplementedError


def compile_expression(
    text: str,
    dictionary: Dictionary,
    param_units: Mapping[str, str],
    place: Place,
    problems: Problems,
    expected: Kind = Kind.FLAG,
) -> Expression | None:
    """Parse and check an expression; ``None`` when it is refused (every reason reported).

    Args:
        text: the expression.
        dictionary: names it may use.
        param_units: unit of every parameter it may use as ``param.NAME``; ``date`` and ``text`` for such parameters.
        place: where it stands in the pack.
        problems: receives what is wrong, with the column in the text.
        expected: what it has to come to.
    """
    raise NotImplementedError

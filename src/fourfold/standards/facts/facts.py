"""Facts of a study and its result, by dictionary name."""

from __future__ import annotations

from fourfold.accounting.assess import Result
from fourfold.accounting.study.model import Study
from fourfold.accounting.traced import exact
from fourfold.standards.facts.making import entry_of, missing
from fourfold.standards.facts.of_declarations import DECLARED_ROWS, WORKED_OUT, declared, declared_rows
from fourfold.standards.facts.of_electricity import OF_ELECTRICITY, Power
from fourfold.standards.facts.of_result import OF_RESULT, Calculated
from fourfold.standards.facts.of_sources import OF_SOURCES
from fourfold.standards.facts.of_tables import TABLE_ROWS
from fourfold.standards.language.values import Missing, Value

RESULT = "result."
"""Beginning of the names of a result."""


_LISTS = {*TABLE_ROWS, *DECLARED_ROWS, *WORKED_OUT}
"""Names below which fields of rows stand."""


class StudyFacts:
    """What a study and its result say. Every value is made when first asked for, and once.

    Args:
        study: the study.
        result: its result under a pack's method; without one every ``result.`` name is unknown.
        of_study: what was made of the same study for another pack, and what is made of it here.
    """

    def __init__(self, study: Study, result: Result | None, of_study: dict[str, Value] | None = None) -> None:
        self._study = study
        self._calculated = None if result is None else Calculated(result)
        self._power = None if self._calculated is None else Power(self._calculated)
        self._of_study = {} if of_study is None else of_study
        self._of_result: dict[str, Value] = {}

    def look_up(self, name: str) -> Value:
        """See `fourfold.standards.language.expression.Facts`.

        Raises:
            KeyError: the dictionary has no such name, or it is a field of a list's rows.
        """
        values = self._of_result if name.startswith(RESULT) else self._of_study
        if name not in values:
            values[name] = self._made(name)
        return values[name]

    @exact
    def _made(self, name: str) -> Value:
        entry = entry_of(name)
        if entry.needs_result:
            return self._result_value(name)
        if name in WORKED_OUT:
            return WORKED_OUT[name](self._study)
        if name in DECLARED_ROWS:
            return declared_rows(self._study, name)
        if name in TABLE_ROWS:
            return TABLE_ROWS[name](self._study, name)
        if name.rpartition(".")[0] in _LISTS:
            raise KeyError(name)
        return declared(self._study, name)

    def _result_value(self, name: str) -> Value:
        if self._calculated is None or self._power is None:
            return missing(entry_of(name), self._study.declared_at(), Missing.NOT_CALCULATED)
        if name in OF_ELECTRICITY:
            return OF_ELECTRICITY[name](self._power)
        return (OF_SOURCES[name] if name in OF_SOURCES else OF_RESULT[name])(self._calculated)

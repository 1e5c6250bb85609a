"""Small pieces that every document is put together from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext

from fourfold.accounting.footprint import Cell
from fourfold.accounting.study.declarations import Measure
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.lines import Line
from fourfold.core.problems import Named, Param, Place, Problem, Term, Texts
from fourfold.core.words import in_both
from fourfold.data.source import Source

_SHARE_DIGITS = Decimal("1e-6")


def place_document(place: Place) -> dict[str, JSON]:
    """A place in the input."""
    return {"file": place.file, "sheet": place.sheet, "row": place.row, "column": place.column}


def source_document(source: Source) -> dict[str, JSON]:
    """Where a number was published."""
    return {
        "publisher": source.publisher,
        "document": source.document,
        "published": source.published,
        "url": source.url,
        "licence": source.licence,
    }


def problem_document(problem: Problem) -> dict[str, JSON]:
    """A problem: code, parameters, text in every language, place."""
    return {
        "code": problem.kind.code,
        "params": params_document(problem.params),
        "text": text_document(problem.kind.text, problem.params),
        "place": place_document(problem.place),
    }


def params_document(params: Mapping[str, Param]) -> dict[str, JSON]:
    """Parameters of a message; names by language stay so."""
    spelled: dict[str, JSON] = {}
    for key, value in params.items():
        if isinstance(value, Named):
            spelled[key] = dict(value.names)
        else:
            spelled[key] = value.template if isinstance(value, Term) else value
    return spelled


def text_document(template: str, params: Mapping[str, Param]) -> dict[str, JSON]:
    """A message in every language."""
    return dict(in_both(template, params).items())


def texts_document(names: Texts) -> dict[str, JSON]:
    """A text by language."""
    return {str(lang): text for lang, text in names.items()}


def share(part: Decimal, whole: Decimal) -> str | None:
    """A part of a whole, rounded for reading; ``None`` where the whole is zero."""
    return decimal_text((part / whole).quantize(_SHARE_DIGITS)) if whole else None


def lines_document(cells: Sequence[Cell]) -> dict[str, JSON]:
    """kg CO2e on every line."""
    return {str(line): figure_text(sum_of(c for c in cells if c.line is line)) for line in Line}


def sum_of(cells: Iterable[Cell]) -> Decimal:
    """kg CO2e of cells."""
    return sum((c.kg_co2e.value for c in cells), Decimal(0))


def figure_text(value: Decimal) -> str:
    """A figure in kg CO2e."""
    return decimal_text(value)


def amount_text(value: Decimal) -> str:
    """Amounts that are not emissions, at fifteen significant digits."""
    with localcontext() as context:
        context.prec = 15
        return decimal_text(+value)


def maybe_text(value: Decimal | None) -> str | None:
    """A decimal that may be missing."""
    return None if value is None else decimal_text(value)


def measure_document(measure: Measure | None) -> dict[str, JSON] | None:
    """An amount with its unit, that may be missing."""
    return None if measure is None else {"amount": decimal_text(measure.amount), "unit": measure.unit}

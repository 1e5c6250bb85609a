"""The page of a comparison: one self-contained HTML file without script."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from fourfold.core.canonical import JSON
from fourfold.core.words import Lang, words
from fourfold.exchange.report.document import Object, decimal_at, object_at, objects_at, text_at
from fourfold.exchange.report.labels import label
from fourfold.exchange.report.numbers import Numbers, exact
from fourfold.exchange.report.views import place_text
from fourfold.exchange.schemes.views import digits_of, largest, shown_lines, signed, walk

_EXCHANGE = Path(__file__).parents[1]
_HTML_LANG: Mapping[Lang, str] = {"en": "en", "zh": "zh-Hans"}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render_comparison(document: Mapping[str, JSON], lang: Lang) -> str:
    """The page.

    Args:
        document: a comparison (``fourfold: comparison/1``).
        lang: language of the page.

    Raises:
        ResultShapeError: the document is not shaped like a comparison.
    """
    w = words(lang)
    figures = [figure for side in objects_at(document, "sides") for figure in objects_at(side, "figures")]
    base = decimal_at(figures[0], "total_kg_co2e") if figures else Decimal(0)
    numbers = Numbers(digits_of(document), base)
    environment = Environment(
        loader=PackageLoader("fourfold.exchange.schemes"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"_": w, "walk": walk, "largest": largest, "shown_lines": shown_lines}
    environment.filters |= {
        "name": w.name,
        "label": lambda code, vocabulary: label(w, vocabulary, code),
        "kg": lambda value: exact(numbers.kg(value), value, "kg CO₂e"),
        "signed_kg": lambda value: exact(signed(numbers, Decimal(value), base), str(value), "kg CO₂e"),
        "amount": lambda value, unit="": exact(numbers.amount(value), value, unit),
        "signed_percent": lambda value: exact(numbers.signed_percent(value), value),
        "place": place_text,
    }
    return environment.get_template("schemes.html.j2").render(
        document=document,
        html_lang=_HTML_LANG[lang],
        policy=_POLICY,
        style="\n".join(_asset(name) for name in ("report/report.css", "report/conformity.css", "schemes/schemes.css")),
        titles=_titles(document),
        clauses={text_at(object_at(one, "standard"), "id"): one for one in objects_at(document, "schemes")},
    )


def _titles(document: Object) -> dict[str, Object]:
    standards = [object_at(scheme, "standard") for scheme in objects_at(document, "schemes")]
    return {text_at(standard, "id"): object_at(standard, "title") for standard in standards}


def _asset(name: str) -> str:
    return (_EXCHANGE / name).read_text(encoding="utf-8").rstrip("\n")

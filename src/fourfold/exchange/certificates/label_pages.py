"""The label as SVG and as PDF, from one template: the two cannot differ."""

from __future__ import annotations

from html import escape

from fourfold.core.canonical import JSON
from fourfold.exchange.certificates.label import Label
from fourfold.exchange.certificates.typesetting import code_data, set_pdf, set_svg

_HTML_LANG = {"en": "en", "zh": "zh-Hans"}


def label_pdf(label: Label) -> bytes:
    """The label as a PDF/A-2u of its own size; the same label gives the same bytes."""
    return set_pdf("label.typ", _data(label), label.date)


def label_svg(label: Label) -> str:
    """The label as SVG: self-contained, sizes in millimetres, letters as outlines, its text as description."""
    drawn = set_svg("label.typ", _data(label), label.date)
    head, _, rest = drawn.partition(">")
    width, height = (_attribute(head, name) for name in ("width", "height"))
    head = head.replace(f'width="{width}"', f'width="{_mm(width)}mm"', 1)
    head = head.replace(f'height="{height}"', f'height="{_mm(height)}mm"', 1)
    lang = _HTML_LANG[label.lang]
    named = f' role="img" lang="{lang}" aria-labelledby="label-title label-description"'
    title = f'<title id="label-title">{escape(label.title)}</title>'
    return f'{head}{named}>{title}<desc id="label-description">{escape(label.description)}</desc>{rest}\n'


def _attribute(head: str, name: str) -> str:
    return head.partition(f' {name}="')[2].partition('"')[0]


def _mm(points: str) -> str:
    """Typst writes points, 72 to an inch."""
    return f"{float(points.removesuffix('pt')) / 72 * 25.4:.3f}".rstrip("0").rstrip(".")


def _data(label: Label) -> dict[str, JSON]:
    return {
        "lang": label.lang,
        "title": label.title,
        "figure": label.figure,
        "figure_unit": label.figure_unit,
        "per": label.per,
        "boundary": label.boundary,
        "product": [*label.product],
        "rows": [[name, value] for name, value in label.rows],
        "body": label.body,
        "hint": label.hint,
        "bands": [*label.bands],
        "code": code_data(label.code),
        "description": label.description,
    }

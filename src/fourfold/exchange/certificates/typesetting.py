"""Typst, kept on a short lead: shipped templates and the shipped font only, data as JSON beside the markup.

The templates read everything from ``sys.inputs``, so no text of a study can become markup or code. Nothing is fetched,
no font of the system is used, and the date of a document is given, so that the same input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from fourfold.core.canonical import JSON
from fourfold.exchange.certificates.code import Code
from fourfold.exchange.certificates.signs import FONTS

_TEMPLATES = Path(__file__).parent / "typst"


def set_pdf(template: str, data: Mapping[str, JSON], date: datetime) -> bytes:
    """A PDF/A-2u: 2b whose text can be searched and copied.

    Args:
        template: name of the main template.
        data: what it shows.
        date: of the document, UTC.
    """
    import typst

    return typst.compile(
        _TEMPLATES / template,
        root=_TEMPLATES,
        format="pdf",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs=_inputs(data, date),
        pdf_standards="a-2u",
    )


def set_svg(template: str, data: Mapping[str, JSON], date: datetime) -> str:
    """A page as SVG, every letter an outline."""
    import typst

    made = typst.compile(
        _TEMPLATES / template,
        root=_TEMPLATES,
        format="svg",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs=_inputs(data, date),
    )
    return made.decode("utf-8")


def code_data(code: Code | None) -> JSON:
    """A code as templates draw it."""
    if code is None:
        return None
    return {"size": code.size, "runs": [[*run] for run in code.runs()]}


def _inputs(data: Mapping[str, JSON], date: datetime) -> dict[str, str]:
    moment: list[JSON] = [date.year, date.month, date.day, date.hour, date.minute, date.second]
    return {"data": json.dumps({**data, "date": moment}, ensure_ascii=False)}

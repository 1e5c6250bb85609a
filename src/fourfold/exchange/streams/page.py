"""The page of a demand on a database: the diagram and the tables that say the same, in one file without script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from fourfold.accounting.background.sankey import Sankey
from fourfold.core.words import Lang, words
from fourfold.exchange.streams.svg import streams_svg

_STYLE = Path(__file__).parents[1] / "report" / "report.css"
_HTML_LANG: Mapping[Lang, str] = {"en": "en", "zh": "zh-Hans"}


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of parts: heading, and rows of name, kg CO2e, share of the total."""

    title: str
    rows: Sequence[tuple[str, str, str]]


def render_streams(
    picture: Sankey,
    title: str,
    facts: Sequence[tuple[str, str]],
    tables: Sequence[PageTable],
    lang: Lang,
) -> str:
    """The page.

    Args:
        picture: the diagram.
        title: what the figure is of.
        facts: name and value of what stands below the title: total, database, profile, potentials, what is left out.
        tables: parts of the figure.
        lang: language of the page.
    """
    w = words(lang)
    environment = Environment(
        loader=PackageLoader("fourfold.exchange.streams"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = w
    return environment.get_template("streams.html.j2").render(
        html_lang=_HTML_LANG[lang],
        style=_STYLE.read_text(encoding="utf-8").rstrip("\n"),
        title=title,
        facts=facts,
        svg=streams_svg(picture, w),
        tables=tables,
    )

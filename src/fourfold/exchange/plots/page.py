"""The picture as a page: one HTML file with its script, style, charts library and numbers inside.

As for the report, the page forbids itself the network and every script but its own (law 9), and the table below the
chart says the same to readers without JavaScript.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from fourfold.core.words import Lang, words
from fourfold.electricity.factors.table import FactorTable
from fourfold.exchange.plots.captions import Voice, caption
from fourfold.exchange.plots.page_data import chart_data
from fourfold.exchange.plots.page_tables import table_of
from fourfold.exchange.plots.selection import PlotKind

_EXCHANGE = Path(__file__).parents[1]
_HTML_LANG: Mapping[Lang, str] = {"en": "en", "zh": "zh-Hans"}
_MARK_SCRIPT = "document.documentElement.classList.add('js')"


def render_page(table: FactorTable, kind: PlotKind, chosen: Sequence[int], lang: Lang) -> str:
    """The page of a picture.

    Args:
        table: factors of intervals.
        kind: what is drawn.
        chosen: indices of the areas shown.
        lang: language of the page.
    """
    w = words(lang)
    voice = Voice(w, lambda _: True)
    scripts = [_MARK_SCRIPT, _asset("report/vendor/echarts.custom.min.js"), _asset("plots/plot.js")]
    environment = Environment(
        loader=PackageLoader("fourfold.exchange.plots"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":"), "allow_nan": False}
    environment.globals["_"] = w
    return environment.get_template("plot.html.j2").render(
        html_lang=_HTML_LANG[lang],
        policy=_policy(scripts),
        scripts=scripts,
        style=_asset("report/report.css") + "\n" + _asset("plots/plot.css"),
        caption=caption(table, kind, chosen, voice),
        chart=chart_data(table, kind, chosen, voice),
        numbers=table_of(table, kind, chosen, voice),
        version=table.meta.version,
    )


def _policy(scripts: Sequence[str]) -> str:
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _asset(name: str) -> str:
    return (_EXCHANGE / name).read_text(encoding="utf-8").rstrip("\n")

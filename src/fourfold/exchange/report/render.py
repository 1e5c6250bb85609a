"""One self-contained HTML file from a result document.

Everything is inside: style, script, charts library, data. The page forbids itself every network request and every
script but its own by a Content-Security-Policy; names and texts of the result are data throughout (law 9). The same
result gives the same bytes (law 4).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from fourfold.core.canonical import JSON
from fourfold.core.lines import Line
from fourfold.core.words import Lang, Words, words
from fourfold.exchange.report.background import read_databases, read_representativeness
from fourfold.exchange.report.conformity import read_conformity, value_text
from fourfold.exchange.report.document import Object, decimal_at, integer_at, object_at, objects_at, text_at
from fourfold.exchange.report.labels import MONTHS, WINDOWS, choice, label
from fourfold.exchange.report.numbers import THIN_SPACE, Numbers, exact, fixed
from fourfold.exchange.report.power import Power, charts, read_power, site_names
from fourfold.exchange.report.profiles import Profile, chart, facts, read_profile
from fourfold.exchange.report.streams import CUT_OFF, footprint_streams, streams_picture
from fourfold.exchange.report.uncertainty import read_uncertainty
from fourfold.exchange.report.views import (
    MOST_CONTRIBUTIONS,
    branch,
    doubtful_items,
    doubts,
    electricity_sentence,
    electricity_share,
    generating_sites,
    period_text,
    place_text,
    places_texts,
    safe_link,
    waterfall,
)

_FOLDER = Path(__file__).parent
_HTML_LANG: Mapping[Lang, str] = {"en": "en", "zh": "zh-Hans"}
_MARK_SCRIPT = "document.documentElement.classList.add('js')"


def render_report(result: Mapping[str, JSON], lang: Lang, conformity: Mapping[str, JSON] | None = None) -> str:
    """The report of a result, as one HTML document that needs nothing beside itself.

    Args:
        result: a result document (``fourfold: result/1``).
        lang: language of the report; names in the result that lack it fall back to English.
        conformity: a conformity document (``fourfold: conformity/1``) of the same study, shown as a section.

    Raises:
        ResultShapeError: a document is not shaped like one.
    """
    w = words(lang)
    footprint = object_at(result, "footprint")
    digits = integer_at(object_at(result, "precision"), "display_significant_digits")
    numbers = Numbers(digits, decimal_at(footprint, "total_kg_co2e"))
    profiles = [read_profile(profile) for profile in objects_at(object_at(result, "electricity"), "profiles")]
    streams = footprint_streams(result, w)
    power = read_power(object_at(result, "electricity"))
    scripts = [_MARK_SCRIPT, _asset("vendor/echarts.custom.min.js"), _asset("report.js")]
    return (
        _environment(w, numbers)
        .get_template("report.html.j2")
        .render(
            result=result,
            html_lang=_HTML_LANG[lang],
            policy=_policy(scripts),
            scripts=scripts,
            style=_asset("report.css") + ("\n" + _asset("conformity.css") if conformity else ""),
            chart_data=_chart_data(result, w, numbers, digits, profiles, power),
            lines=[line.value for line in Line],
            tree=branch(object_at(footprint, "tree")),
            doubts=doubts(result),
            doubtful=doubtful_items(result),
            electricity_kg=electricity_share(result)[0],
            electricity_share=electricity_share(result)[1],
            electricity_sentence=electricity_sentence(result, w, numbers),
            most_contributions=MOST_CONTRIBUTIONS,
            profiles=[(profile, facts(profile, numbers)) for profile in profiles],
            generating_sites=generating_sites(result),
            power=power,
            power_sites=site_names(result),
            windows=WINDOWS,
            streams=streams,
            streams_picture=streams_picture(streams, w, numbers),
            cut_off=CUT_OFF,
            uncertainty=read_uncertainty(result, w),
            databases=read_databases(result),
            representativeness=read_representativeness(result),
            conformity=read_conformity(conformity),
            months=[w(month) for month in MONTHS],
        )
    )


def _environment(w: Words, numbers: Numbers) -> Environment:
    environment = Environment(
        loader=PackageLoader("fourfold.exchange.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    environment.globals["_"] = w
    environment.filters |= {
        "name": w.name,
        "term": w.term,
        "label": lambda code, vocabulary: label(w, vocabulary, code),
        "fact": lambda value: value_text(value, w),
        "kg": lambda value: exact(numbers.kg(value), value, "kg CO₂e"),
        "signed_kg": lambda value: exact(numbers.signed_kg(value), value, "kg CO₂e"),
        "amount": lambda value, unit="": exact(numbers.amount(value), value, unit),
        "percent": lambda value: exact(numbers.percent(value), value),
        "signed_percent": lambda value: exact(numbers.signed_percent(value), value),
        "share_of_total": numbers.share,
        "adds_up": numbers.adds_up,
        "sum_of": lambda rows, key: sum((decimal_at(row, key) for row in rows), Decimal(0)),
        "kg_per_kwh": lambda mg: None if mg is None else mg.scaleb(-6),
        "whole": lambda count: fixed(Decimal(count), 0),
        "readable": lambda node: _readable(node, numbers),
        "unit": lambda unit: unit.replace("*", "·"),
        "choice": lambda value, key: choice(w, key, value),
        "energy": numbers.energy,
        "mass": numbers.mass,
        "kg_text": numbers.kg,
        "amount_text": numbers.amount,
        "percent_text": numbers.percent,
        "place": place_text,
        "places": places_texts,
        "period": lambda value: period_text(value, w),
        "safe_link": safe_link,
    }
    return environment


def _readable(node: Object, numbers: Numbers) -> Markup:
    amount, unit = text_at(node, "amount"), text_at(node, "unit")
    shown, shown_unit = numbers.readable(amount, unit)
    return exact(f"{shown}{THIN_SPACE}{shown_unit}", amount, unit)


def _chart_data(
    result: Object, w: Words, numbers: Numbers, digits: int, profiles: list[Profile], power: Power | None
) -> JSON:
    hours: list[JSON] = [chart(profile) for profile in profiles]
    data: dict[str, JSON] = {
        "digits": digits,
        "months": [w(month) for month in MONTHS],
        "waterfall": waterfall(result, w, numbers),
        "profiles": hours,
    }
    return data if power is None else {**data, "power": charts(power.sites)}


def _policy(scripts: list[str]) -> str:
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _asset(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8").rstrip("\n")

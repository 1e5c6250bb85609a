"""The page of a comparison: bars that add up, every scheme, every step, every open requirement."""

from __future__ import annotations

import copy
import re
from decimal import Decimal
from typing import Any

import pytest

from fourfold.core.words import LANGS, Lang
from fourfold.exchange.schemes import render_comparison
from fourfold.exchange.schemes.views import is_told, walk
from support.conformity_documents import SCHEMES, comparison

HOSTILE = "</style><script>alert(1)</script><img src=x onerror=alert(1)>"


def _decompositions() -> list[Any]:
    document: Any = comparison()
    return [one for side in document["sides"] for one in side["decompositions"]]


def test_there_is_something_to_show() -> None:
    assert len(_decompositions()) >= 2


@pytest.mark.parametrize("lang", LANGS)
def test_every_scheme_step_and_gap_is_in_the_page(lang: Lang) -> None:
    document: Any = comparison()
    page = render_comparison(comparison(), lang)
    for scheme in SCHEMES:
        assert scheme in page
    steps = sum(len(one["steps"]) + 2 for one in _decompositions() if one["steps"])
    assert page.count('<span class="track"') == steps
    open_ones = sum(len(gap["requirements"]) for gap in document["gaps"])
    assert page.count('<li class="rule">') == open_ones
    assert open_ones > 0


def test_bars_follow_one_another_without_a_gap() -> None:
    for one in _decompositions():
        bars = walk(one)
        level = bars[0].kg_co2e
        for bar in bars[1:-1]:
            level += bar.kg_co2e
        assert level == bars[-1].kg_co2e
        for bar in bars:
            assert Decimal(0) <= bar.left
            assert bar.left + bar.width <= Decimal("100.01")


def test_the_page_runs_nothing_and_loads_nothing() -> None:
    page = render_comparison(comparison(), "en")
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!#)', page)


def test_hostile_texts_stay_texts() -> None:
    document: Any = copy.deepcopy(comparison())
    document["study"]["title"] = {"en": HOSTILE}
    document["gaps"][0]["requirements"][0]["texts"] = {"en": HOSTILE}
    for side in document["sides"]:
        for one in side["decompositions"]:
            for step in one["steps"]:
                for choice in step["choices"]:
                    choice["before"] = HOSTILE
    page = render_comparison(document, "en")
    assert "<script>" not in page
    assert "<img src" not in page


def test_a_difference_that_is_noise_of_the_calculation_is_shown_as_none() -> None:
    assert not is_told(Decimal("-2e-12"), Decimal("81"))
    assert is_told(Decimal("-0.0001"), Decimal("81"))
    assert not is_told(Decimal(0), Decimal(0))

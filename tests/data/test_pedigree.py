"""Pedigree scores: read as they are written, missing ones missing, their variance by the table."""

from __future__ import annotations

import math

import pytest

from fourfold.data.pedigree import DEFAULT_SCALE, added_variance, geometric_deviation, read_scores, scales
from fourfold.data.source import Status

SCALE = scales()[DEFAULT_SCALE]


def test_the_table_is_whole_and_says_where_it_is_from() -> None:
    assert len(SCALE.indicators) == 5
    assert set(SCALE.factors) == {(name, score) for name in SCALE.indicators for score in range(1, 6)}
    assert SCALE.status is Status.UNCONFIRMED
    assert SCALE.source.document
    for name in SCALE.indicators:
        values = [SCALE.factors[name, score] for score in range(1, 6)]
        assert values[0] == 1.0
        assert values == sorted(values)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("(1;3;2;n.a.;4)", (1, 3, 2, None, 4)),
        (" 5; 5 ;5;5;5 ", (5, 5, 5, 5, 5)),
        ("[1,2,3,4,5]", (1, 2, 3, 4, 5)),
        ("(;;;;)", (None,) * 5),
    ],
)
def test_scores_are_read(text: str, values: tuple[int | None, ...]) -> None:
    scores = read_scores(text, SCALE)
    assert scores is not None
    assert scores.values == values
    assert scores.scale == DEFAULT_SCALE
    assert scores.missing == values.count(None)


@pytest.mark.parametrize(
    "text", ["", "(1;2;3;4)", "(1;2;3;4;5;1)", "(0;1;1;1;1)", "(6;1;1;1;1)", "(x;1;1;1;1)", "１;1;1;1;1"]
)
def test_what_are_no_scores(text: str) -> None:
    assert read_scores(text, SCALE) is None


def test_variance_by_hand() -> None:
    worst = read_scores("5;5;5;5;5", SCALE)
    assert worst is not None
    expected = sum((math.log(u) / 2) ** 2 for u in (1.5, 1.2, 1.5, 1.1, 2.0))
    assert added_variance(worst, SCALE) == pytest.approx(expected)
    assert geometric_deviation(1.0, worst, SCALE) == pytest.approx(math.exp(math.sqrt(expected)))


def test_the_best_scores_leave_the_basic_uncertainty() -> None:
    best = read_scores("1;1;1;1;1", SCALE)
    assert best is not None
    assert geometric_deviation(1.21, best, SCALE) == pytest.approx(1.1)


def test_a_missing_score_is_neither_the_best_nor_the_worst() -> None:
    """It adds nothing, like the best, but is counted as missing."""
    missing, best = read_scores("n.a.;1;1;1;1", SCALE), read_scores("1;1;1;1;1", SCALE)
    assert missing is not None
    assert best is not None
    assert added_variance(missing, SCALE) == added_variance(best, SCALE)
    assert missing != best

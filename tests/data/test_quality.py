"""Quality ratings: what may be written, and how they roll up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.problems import Place, Problems
from fourfold.data.quality import Indicator, Ratings, check_ratings, parse_ratings, roll_up

scores = st.one_of(st.none(), st.integers(1, 5))
ratings = st.builds(lambda *five: Ratings(five), scores, scores, scores, scores, scores)
contributions = st.decimals(min_value=-1000, max_value=1000, places=6)


@given(ratings)
def test_text_round_trip(rated: Ratings) -> None:
    assert parse_ratings(str(rated)) == rated


@pytest.mark.parametrize("text", ["1;2;1;1;3", " 1 ; 2;1;1;3 ", "(1;2;1;1;3)", "1；2；1；1；3"])
def test_accepted_spellings(text: str) -> None:
    assert parse_ratings(text) == Ratings((1, 2, 1, 1, 3))


def test_missing_scores_stay_missing() -> None:
    assert parse_ratings("1;n.a.;1;;3") == Ratings((1, None, 1, None, 3))
    assert parse_ratings("  ") is None


@pytest.mark.parametrize(
    "text", ["1;2;3;4", "1;2;3;4;6", "0;1;1;1;1", "1,2,3,4,5", "good", "1;2;3;4;5;1", "1.5;1;1;1;1"]
)
def test_faulty_ratings_are_reported_at_their_place(text: str) -> None:
    problems, place = Problems(), Place("tables/inputs.csv", 7, "quality")
    assert check_ratings(text, place, problems) is None
    assert [(p.kind.code, p.place, p.params["found"]) for p in problems] == [("quality-ratings-wrong", place, text)]


def test_roll_up_weighs_by_size_and_says_how_much_is_rated() -> None:
    rolled = roll_up(
        [
            (Decimal(3), parse_ratings("1;2;n.a.;1;1")),
            (Decimal(-1), parse_ratings("5;2;n.a.;1;1")),  # a removal counts by its size
            (Decimal(4), None),
        ]
    )
    reliability, time = rolled.scores[Indicator.RELIABILITY], rolled.scores[Indicator.TIME]
    assert (reliability.mean, reliability.rated_share) == (Decimal(2), Decimal("0.5"))
    assert (time.mean, time.rated_share) == (None, Decimal(0))
    assert rolled.rated_share == Decimal("0.5")


def test_nothing_rolls_up_to_nothing() -> None:
    assert roll_up([]).rated_share == 0
    assert roll_up([(Decimal(0), parse_ratings("1;1;1;1;1"))]).scores[Indicator.TIME].mean is None


@given(st.lists(st.tuples(contributions, st.one_of(st.none(), ratings)), max_size=8))
def test_a_mean_lies_between_the_scores_it_is_made_of(items: list[tuple[Decimal, Ratings | None]]) -> None:
    rolled = roll_up(items)
    for indicator, score in rolled.scores.items():
        given_scores = [s for size, rated in items if size and rated and (s := rated.score(indicator))]
        assert (score.mean is None) == (not given_scores)
        if score.mean is not None:
            assert min(given_scores) - Decimal("1e-20") <= score.mean <= max(given_scores) + Decimal("1e-20")
        assert 0 <= score.rated_share <= rolled.rated_share + Decimal("1e-20")


@given(st.lists(st.tuples(contributions, st.one_of(st.none(), ratings)), min_size=1, max_size=6))
def test_scale_of_the_contributions_does_not_matter(items: list[tuple[Decimal, Ratings | None]]) -> None:
    doubled = roll_up([(size * 2, rated) for size, rated in items])
    assert doubled == roll_up(items)

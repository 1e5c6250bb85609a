"""What those who work in Python meet: choices as words, paths as text, opened grids, errors that speak."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import fourfold as ff
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Term
from fourfold.electricity.grid.memory import GridInMemory
from support.small_grids import small_grid
from support.tracing_runs import ALL_RULES, traced

FOUR_PROVINCES = Path(__file__).parents[3] / "examples" / "four-provinces"


def lossy_pair() -> GridInMemory:
    return small_grid(
        "AB",
        {("A", "coal"): (900.0, [100.0]), ("B", "hydro"): (10.0, [50.0])},
        ties={("A", "B"): [30.0]},
        lost={("A", "B"): [3.0]},
    )


@pytest.mark.parametrize("options", ALL_RULES)
def test_choices_may_be_given_by_their_words(options: ff.TraceOptions) -> None:
    words: Any = {name: getattr(options, name).value for name in ("coupling", "losses", "storage")}
    given = ff.TraceOptions(**words, mix=True)
    assert given == options
    assert type(given.coupling) is ff.Coupling
    assert type(given.losses) is ff.LossRule
    assert type(given.storage) is ff.StorageRule


@pytest.mark.parametrize(("word", "bearing", "arriving"), [("L0", 30, 30), ("L1", 27, 27), ("L2", 30, 27)])
def test_a_word_traces_with_its_own_rule(word: Any, bearing: float, arriving: float) -> None:
    """B draws 30 MWh of A's, of which 3 are lost: by hand (500 + 900 f) / (50 + f') in each convention."""
    run = traced(lossy_pair(), ff.TraceOptions(losses=word))
    np.testing.assert_allclose(run.x[0, 1, 0], (500 + 900 * bearing) / (50 + arriving), rtol=1e-14)


@pytest.mark.parametrize(
    "wrong", [{"losses": "l2"}, {"coupling": "x"}, {"storage": "zzz"}, {"attributes": "kg"}, {"mix": "no"}]
)
def test_other_words_are_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        ff.TraceOptions(**wrong)


def test_a_list_of_attributes_is_as_good_as_a_tuple() -> None:
    names: Any = ["a", "b"]
    assert ff.TraceOptions(attributes=names).attributes == ("a", "b")


def test_a_grid_opens_by_the_text_of_its_path_and_is_traced_as_opened() -> None:
    opened = ff.open_grid(str(FOUR_PROVINCES))
    by_text = ff.trace_table(opened, replace(ff.TraceOptions(), mix=True))
    by_path = ff.trace_table(ff.open_grid(FOUR_PROVINCES).data, ff.TraceOptions(mix=True))
    np.testing.assert_array_equal(by_text.per_mwh, by_path.per_mwh)


KIND = MessageKind("some-code", N_("{found} is {what}"))


def test_an_error_as_text_says_the_first_problem_in_words() -> None:
    problem = Problem(KIND, Place("a.csv", 3, "area"), {"found": "X", "what": Term("wrong")})
    assert str(InputError([problem, problem])) == "a.csv:3 area: some-code: X is wrong (+1 more)"
    assert str(InputError([replace(problem, place=Place(""))])) == "some-code: X is wrong"
    assert str(InputError([])) == "input cannot be used"


def test_an_error_survives_being_sent_between_processes() -> None:
    error = InputError([Problem(KIND, Place("a.csv"), {"found": "X", "what": "wrong"})])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems  # noqa: S301 - our own bytes

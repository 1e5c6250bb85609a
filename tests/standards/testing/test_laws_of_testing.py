"""Laws: a threshold shown from both sides lets no change survive; shown from afar, it lets the limit move."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.canonical import decimal_text
from fourfold.standards.testing.changes import last_digit
from support.small_packs import Given, examined, limit, write_pack

FACTS = {"study.product.mass_kg": "kg", "study.service.years": "year", "result.primary_share": "1"}
HOLDS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (1, 0)}
"""Steps from the limit at which a comparison holds, the nearest ones."""

limits = st.decimals("0.001", "1000", allow_nan=False, allow_infinity=False, places=3) | st.integers(1, 999).map(
    Decimal
)


def from_both_sides(fact: str, operator: str, at: Decimal) -> dict[str, tuple[Given, dict[str, str]]]:
    """Examples a step below the limit, at it, and a step above, and one without the value."""
    examples: dict[str, tuple[Given, dict[str, str]]] = {"unknown-none": ({}, {"rule": "unknown"})}
    for steps in (-1, 0, 1):
        verdict = "pass" if steps in HOLDS[operator] else "fail"
        value = decimal_text(at + steps * last_digit(at))
        examples[f"{verdict}-{steps + 2}"] = ({fact: value}, {"rule": verdict})
    return examples


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(FACTS)), st.sampled_from(sorted(HOLDS)), limits)
def test_a_limit_shown_from_both_sides_lets_no_change_survive(fact: str, operator: str, at: Decimal) -> None:
    rule = {"requirement": "rule", "test": f"{fact} {operator} param.limit"}
    with TemporaryDirectory() as folder:
        path = write_pack(
            Path(folder) / "small", [rule], from_both_sides(fact, operator, at), [limit(f"{at:f}", unit=FACTS[fact])]
        )
        test = examined(path)
    assert test.findings == ()
    assert test.changes >= 4


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(FACTS)), st.sampled_from(sorted(HOLDS)), limits)
def test_a_limit_shown_from_afar_lets_it_move_and_says_where_to_look(fact: str, operator: str, at: Decimal) -> None:
    rule = {"requirement": "rule", "test": f"{fact} {operator} param.limit"}
    low, high = ("pass", "fail") if operator.startswith("<") else ("fail", "pass")
    examples = {
        f"{low}-low": ({fact: decimal_text(-1 - at)}, {"rule": low}),
        f"{high}-high": ({fact: decimal_text(3 * at + 10)}, {"rule": high}),
        "unknown-none": ({}, {"rule": "unknown"}),
    }
    with TemporaryDirectory() as folder:
        test = examined(write_pack(Path(folder) / "small", [rule], examples, [limit(f"{at:f}", unit=FACTS[fact])]))
    assert len(test.survivors) == 3  # the limit itself, a step up, a step down
    for survivor in test.survivors:
        assert survivor.variant is not None
        ((_, found),) = survivor.variant.changes
        assert abs(Decimal(found) - at) <= last_digit(at)


TEXTS = ("study.title", "study.goal.audience", "study.goal.reason")
atoms = st.sampled_from(
    [*(f"present({name})" for name in TEXTS), "study.goal.comparative", "study.product.mass_kg > param.limit"]
)
rules = st.recursive(
    atoms | atoms.map(lambda rule: f"not {rule}"),
    lambda inner: st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda three: f"({' '.join(three)})"),
    max_leaves=3,
)


@settings(max_examples=25, deadline=None)
@given(rules)
def test_the_examples_a_test_asks_for_notice_what_was_not_noticed(text: str) -> None:
    rule = {"requirement": "rule", "test": text}
    facts = {"study.title": "Cell", "study.goal.comparative": "true", "study.product.mass_kg": "3"}
    examples: dict[str, tuple[Given, dict[str, str]]] = {}
    with TemporaryDirectory() as folder:
        for verdict in ("pass", "fail", "unknown"):  # one of the three is right
            examples[f"{verdict}-first"] = (facts, {"rule": verdict})
        first = examined(write_pack(Path(folder) / "first", [rule], examples, [limit("2", unit="kg")]))
        (right,) = [trial.case.id for trial in first.trials.done if trial.ok]
        examples = {right: examples[right]}
        left = 1000
        for attempt in range(20):
            folder_of_it = Path(folder) / f"attempt-{attempt}"
            test = examined(write_pack(folder_of_it, [rule], examples, [limit("2", unit="kg")]))
            assert all(trial.ok for trial in test.trials.done)
            told = [survivor.variant for survivor in test.survivors if survivor.variant is not None]
            if not told:
                break
            assert len(test.survivors) < left  # each of them is noticed now, and nothing else is noticed less
            left = len(test.survivors)
            for number, variant in enumerate(told):
                given = {"base": variant.case.id, **dict(variant.changes)}
                verdict = variant.verdict.value
                examples[f"{verdict.replace('_', '-')}-{attempt}-{number}"] = (given, {"rule": verdict})
    assert not told
    assert "change-unnoticed" not in {finding.problem.kind.code for finding in test.findings}

"""Canonical JSON: the quick path writes what RFC 8785's own library writes."""

from __future__ import annotations

from decimal import Decimal

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.canonical import JSON, canonical_bytes, decimal_text, digest_of

texts = st.text(st.characters(codec="utf-8"))
values: st.SearchStrategy[JSON] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)


@given(values)
def test_it_is_what_the_library_writes(value: JSON) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)


def test_keys_beyond_the_basic_plane_sort_by_utf16_units() -> None:
    assert canonical_bytes({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


@pytest.mark.parametrize(("value", "error"), [({"a": [0.5]}, TypeError), ([2**53], ValueError)])
def test_what_loses_digits_is_refused(value: JSON, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"\$"):
        canonical_bytes(value)


def nested(value: object, path: list[object]) -> object:
    """The value inside of lists and objects."""
    for step in path:
        value = {str(step): value, "z": "a,1.5"} if isinstance(step, str) else ["[1e5", value, 7]
    return value


@given(st.floats(), st.lists(texts | st.integers()))
def test_a_float_is_refused_wherever_it_stands(number: float, path: list[object]) -> None:
    with pytest.raises(TypeError):
        canonical_bytes(nested(number, path))  # type: ignore[arg-type]


@given(st.integers(min_value=2**53) | st.integers(max_value=-(2**53)), st.lists(texts | st.integers()))
def test_an_integer_beyond_what_doubles_hold_is_refused_wherever_it_stands(number: int, path: list[object]) -> None:
    with pytest.raises(ValueError, match="2\\^53"):
        canonical_bytes(nested(number, path))  # type: ignore[arg-type]


def test_the_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest_of({"a": "1", "b": ["2"]}) == digest_of({"b": ["2"], "a": "1"})


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_equal_decimals_give_equal_text_that_reads_back(value: Decimal) -> None:
    text = decimal_text(value)
    assert Decimal(text) == value
    assert text == decimal_text(value + Decimal("0.00")) or len(value.as_tuple().digits) > 25
    assert "E" not in text
    assert text != "-0"

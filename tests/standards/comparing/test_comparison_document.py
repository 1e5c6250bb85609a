"""A comparison as a document: it fits its schema, and its figures are those of the comparison."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import fourfold.standards.comparing
from support.conformity_documents import comparison

SCHEMA = Path(fourfold.standards.comparing.__file__).parent / "comparison.schema.json"


def test_a_real_comparison_fits_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert list(validator.iter_errors(comparison())) == []


def test_the_schema_holds_every_key_to_account() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for key in comparison():
        without = {name: part for name, part in comparison().items() if name != key}
        with pytest.raises(jsonschema.ValidationError):
            validator.validate(without)


def test_every_list_of_lines_sums_to_its_total() -> None:
    document: Any = comparison()
    sums = [
        (part["lines"], part[key])
        for side in document["sides"]
        for parts, key in (
            (side["figures"], "total_kg_co2e"),
            ([s for one in side["decompositions"] for s in one["steps"]], "difference_kg_co2e"),
        )
        for part in parts
    ]
    assert len(sums) > 5
    for lines, total in sums:
        assert sum(map(Decimal, lines.values()), Decimal(0)) == Decimal(total)


def test_each_choice_that_differs_says_where_it_is_made_or_that_it_is_not() -> None:
    document: Any = comparison()
    choices = [
        choice
        for side in document["sides"]
        for one in side["decompositions"]
        for step in one["steps"]
        for choice in step["choices"]
    ]
    assert any(choice["after_from"] is not None and choice["after_from"]["clause"] for choice in choices)
    assert all(choice["before"] != choice["after"] for choice in choices)

"""The JSON Schema of ``pack.yaml``: current, and of one mind with the reader."""

from __future__ import annotations

import json
import runpy
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from fourfold.standards.pack import yaml_schema
from fourfold.standards.pack.library import SHIPPED
from fourfold.standards.pack.sheets import COLUMNS, KEYS, key_named
from fourfold.standards.pack.writing import pack_files
from support.pack_texts import STARTER

SCHEMA = Path(yaml_schema.__file__).parent / "pack.schema.json"
SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"
VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def starter() -> dict[str, Any]:
    """The keys of the starter pack as a tree."""
    tree: dict[str, Any] = yaml.load(pack_files(STARTER)["pack.yaml"], Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    return tree


def test_the_schema_is_current() -> None:
    script = runpy.run_path(str(SCRIPTS / "schemas.py"))
    assert SCHEMA.read_text(encoding="utf-8") == script["pack_yaml_schema"]()


@pytest.mark.parametrize("pack", sorted(path.parent.name for path in SHIPPED.glob("*/pack.yaml")))
def test_shipped_packs_fit_the_schema(pack: str) -> None:
    Draft202012Validator.check_schema(VALIDATOR.schema)
    text = (SHIPPED / pack / "pack.yaml").read_text(encoding="utf-8")
    tree = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    assert [error.message for error in VALIDATOR.iter_errors(tree)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", "Widget"),
        ("kind", "label"),
        ("version", "1.0.0"),
        ("status", "final"),
        ("read.extent", "fully"),
        ("document.effective.from", "May"),
        ("applies_to.hs", "8507"),
        ("applies_to.hs", ["lithium cells"]),
        ("derives_from", {"id": "x"}),
        ("derives_from", [{"id": "X"}]),
        ("title", "Widgets"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(path: str, value: object) -> None:
    tree = deepcopy(starter())
    assert list(VALIDATOR.iter_errors(tree)) == []
    here = tree
    *above, last = path.split(".")
    for step in above:
        here = here[step]
    here[last] = value
    assert list(VALIDATOR.iter_errors(tree))


@pytest.mark.parametrize("path", [key for key, column in KEYS.items() if column.required])
def test_a_key_every_pack_has_is_required(path: str) -> None:
    tree = deepcopy(starter())
    here = tree
    *above, last = path.split(".")
    for step in above:
        here = here[step]
    del here[last]
    assert list(VALIDATOR.iter_errors(tree))


def test_every_column_has_a_type_and_a_meaning_in_both_languages() -> None:
    for column in [*KEYS.values(), *(c for columns in COLUMNS.values() for c in columns.values())]:
        assert column.type
        assert all(column.meaning[lang] for lang in ("en", "zh")), column.name
        assert bool(column.choices) == (column.type == "choice")


def test_keys_with_a_count_or_a_name_of_the_author_are_known_by_their_pattern() -> None:
    assert key_named("derives_from.12.id") is KEYS["derives_from.N.id"]
    assert key_named("applies_to.hs") is KEYS["applies_to.SCHEME"]
    assert [key_named(key) for key in ("derives_from.N.id", "applies_to.SCHEME", "derives_from.0.id")] == [None] * 3

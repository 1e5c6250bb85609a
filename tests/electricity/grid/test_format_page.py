"""The page of the grid format: its example is a declaration that holds, and nothing the reader knows is left out."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import BaseModel

from fourfold.core.problems import Problems
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.folder import read_grid_declaration
from fourfold.electricity.grid.rates_header import WORDS
from fourfold.electricity.grid.rates_reading import read_rate_book
from fourfold.electricity.grid.tidy_schema import SPELLINGS
from fourfold.formats.models import read_model
from fourfold.formats.yaml_text import read_yaml

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "grid-format.md"


def example() -> str:
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


def test_the_example_holds(tmp_path: Path) -> None:
    (tmp_path / "grid.yaml").write_text(example(), encoding="utf-8")
    problems = Problems()
    declared = read_grid_declaration(tmp_path, problems)
    assert declared, list(problems)
    book = read_rate_book(tmp_path, *declared, (), problems)
    assert book, list(problems)
    imports = book.boundary("West")
    assert imports
    assert imports.per_mwh == (24.0,)


def test_the_page_names_every_key_and_column() -> None:
    problems = Problems()
    yaml = read_yaml(example().encode(), "grid.yaml", problems)
    assert yaml
    declaration = read_model(GridDeclaration, yaml, problems)
    assert declaration, list(problems)
    assert _left_out(declaration) == []
    text = PAGE.read_text(encoding="utf-8")
    columns = {column for spelling in SPELLINGS.values() for column in spelling.known}
    assert [name for name in (*SPELLINGS, *columns, *WORDS) if f"`{name}`" not in text] == []


def _left_out(model: BaseModel) -> list[str]:
    """Keys a declaration does not give, except those of alternatives."""
    missing = [name for name in type(model).model_fields if name not in model.model_fields_set]
    found = [name for name in missing if name not in ("factor", "per_mwh", "source", "status", "note")]
    for name in model.model_fields_set:
        value = getattr(model, name)
        items = value if isinstance(value, tuple) else [value]
        found += [key for item in items if isinstance(item, BaseModel) for key in _left_out(item)]
    return found

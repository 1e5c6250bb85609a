"""The folder of a grid: ``grid.yaml``, read and checked for sense, and which spelling of a table stands beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.reading import DECLARATIONS_MOST_BYTES, read_bounded
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.folder_checks import check_declaration
from fourfold.formats.models import read_model
from fourfold.formats.yaml_text import Path as YamlPath
from fourfold.formats.yaml_text import Tree, YamlText, read_yaml

GRID_YAML = "grid.yaml"

GRID_SPELLED_TWICE = MessageKind(
    "grid-spelled-twice",
    N_("there are two of one table: {found}"),
    N_("one file for each table"),
    N_("remove all but one"),
)
GRID_UNDECLARED = MessageKind(
    "grid-undeclared",
    N_("without grid.yaml every area with generation or demand is traced, nothing is repaired, days are those of UTC"),
)
GRID_BASIS_ASSUMED = MessageKind(
    "grid-basis-assumed",
    N_("no basis is declared: the factors are taken to count {quantity}, their warming potentials as {gwp_set}"),
)
GRID_RECONCILED_BEFORE = MessageKind(
    "grid-reconciled-before", N_("the data were changed to balance before they were read, as grid.yaml says")
)
GRID_ZONE_ASSUMED = MessageKind(
    "grid-zone-assumed", N_("no time zone is declared: days and first days of factors are those of UTC")
)


def read_grid_declaration(
    folder: Path, problems: Problems, overrides: Mapping[str, str] | None = None
) -> tuple[GridDeclaration, YamlText | None] | None:
    """What ``grid.yaml`` of a folder declares, and its text; without the file, the defaults.

    Args:
        folder: the folder.
        problems: receives what is wrong, at its lines.
        overrides: values that go before those of the file, by dotted path, such as ``repairs.gaps: interpolate``.

    Returns:
        Nothing when the declaration cannot be used.
    """
    yaml: YamlText | None = None
    if os.path.lexists(folder / GRID_YAML):
        data = read_bounded(folder, GRID_YAML, Place(GRID_YAML), problems, DECLARATIONS_MOST_BYTES)
        yaml = None if data is None else read_yaml(data, GRID_YAML, problems)
        if yaml is None:
            return None
    text = yaml or YamlText(GRID_YAML, {})
    for path, value in (overrides or {}).items():
        text = YamlText(text.file, _with(text.tree, tuple(path.split(".")), value), text.lines)
    before = len(problems.errors)
    declaration = read_model(GridDeclaration, text, problems)
    if declaration is None:
        return None
    check_declaration(declaration, text, problems)
    return None if len(problems.errors) > before else (declaration, yaml)


def assumptions_of(declaration: GridDeclaration, yaml: YamlText | None) -> tuple[Assumption, ...]:
    """What holds because nothing was declared."""
    found = [] if yaml else [Assumption(GRID_UNDECLARED)]
    if "basis" not in declaration.model_fields_set:
        basis = declaration.basis
        found.append(Assumption(GRID_BASIS_ASSUMED, {"quantity": basis.quantity, "gwp_set": basis.gwp_set}))
    if declaration.reconciled == "yes":
        found.append(Assumption(GRID_RECONCILED_BEFORE))
    if yaml and not declaration.time_zone:
        found.append(Assumption(GRID_ZONE_ASSUMED))
    return tuple(found)


def one_spelling(folder: Path, table: str, endings: tuple[str, ...], problems: Problems) -> str:
    """Name of the file that holds a table, empty when there is none; several are an error."""
    found = [f"{table}{ending}" for ending in endings if os.path.lexists(folder / f"{table}{ending}")]
    if len(found) > 1:
        problems.error(GRID_SPELLED_TWICE, Place(found[0]), found=", ".join(found))
    return found[0] if found else ""


def _with(tree: Tree, path: YamlPath, value: str) -> dict[str, Tree]:
    """A mapping with one value set."""
    changed = dict(tree) if isinstance(tree, dict) else {}
    key = str(path[0])
    changed[key] = _with(changed.get(key, {}), path[1:], value) if len(path) > 1 else value
    return changed

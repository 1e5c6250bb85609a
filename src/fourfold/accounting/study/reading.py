"""What is known of a study while it is checked: whole rows, what could be read of faulty ones, and what is uncertain.

A check that reports something missing must first ask whether everything was read: a fault in one cell is reported once,
not again by everything that depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from fourfold.accounting.study.declared import Parts
from fourfold.accounting.study.model import Tables
from fourfold.accounting.study.rows import MeterRow, OutputRow, ProcessRow, SupplierRow
from fourfold.accounting.study.schema import ID_COLUMNS
from fourfold.core.areas import Area, AreaBook, AreaType, areas
from fourfold.core.problems import Place, Problems
from fourfold.formats.table_rows import Draft
from fourfold.formats.vocabulary import closest
from fourfold.formats.yaml_text import YamlText

_TABLE_OF = {column: table for table, column in ID_COLUMNS.items()}
_MOST_TRIED = 200
_DECLARED_IN = {"stage": "stages", "site": "sites", "cut-off": "cut_offs", "area": "areas"}


@dataclass(frozen=True)
class Reading:
    """A study as far as it was read.

    Attributes:
        folder: the study folder.
        yaml: ``study.yaml`` as text; ``None`` when it could not be read.
        parts: the same, typed, as far as its parts are right in themselves.
        tables: whole rows.
        drafts: every row of every table, by table.
        incomplete: tables of which not every row was read.
        areas: shipped and declared areas.
        problems: receives what the checks find.
    """

    folder: Path
    yaml: YamlText | None
    parts: Parts
    tables: Tables
    drafts: Mapping[str, list[Draft]]
    incomplete: frozenset[str]
    areas: AreaBook
    problems: Problems
    _names: dict[str, frozenset[str] | None] = field(default_factory=dict)
    _faulty: dict[tuple[str, str], frozenset[str | None]] = field(default_factory=dict)
    _similar: dict[tuple[str, str], str] = field(default_factory=dict)

    def declared_at(self, *path: str | int) -> Place:
        """Where something stands in ``study.yaml``."""
        return self.yaml.place(path) if self.yaml else Place("study.yaml")

    def names(self, what: str) -> frozenset[str] | None:
        """The names there are of something (``process``, ``flow``, ``meter``, ``stage`` …).

        Names of faulty rows count. ``None`` when not all could be read, so that none can be said to be missing.
        """
        if what not in self._names:
            self._names[what] = self._find_names(what)
        return self._names[what]

    def _find_names(self, what: str) -> frozenset[str] | None:
        if what in _DECLARED_IN:
            return None if self.yaml is None else declared_ids(self.yaml, _DECLARED_IN[what])
        table = _TABLE_OF[what]
        if table in self.incomplete:
            return None
        found = [draft.text(what) for draft in self.drafts.get(table, [])]
        return None if None in found else frozenset(name for name in found if name)

    def settled(self, table: str, column: str, value: str) -> bool:
        """Whether every row of a table with this value in a column is whole, so that number and sum can be judged."""
        if table in self.incomplete:
            return False
        if (table, column) not in self._faulty:
            faulty = frozenset(draft.text(column) for draft in self.drafts.get(table, []) if draft.row is None)
            self._faulty[table, column] = faulty
        faulty = self._faulty[table, column]
        return value not in faulty and None not in faulty

    def similar(self, what: str, name: str) -> str:
        """Names spelled like one that does not exist; of a flood of unknown names only the first are tried."""
        if (what, name) not in self._similar and len(self._similar) < _MOST_TRIED:
            self._similar[what, name] = closest(name, sorted(self.names(what) or ()))
        return self._similar.get((what, name), "–")

    @cached_property
    def process_of(self) -> Mapping[str, ProcessRow]:
        """Whole rows of processes by name."""
        return {row.process: row for row in self.tables.processes}

    @cached_property
    def output_of(self) -> Mapping[str, OutputRow]:
        """Whole rows of outputs by flow."""
        return {row.flow: row for row in self.tables.outputs}

    @cached_property
    def meter_of(self) -> Mapping[str, MeterRow]:
        """Whole rows of meters by name."""
        return {row.meter: row for row in self.tables.meters}

    @cached_property
    def supplier_of(self) -> Mapping[str, SupplierRow]:
        """Whole rows of suppliers by name."""
        return {row.supplier: row for row in self.tables.suppliers}


def declared_ids(yaml: YamlText, key: str) -> frozenset[str] | None:
    """The ids of a list in ``study.yaml``, also where other things in it are wrong; ``None`` when one is unreadable."""
    items = yaml.tree.get(key, [])
    entries = items if isinstance(items, list) else [items]
    ids = [entry.get("id") if isinstance(entry, dict) else None for entry in entries]
    return frozenset(str(name) for name in ids) if all(isinstance(name, str) for name in ids) else None


def known_areas(yaml: YamlText | None, parts: Parts, problems: Problems) -> AreaBook:
    """The shipped areas and the declared ones; where the declaration of areas is faulty, at least their ids."""
    if yaml is None:
        return areas()
    if not parts.areas:
        ids = declared_ids(yaml, "areas") or ()
        return AreaBook({**areas().areas, **{name: Area(name, {}, AreaType.DECLARED) for name in ids}})
    declared: Iterable[tuple[Area, Place]] = [
        (
            Area(area.id, {str(lang): name for lang, name in area.names.items()}, AreaType.DECLARED, area.parent),
            yaml.place(("areas", index)),
        )
        for index, area in enumerate(parts.areas)
    ]
    return areas().with_declared(declared, problems)

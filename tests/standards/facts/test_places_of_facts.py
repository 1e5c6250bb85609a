"""The place of a fact is true: who changes the cell that stands there changes the fact."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fourfold.accounting.study.model import Study, StudyError
from fourfold.core.problems import Place
from fourfold.standards.facts.facts import StudyFacts
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.dictionary import Entry
from fourfold.standards.language.values import Kind, Value
from support.rich_study import write_rich

OTHER = {
    "study.inputs.quality": "2;2;2;2;2",
    "study.inputs.uncertainty": "normal 5 %",
    "study.inputs.evidence_file": "evidence/others.txt",
    "study.instruments.evidence_file": "evidence/others.txt",
    "study.processes.stage": "use",
    "study.processes.role": "use",
    "study.instruments.site": "office",
    "study.instruments.near": "CN-ZJ",
    "study.instruments.area": "CN-ZJ",
    "study.instruments.start": "2024-02-01T00:00",
    "study.instruments.end": "2024-04-02T00:00",
    "study.instruments.hours": "2024-04-02T00:00",
    "study.series.area": "CN-ZJ",
    "study.series.resolution_minutes": "30",
    "study.emissions.gas": "N2O",
    "study.unit.unit": "m3",
    "study.unit.dimension": "m3",
    "study.outputs.unit": "t",
    "study.period.days": "2024-04-01",
    "study.validity.years": "2031-01-01",
    "study.product.identifiers": "urn:example:product:2",
    "study.company.identifiers": "urn:example:company:2",
    "study.allocation.order": "shares",
    "study.sites.area": "CN-ZJ",
    "study.sites.time_zone": "Asia/Seoul",
}
"""What may stand in the cell instead, where that does not follow from the entry."""
WITHOUT_A_CELL = {
    "study.unit.has_reference_flow": "not given, it follows from two units",
    "study.period.is_calendar_year": "it follows from two days",
    "study.product.codes.scheme": "the key of its code",
}


def other_text(entry: Entry, value: Value) -> str:
    """Something else that may stand in the cell of a value."""
    if entry.name in OTHER:
        return OTHER[entry.name]
    if entry.choices:
        return next(choice for choice in entry.choices if choice != value.content)
    if isinstance(value.content, bool):
        return "false" if value.content else "true"
    if isinstance(value.content, Decimal):
        return "0.3" if 0 < value.content < Decimal("0.3") else "0.25"
    if isinstance(value.content, date):
        return date(value.content.year + 3, 1, 1).isoformat()
    return "another"


def facts_of(folder: Path) -> StudyFacts:
    """Facts of a study as far as it can be read: other names than before may fit nothing."""
    try:
        study: Study | None = Study.load(folder)
    except StudyError as error:
        study = error.readable
    assert study is not None
    return StudyFacts(study, None)


def cells(facts: StudyFacts) -> Iterator[tuple[Entry, Value, tuple[int, str]]]:
    """Every value of the study that stands in a cell, with its row and field."""
    lists = {entry.name for entry in dictionary() if entry.kind is Kind.LIST}
    for entry in dictionary():
        if entry.needs_result or entry.name.rpartition(".")[0] in lists:
            continue
        value = facts.look_up(entry.name)
        if not isinstance(value.content, tuple):
            yield entry, value, (-1, "")
            continue
        for number, row in enumerate(value.content[:1]):
            if not isinstance(row.content, Mapping):
                yield entry, row, (number, "")
                continue
            for name, field in row.content.items():
                found = dictionary().get(field.origin)
                assert found is not None
                yield found, field, (number, name)


def found_again(facts: StudyFacts, entry: Entry, at: tuple[int, str]) -> object:
    """The content of the same value in other facts; ``None`` where its row is gone."""
    number, name = at
    if number < 0:
        return facts.look_up(entry.name).content
    rows = facts.look_up(entry.name.removesuffix(f".{name}") if name else entry.name).content
    assert isinstance(rows, tuple)
    if number >= len(rows):
        return None
    row = rows[number]
    return row.content[name].content if name and isinstance(row.content, Mapping) else row.content


def put(folder: Path, place: Place, text: str) -> None:
    """Write another text into the cell at a place."""
    path = folder / place.file
    if path.suffix == ".yaml":
        lines = path.read_text(encoding="utf-8").splitlines()
        changed = re.sub(r"^(\s*(- )?(\w+: )?).*$", lambda found: f"{found[1]}{text!r}", lines[place.row - 1])
        path.write_text("\n".join([*lines[: place.row - 1], changed, *lines[place.row :]]) + "\n", encoding="utf-8")
        return
    with path.open(encoding="utf-8", newline="") as stream:
        table = list(csv.reader(stream))
    table[place.row - 1][table[0].index(place.column)] = text
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(table)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_rich(tmp_path_factory.mktemp("rich") / "study")
    (folder / "evidence" / "others.txt").write_text("4 kg\n", encoding="utf-8")
    return folder


TOGETHER = 12
"""Values that stand beside each other are changed in different copies, so that a place that is off by one is found."""


@pytest.mark.parametrize("turn", range(TOGETHER))
def test_another_text_at_the_place_of_a_fact_is_another_fact(folder: Path, tmp_path: Path, turn: int) -> None:
    standing = [
        (entry, value, at)
        for entry, value, at in cells(facts_of(folder))
        if value.known and value.place.column and entry.name not in WITHOUT_A_CELL
    ]
    changed = standing[turn::TOGETHER]
    assert len(changed) > 12
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    for entry, value, _ in changed:
        put(copy, value.place, other_text(entry, value))
    facts = facts_of(copy)
    same = [
        (entry.name, str(value.place)) for entry, value, at in changed if found_again(facts, entry, at) == value.content
    ]
    assert same == []

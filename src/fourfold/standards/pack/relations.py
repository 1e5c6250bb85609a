"""Relations between rows that several tables share: names that must be unique, groups of rows, circles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.formats.vocabulary import closest
from fourfold.standards.pack.text import TextRow

NAME_TAKEN = MessageKind(
    "pack-name-taken",
    N_("{found} stands twice; first in row {row}"),
    N_("each name once"),
    N_("remove or rename one of them"),
)
GROUP_DIFFERS = MessageKind(
    "pack-group-differs",
    N_("{name} says {found} here and {first} in row {row}"),
    N_("the same in every row of {name}, or blank below the first"),
    N_("clear the cell, or make it equal"),
)


def check_unique(rows: Iterable[TextRow], columns: Sequence[str], problems: Problems) -> None:
    """Report rows that are called as one before; a row in which a column is blank is called nothing."""
    seen: dict[tuple[str, ...], TextRow] = {}
    for row in rows:
        name = tuple(row[column] for column in columns)
        first = seen.setdefault(name, row)
        if all(name) and first is not row:
            found = " ".join(name)
            problems.error(NAME_TAKEN, row.place.at(columns[-1]), found=found, row=first.place.row)


def check_known(
    rows: Iterable[TextRow], column: str, known: Collection[str], kind: MessageKind, problems: Problems
) -> None:
    """Report cells of a column that name none of the known; names spelled alike are looked for where it is shown."""

    def describe(row: TextRow) -> tuple[Place, dict[str, object]]:
        return row.place.at(column), {"found": row[column], "similar": closest(row[column], known)}

    problems.add_all(kind, [row for row in rows if row[column] and row[column] not in known], describe)


def grouped(rows: Iterable[TextRow], column: str) -> dict[str, list[TextRow]]:
    """Rows by the name in a column, in the order of their first rows; rows without a name are left out."""
    groups: dict[str, list[TextRow]] = {}
    for row in rows:
        if row[column]:
            groups.setdefault(row[column], []).append(row)
    return groups


def check_same(rows: Sequence[TextRow], name: str, columns: Iterable[str], problems: Problems) -> None:
    """Report cells that say something else than the first row of their group."""
    first = rows[0]
    for row in rows[1:]:
        for column in columns:
            if row[column] and row[column] != first[column]:
                said = {"name": name, "found": row[column], "first": first[column] or "–", "row": first.place.row}
                problems.error(GROUP_DIFFERS, row.place.at(column), **said)


def circles(parents: Mapping[str, str]) -> list[list[str]]:
    """Every circle in a relation of names to the name around each; a circle ends with the name it begins with."""
    found: list[list[str]] = []
    settled: set[str] = set()
    for name in parents:
        path: dict[str, None] = {}
        here = name
        while here in parents and here not in settled and here not in path:
            path[here] = None
            here = parents[here]
        if here in path:
            walked = list(path)
            found.append([*walked[walked.index(here) :], here])
        settled |= path.keys()
    return found

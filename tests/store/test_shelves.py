"""What every shelf does, in a folder or in memory: versions stay, the last one added is current, nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from fourfold.core.problems import N_, InputError, MessageKind, Named, Place, Term
from fourfold.data.databases.database import Database
from fourfold.data.databases.memory import MemoryShelf
from fourfold.data.databases.records import Distribution
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.data.databases.shelf import Shelf
from fourfold.data.library import shipped_library
from fourfold.store.databases import FolderShelf
from support.databases import Rows, Uncertainty, database

ODD = MessageKind("odd", N_("{found} is odd: {what} of {whom}"), N_("even"), N_("make it even"))


@pytest.fixture(params=["folder", "memory"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    return FolderShelf(tmp_path / "library") if request.param == "folder" else MemoryShelf()


def sample(name: str = "small", number: int = 1, choices: Mapping[tuple[str, str], str] | None = None) -> Database:
    """A database with everything in it that has to survive."""
    report = ImportReport()
    noisy = Uncertainty(Distribution.LOGNORMAL, 2.0, 1.5)
    made = database(
        [
            Rows("steel", "CN")
            .makes("steel")
            .takes("power", 3.5, "kWh", uncertainty=noisy)
            .gives("co2", float(number)),
            Rows("power").makes("power", 1.0, "kWh").takes("steel", 0.1).takes("coal", 0.1),
        ],
        report=report,
        choices=choices,
    )
    report.note(Effect.REPAIRED, ODD, Place("book.xlsx", 3, "amount", "Sheet 1"), found="“3”\n", what=Term(N_("sum")))
    report.note(Effect.NOTED, ODD, Place("a.json"), found="", whom=Named((("en", "one"), ("zh", "一"))))
    factors = {factor.id: factor for factor in shipped_library().search("2024")[:5]}
    digest = f"sha256:{number:x}".ljust(71, "0")
    info = replace(made.info, name=name, version=digest[7:19], digest=digest)
    return replace(made, info=info, factors=factors)


def assert_same(left: Database, right: Database) -> None:
    assert left.info == right.info
    assert left.choices == right.choices
    assert left.factors == right.factors
    assert left.report.counts == right.report.counts
    assert left.report.findings == right.report.findings
    assert set(left.tables) == set(right.tables)
    for name, frame in left.tables.items():
        assert frame.equals(right.tables[name]), name
        assert frame.schema == right.tables[name].schema


def test_a_shelf_is_empty_at_first(shelf: Shelf) -> None:
    assert list(shelf.list()) == []
    assert list(shelf.versions("small")) == []
    for act in (shelf.open, shelf.remove):
        with pytest.raises(InputError) as raised:
            act("small")
        assert raised.value.problems[0].kind.code == "no-such-database"


def test_what_is_put_on_the_shelf_comes_back_the_same(shelf: Shelf) -> None:
    given = sample(choices={("", "steel"): "steel", ("power", "steel"): "steel"})
    assert given.report.findings
    assert len(given.factors) == 5
    assert shelf.add(given)
    assert_same(shelf.open("small"), given)


def test_the_version_added_last_is_current_and_older_ones_stay(shelf: Shelf) -> None:
    first, second = sample(number=1), sample(number=2)
    assert shelf.add(first)
    assert shelf.add(second)
    assert shelf.add(sample("other"))
    assert [info.name for info in shelf.list()] == ["other", "small"]
    assert list(shelf.versions("small")) == [second.info, first.info]
    assert_same(shelf.open("small"), second)
    for written in (first.info.version, first.info.version[:4], first.info.digest):
        assert_same(shelf.open("small", written), first)
    assert not shelf.add(first)
    assert list(shelf.versions("small")) == [first.info, second.info]


def test_a_version_is_never_changed(shelf: Shelf) -> None:
    first = sample()
    assert shelf.add(first)
    assert not shelf.add(replace(first, choices={("", "steel"): "power"}))
    assert_same(shelf.open("small"), first)


def test_what_is_not_there_is_told_with_what_is(shelf: Shelf) -> None:
    shelf.add(sample())
    with pytest.raises(InputError) as raised:
        shelf.open("smal")
    assert raised.value.problems[0].params["similar"] == "small"
    with pytest.raises(InputError) as raised:
        shelf.open("small", "ffff")
    assert raised.value.problems[0].params["versions"] == sample().info.version
    with pytest.raises(InputError):
        shelf.remove("small", "ffff")
    assert len(shelf.versions("small")) == 1


def test_versions_and_databases_are_removed(shelf: Shelf) -> None:
    first, second, other = sample(number=1), sample(number=2), sample("other")
    for one in (first, second, other):
        shelf.add(one)
    assert list(shelf.remove("small", second.info.version)) == [second.info]
    assert_same(shelf.open("small"), first)
    shelf.add(second)
    assert list(shelf.remove("small")) == [second.info, first.info]
    assert [info.name for info in shelf.list()] == ["other"]
    assert list(shelf.remove("other", other.info.version[:5])) == [other.info]
    assert list(shelf.list()) == []
    assert shelf.add(first)


@pytest.mark.parametrize("name", ["", "Upper", "a b", "../up", ".hidden", "a/b", "名字", "x" * 65])
def test_names_are_plain(shelf: Shelf, name: str) -> None:
    with pytest.raises(InputError) as raised:
        shelf.add(sample(name))
    assert raised.value.problems[0].kind.code == "database-name-bad"
    assert list(shelf.list()) == []


def test_all_shipped_factors_survive(shelf: Shelf) -> None:
    library = shipped_library()
    factors = {factor.id: factor for factor in library.find()}
    assert len(factors) > 100
    shelf.add(replace(sample(), factors=factors))
    back = shelf.open("small").factors
    assert back == factors
    assert {key: factor.digest for key, factor in back.items()} == {key: f.digest for key, f in factors.items()}


def test_tables_have_the_columns_they_must_have() -> None:
    given = sample()
    with pytest.raises(ValueError, match="processes"):
        replace(given, tables={**given.tables, "processes": pl.DataFrame({"id": ["a"]})})

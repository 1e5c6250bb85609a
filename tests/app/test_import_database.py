"""Importing a database: once or twice it is the same, a changed source is a new version, a failure changes nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from fourfold.app.databases import importing
from fourfold.app.databases.importing import import_database, name_of
from fourfold.app.databases.versions import with_choices
from fourfold.core.problems import N_, InputError, MessageKind, Place
from fourfold.core.progress import Tick
from fourfold.data.databases.formats.openlca.reader import READER
from fourfold.data.databases.memory import MemoryShelf
from fourfold.data.databases.readers import Reader
from fourfold.data.databases.records import Record
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.packages import Package
from fourfold.store.databases import FolderShelf

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "small-database"
POWER, STEEL = "9445f369-6de3-588d-9a7e-7e35b52f5713", "3afefdbe-1476-52d3-ba18-f5130d57d72c"
MILL, CHP = "451841f5-b214-5890-9f8f-9639bbaea591", "8dde30f6-944a-5e8c-8872-3eaf90943944"
BAD = MessageKind("bad-dataset", N_("bad"))


class Broken:
    """The openLCA reader, with something added to what it does."""

    id, title, version = "openlca-jsonld", "Broken", "1"

    def __init__(self, after: int = 0, error: BaseException | None = None, refuse: bool = False) -> None:
        self._after, self._error, self._refuse = after, error, refuse

    def recognises(self, package: Package) -> bool:  # noqa: ARG002 - the reader protocol
        return True

    def records(self, package: Package, report: ImportReport, tick: Tick) -> Iterator[Record]:
        if self._refuse:
            report.note(Effect.REFUSED, BAD, Place("a"))
        for number, record in enumerate(READER.records(package, report, tick)):
            if self._error is not None and number == self._after:
                raise self._error
            yield record


def use(monkeypatch: pytest.MonkeyPatch, *found: Reader) -> None:
    monkeypatch.setattr(importing, "readers", lambda: {f"r{n}": reader for n, reader in enumerate(found)})


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "source"))


def change(source: Path, process: str = MILL) -> None:
    path = source / "processes" / f"{process}.json"
    tree = json.loads(path.read_text())
    tree["exchanges"][1]["amount"] = 0.7
    path.write_text(json.dumps(tree))


def code_of(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.problems[0].kind.code


def test_a_source_is_imported_once_and_a_changed_one_is_a_new_version(source: Path) -> None:
    shelf = MemoryShelf()
    first = import_database(source, shelf, today=date(2026, 1, 1))
    assert (first.is_new, first.is_stored, first.info.name) == (True, True, "source")
    assert first.info.counts["processes"] == 6
    assert first.info.imported == "2026-01-01"
    assert first.info.digest[7:19] == first.info.version
    again = import_database(source, shelf, today=date(2027, 1, 1))
    assert (again.is_new, again.info) == (False, first.info)
    assert again.report.findings == first.report.findings
    change(source)
    second = import_database(source, shelf)
    assert second.is_new
    assert [info.version for info in shelf.versions("source")] == [second.info.version, first.info.version]
    shutil.rmtree(source)
    shutil.copytree(EXAMPLE, source)
    assert not import_database(source, shelf).is_new
    assert [info.version for info in shelf.versions("source")] == [first.info.version, second.info.version]


def test_a_folder_and_its_archive_are_the_same_version(source: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "packed"), "zip", source)
    shelf = MemoryShelf()
    one = import_database(source, shelf, name="same")
    assert not import_database(Path(archive), shelf, name="same").is_new
    assert shelf.open("same").tables["exchanges"].height == one.info.counts["exchanges"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), InputError([])])
@pytest.mark.parametrize("step", ["records", "assemble", "examine", "write"])
def test_a_failure_at_any_step_leaves_the_library_as_it_was(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    shelf = FolderShelf(tmp_path / "library")
    first = import_database(source, shelf)
    before = {p: p.read_bytes() for p in (tmp_path / "library").rglob("*") if p.is_file()}
    change(source)

    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        if step == "records":
            use(patched, Broken(after=12, error=error))
        elif step == "write":
            patched.setattr(pl.DataFrame, "write_parquet", fail)
        else:
            patched.setattr(importing, step, fail)
        with pytest.raises(type(error)):
            import_database(source, shelf)
    assert {p: p.read_bytes() for p in (tmp_path / "library").rglob("*") if p.is_file()} == before
    assert [info.version for info in shelf.versions("source")] == [first.info.version]
    assert import_database(source, shelf).is_new


def test_strict_stores_nothing_when_a_part_was_refused(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = MemoryShelf()
    use(monkeypatch, Broken(refuse=True))
    done = import_database(source, shelf, strict=True)
    assert (done.is_new, done.is_stored) == (False, False)
    assert list(shelf.list()) == []
    assert import_database(source, shelf).is_stored


def test_the_format_must_be_clear(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = MemoryShelf()
    (tmp_path / "other.txt").write_text("words")
    with pytest.raises(InputError) as raised:
        import_database(tmp_path / "other.txt", shelf)
    assert code_of(raised) == "import-format-unknown"
    assert ".txt" in str(raised.value.problems[0].params["seen"])
    with pytest.raises(InputError) as raised:
        import_database(source, shelf, format="nonsense")
    assert code_of(raised) == "import-no-such-format"
    with pytest.raises(InputError) as raised:
        import_database(tmp_path / "other.txt", shelf, format="openlca-jsonld")
    assert code_of(raised) == "import-nothing-read"
    use(monkeypatch, Broken(), Broken())
    with pytest.raises(InputError) as raised:
        import_database(source, shelf)
    assert code_of(raised) == "import-format-ambiguous"
    assert import_database(source, shelf, format="r1").is_new


def test_an_archive_inside_is_told(source: Path) -> None:
    (source / "more.zip").write_bytes(b"PK\x03\x04")
    done = import_database(source, MemoryShelf())
    assert [f.problem.place.file for f in done.report.of(Effect.NOT_READ) if "archive" in f.problem.kind.code] == [
        "more.zip"
    ]


def test_providers_that_were_set_survive_a_changed_source_where_they_fit(source: Path) -> None:
    shelf = MemoryShelf()
    import_database(source, shelf)
    choices = {(MILL, POWER): CHP, ("", STEEL): MILL}
    chosen = with_choices(shelf.open("source"), choices)
    assert shelf.add(chosen)
    assert not import_database(source, shelf).is_new
    assert shelf.open("source").choices == choices
    change(source, CHP)
    changed = import_database(source, shelf)
    assert changed.is_new
    assert shelf.open("source").choices == choices
    (source / "processes" / f"{CHP}.json").unlink()
    lost = import_database(source, shelf)
    assert shelf.open("source").choices == {("", STEEL): MILL}
    assert [f.problem.params["provider"] for f in lost.report.findings if "choice" in f.problem.kind.code] == [CHP]
    assert not import_database(source, shelf).is_new


def test_choices_are_a_version_of_their_own_and_are_examined_again(source: Path) -> None:
    shelf = MemoryShelf()
    import_database(source, shelf)
    plain = shelf.open("source")
    chosen = with_choices(plain, {(MILL, POWER): CHP})
    assert chosen.info.digest != plain.info.digest
    assert len(list(chosen.report.of(Effect.AMBIGUOUS))) == len(list(plain.report.of(Effect.AMBIGUOUS))) - 1
    back = with_choices(chosen, {})
    assert back.info == plain.info
    assert back.report.counts == plain.report.counts
    assert sorted(map(repr, back.report.findings)) == sorted(map(repr, plain.report.findings))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("uslci_2021.tar.gz", "uslci-2021"),
        ("My Database (v3).zip", "my-database-v3"),
        ("2025-flat-file.xlsx", "2025-flat-file"),
        ("a.b.spold.zip", "a-b"),
        ("Élan.json", "elan"),
    ],
)
def test_a_name_is_made_of_the_name_of_the_file(file: str, name: str) -> None:
    assert name_of(Path(file)) == name


def test_no_name_can_be_made_of_some() -> None:
    with pytest.raises(InputError) as raised:
        name_of(Path("数据库.zip"))
    assert code_of(raised) == "import-name-missing"


@pytest.mark.parametrize("at", ["recognises", "records"])
def test_an_unforeseen_failure_of_a_reader_names_it_and_the_file(
    source: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    fault = ZeroDivisionError("by nothing")
    broken = Broken(after=12, error=fault)
    if at == "recognises":

        def fail(package: Package) -> bool:
            package.beginning(package.names[0])
            raise fault

        monkeypatch.setattr(broken, "recognises", fail)
    use(monkeypatch, broken)
    monkeypatch.delenv("FOURFOLD_DEBUG", raising=False)
    with pytest.raises(InputError) as raised:
        import_database(source, MemoryShelf())
    (problem,) = raised.value.problems
    assert (problem.kind.code, problem.params["reader"]) == ("import-reader-failed", "openlca-jsonld")
    assert (source / problem.place.file).is_file()
    assert "ZeroDivisionError: by nothing" in problem.in_english
    assert raised.value.__cause__ is fault
    monkeypatch.setenv("FOURFOLD_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        import_database(source, MemoryShelf())


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.zip", b"", "import-file-empty"),
        ("a.xml", b"", "import-file-empty"),
        ("a.json", b"", "import-file-empty"),
        ("a.xml", b'<?xml version="1.0" encoding="klingon"?><ecoSpold/>', "import-encoding-unknown"),
        ("a.xml", b'<?xml version="1.0" encoding="utf-8"?><other/>', "import-format-unknown"),
        ("a.csv", b"\xef\xbb\xbf{SimaPro 9.1.0.7}\n{Methods}\n", "import-simapro-csv"),
        ("a.csv", b"a,b\n1,2\n", "import-format-unknown"),
    ],
)
def test_why_a_source_is_not_recognised(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as raised:
        import_database(tmp_path / name, MemoryShelf())
    assert code_of(raised) == code
    assert raised.value.problems[0].place.file == name


def test_a_source_without_anything_usable_says_what_it_holds_and_what_was_not_read(source: Path) -> None:
    for folder in ("processes", "flows"):
        shutil.rmtree(source / folder)
    (source / "lcia_methods").mkdir()
    (source / "lcia_methods" / "m.json").write_text(json.dumps({"@type": "ImpactMethod", "@id": "m", "name": "m"}))
    with pytest.raises(InputError) as raised:
        import_database(source, MemoryShelf())
    told = {problem.kind.code: problem for problem in raised.value.problems}
    assert [told["import-nothing-read"].severity, told["import-nothing-alone"].severity] == ["error", "warning"]
    assert "2 flow properties" in told["import-nothing-alone"].in_english
    assert "ImpactMethod" in told["jsonld-datasets-not-read"].in_english

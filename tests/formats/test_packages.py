"""Folders, archives and single files as packages: the same content is the same package; hostile ones are refused."""

import errno
import gzip
import io
import os
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fourfold.core.problems import InputError
from fourfold.formats.packages import open_package
from fourfold.formats.unpacking import Bounds

FILES = {"LICENSE": b"free\n", "data/processes/a.json": b"{}", "data/flows/b.json": b'{"a": 1}'}
SMALL = Bounds(entries=5, total_bytes=1000, file_bytes=600, ratio=3, ratio_above_bytes=500, depth=4)


def folder_of(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def zip_of(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tar_of(path: Path, files: Mapping[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def tar_with(path: Path, **fields: object) -> Path:
    info = tarfile.TarInfo("odd")
    for name, value in fields.items():
        setattr(info, name, value)
    with tarfile.open(path, "w") as archive:
        archive.addfile(info)
    return path


def code_of(path: Path, bounds: Bounds = SMALL) -> str:
    with pytest.raises(InputError) as raised, open_package(path, bounds=bounds):
        pass
    (problem,) = raised.value.problems
    return problem.kind.code


@pytest.fixture(autouse=True)
def nothing_left_behind(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> object:
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


def test_the_same_files_are_the_same_package_however_they_are_packed(tmp_path: Path) -> None:
    sources = [
        folder_of(tmp_path / "folder", FILES),
        zip_of(tmp_path / "a.zip", FILES),
        tar_of(tmp_path / "a.tar.gz", FILES),
        tar_of(tmp_path / "a.tar", FILES, "w"),
        tar_of(tmp_path / "dotted.tgz", {f"./{name}": data for name, data in FILES.items()}),
        zip_of(tmp_path / "named wrongly.tar", FILES),
    ]
    digests = set()
    for source in sources:
        with open_package(source) as package:
            assert package.name == source.name
            assert package.names == tuple(sorted(FILES))
            assert {name: package.read(name) for name in package.names} == FILES
            assert package.beginning("data/flows/b.json", 3) == b'{"a'
            assert list(package.under("processes")) == ["data/processes/a.json"]
            assert list(package.under("nothing")) == []
            digests.add(package.digest)
    assert len(digests) == 1
    with open_package(folder_of(tmp_path / "other", FILES | {"LICENSE": b"free!\n"})) as package:
        assert package.digest not in digests


def test_one_file_is_a_package_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_bytes(b"<a/>")
    (tmp_path / "one.xml.gz").write_bytes(gzip.compress(b"<a/>"))
    for source in ("one.xml", "one.xml.gz"):
        with open_package(tmp_path / source) as package:
            assert package.names == ("one.xml",)
            assert package.read("one.xml") == b"<a/>"


def test_a_workbook_is_one_file_and_not_an_archive(tmp_path: Path) -> None:
    book = zip_of(tmp_path / "factors.xlsx", {"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<b/>"})
    with open_package(book) as package:
        assert package.names == ("factors.xlsx",)


def test_hidden_files_are_passed_over_everywhere(tmp_path: Path) -> None:
    left_behind = {".git/config": b"x", ".DS_Store": b"x", "__MACOSX/data/a.json": b"x", "data/.hidden": b"x"}
    for source in (
        folder_of(tmp_path / "folder", FILES | left_behind),
        zip_of(tmp_path / "a.zip", FILES | left_behind),
        tar_of(tmp_path / "a.tgz", FILES | left_behind),
    ):
        with open_package(source) as package:
            assert package.names == tuple(sorted(FILES))


def test_an_archive_inside_is_listed_and_not_opened(tmp_path: Path) -> None:
    inner = zip_of(tmp_path / "inner.zip", {"../evil": b"x"}).read_bytes()
    with open_package(zip_of(tmp_path / "outer.zip", {"inner.zip": inner})) as package:
        assert package.names == ("inner.zip",)


@pytest.mark.parametrize(
    "name", ["/absolute", "../up", "a/../../up", "a\\b", "C:/windows", "deep/er/and/deep/er", "\udcff"]
)
def test_names_that_lead_elsewhere_refuse_the_whole_archive(tmp_path: Path, name: str) -> None:
    if name != "\udcff":
        archive = zip_of(tmp_path / "a.zip", {"good": b"1"})
        with zipfile.ZipFile(archive, "a") as opened:
            info = zipfile.ZipInfo("placeholder")
            info.filename = name
            opened.writestr(info, b"2")
        assert code_of(archive) == "package-unsafe"
    assert code_of(tar_of(tmp_path / "a.tar", {"good": b"1", name: b"2"}, "w")) == "package-unsafe"


def test_two_names_that_a_file_system_may_take_for_one_are_refused(tmp_path: Path) -> None:
    assert code_of(zip_of(tmp_path / "a.zip", {"A.json": b"1", "a.JSON": b"2"})) == "package-unsafe"
    assert code_of(tar_of(tmp_path / "a.tgz", {"e\u0301": b"1", "\u00e9": b"2"})) == "package-unsafe"


@pytest.mark.parametrize(
    ("kind", "target"),
    [(tarfile.SYMTYPE, "/etc/passwd"), (tarfile.LNKTYPE, "good"), (tarfile.CHRTYPE, ""), (tarfile.FIFOTYPE, "")],
)
def test_links_and_devices_in_a_tar_are_refused(tmp_path: Path, kind: bytes, target: str) -> None:
    assert code_of(tar_with(tmp_path / "a.tar", type=kind, linkname=target)) == "package-unsafe"


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert code_of(tmp_path / "a.zip") == "package-unsafe"


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    data = bytearray(zip_of(tmp_path / "a.zip", {"a": b"1"}).read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    assert code_of(tmp_path / "a.zip") == "package-unsafe"


def test_a_rare_compression_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", b"1")
    assert code_of(tmp_path / "a.zip") == "package-compression"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({str(n): b"" for n in range(6)}, id="too many files"),
        pytest.param({"a": os.urandom(601)}, id="one file too large"),
        pytest.param({"a": os.urandom(400), "b": os.urandom(400), "c": os.urandom(400)}, id="all too large"),
        pytest.param({"a": bytes(600)}, id="compressed too much"),
        pytest.param({".hidden": bytes(100_000)}, id="hidden and too large"),
    ],
)
def test_too_much_is_refused(tmp_path: Path, files: dict[str, bytes]) -> None:
    assert code_of(tar_of(tmp_path / "a.tgz", files)) == "package-too-large"
    if ".hidden" not in files:
        assert code_of(zip_of(tmp_path / "a.zip", files)) == "package-too-large"


def test_a_bomb_of_one_gzip_file_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(bytes(50_000)))
    assert code_of(tmp_path / "a.json.gz") == "package-too-large"


def test_a_zip_that_understates_its_sizes_is_found_out(tmp_path: Path) -> None:
    data = bytearray(zip_of(tmp_path / "a.zip", {"a": b"x" * 550}).read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    data[22:26] = (10).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(data)
    assert code_of(tmp_path / "a.zip") in ("archive-broken", "package-too-large")


def test_a_tar_header_of_gigabytes_is_not_read(tmp_path: Path) -> None:
    header = tarfile.TarInfo("./PaxHeaders/x")
    header.type, header.size = tarfile.XHDTYPE, 2**33
    (tmp_path / "a.tar").write_bytes(header.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
    assert code_of(tmp_path / "a.tar", Bounds()) == "package-too-large"


@pytest.mark.parametrize("cut", [30, 100, 200])
def test_half_an_archive_is_broken(tmp_path: Path, cut: int) -> None:
    files = {"a": os.urandom(300), "b": os.urandom(300)}
    for path in (zip_of(tmp_path / "a.zip", files), tar_of(tmp_path / "a.tgz", files)):
        path.write_bytes(path.read_bytes()[:-cut])
        assert code_of(path) == "archive-broken"


@pytest.mark.parametrize(("magic", "word"), [(b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07\x01\0", "rar")])
def test_other_archives_are_named(tmp_path: Path, magic: bytes, word: str) -> None:
    (tmp_path / "a.zip").write_bytes(magic + bytes(100))
    with pytest.raises(InputError) as raised, open_package(tmp_path / "a.zip"):
        pass
    assert raised.value.problems[0].params["form"] == word


def test_links_in_a_folder_stay_inside(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "folder", FILES)
    (folder / "inside").symlink_to("LICENSE")
    with open_package(folder) as package:
        assert package.read("inside") == FILES["LICENSE"]
    (tmp_path / "secret").write_text("x")
    for target in ("../secret", "data", "nowhere"):
        link = folder / "link"
        link.symlink_to(target)
        assert code_of(folder) == "package-link"
        link.unlink()


def test_folders_have_bounds_too(tmp_path: Path) -> None:
    assert code_of(folder_of(tmp_path / "many", {str(n): b"" for n in range(6)})) == "package-too-large"
    with open_package(folder_of(tmp_path / "large", {"a": bytes(601)}), bounds=SMALL) as package:
        assert len(package.beginning("a", 10)) == 10
        with pytest.raises(InputError):
            package.read("a")


def test_what_is_no_package(tmp_path: Path) -> None:
    assert code_of(tmp_path / "missing") == "file-missing"
    (tmp_path / "empty").mkdir()
    assert code_of(tmp_path / "empty") == "package-empty"
    os.mkfifo(tmp_path / "pipe")
    assert code_of(tmp_path / "pipe") == "file-not-regular"
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    assert code_of(tmp_path / "empty.zip") == "package-empty"


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with open_package(zip_of(tmp_path / "a.zip", FILES), lambda _, done, of: told.append((done, of))):
        assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_file_beside_comes_into_the_package_and_its_digest(tmp_path: Path) -> None:
    (tmp_path / "mapping").write_bytes(b"a: b")
    source = folder_of(tmp_path / "folder", FILES)
    with open_package(source) as plain, open_package(source, beside={"mapping.yaml": tmp_path / "mapping"}) as package:
        assert set(package.names) == {*FILES, "mapping.yaml"}
        assert package.read("mapping.yaml") == b"a: b"
        assert package.digest != plain.digest
    with pytest.raises(InputError), open_package(source, beside={"mapping.yaml": tmp_path / "missing"}):
        pass


class _Full(io.BytesIO):
    """A file on a disk without room."""

    def write(self, _: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_with_the_folder_and_not_as_a_fault_of_the_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = zip_of(tmp_path / "a.zip", FILES)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    opened = Path.open

    def full(path: Path, mode: str = "r", *more: Any) -> Any:
        return _Full() if mode == "xb" else opened(path, mode, *more)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", full)
        with pytest.raises(InputError) as raised, open_package(source):
            pass
    (problem,) = raised.value.problems
    assert (problem.kind.code, problem.params["folder"]) == ("temporary-folder-full", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    assert code_of(source) == "temporary-folder-full"

"""``fourfold certificate label``: from a bundle and a key to a label, and to the page that checks it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fourfold.core.canonical import canonical_bytes
from support.certified import Body
from support.command import Command
from support.keys import PASSPHRASE, write_cheap_key
from support.labels import pixels_of, text_in

AT = "2026-04-01"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle, the body's issuing key, another key, and the passphrase of both."""
    folder, body = tmp_path_factory.mktemp("body"), Body()
    (folder / "c.bundle.json").write_bytes(canonical_bytes(body.bundle(body.certify())))
    write_cheap_key(folder / "issue.pem", body.keys.issue)
    write_cheap_key(folder / "root.pem", body.keys.root)
    (folder / "passphrase.txt").write_bytes(PASSPHRASE + b"\n")
    return folder


def arguments(files: Path, *more: object, key: str = "issue.pem") -> list[object]:
    given = ["--issue-key", files / key, "--passphrase-file", files / "passphrase.txt", "--at", AT]
    return ["certificate", "label", files / "c.bundle.json", *given, *more]


def test_a_label_is_written_and_its_code_printed(fourfold: Command, files: Path, tmp_path: Path) -> None:
    code, out, err = fourfold(*arguments(files, "-o", tmp_path / "label.svg"))
    assert (code, err) == (0, "")
    assert "https://certifier.example/label.html#" in out
    assert (tmp_path / "label.svg").is_file()


def test_json_tells_what_the_picture_holds(fourfold: Command, files: Path, tmp_path: Path) -> None:
    path = tmp_path / "label.pdf"
    code, out, _ = fourfold(*arguments(files, "-o", path, "--json", "--address", "https://a.example/l", "--lang", "zh"))
    document = json.loads(out)
    assert code == 0
    assert document["text"].startswith("https://a.example/l#")
    assert document["bytes"] <= 200
    assert text_in(pixels_of(path.read_bytes(), 200)) == document["text"]


def test_the_page_alone_needs_no_key(fourfold: Command, files: Path, tmp_path: Path) -> None:
    path = tmp_path / "label.html"
    code, out, _ = fourfold("certificate", "label", files / "c.bundle.json", "--checker", path, "--at", AT)
    assert code == 0
    assert str(path) in out
    assert "did:web:certifier.example" in path.read_text(encoding="utf-8")


def test_repeats_differ_in_nothing(fourfold: Command, files: Path, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        assert fourfold(*arguments(files, "-o", tmp_path / name)).code == 0
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_another_key_is_refused_in_words(fourfold: Command, files: Path, tmp_path: Path) -> None:
    code, _, err = fourfold(*arguments(files, "-o", tmp_path / "label.svg", key="root.pem"))
    assert code == 2
    assert "may not sign labels" in err
    assert list(tmp_path.iterdir()) == []


def test_what_is_missing_is_asked_for(fourfold: Command, files: Path, tmp_path: Path) -> None:
    bundle = files / "c.bundle.json"
    assert "--checker" in fourfold("certificate", "label", bundle).err
    assert "--issue-key" in fourfold("certificate", "label", bundle, "-o", tmp_path / "l.svg", "--at", AT).err
    assert fourfold("certificate", "label", tmp_path / "none.json", "-o", tmp_path / "l.svg").code == 2
    assert fourfold(*arguments(files, "-o", tmp_path / "no" / "l.svg")).code == 2
    assert list(tmp_path.iterdir()) == []

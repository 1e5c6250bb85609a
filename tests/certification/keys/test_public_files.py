"""The public half of a key: read from its file, from the file of the pair, or from its name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fourfold.certification.keys.files import read_public
from fourfold.certification.keys.key import new_key
from fourfold.core.problems import Problems
from support.keys import write_cheap_key


@pytest.mark.parametrize("suffix", [".pem", ".pub.json"])
def test_the_public_half_is_read_without_a_passphrase(suffix: str, tmp_path: Path) -> None:
    key, problems = write_cheap_key(tmp_path / "root.pem"), Problems()
    assert read_public(tmp_path / f"root{suffix}", problems) == key.public
    assert read_public(Path(key.public.did), problems) == key.public
    assert read_public(Path(key.public.method), problems) == key.public
    assert read_public(Path(key.public.multikey), problems) == key.public
    assert len(problems) == 0


def codes_of_public(path: Path) -> list[str]:
    problems = Problems()
    assert read_public(path, problems) is None
    return [problem.kind.code for problem in problems]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "p256"}, "public-file-wrong"),
        ({"did": "did:key:z6Mk"}, "public-file-wrong"),
        ({"format": "key/2"}, "public-file-wrong"),
        ({"multikey": "z6Mk"}, "public-file-wrong"),
        ({"multikey": None}, "public-file-wrong"),
        ({"more": 1}, "public-file-wrong"),
        ({"did": ["x"]}, "public-file-wrong"),
        ({"did": 1.5}, "json-float"),
    ],
)
def test_a_public_half_whose_members_do_not_agree_is_refused(
    change: dict[str, object], code: str, tmp_path: Path
) -> None:
    write_cheap_key(tmp_path / "root.pem")
    path = tmp_path / "root.pub.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert codes_of_public(path) == [code]


def test_names_that_name_no_key_are_refused(tmp_path: Path) -> None:
    multikey = new_key().public.multikey
    for name in ("did:key:", "did:key:abc", f"did:key:{multikey}#z6Mk", f"{multikey}1", multikey[:-1]):
        assert codes_of_public(Path(name)) == ["public-name-wrong"], name
    assert codes_of_public(tmp_path / "none.pem") == ["file-missing"]
    assert codes_of_public(tmp_path / "none.pub.json") == ["file-missing"]
    assert codes_of_public(tmp_path) == ["file-not-regular"]
    assert codes_of_public(Path("zebra")) == ["file-missing"]

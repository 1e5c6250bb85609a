"""The lock names the engine, or is said to be unknown."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from fourfold.core import lock
from fourfold.core.canonical import digest_of_bytes

TREE = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    lock.lock_digest.cache_clear()
    yield
    lock.lock_digest.cache_clear()


def test_a_source_tree_names_its_own_lock() -> None:
    assert lock.lock_digest() == digest_of_bytes((TREE / "uv.lock").read_bytes())


def test_an_installed_package_names_the_lock_it_was_shipped_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "fourfold"
    package.mkdir(parents=True)
    monkeypatch.setattr(lock, "_PACKAGE", package)
    (tmp_path / "uv.lock").write_text("of somebody else")
    (tmp_path / "pyproject.toml").write_text("")
    assert lock.lock_digest() == ""
    lock.lock_digest.cache_clear()
    (package / "uv.lock").write_bytes(b"mine")
    assert lock.lock_digest() == digest_of_bytes(b"mine")


def test_the_wheel_is_told_to_carry_the_lock() -> None:
    project = tomllib.loads((TREE / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {"uv.lock": "fourfold/uv.lock"}


def test_versions_are_those_installed() -> None:
    from importlib.metadata import version

    found = lock.package_versions()
    assert found["numpy"] == version("numpy")
    assert set(found) == set(lock.PACKAGES)
    assert lock.python_version().count(".") == 2

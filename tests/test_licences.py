"""What the package runs on is permissively licensed, and everything in the locked environment says what it is."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PERMISSIVE = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|0BSD|Zlib|Unlicense|CC0", re.IGNORECASE)
COPYLEFT = re.compile(r"\bA?GPL|GNU (Affero )?General Public|\bLGPL|Lesser General", re.IGNORECASE)


def locked_runtime() -> list[str]:
    """Names of the packages that installing Fourfold without its development groups brings."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    needs = {p["name"]: [d["name"] for d in p.get("dependencies", ()) if "marker" not in d] for p in lock["package"]}
    found: dict[str, None] = {}
    open_ = list(needs["fourfold"])
    while open_:
        name = open_.pop()
        if name not in found:
            found[name] = None
            open_ += needs[name]
    return sorted(found)


def licence_of(package: Distribution) -> str:
    fields = (package.metadata.get_all(name) or () for name in ("License-Expression", "License", "Classifier"))
    said = [text for texts in fields for text in texts if not text.startswith(("Programming", "Development", "Topic"))]
    return " | ".join(text.splitlines()[0] for text in said if text.strip())


@pytest.mark.parametrize("name", locked_runtime())
def test_runtime_packages_are_permissive(name: str) -> None:
    licence = licence_of(distribution(name))
    assert PERMISSIVE.search(licence), f"{name}: {licence or 'says nothing'}"
    assert not COPYLEFT.search(licence), f"{name}: {licence}"

"""The lock of the engine: ``uv.lock``, the file that pins every package Fourfold was built and tested with.

It travels in the wheel; a source tree has it beside ``pyproject.toml``. Its digest names the engine more closely than
a version does. Where it is not there, nothing takes its place.
"""

from __future__ import annotations

import platform
from functools import cache
from importlib import metadata
from pathlib import Path

from fourfold.core.canonical import digest_of_bytes

PACKAGES = (
    "lxml",
    "numpy",
    "openpyxl",
    "polars",
    "pydantic",
    "python-calamine",
    "pyyaml",
    "rfc8785",
    "scipy",
    "tzdata",
)
"""Packages that read what is calculated from or take part in the calculation. Those for show and for signing do not."""

_LOCK = "uv.lock"
_PACKAGE = Path(__file__).parent.parent


@cache
def lock_digest() -> str:
    """SHA-256 of the engine's lock file, as ``sha256:`` and 64 hexadecimal digits; empty where there is none."""
    for path in (_beside_sources(), _PACKAGE / _LOCK):
        try:
            if path is not None:
                return digest_of_bytes(path.read_bytes())
        except OSError:
            continue
    return ""


@cache
def package_versions() -> dict[str, str]:
    """Versions of `PACKAGES` as they are installed; those that are not are left out."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def python_version() -> str:
    """Implementation and version of the interpreter, such as ``CPython 3.11.9``."""
    return f"{platform.python_implementation()} {platform.python_version()}"


def _beside_sources() -> Path | None:
    """The lock of the source tree this package is imported from, where it is imported from one."""
    tree = _PACKAGE.parent.parent
    return tree / _LOCK if _PACKAGE.parent.name == "src" and (tree / "pyproject.toml").is_file() else None

"""Conformity and comparison documents of the example under shipped packs, each made once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fourfold.accounting.documents.result import result_document
from fourfold.app.checking import Checked, check_folder
from fourfold.app.comparing import compare_folder
from fourfold.core.canonical import JSON
from fourfold.core.words import Lang
from fourfold.standards.comparing.document import comparison_document

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "lfp-cell"
STANDARDS = ("gbt-24067-2024", "pact-v3")
SCHEMES = ("gbt-24067-2024", "eu-batt-ev-draft-2024", "ghgp-scope2-2015")


@cache
def _checked() -> Checked:
    return check_folder(EXAMPLE, STANDARDS)


@cache
def checked_result() -> dict[str, JSON]:
    """The result of the example by the method of the first standard."""
    first = next(result for result in _checked().results if result is not None)
    return result_document([first])


@cache
def conformity(lang: Lang = "en") -> dict[str, JSON]:
    """The example against two standards."""
    return _checked().document(lang)


@cache
def comparison() -> dict[str, JSON]:
    """The example under three schemes, one of which governs electricity alone."""
    found, _ = compare_folder(EXAMPLE, SCHEMES)
    return comparison_document(found)

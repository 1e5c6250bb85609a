"""The published pairs of RFC 8785 (cyberphone/json-canonicalization): their bytes, one for one.

Two of the six hold floats. Those are the published truth for the library underneath; our own reader and writer refuse
them, because decimals travel as strings.
"""

from __future__ import annotations

import json

import pytest
import rfc8785

from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import Place, Problems
from fourfold.core.strict_json import read_json
from support.vectors import VECTORS, needs_vectors

pytestmark = [pytest.mark.acceptance, needs_vectors]
NAMES = ("arrays", "french", "structures", "unicode", "values", "weird")
WITH_FLOATS = ("structures", "values")


def wanted(name: str) -> bytes:
    """The bytes that stand for the document: in hexadecimal, where no editor can have touched them."""
    return bytes.fromhex((VECTORS / "jcs" / "outhex" / f"{name}.txt").read_text())


def test_no_pair_is_left_out() -> None:
    assert sorted(path.stem for path in (VECTORS / "jcs" / "input").iterdir()) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_library_writes_the_published_bytes(name: str) -> None:
    value = json.loads((VECTORS / "jcs" / "input" / f"{name}.json").read_bytes())
    assert rfc8785.dumps(value) == wanted(name)
    assert (VECTORS / "jcs" / "output" / f"{name}.json").read_bytes() == wanted(name)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITH_FLOATS])
def test_what_is_read_strictly_is_written_as_the_published_bytes(name: str) -> None:
    problems = Problems()
    value = read_json((VECTORS / "jcs" / "input" / f"{name}.json").read_bytes(), Place(name), problems)
    assert len(problems) == 0
    assert canonical_bytes(value) == wanted(name)
    assert read_json(wanted(name), Place(name), problems) == value


@pytest.mark.parametrize("name", WITH_FLOATS)
def test_floats_are_refused_on_the_way_in_and_on_the_way_out(name: str) -> None:
    data = (VECTORS / "jcs" / "input" / f"{name}.json").read_bytes()
    problems = Problems()
    assert read_json(data, Place(name), problems) is None
    assert {problem.kind.code for problem in problems} == {"json-float"}
    value: JSON = json.loads(data)
    with pytest.raises(TypeError, match="float"):
        canonical_bytes(value)

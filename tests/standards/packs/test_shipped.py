"""Every pack that ships is good: its examples are right, and they notice every small change of its rules."""

from __future__ import annotations

import pytest

from fourfold.core.problems import Problems
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.testing.tester import examine

LIBRARY = PackLibrary()


def test_there_are_packs() -> None:
    assert {"iso-14067-2018", "gbt-24067-2024"} <= set(LIBRARY.ids())


@pytest.mark.slow
@pytest.mark.parametrize("pack_id", LIBRARY.ids())
def test_a_shipped_pack_is_good(pack_id: str) -> None:
    problems = Problems()
    pack = LIBRARY.get(pack_id, problems)
    assert pack is not None, [(str(p.place), p.in_english) for p in problems]
    test = examine(pack, LIBRARY, problems)
    assert test is not None, [(str(p.place), p.in_english) for p in problems]
    assert [(str(f.problem.place), f.problem.in_english) for f in test.findings if f.is_fault] == []
    assert test.changes > 0
    assert all(trial.ok for trial in test.trials.done)

"""What a command asks of a grid: contradictions are refused, and choices without effect are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.app.electricity.grids import grid_request
from fourfold.app.electricity.tracing import TraceRun, trace_grid
from fourfold.core.problems import InputError
from fourfold.core.progress import no_tick
from support.outcomes import told

STAMPS = [f"2024-07-01T{hour:02}:00+08:00" for hour in range(4)]


def write(folder: Path, with_losses: bool = False, with_gap: bool = False) -> Path:
    folder.mkdir(exist_ok=True)
    generation = "".join(
        f"{stamp},{area},煤电,{'' if with_gap and area + stamp[12] == '乙1' else 50}\n"
        for stamp in STAMPS
        for area in "甲乙"
    )
    flows = "".join(f"{stamp},甲,乙,5\n" for stamp in STAMPS)
    losses = "".join(f"{stamp},甲,乙,1\n" for stamp in STAMPS)
    tables = {
        "generation": "start,area,technology,energy_mwh\n" + generation,
        "exchanges": "start,from_area,to_area,energy_mwh\n" + flows,
        "losses": "start,from_area,to_area,loss_mwh\n" + losses if with_losses else "",
        "factors": "technology,kg_co2e_per_mwh,ch4_kg_per_mwh\n煤电,900,1\n",
    }
    for name, text in tables.items():
        if text:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def traced(
    folder: Path, losses: str | None = None, attributes: str | None = None, repairs: tuple[str, ...] = ()
) -> TraceRun:
    request = grid_request(folder, repairs, reconcile=False)
    return trace_grid(
        request,
        folder.parent / "out.csv",
        None,
        losses,
        None,
        attributes,
        delivered=False,
        json_path=None,
        tick=no_tick,
    )


def refused(folder: Path, attributes: str | None = None, repairs: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(InputError) as caught:
        traced(folder, None, attributes, repairs)
    assert all(told(problem) for problem in caught.value.problems)
    return [problem.kind.code for problem in caught.value.problems]


@pytest.mark.parametrize("attributes", ["", " ", "all,none", "none,ch4_kg_per_mwh", "mix,"])
def test_attributes_that_say_nothing_or_contradict_themselves(tmp_path: Path, attributes: str) -> None:
    assert refused(write(tmp_path / "grid"), attributes) == ["attributes-unclear"]


@pytest.mark.parametrize(("attributes", "count"), [("all", 3), ("none", 2), ("none,mix", 3), ("ch4_kg_per_mwh", 3)])
def test_attributes_that_are_clear(tmp_path: Path, attributes: str, count: int) -> None:
    """The total and the measured share are always there."""
    assert len(traced(write(tmp_path / "grid"), attributes=attributes).meta.attributes) == count


def test_a_repair_asked_for_twice(tmp_path: Path) -> None:
    folder = write(tmp_path / "grid")
    assert refused(folder, repairs=("gaps=zero", "gaps=refuse")) == ["repair-twice"]
    assert traced(folder, repairs=("gaps=zero", "gaps=zero")).intervals == 4


def test_interpolation_without_its_limit_is_one_fault(tmp_path: Path) -> None:
    folder = write(tmp_path / "grid", with_gap=True)
    assert refused(folder, repairs=("gaps=interpolate",)) == ["grid-gaps-most-missing"]
    assert traced(folder, repairs=("gaps=interpolate", "gaps_most_intervals=1")).intervals == 4


@pytest.mark.parametrize(
    ("losses", "with_losses", "expected"),
    [
        ("L0", True, {"tie-losses-ignored"}),
        (None, True, {"tie-losses-ignored"}),
        ("L0", False, set()),
        ("L1", False, {"tie-losses-none"}),
        ("L2", False, {"tie-losses-none"}),
        ("L1", True, set()),
    ],
)
def test_a_rule_of_losses_without_effect_is_told(
    tmp_path: Path, losses: str | None, with_losses: bool, expected: set[str]
) -> None:
    run = traced(write(tmp_path / "grid", with_losses), losses)
    assert {note.kind.code for note in run.meta.assumptions if note.kind.code.startswith("tie-")} == expected

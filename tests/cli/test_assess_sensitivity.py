"""``fourfold assess --sensitivity``: the table on the terminal, the list in the JSON, the section in the report."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from support.command import Command

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "chp-and-recycling"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "study", ignore=shutil.ignore_patterns("out")))


def test_rules_and_formulas_stand_on_the_terminal_and_in_the_report(fourfold: Command, study: Path) -> None:
    code, out, _ = fourfold("assess", study, "--sensitivity")
    assert code == 0
    for word in ("exergy (chosen)", "substitution", "causal", "economic", "Circular Footprint Formula"):
        assert word in out
    page = (study / "out" / "report.html").read_text(encoding="utf-8")
    assert 'id="sensitivity"' in page


def test_the_json_holds_each_rule_with_its_difference(fourfold: Command, study: Path) -> None:
    code, out, _ = fourfold("assess", study, "--sensitivity", "--json", "-")
    found = json.loads(out)["sensitivity"]
    assert code == 0
    by_rule = {(one["subject"], one["rule"]): one for one in found}
    chosen = by_rule["allocation", "exergy"]
    assert (chosen["chosen"], chosen["difference_kg_co2e"]) == (True, "0")
    # energy: heat 4/7 of 1818 + 324 t over 1000 t of profile, in place of 0.215912…
    assert by_rule["allocation", "energy"]["difference_share"].startswith("0.078")
    assert len(found) == 10


def test_without_the_option_nothing_is_compared(fourfold: Command, study: Path) -> None:
    code, out, _ = fourfold("assess", study, "--json", "-")
    assert code == 0
    assert "sensitivity" not in json.loads(out)


def test_a_study_without_anything_to_share_says_so(fourfold: Command, study: Path) -> None:
    for name in ("allocation", "end_of_life"):
        (study / "tables" / f"{name}.csv").unlink()
    outputs = study / "tables" / "outputs.csv"
    lines = outputs.read_text(encoding="utf-8").splitlines()
    outputs.write_text("\n".join(line for line in lines if not line.startswith("plant,power")) + "\n", encoding="utf-8")
    code, out, _ = fourfold("assess", study, "--sensitivity")
    assert code == 0
    assert "nothing to share" in " ".join(out.split())

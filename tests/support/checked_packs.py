"""Studies checked against shipped packs, and what became of each requirement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from fourfold.accounting.method import Method
from fourfold.app.checking import Checked, check_folder
from fourfold.standards.conformity.report import Judgement
from support.shipped_packs import examined, in_force


def findings(pack_id: str) -> list[str]:
    """What testing a shipped pack finds, warnings included."""
    return [finding.problem.in_english for finding in examined(pack_id).findings]


def method_on(pack_id: str, day: date) -> Method:
    """The Method a shipped pack compiles to on a day."""
    found = in_force(pack_id, day).method
    assert found is not None
    return found


def checked(folder: Path, *pack_ids: str, day: date | None = None) -> Checked:
    """A study folder against shipped packs."""
    return check_folder(folder, pack_ids, day)


def judged(found: Checked, pack_id: str) -> Mapping[str, Judgement]:
    """What became of each requirement of a pack."""
    report = next(report for report in found.reports if report.resolved.pack.id == pack_id)
    return {judgement.rule.id: judgement for judgement in report.judgements}


def verdicts(found: Checked, pack_id: str, *requirements: str) -> dict[str, str]:
    """Verdicts of requirements of a pack; of all of them where none is named."""
    whole = judged(found, pack_id)
    return {name: str(whole[name].verdict) for name in requirements or whole}

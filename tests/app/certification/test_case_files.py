"""Cases of verifiers: read with every fault at its line; a case to begin with repeats nothing a dossier smuggles in."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from fourfold.app.certification.statements import case_file
from fourfold.app.certification.statements.case_file import CaseText, read_case
from fourfold.app.certification.statements.case_starter import starter_case
from fourfold.certification.documents.judgement import Assurance, Finding, Limitation, Opinion
from fourfold.certification.dossier.entries import DossierEntry
from fourfold.core.problems import Problems
from support.certified import facts, sealed
from support.documents import COMMITMENT

DIGEST = "sha256:" + "a" * 64
FULL = f"""\
fourfold: statement-case/1
dossier: {DIGEST}
level: limited
opinion: modified
scope: {{en: All of it., zh: 全部。}}
materiality:
  share: 0.05
  lines: {{fossil: 0.1}}
  qualitative:
    - en: A wrong boundary
findings:
  - id: scrap
    clause: "6.3"
    text:
      en: >-
        Scrap is counted twice
        in March.
    severity: minor
    status: accepted
    amount_kg_co2e: -0.25
    line: fossil
  - id: doc
    text: {{zh: 缺少记录。}}
    severity: observation
    status: open
limitations:
  - part: study/tables/inputs.csv
    commitment: {COMMITMENT}
    text: {{en: It was not shown.}}
shown: [{COMMITMENT[:-1]}1]
"""


def read(folder: Path, text: str) -> tuple[CaseText | None, set[str]]:
    """A case, and kind and place of everything wrong."""
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    problems = Problems()
    case = read_case(folder / "case.yaml", problems)
    return case, {f"{problem.kind.code} {problem.place}" for problem in problems}


def test_everything_in_a_case_is_read(tmp_path: Path) -> None:
    case, told = read(tmp_path, FULL)
    assert told == set()
    assert case is not None
    judgement = case.judgement
    assert (case.dossier, judgement.level, judgement.opinion) == (DIGEST, Assurance.LIMITED, Opinion.MODIFIED)
    assert judgement.scope == {"en": "All of it.", "zh": "全部。"}
    assert judgement.findings == (
        Finding(
            "scrap",
            "6.3",
            {"en": "Scrap is counted twice in March."},
            "minor",
            "accepted",
            Decimal("-0.25"),
            "fossil",
        ),
        Finding("doc", "", {"zh": "缺少记录。"}, "observation", "open"),
    )
    materiality = judgement.materiality
    assert (materiality.share, materiality.shares_by_line) == (Decimal("0.05"), {"fossil": Decimal("0.1")})
    assert (materiality.sum_signed_kg_co2e, materiality.sum_absolute_kg_co2e) == (Decimal("-0.25"), Decimal("0.25"))
    assert materiality.qualitative == ({"en": "A wrong boundary"},)
    text = {"en": "It was not shown."}
    assert judgement.limitations == (Limitation("study/tables/inputs.csv", COMMITMENT, text),)
    assert judgement.shown == (COMMITMENT[:-1] + "1",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("level: limited", "level: some", "declaration-choice case.yaml:3 level"),
        ("opinion: modified", "opinion:", "declaration-missing case.yaml:4 opinion"),
        ("en: All of it.", "en: tbd", "case-filler case.yaml:5 scope.en"),
        ("zh: 全部。", "de: Alles.", "declaration-choice case.yaml:5 scope.de"),
        ("share: 0.05", "share: 5 %", "number-percent case.yaml:7 materiality.share"),
        ("share: 0.05", "share: 5", "number-out-of-range case.yaml:7 materiality.share"),
        ("status: open", "status: done", "declaration-choice case.yaml:25 findings.1.status"),
        ("id: doc", "id: a b", "id-wrong case.yaml:22 findings.1.id"),
        (DIGEST, "sha256:x", "declaration-text case.yaml:2 dossier"),
        (f"commitment: {COMMITMENT}", "commitment: x", "declaration-text case.yaml:28 limitations.0.commitment"),
        ("severity: minor", "weight: minor", "declaration-unknown case.yaml:18 findings.0.weight"),
    ],
)
def test_each_fault_is_told_at_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert FULL.count(old) >= 1
    _, found = read(tmp_path, FULL.replace(old, new, 1))
    assert told in found


def test_the_schema_takes_what_the_reader_takes() -> None:
    path = Path(case_file.__file__).parent / "statement-case.schema.json"
    validator = Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
    validator.validate(yaml.safe_load(FULL))
    assert not validator.is_valid(yaml.safe_load(FULL.replace("level: limited", "level: some")))


def test_a_case_to_begin_with_names_hidden_parts_and_amounts(tmp_path: Path) -> None:
    entry = DossierEntry("study/tables/inputs.csv", "study", "", 0, COMMITMENT)
    dossier = replace(sealed().dossier, entries={**sealed().dossier.entries, entry.name: entry})
    text = starter_case(dossier, facts(), "en").decode()
    limit = facts().total_kg_co2e * Decimal("0.05")
    assert f"share: 0.05  # {limit.normalize()} kg CO2e" in text
    tree = yaml.safe_load(text)
    assert tree["limitations"] == [{"part": entry.name, "commitment": COMMITMENT, "text": {"en": None}}]
    assert tree["dossier"] == dossier.digest
    assert tree["level"] is tree["opinion"] is None


def test_what_the_conformity_report_does_not_pass_is_listed() -> None:
    verdict = {
        "pack": "p",
        "clause": "5.2",
        "requirement": "r",
        "verdict": "fail",
        "texts": {"en": "Not\nmet.", "zh": "未满足。"},
    }
    report = json.dumps({"verdicts": [verdict, {**verdict, "verdict": "pass"}]}).encode()
    dossier = replace(sealed().dossier, contents={"conformity.json": report})
    text = starter_case(dossier, facts(), "zh").decode()
    assert "# - p 5.2 r (fail): 未满足。" in text
    assert text.count("p 5.2 r") == 1


@pytest.mark.parametrize("name", ["x\nlevel: reasonable", "x\x85opinion: none", "x\u2028opinion: none", "x\rlevel: no"])
def test_a_name_from_a_dossier_stays_in_its_comment(name: str, tmp_path: Path) -> None:
    text = starter_case(sealed().dossier, replace(facts(), product={"en": name}), "en")
    (tmp_path / "case.yaml").write_bytes(text)
    problems = Problems()
    assert read_case(tmp_path / "case.yaml", problems) is None
    assert {problem.place.column for problem in problems} == {"level", "opinion", "scope"}

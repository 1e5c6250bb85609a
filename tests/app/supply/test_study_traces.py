"""Studies that rest on traceability statements: verified by trust roots, told in the result, recomputed to the same."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from fourfold.accounting.documents.traces import checked_of_document
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.proven import CheckedTrace, TraceState
from fourfold.accounting.study.read import load_study
from fourfold.app.certification.dossiers import clean_process
from fourfold.app.certification.dossiers.recomputing import recompute_dossier
from fourfold.app.certification.dossiers.sealing import seal_folder
from fourfold.app.supply.proving import Wanted, prove
from fourfold.app.supply.study_traces import CHANGED_SINCE, with_checked_traces, with_proven_traces
from fourfold.certification.dossier.recomputation import Equality
from fourfold.certification.identity.trust import trust_document
from fourfold.core.canonical import canonical_bytes
from fourfold.core.problems import InputError
from support.bodies import trust_in
from support.certified import EXAMPLES
from support.dossiers import in_this_process
from support.traced import ASKED, STATED, Kept, kept_and_closed

TRACE = "power.trace.json"


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept_and_closed(tmp_path_factory.mktemp("keeper"))


@pytest.fixture(scope="module")
def trust(keeper: Kept, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trust") / "trust.json"
    path.write_bytes(canonical_bytes(trust_document([*trust_in(keeper.body).bodies.values()], ())))
    return path


@pytest.fixture
def study(keeper: Kept, tmp_path: Path) -> Path:
    """The example study, which names a statement."""
    folder = tmp_path / "study"
    shutil.copytree(EXAMPLES / "sheet", folder)
    (folder / TRACE).write_bytes(canonical_bytes(keeper.state().bundle))
    with (folder / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write(f"\nsupply:\n  traces:\n    - {TRACE}\n")
    return folder


def checked(study: Study) -> CheckedTrace:
    return study.proven.checked[TRACE]


def test_a_statement_in_order_proves_its_claims(study: Path, trust: Path) -> None:
    found = with_proven_traces(load_study(study), [trust], ASKED)
    assert checked(found).state is TraceState.IN_ORDER
    assert sum(one.covered_wh for one in found.proven.by_trace[TRACE].values()) == 1_851
    assert not [one for one in found.warnings if one.kind.code == "study-trace-not-in-order"]


@pytest.mark.parametrize(
    ("roots", "age", "state", "reason"),
    [(False, 0, TraceState.UNKNOWN, "issuer-no-trust"), (True, 400, TraceState.UNKNOWN, "trace-stale")],
)
def test_what_cannot_be_told_proves_nothing(
    roots: bool, age: int, state: TraceState, reason: str, study: Path, trust: Path
) -> None:
    found = with_proven_traces(load_study(study), [trust] if roots else [], ASKED + timedelta(days=age))
    assert (checked(found).state, checked(found).reasons) == (state, (reason,))
    assert not found.proven.by_trace
    (warning,) = [one for one in found.warnings if one.kind.code == "study-trace-not-in-order"]
    assert reason in warning.in_english


def test_a_forged_statement_proves_nothing(study: Path, trust: Path) -> None:
    bent = json.loads((study / TRACE).read_bytes())
    bent["statement"]["credentialSubject"]["totals"]["countedWh"] = "3000"
    (study / TRACE).write_bytes(canonical_bytes(bent))
    found = with_proven_traces(load_study(study), [trust], ASKED)
    assert checked(found).state is TraceState.REFUSED
    assert "signature-bad" in checked(found).reasons or "trace-signature-bad" in checked(found).reasons


def test_lots_without_a_statement_prove_no_claims(keeper: Kept, study: Path, trust: Path) -> None:
    bundle = prove(keeper.opened, keeper.body, Wanted("sun-0"), STATED).bundle
    (study / TRACE).write_bytes(canonical_bytes(bundle))
    found = with_proven_traces(load_study(study), [trust], ASKED)
    assert (checked(found).state, checked(found).reasons) == (TraceState.UNKNOWN, ("no-statement",))


def test_a_file_that_is_no_trace_is_told_at_its_line(study: Path, trust: Path) -> None:
    (study / TRACE).write_text("{}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        with_proven_traces(load_study(study), [trust], ASKED)
    assert {one.place.file for one in caught.value.problems} == {"study.yaml"}


def test_a_file_that_was_swapped_after_the_check_proves_nothing(keeper: Kept, study: Path, trust: Path) -> None:
    known = with_proven_traces(load_study(study), [trust], ASKED).proven.checked
    other = keeper.state(STATED + timedelta(minutes=1))
    (study / TRACE).write_bytes(canonical_bytes(other.bundle))
    found = with_checked_traces(load_study(study), known)
    assert not found.proven.by_trace
    (warning,) = [one for one in found.warnings if one.kind.code == "study-trace-not-in-order"]
    assert CHANGED_SINCE in warning.in_english


def test_a_dossier_says_what_was_proven_and_recomputes_to_the_same(
    study: Path, trust: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = seal_folder(study, str(EXAMPLES / "rules"), trust=[trust], at=ASKED)
    result = json.loads(sealed.dossier.contents["result.json"])
    (told,) = result["traces"]
    assert (told["trace"], told["state"], told["as_of"]) == (TRACE, "in_order", "2026-03-06T00:00:00Z")
    assert checked_of_document(result)[TRACE].digest == told["digest"]
    assert "study/power.trace.json" in sealed.dossier.contents
    again = recompute_dossier(sealed.dossier)
    assert again.outcome is Equality.EQUAL
    monkeypatch.setattr(clean_process, "_run", in_this_process)
    untrusted = seal_folder(study, str(EXAMPLES / "rules"), at=ASKED)
    assert json.loads(untrusted.dossier.contents["result.json"])["traces"][0]["state"] == "unknown"
    assert recompute_dossier(untrusted.dossier).outcome is Equality.EQUAL

"""A study that rests on a supplier's certificate: checked with it, held against its row, told with the result."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fourfold.accounting.assess import Result
from fourfold.accounting.certified import CertificateState
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.documents.suppliers import certified_of_document
from fourfold.app.assess import assess_folder
from fourfold.app.certification.dossiers import clean_process
from fourfold.app.certification.dossiers.recomputing import recompute_dossier
from fourfold.app.certification.dossiers.sealing import seal_folder
from fourfold.certification.bundle import MOST_LEVELS
from fourfold.certification.dossier.facts import facts_of
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.core.canonical import canonical_bytes
from fourfold.core.json_node import Node
from fourfold.core.problems import InputError, Problems
from support.certified import EXAMPLES, ISSUED, SOON, UNTIL, Certified, facts
from support.chains import Chain
from support.dossiers import in_this_process


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return Chain(tmp_path)


def state(result: Result) -> CertificateState:
    return result.certified["sheet-works"].state


def told(result: Result) -> set[str]:
    """What is said of the supplier, assumptions and warnings."""
    codes = {one.kind.code for one in result.assumptions} | {one.kind.code for one in result.warnings}
    return {code for code in codes if code.startswith("supplier-")}


def refusals(chain: Chain, at: datetime = SOON) -> set[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        chain.result(at)
    return {(problem.kind.code, problem.place.column) for problem in caught.value.problems}


def test_a_certificate_in_order_stands_behind_the_figure(chain: Chain) -> None:
    result = chain.result()
    found = result.certified["sheet-works"]
    assert (found.state, found.number, found.reasons) == (CertificateState.IN_ORDER, "EX-2026-000001", ())
    assert found.as_of == ISSUED - timedelta(hours=1)
    assert told(result) == {"supplier-certified"}


def test_the_result_document_lists_the_certificate_and_gives_it_back(chain: Chain) -> None:
    result = chain.result()
    document = result_document([result])
    (entry,) = Node(document).nodes("suppliers")
    assert (entry.text("state"), entry.text("as_of")) == ("in_order", "2026-03-01T07:00:00Z")
    assert entry.text("bundle") == result.study.files["sheet.bundle.json"].digest
    assert result.study.files["sheet.bundle.json"].role == "certificate"
    assert certified_of_document(document) == result.certified


def test_the_figure_is_the_same_whatever_the_certificate_is_worth(chain: Chain) -> None:
    total = chain.result().footprint.total_kg_co2e
    assert chain.result(trusting=False).footprint.total_kg_co2e == total
    chain.flag(StatusPurpose.REVOCATION)
    assert chain.result(SOON + timedelta(days=1)).footprint.total_kg_co2e == total


def test_a_revoked_certificate_makes_the_dependent_result_say_so(chain: Chain) -> None:
    chain.flag(StatusPurpose.REVOCATION)
    result = chain.result(SOON + timedelta(days=1))
    assert state(result) is CertificateState.REVOKED
    assert told(result) == {"supplier-certificate-revoked", "supplier-declared"}


def test_a_suspended_certificate_is_said(chain: Chain) -> None:
    chain.flag(StatusPurpose.SUSPENSION)
    result = chain.result(SOON + timedelta(days=1))
    assert state(result) is CertificateState.SUSPENDED
    assert "supplier-certificate-suspended" in told(result)


def test_an_expired_certificate_is_said(chain: Chain) -> None:
    late = UNTIL + timedelta(days=1)
    chain.body.publish_status(late)
    chain.put(chain.body.bundle(chain.sheet, late))
    result = chain.result(late + timedelta(hours=1))
    assert state(result) is CertificateState.EXPIRED
    assert "supplier-certificate-expired" in told(result)


def test_a_forged_certificate_is_refused_and_said(chain: Chain) -> None:
    forged = json.loads(json.dumps(chain.sheet.certificate))
    forged["name"] = {"en": "Another sheet"} if isinstance(forged.get("name"), dict) else "Another sheet"
    forged["validUntil"] = "2028-03-02T00:00:00Z"
    document = chain.body.bundle(chain.sheet)
    chain.put({**document, "certificate": forged})
    result = chain.result()
    assert state(result) is CertificateState.REFUSED
    assert "supplier-certificate-refused" in told(result)


def test_without_trust_roots_nothing_can_be_told(chain: Chain) -> None:
    result = chain.result(trusting=False)
    assert state(result) is CertificateState.UNKNOWN
    assert told(result) == {"supplier-certificate-unknown", "supplier-declared"}


def test_a_stale_status_cannot_be_told(chain: Chain) -> None:
    result = chain.result(SOON + timedelta(days=60))
    assert state(result) is CertificateState.UNKNOWN
    assert "status-stale" in result.certified["sheet-works"].reasons


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("value", "2.4", "supplier-certificate-value"),
        ("fossil", "2.1", "supplier-certificate-value"),
        ("aircraft", "0.1", "supplier-certificate-value"),
        ("fossil", "", "supplier-certificate-value"),
        ("boundary", "gate-to-gate", "supplier-certificate-boundary"),
    ],
)
def test_a_row_that_says_something_else_than_its_certificate_is_refused(
    chain: Chain, column: str, cell: str, code: str
) -> None:
    chain.change_row(lambda row: row.update({column: cell}))
    assert (code, column) in refusals(chain)


@pytest.mark.parametrize(
    ("period", "column"),
    [("start: 2024-07-01, end: 2025-07-01", "valid_from"), ("start: 2027-07-01, end: 2028-07-01", "valid_to")],
)
def test_a_certificate_that_does_not_stand_for_the_study_is_refused(chain: Chain, period: str, column: str) -> None:
    chain.change_row(lambda row: row.update(valid_from="2024-01-01", valid_to="2029-01-01"))
    path = chain.folder / "study.yaml"
    text = path.read_text(encoding="utf-8").replace("start: 2025-01-01, end: 2026-01-01", period)
    path.write_text(text, encoding="utf-8")
    assert ("supplier-certificate-dates", column) in refusals(chain)


def test_a_row_in_a_unit_that_does_not_convert_is_refused(chain: Chain) -> None:
    chain.change_row(lambda row: row.update(per_unit="m3"))
    inputs = (chain.folder / "tables" / "inputs.csv").read_text(encoding="utf-8").replace("4320,t", "4320,m3")
    (chain.folder / "tables" / "inputs.csv").write_text(inputs, encoding="utf-8")
    assert ("supplier-certificate-unit", "per_unit") in refusals(chain)


def test_a_row_per_tonne_agrees_with_a_certificate_per_kilogram(chain: Chain) -> None:
    chain.change_row(lambda row: row.update(value="2371.403554907", fossil="2179", per_unit="t"))
    assert state(chain.result()) is CertificateState.IN_ORDER


def test_a_file_that_is_no_bundle_is_an_error_at_its_row(chain: Chain) -> None:
    (chain.folder / "sheet.bundle.json").write_text('{"fourfold": "bundle/1"}')
    with pytest.raises(InputError) as caught:
        chain.result()
    assert {(p.place.file, p.place.column) for p in caught.value.problems} == {("tables/suppliers.csv", "certificate")}


def two_levels(chain: Chain) -> tuple[Certified, dict[str, Any]]:
    """The bracket certified on the sheet's certificate, and its bundle."""
    sealed = seal_folder(chain.folder, str(EXAMPLES / "rules"), trust=(chain.trust,), at=SOON)
    problems = Problems()
    about = facts_of(sealed.dossier, problems)
    assert about is not None, problems.sorted()
    assert len(about.suppliers) == 1
    bracket = chain.body.certify(about=about, at=SOON, suppliers=(chain.body.bundle(chain.sheet),))
    return bracket, chain.body.bundle(bracket, SOON)


def test_a_chain_of_two_is_checked_to_its_end(chain: Chain, tmp_path: Path) -> None:
    bracket, document = two_levels(chain)
    frame = framed(chain, tmp_path, document)
    assert state_of(frame, chain) is CertificateState.IN_ORDER
    chain.flag(StatusPurpose.REVOCATION, SOON + timedelta(days=1))
    later = chain.body.bundle(bracket, SOON + timedelta(days=1), suppliers=(chain.body.bundle(chain.sheet),))
    (frame / "bracket.bundle.json").write_bytes(canonical_bytes(later))
    (found,) = assess_folder(frame, ["fourfold-default"], trust=(chain.trust,), at=SOON + timedelta(days=2))
    assert found.certified["brackets"].state is CertificateState.REFUSED
    assert "EX-2026-000001: revoked" in found.certified["brackets"].reasons


def framed(chain: Chain, folder: Path, document: dict[str, Any]) -> Path:
    """A third study that takes the certified bracket."""
    frame = folder / "frame"
    shutil.copytree(EXAMPLES / "bracket", frame)
    (frame / "bracket.bundle.json").write_bytes(canonical_bytes(document))
    total = chain.result()
    lines = {str(line): value.value for line, value in total.footprint.lines().items()}
    head = "supplier,name,value,per_amount,per_unit,fossil,boundary,valid_from,valid_to,gwp_set,document,certificate"
    row = f"brackets,Brackets,{total.footprint.total_kg_co2e},1,kg,{lines['fossil']},cradle-to-gate"
    dates = "2025-01-01,2028-03-01,AR6,certificate,bracket.bundle.json"
    (frame / "tables" / "suppliers.csv").write_text(f"{head}\n{row},{dates}\n", encoding="utf-8")
    inputs = (frame / "tables" / "inputs.csv").read_text(encoding="utf-8").replace("sheet-works", "brackets")
    (frame / "tables" / "inputs.csv").write_text(inputs, encoding="utf-8")
    return frame


def state_of(frame: Path, chain: Chain) -> CertificateState:
    (found,) = assess_folder(frame, ["fourfold-default"], trust=(chain.trust,), at=SOON + timedelta(hours=1))
    return found.certified["brackets"].state


def test_a_certificate_that_stands_among_its_own_suppliers_is_refused(chain: Chain) -> None:
    document = chain.body.bundle(chain.sheet)
    chain.put({**document, "suppliers": [document]})
    assert ("supplier-certificate-circle", "certificate") in refusals(chain)


def test_a_chain_deeper_than_allowed_is_not_read(chain: Chain) -> None:
    whole = chain.body.bundle(chain.sheet)
    document = whole
    for _ in range(MOST_LEVELS + 1):
        document = {**whole, "suppliers": [document]}
    chain.put(document)
    assert {column for _, column in refusals(chain)} == {"certificate"}


def test_a_sealed_study_is_recomputed_by_what_was_found_at_sealing(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clean_process, "_run", in_this_process)
    sealed = seal_folder(chain.folder, str(EXAMPLES / "rules"), trust=(chain.trust,), at=SOON)
    again = seal_folder(chain.folder, str(EXAMPLES / "rules"), trust=(chain.trust,), at=SOON)
    assert again.data == sealed.data
    found = recompute_dossier(sealed.dossier)
    assert found.differences == ()
    assert str(found.outcome) == "equal"
    assert facts("sheet").suppliers == ()

"""Newer bundles of suppliers' certificates: brought to a body or to a check, and made afresh of a body's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from fourfold.app.certification.certificates.bundling import bundle
from fourfold.app.certification.certificates.issuing import Issued, issue
from fourfold.app.certification.certificates.states import change_state, renew_status
from fourfold.app.certification.certificates.supplier_files import renew_suppliers
from fourfold.app.certification.dossiers.sealing import seal_folder
from fourfold.app.certification.verifying.verifying import Brought, verify_file
from fourfold.certification.dossier.facts import facts_of
from fourfold.certification.identity.trust import trust_document
from fourfold.certification.registry import State
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.certification.verification.verification import Outcome, Verification
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import InputError, Problems
from support.bodies import ISSUED, pair, papers, staffed, trust_in
from support.certified import EXAMPLES, failed, open_checks
from support.chains import Chain
from support.command import Command

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
Act = Callable[[], object]


class Works:
    """A body in a folder that certifies the bracket, and the mill whose sheet it is made of."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.body = staffed(folder / "body")
        self.mill = Chain(folder)
        self.trust = folder / "roots.json"
        mill, roots = self.mill.body, trust_in(self.body)
        bodies = (mill.trusted(), *roots.bodies.values())
        self.trust.write_bytes(canonical_bytes(trust_document(bodies, (), 0)))

    def issue(self) -> Issued:
        """Seal the bracket with the bundle that lies in its folder, and certify it."""
        study = seal_folder(self.mill.folder, str(EXAMPLES / "rules"), trust=(self.trust,), at=ISSUED)
        facts = facts_of(study.dossier, Problems())
        assert facts is not None
        case = papers(self.folder / "case", "bracket", about=facts, data=study.data)
        application = case.application(valid_until=None, trust=(self.trust,))
        return issue(self.body, application, pair("issue"), pair("log"), ISSUED)

    def certify_sheet(self) -> str:
        """Certify the sheet by the body itself, and lay its bundle into the study."""
        application = papers(self.folder / "sheet").application()
        made = issue(self.body, application, pair("issue"), pair("log"), ISSUED)
        self.mill.put(made.bundle)
        return made.number

    def change(self, number: str, state: State, hours: int = 1) -> None:
        """Change the state of a certificate of the body."""
        change_state(self.body, number, state, "why", pair("issue"), pair("log"), ISSUED + hours * HOUR)

    def written(self, document: dict[str, JSON], name: str) -> Path:
        """A bundle as a file."""
        path = self.folder / f"{name}.bundle.json"
        path.write_bytes(canonical_bytes(document))
        return path

    def newer(self, days: float, name: str = "newer") -> Path:
        """A newer bundle of the mill's certificate."""
        self.mill.body.publish_status(ISSUED + days * DAY)
        return self.written(self.mill.body.bundle(self.mill.sheet), name)

    def verified(self, number: str, days: float, *suppliers: Path) -> Verification:
        """What somebody with a fresh bundle of the certificate finds."""
        at = ISSUED + days * DAY
        renew_status(self.body, pair("issue"), pair("log"), at)
        path = self.written(bundle(self.body, number, at), "bracket")
        return verify_file(path, at, Brought((self.trust,), remember=False, suppliers=suppliers))


@pytest.fixture
def works(tmp_path: Path) -> Works:
    return Works(tmp_path)


def codes(act: Act) -> list[str]:
    with pytest.raises(InputError) as error:
        act()
    return [problem.kind.code for problem in error.value.problems]


def test_a_check_takes_a_newer_bundle_of_a_supplier(works: Works) -> None:
    number = works.issue().number
    assert open_checks(works.verified(number, 60)) == {"suppliers": "supplier-not-told"}
    newer = works.newer(59)
    found = works.verified(number, 60, newer)
    assert (found.outcome, found.status_as_of) == (Outcome.IN_ORDER, ISSUED + 59 * DAY)
    other = works.written(works.mill.body.bundle(works.mill.body.certify()), "other")
    assert codes(lambda: works.verified(number, 60, newer, other)) == ["verify-supplier-other"]
    newer.write_bytes(b"{")
    assert codes(lambda: works.verified(number, 60, newer)) == ["json-syntax"]


def test_a_body_keeps_a_newer_bundle_and_puts_it_into_every_bundle(works: Works) -> None:
    number = works.issue().number
    newer = works.newer(59)
    renew_suppliers(works.body, number, (works.trust,), (newer,), ISSUED + 60 * DAY)
    assert works.verified(number, 60).outcome is Outcome.IN_ORDER
    assert canonical_bytes(bundle(works.body, number, ISSUED)["suppliers"]) == b"[" + newer.read_bytes() + b"]"


@pytest.mark.parametrize("purpose", [*StatusPurpose])
def test_a_bundle_that_shows_a_revocation_or_suspension_is_kept(works: Works, purpose: StatusPurpose) -> None:
    number = works.issue().number
    works.mill.body.set_bit(purpose)
    renew_suppliers(works.body, number, (works.trust,), (works.newer(1),), ISSUED + 2 * DAY)
    found = works.verified(number, 2)
    assert failed(found) == {"suppliers": "supplier-refused"}
    assert list(failed(found.suppliers[0])) == ["status"]


def test_what_does_not_hold_is_older_or_is_another_s_is_not_kept(works: Works) -> None:
    number = works.issue().number
    older = works.written(works.mill.body.bundle(works.mill.sheet), "older")
    newer, at = works.newer(1), ISSUED + 2 * DAY
    trust = (works.trust,)
    renew_suppliers(works.body, number, trust, (newer,), at)
    kept = bundle(works.body, number, at)["suppliers"]
    other = works.written(works.mill.body.bundle(works.mill.body.certify()), "other")
    sheet = works.mill.body.bundle(works.mill.sheet)
    broken = works.written({**sheet, "statement": None}, "broken")
    wrong = works.written({**sheet, "status": []}, "wrong")
    assert codes(lambda: renew_suppliers(works.body, number, trust, (newer, older), at)) == ["bundle-supplier-older"]
    assert codes(lambda: renew_suppliers(works.body, number, trust, (other,), at)) == ["bundle-supplier-other"]
    found = codes(lambda: renew_suppliers(works.body, number, trust, (broken, wrong), at))
    assert found == ["issue-supplier-not-in-order"] * 3
    assert codes(lambda: renew_suppliers(works.body, number, (), (newer,), at)) == ["issue-supplier-no-trust"]
    missing = works.folder / "missing.json"
    assert codes(lambda: renew_suppliers(works.body, number, trust, (missing,), at)) == ["file-missing"]
    assert bundle(works.body, number, at)["suppliers"] == kept


def test_of_a_body_s_own_certificate_the_newest_status_goes_into_the_bundle(works: Works) -> None:
    sheet = works.certify_sheet()
    number = works.issue().number
    assert works.verified(number, 60).outcome is Outcome.IN_ORDER
    works.change(sheet, State.REVOKED, 61 * 24)
    carried = bundle(works.body, number, ISSUED + 62 * DAY)["suppliers"]
    assert carried == [bundle(works.body, sheet, ISSUED + 62 * DAY)]
    found = works.verified(number, 62)
    assert failed(found) == {"suppliers": "supplier-refused"}
    assert failed(found.suppliers[0]) == {"status": "revoked"}


@pytest.mark.parametrize("state", [State.REVOKED, State.SUSPENDED])
def test_a_body_does_not_certify_on_its_own_certificate_that_is_not_in_force(works: Works, state: State) -> None:
    sheet = works.certify_sheet()
    works.change(sheet, state, 0)
    found = codes(works.issue)
    assert "issue-supplier-state" in found
    assert [one.number for one in works.body.registry.documents("certificate")] == [sheet]


def test_the_reason_at_issue_says_what_failed(works: Works) -> None:
    works.mill.flag(StatusPurpose.REVOCATION, ISSUED)
    with pytest.raises(InputError) as error:
        works.issue()
    (problem,) = error.value.problems
    assert "revoked, as of" in problem.in_english
    assert "neither revoked nor suspended" not in problem.in_english


def test_the_commands_take_suppliers_bundles(
    works: Works, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    number = works.issue().number
    fourfold, at = Command(monkeypatch, capfd), (ISSUED + 60 * DAY).isoformat()
    monkeypatch.setenv("FOURFOLD_TRUST", str(works.trust))
    renew_status(works.body, pair("issue"), pair("log"), ISSUED + 60 * DAY)
    newer, output = works.newer(59), works.folder / "out.json"
    make = ("certificate", "bundle", number, "--body", works.body.folder, "--at", at, "-o", output)
    assert fourfold(*make).code == 0
    check = ("verify", output, "--forget", "--at", at)
    assert fourfold(*check).code == 3
    brought = fourfold(*check, "--supplier", newer)
    assert (brought.code, "1 d old" in " ".join(brought.out.split())) == (0, True)
    assert fourfold(*make, "--supplier", newer, "--trust", works.trust).code == 0
    assert fourfold(*check).code == 0

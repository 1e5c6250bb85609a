"""Issuing for a study that rests on a supplier's certificate: checked, kept, and carried in every bundle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fourfold.app.certification.bodies.body import Body
from fourfold.app.certification.certificates.bundling import bundle
from fourfold.app.certification.certificates.issuing import Issued, issue
from fourfold.app.certification.dossiers.sealing import SealedStudy, seal_folder
from fourfold.app.certification.logs.backup import back_up, restore
from fourfold.app.certification.logs.logs import open_log
from fourfold.certification.dossier.facts import facts_of
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.core.problems import InputError, Problems
from support.bodies import ISSUED, Papers, pair, papers, staffed
from support.certified import EXAMPLES
from support.chains import Chain


@pytest.fixture
def body(tmp_path: Path) -> Body:
    return staffed(tmp_path / "body")


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return Chain(tmp_path)


def sealed(chain: Chain) -> SealedStudy:
    return seal_folder(chain.folder, str(EXAMPLES / "rules"), trust=(chain.trust,), at=ISSUED)


def case_of(study: SealedStudy, folder: Path) -> Papers:
    facts = facts_of(study.dossier, Problems())
    assert facts is not None
    assert len(facts.suppliers) == 1
    return papers(folder, "bracket", about=facts, data=study.data)


def issued(body: Body, case: Papers, **changes: object) -> Issued:
    return issue(body, case.application(valid_until=None, **changes), pair("issue"), pair("log"), ISSUED)


def test_the_supplier_s_bundle_is_carried_in_every_bundle(body: Body, chain: Chain, tmp_path: Path) -> None:
    case = case_of(sealed(chain), tmp_path / "case")
    made = issued(body, case, trust=(chain.trust,))
    carried = json.loads((chain.folder / "sheet.bundle.json").read_bytes())
    assert made.bundle["suppliers"] == [carried]
    (chain.folder / "sheet.bundle.json").unlink()
    case.dossier.unlink()
    assert bundle(Body.open(body.folder), made.number, ISSUED)["suppliers"] == [carried]


def test_suppliers_certificates_are_checked_before(body: Body, chain: Chain, tmp_path: Path) -> None:
    case = case_of(sealed(chain), tmp_path / "case")
    with pytest.raises(InputError) as error:
        issued(body, case)
    assert [problem.kind.code for problem in error.value.problems] == ["issue-supplier-no-trust"]
    assert list(body.registry.pending()) == []


def test_a_supplier_s_certificate_that_was_revoked_is_refused(body: Body, chain: Chain, tmp_path: Path) -> None:
    chain.flag(StatusPurpose.REVOCATION, ISSUED)
    case = case_of(sealed(chain), tmp_path / "case")
    with pytest.raises(InputError) as error:
        issued(body, case, trust=(chain.trust,))
    assert [problem.kind.code for problem in error.value.problems] == ["issue-supplier-not-in-order"]


def public_files(body: Body) -> dict[str, bytes]:
    """Every file a mirror would copy."""
    found = {path.relative_to(body.folder).as_posix(): path for path in body.folder.glob("public/**/*")}
    return {name: path.read_bytes() for name, path in found.items() if path.is_file() and "/." not in name}


def test_a_body_comes_back_from_its_backup(body: Body, chain: Chain, tmp_path: Path) -> None:
    made = issued(body, case_of(sealed(chain), tmp_path / "case"), trust=(chain.trust,))
    back_up(open_log(body.folder, None), tmp_path / "body.backup", ISSUED)
    restore(tmp_path / "body.backup", tmp_path / "restored", None)
    again = Body.open(tmp_path / "restored")
    assert bundle(again, made.number, ISSUED) == made.bundle
    assert list(again.registry.logged_from(0)) == list(body.registry.logged_from(0))
    assert again.registry.changes(made.number) == body.registry.changes(made.number)
    assert not (again.folder / "keys").exists()
    assert public_files(again) == public_files(body)


def test_a_backup_older_than_what_was_published_cannot_go_on(body: Body, chain: Chain, tmp_path: Path) -> None:
    back_up(open_log(body.folder, None), tmp_path / "body.backup", ISSUED)
    issued(body, case_of(sealed(chain), tmp_path / "case"), trust=(chain.trust,))
    restore(tmp_path / "body.backup", tmp_path / "restored", None)
    old = tmp_path / "restored" / "registry.sqlite"
    (body.folder / "registry.sqlite").write_bytes(old.read_bytes())
    with pytest.raises(InputError) as error:
        Body.open(body.folder)
    assert error.value.problems[0].kind.code == "registry-behind-log"
    published = tmp_path / "checkpoint"
    published.write_bytes((body.folder / "public" / "log" / "checkpoint").read_bytes())
    with pytest.raises(InputError) as error:
        restore(tmp_path / "body.backup", tmp_path / "again", None, published)
    assert error.value.problems[0].kind.code == "restore-old"

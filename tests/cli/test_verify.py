"""``fourfold verify``: the list, the verdict with the age of the status, and how it ends."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from fourfold.app.certification.dossiers.sealing import write_dossier
from fourfold.certification.documents.judgement import Finding, Opinion
from fourfold.certification.identity.trust import trust_document
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.core.canonical import canonical_bytes
from support.certified import ISSUED, SOON, Body, Certified, facts, sealed
from support.command import Command

AT = "2026-03-03T08:00:00Z"


@cache
def body() -> Body:
    return Body()


@cache
def bundle_bytes() -> bytes:
    return canonical_bytes(body().bundle(body().certify()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bundle, the trust roots of its body, and its dossier."""
    (tmp_path / "cert.bundle.json").write_bytes(bundle_bytes())
    witnesses = body().trust().witnesses
    (tmp_path / "trust.json").write_bytes(canonical_bytes(trust_document([body().trusted()], witnesses, 1)))
    write_dossier(sealed(), tmp_path / "sheet.dossier")
    return tmp_path


def checks(out: str) -> dict[str, str]:
    return {check["code"]: check["finding"] for check in json.loads(out)["checks"]}


def test_in_order_is_told_with_the_age_of_the_status(folder: Path, fourfold: Command) -> None:
    done = fourfold("verify", folder / "cert.bundle.json", "--trust", folder / "trust.json", "--at", AT)
    assert done.code == 0, done
    assert "Signature and log in order; status as of 2026-03-01T07:00:00+00:00, 2 d 1 h old." in done.out
    assert "valid " not in done.out.replace("valid from", "")
    for number in range(1, 18):
        assert f"\n {number:>2} " in done.out


def test_in_chinese_as_well(folder: Path, fourfold: Command) -> None:
    done = fourfold("verify", folder / "cert.bundle.json", "--trust", folder / "trust.json", "--at", AT, "--lang", "zh")
    assert done.code == 0
    assert "冷轧钢板" in done.out


def test_without_trust_roots_it_ends_with_three(folder: Path, fourfold: Command) -> None:
    done = fourfold("verify", folder / "cert.bundle.json", "--at", AT)
    assert done.code == 3
    assert "It cannot be told. Not known is whether: 3 the issuer is trusted" in done.out


def test_trust_roots_may_come_from_the_surroundings(
    folder: Path, fourfold: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOURFOLD_TRUST", str(folder / "trust.json"))
    assert fourfold("verify", folder / "cert.bundle.json", "--at", AT).code == 0


def test_later_the_status_is_too_old_to_rest_on(folder: Path, fourfold: Command) -> None:
    trust = folder / "trust.json"
    done = fourfold("verify", folder / "cert.bundle.json", "--trust", trust, "--at", "2026-07-01", "--json", "-")
    assert done.code == 3
    assert checks(done.out)["status"] == "not_checked"


def test_a_revoked_certificate_ends_with_one(tmp_path: Path, folder: Path, fourfold: Command) -> None:
    own = Body(body().keys)
    certified = own.certify()
    own.set_bit(StatusPurpose.REVOCATION)
    own.publish_status(SOON - timedelta(hours=1))
    (tmp_path / "revoked.json").write_bytes(canonical_bytes(own.bundle(certified)))
    done = fourfold("verify", tmp_path / "revoked.json", "--trust", folder / "trust.json", "--at", AT, "--forget")
    assert done.code == 1
    assert "Refused. It does not hold that: 11 it is neither revoked nor suspended" in done.out
    assert "revoked, as of 2026-03-03T07:00:00+00:00" in done.out


def test_a_changed_file_ends_with_one_and_a_broken_one_with_two(folder: Path, fourfold: Command) -> None:
    path, data = folder / "bent.json", bundle_bytes()
    path.write_bytes(data.replace("冷轧钢板".encode(), "热轧钢板".encode(), 1))
    assert fourfold("verify", path, "--trust", folder / "trust.json", "--at", AT, "--forget").code == 1
    path.write_bytes(data[:-9])
    broken = fourfold("verify", path, "--trust", folder / "trust.json", "--at", AT)
    assert (broken.code, broken.out) == (2, "")
    assert "error: bent.json" in broken.err
    missing = fourfold("verify", folder / "none.json")
    assert missing.code == 2
    assert "file-missing" in missing.err or "is not there" in missing.err


def test_the_dossier_is_held_against_the_certificate_and_recomputed(folder: Path, fourfold: Command) -> None:
    bundle, trust, dossier = folder / "cert.bundle.json", folder / "trust.json", folder / "sheet.dossier"
    done = fourfold("verify", bundle, "--trust", trust, "--at", AT, "--dossier", dossier, "--recompute", "--json", "-")
    assert done.code == 0, done
    found = checks(done.out)
    assert (found["dossier"], found["recomputation"]) == ("ok", "ok")
    write_dossier(sealed("bracket"), folder / "other.dossier")
    other = fourfold(
        "verify", bundle, "--trust", trust, "--at", AT, "--dossier", folder / "other.dossier", "--json", "-"
    )
    assert other.code == 1
    assert checks(other.out)["dossier"] == "failed"
    dossier.write_bytes(dossier.read_bytes()[:-5])
    cut = fourfold("verify", bundle, "--trust", trust, "--at", AT, "--dossier", dossier, "--json", "-")
    assert (cut.code, cut.out) == (2, "")
    missing = fourfold("verify", bundle, "--trust", trust, "--at", AT, "--dossier", folder / "none")
    assert missing.code == 2


def test_a_mirror_that_is_none_is_no_mirror(folder: Path, fourfold: Command, tmp_path: Path) -> None:
    done = fourfold("verify", folder / "cert.bundle.json", "--trust", folder / "trust.json", "--log", tmp_path / "no")
    assert done.code == 2
    assert "there is no log in" in done.err


def test_a_growth_that_was_not_proven_is_told_and_not_remembered(
    folder: Path, fourfold: Command, tmp_path: Path
) -> None:
    own = Body(body().keys)
    certified = own.certify()
    first = canonical_bytes(own.bundle(certified))
    own.certify()
    later = canonical_bytes(own.bundle(certified))
    trust, seen = folder / "trust.json", tmp_path / "seen"
    for name, data in (("first", first), ("later", later)):
        (folder / name).write_bytes(data)
    assert fourfold("verify", folder / "first", "--trust", trust, "--at", AT, "--seen", seen).code == 0
    kept = [path.read_bytes() for path in seen.glob("*.json")]
    done = fourfold("verify", folder / "later", "--trust", trust, "--at", AT, "--seen", seen)
    assert done.code == 0
    assert "That the log only grew since it was last seen is not proven: give --log" in done.out
    assert [path.read_bytes() for path in seen.glob("*.json")] == kept


def test_recomputing_needs_a_dossier(folder: Path, fourfold: Command) -> None:
    done = fourfold("verify", folder / "cert.bundle.json", "--recompute")
    assert done.code == 2
    assert "--recompute" in done.err


def test_what_was_seen_betrays_a_fork(folder: Path, fourfold: Command, tmp_path: Path) -> None:
    seen, trust = tmp_path / "seen", folder / "trust.json"
    first = fourfold("verify", folder / "cert.bundle.json", "--trust", trust, "--at", AT, "--seen", seen)
    assert first.code == 0
    other = Body(body().keys)
    other.publish_status(SOON)
    while other.log.newest.size < body().log.newest.size:
        other.certify()
    forked = other.certify(at=SOON - timedelta(hours=2))
    honest_size = body().log.newest.size
    path = folder / "fork.json"
    path.write_bytes(canonical_bytes(other.bundle(forked)))
    done = fourfold("verify", path, "--trust", trust, "--at", AT, "--seen", seen, "--json", "-")
    expected = "failed" if other.log.newest.size == honest_size else "not_checked"
    assert checks(done.out)["log-growth"] == expected


def test_what_is_forgotten_is_not_kept(folder: Path, fourfold: Command, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    fourfold("verify", folder / "cert.bundle.json", "--trust", folder / "trust.json", "--seen", seen, "--forget")
    assert not seen.exists()


def test_a_checkpoint_nobody_trusts_is_not_kept(folder: Path, fourfold: Command, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    fourfold("verify", folder / "cert.bundle.json", "--at", AT, "--seen", seen)
    assert not list(seen.glob("*.json")) if seen.exists() else True


def test_a_moment_needs_its_offset(folder: Path, fourfold: Command) -> None:
    done = fourfold("verify", folder / "cert.bundle.json", "--at", "2026-03-01T08:00:00")
    assert done.code == 2
    assert "with its offset" in done.err


def test_json_goes_to_a_file_whole(folder: Path, fourfold: Command) -> None:
    path = folder / "checks.json"
    done = fourfold("verify", folder / "cert.bundle.json", "--trust", folder / "trust.json", "--at", AT, "--json", path)
    assert done.code == 0
    assert json.loads(path.read_bytes())["outcome"] == "in_order"
    nowhere = fourfold("verify", folder / "cert.bundle.json", "--json", folder / "no" / "checks.json")
    assert nowhere.code == 2


def test_exceptions_of_the_opinion_stand_under_the_figure(folder: Path, tmp_path: Path, fourfold: Command) -> None:
    own = body()
    preparation = own.prepared(facts())
    minor = Finding("meter", "6.3", {"en": "One reading is missing."}, "minor", "open")
    statement = own.stated(facts(), preparation, opinion=Opinion.MODIFIED, findings=(minor,))
    certificate = own.sign(own.content(facts(), statement), ISSUED)
    papers = [(LeafKind.PREPARATION, preparation), (LeafKind.STATEMENT, statement)]
    own.add([*papers, (LeafKind.CERTIFICATE, certificate)], ISSUED)
    path = tmp_path / "modified.json"
    path.write_bytes(canonical_bytes(own.bundle(Certified(certificate, statement, preparation))))
    sentence = "QUALIFIED: the verifier's opinion has exceptions"
    done = fourfold("verify", path, "--trust", folder / "trust.json", "--at", AT, "--forget")
    assert done.code == 0
    assert sentence in done.out
    plain = fourfold("verify", folder / "cert.bundle.json", "--trust", folder / "trust.json", "--at", AT, "--forget")
    assert sentence not in plain.out


def test_a_file_of_another_sort_is_named_as_what_it_is(folder: Path, fourfold: Command) -> None:
    bundle, trust = folder / "cert.bundle.json", folder / "trust.json"
    for arguments, found, wanted in (
        ([trust], "trust/1", "bundle/1"),
        ([bundle, "--trust", bundle], "bundle/1", "trust/1"),
    ):
        done = fourfold("verify", *arguments)
        assert done.code == 2
        assert f"this is a document of the form {found}" in done.err
        assert f"a document of the form {wanted}" in done.err
        assert "errors: 1," in done.err

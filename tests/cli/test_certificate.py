"""``fourfold certificate``: a body's daily work from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fourfold.certification.credentials.jose import read_jwt
from fourfold.core.canonical import canonical_bytes
from fourfold.core.problems import Place, Problems
from support.bodies import PASSPHRASE, Papers, pair, papers, staffed
from support.command import Command, Outcome

ISSUED = "2026-03-05T12:00:00Z"
SOON = "2026-03-06T12:00:00Z"
NUMBER = "EX-2026-000001"


@pytest.fixture
def fourfold(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    secret = tmp_path / "passphrase.txt"
    secret.write_bytes(PASSPHRASE + b"\n")
    monkeypatch.setenv("FOURFOLD_BODY", str(tmp_path / "body"))
    monkeypatch.setenv("FOURFOLD_PASSPHRASE_FILE", str(secret))
    monkeypatch.setenv("COLUMNS", "140")
    return Command(monkeypatch, capfd)


@pytest.fixture
def case(tmp_path: Path) -> Papers:
    staffed(tmp_path / "body")
    return papers(tmp_path / "case")


def issue(fourfold: Command, case: Papers, *more: object) -> Outcome:
    files = ("--preparation", case.preparation, "--statement", case.statement)
    return fourfold("certificate", "issue", case.dossier, *files, "--at", ISSUED, *more)


def test_a_certificate_is_issued_listed_shown_suspended_resumed_and_revoked(fourfold: Command, case: Papers) -> None:
    output = case.dossier.with_name("sheet.bundle.json")
    done = issue(fourfold, case, "-o", output)
    assert (done.code, done.err) == (0, "")
    assert NUMBER in done.out
    public = case.dossier.parents[1] / "body" / "public" / "certificates" / f"{NUMBER}.bundle.json"
    assert output.read_bytes() == public.read_bytes()
    listed = fourfold("certificate", "list", "--at", SOON)
    assert (listed.code, NUMBER in listed.out, "in force" in listed.out) == (0, True, True)
    for verb, standing in [("suspend", "suspended"), ("resume", "in force"), ("revoke", "revoked")]:
        changed = fourfold("certificate", verb, NUMBER, "--reason", f"why {verb}", "--at", SOON)
        assert (changed.code, standing in changed.out) == (0, True)
    shown = fourfold("certificate", "show", NUMBER, "--at", SOON)
    assert shown.code == 0
    for text in ("revoked", "why suspend", "why resume", "why revoke", "Cold-rolled steel sheet"):
        assert text in shown.out
    again = fourfold("certificate", "resume", NUMBER, "--reason", "x", "--at", SOON)
    assert (again.code, "cannot become" in again.err) == (2, True)


def test_programs_get_json(fourfold: Command, case: Papers) -> None:
    done = json.loads(issue(fourfold, case, "--json").out)
    assert (done["fourfold"], done["number"]) == ("issued/1", NUMBER)
    listed = json.loads(fourfold("certificate", "list", "--at", SOON, "--json").out)
    assert [one["standing"] for one in listed["certificates"]] == ["in_force"]
    suspended = json.loads(fourfold("certificate", "suspend", NUMBER, "--reason", "x", "--at", SOON, "--json").out)
    assert (suspended["standing"], suspended["changes"][-1]["reason"]) == ("suspended", "x")
    before = json.loads(fourfold("certificate", "show", NUMBER, "--at", ISSUED, "--json").out)
    assert before["standing"] == "in_force"
    renewed = json.loads(fourfold("certificate", "status", "--all", "--at", SOON, "--json").out)
    assert renewed == {"finished": 0, "fourfold": "status-renewed/1", "signed": 2}


@pytest.mark.parametrize(
    ("at", "standing"),
    [("2026-03-05T11:00:00Z", "not_yet"), (SOON, "in_force"), ("2029-01-01", "expired")],
)
def test_a_bundle_is_shown_without_its_body(fourfold: Command, case: Papers, at: str, standing: str) -> None:
    output = case.dossier.with_name("sheet.bundle.json")
    issue(fourfold, case, "-o", output)
    assert json.loads(fourfold("certificate", "show", output, "--at", at, "--json").out)["standing"] == standing
    alone = case.dossier.with_name("certificate.json")
    alone.write_text(json.dumps(json.loads(output.read_bytes())["certificate"]))
    shown = json.loads(fourfold("certificate", "show", alone, "--at", SOON, "--json").out)
    assert (shown["standing"], shown["as_of"], shown["log_index"]) == ("unknown", None, None)


def test_a_fresh_bundle_says_what_changed(fourfold: Command, case: Papers) -> None:
    issue(fourfold, case)
    fourfold("certificate", "revoke", NUMBER, "--reason", "x", "--at", SOON)
    output = case.dossier.with_name("fresh.json")
    assert fourfold("certificate", "bundle", NUMBER, "-o", output, "--at", SOON).code == 0
    shown = json.loads(fourfold("certificate", "show", output, "--at", SOON, "--json").out)
    assert (shown["standing"], shown["as_of"]) == ("revoked", SOON)


def test_a_certificate_goes_on_paper_and_into_a_jwt(fourfold: Command, case: Papers) -> None:
    issue(fourfold, case)
    pdf, jwt = case.dossier.with_name("c.pdf"), case.dossier.with_name("c.jwt")
    done = fourfold("certificate", "show", NUMBER, "--pdf", pdf, "--jwt", jwt, "--at", SOON)
    assert (done.code, str(pdf) in done.out, str(jwt) in done.out) == (0, True, True)
    assert pdf.read_bytes().startswith(b"%PDF-")
    read = read_jwt(jwt.read_bytes(), pair("issue").public, Place("c.jwt"), Problems())
    assert read is not None
    assert read.method.startswith("did:web:certifier.example:footprints#")


def test_a_slip_in_the_year_is_told_before_it_is_in_the_log(fourfold: Command, case: Papers) -> None:
    given = ["--preparation", case.preparation, "--statement", case.statement]
    late = ("certificate", "issue", case.dossier, *given, "--at", "2136-03-05T12:00:00Z")
    done = fourfold(*late)
    assert (done.code, done.out) == (2, "")
    assert "what is signed will bear 2136-03-05T12:00:00Z" in done.err
    assert "a statement at most 400 days old" in done.err
    assert "--statement-days" in done.err
    allowed = fourfold(*late, "--statement-days", "99999")
    assert "a statement at most" not in allowed.err


def test_a_changed_bundle_is_shown_and_goes_on_no_paper_and_into_no_jwt(fourfold: Command, case: Papers) -> None:
    output, pdf, jwt = (case.dossier.with_name(name) for name in ("sheet.bundle.json", "c.pdf", "c.jwt"))
    issue(fourfold, case, "-o", output)
    assert fourfold("certificate", "show", output, "--pdf", pdf, "--jwt", jwt, "--at", SOON).code == 0
    document = json.loads(output.read_bytes())
    document["certificate"]["credentialSubject"]["product"]["names"] = {"en": "Another product"}
    output.write_bytes(canonical_bytes(document))
    for one in (pdf, jwt):
        one.unlink()
    assert fourfold("certificate", "show", output, "--at", SOON).code == 0
    refused = fourfold("certificate", "show", output, "--pdf", pdf, "--at", SOON)
    assert (refused.code, pdf.exists()) == (2, False)
    assert "check 4 of fourfold verify does not hold" in refused.err
    refused = fourfold("certificate", "show", output, "--jwt", jwt, "--at", SOON)
    assert (refused.code, jwt.exists()) == (2, False)
    assert "no certificate this body issued" in refused.err


def test_a_document_alone_on_paper_is_warned_of(fourfold: Command, case: Papers) -> None:
    output, pdf = case.dossier.with_name("sheet.bundle.json"), case.dossier.with_name("c.pdf")
    issue(fourfold, case, "-o", output)
    alone = case.dossier.with_name("certificate.json")
    alone.write_text(json.dumps(json.loads(output.read_bytes())["certificate"]))
    done = fourfold("certificate", "show", alone, "--pdf", pdf, "--at", SOON)
    assert (done.code, pdf.exists()) == (0, True)
    assert "the document stands alone" in done.err


def test_a_number_without_a_body_asks_for_it(
    fourfold: Command, case: Papers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    issue(fourfold, case)
    assert "grid" in fourfold("certificate", "show", NUMBER, "--at", SOON).out
    monkeypatch.delenv("FOURFOLD_BODY")
    for verb in (("show", NUMBER), ("label", NUMBER, "-o", tmp_path / "l.svg")):
        done = fourfold("certificate", *verb)
        assert done.code == 2
        assert "give --body" in done.err


def test_a_jwt_needs_the_body(fourfold: Command, case: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    output = case.dossier.with_name("sheet.bundle.json")
    issue(fourfold, case, "-o", output)
    monkeypatch.delenv("FOURFOLD_BODY")
    done = fourfold("certificate", "show", output, "--jwt", case.dossier.with_name("c.jwt"))
    assert done.code == 2
    assert not case.dossier.with_name("c.jwt").exists()


def test_what_stands_against_it_is_told_and_nothing_is_issued(fourfold: Command, case: Papers, tmp_path: Path) -> None:
    wrong = papers(tmp_path / "wrong", preparer="stranger", reviewer="")
    done = issue(fourfold, wrong)
    assert (done.code, done.out) == (2, "")
    assert "errors: 2" in done.err
    assert "No certificate yet." in fourfold("certificate", "list").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "EX-2026-000009"),
        ("revoke", "EX-2026-000009", "--reason", "x"),
        ("revoke", NUMBER, "--reason", " "),
        ("bundle", "EX-2026-000009", "-o", "x.json"),
        ("bundle", NUMBER, "-o", "missing/x.json"),
        ("bundle", NUMBER, "-o", "x.json", "--timestamp", "missing.tsr"),
        ("show", NUMBER, "--pdf", "missing/x.pdf"),
        ("list", "--body", "nowhere"),
        ("status", "--log-key", "nowhere.pem"),
    ],
)
def test_what_cannot_be_done_is_told(
    fourfold: Command, case: Papers, arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = fourfold("certificate", *arguments)
    assert (done.code, "error: " in done.err) == (2, True)


def test_a_file_that_is_no_certificate_is_told(fourfold: Command, tmp_path: Path) -> None:
    for text in ("", "{}", '{"fourfold":"bundle/1"}', "[1]"):
        (tmp_path / "x.json").write_text(text)
        assert fourfold("certificate", "show", tmp_path / "x.json").code == 2


def test_no_passphrase_is_ever_shown(fourfold: Command, case: Papers, tmp_path: Path) -> None:
    (tmp_path / "passphrase.txt").write_text("a wrong secret phrase\n")
    done = fourfold("certificate", "revoke", NUMBER, "--reason", "x")
    assert done.code == 2
    assert "wrong secret phrase" not in done.out + done.err

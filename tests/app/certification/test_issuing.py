"""Issuing: what is issued holds for any verifier; what a verifier would refuse is refused before."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fourfold.app.certification.bodies.body import Body
from fourfold.app.certification.certificates import issuing
from fourfold.app.certification.certificates.bundling import bundle
from fourfold.app.certification.certificates.issuing import Issued, issue, years_after
from fourfold.app.certification.certificates.states import change_state, renew_status
from fourfold.certification.documents.judgement import Limitation
from fourfold.certification.documents.statement import Assurance, Opinion
from fourfold.certification.dossier.entries import DossierEntry
from fourfold.certification.registry import State
from fourfold.certification.verification.verification import Finding, Outcome
from fourfold.core.problems import InputError
from support.bodies import ISSUED, MADE, UNTIL, Papers, body_in, later, pair, papers, staffed, verdict
from support.certified import facts, sealed

SOON = ISSUED + timedelta(days=1)


@pytest.fixture
def body(tmp_path: Path) -> Body:
    return staffed(tmp_path / "body")


@pytest.fixture
def case(tmp_path: Path) -> Papers:
    return papers(tmp_path / "case")


def issued(body: Body, case: Papers, **changes: Any) -> Issued:
    at = changes.pop("at", ISSUED)
    return issue(body, case.application(**changes), pair("issue"), pair("log"), at)


def refusals(body: Body, case: Papers, **changes: Any) -> list[str]:
    size, waiting = body.registry.size(), len(body.registry.pending())
    with pytest.raises(InputError) as error:
        issued(body, case, **changes)
    assert (body.registry.size(), len(body.registry.pending())) == (size, waiting)
    return [problem.kind.code for problem in error.value.problems]


def test_what_is_issued_is_in_order_for_whoever_trusts_the_body(body: Body, case: Papers) -> None:
    made = issued(body, case)
    assert made.number == "EX-2026-000001"
    found = verdict(body, made.bundle, SOON)
    assert found.outcome is Outcome.IN_ORDER, [(c.code, c.reason.code) for c in found.checks]
    assert found.status_as_of == ISSUED
    public = body.folder / "public" / "certificates" / "EX-2026-000001.bundle.json"
    assert json.loads(public.read_bytes()) == made.bundle
    assert {path.name for path in (body.folder / "public" / "status").iterdir()} == {
        "revocation-1.json",
        "suspension-1.json",
    }


def test_the_same_bundle_can_be_made_again(body: Body, case: Papers) -> None:
    made = issued(body, case)
    assert bundle(Body.open(body.folder), made.number, ISSUED) == made.bundle


def test_a_dossier_is_certified_once(body: Body, case: Papers) -> None:
    issued(body, case)
    assert refusals(body, case) == ["issue-certified-already"]


def test_a_certificate_can_take_the_place_of_another(body: Body, case: Papers) -> None:
    old = issued(body, case)
    new = issued(body, case, supersedes=old.number, at=SOON, valid_from=SOON)
    assert new.number == "EX-2026-000002"
    assert body.registry.state_of(old.number) is State.SUPERSEDED
    assert body.registry.changes(old.number)[-1].reason == new.number
    assert verdict(body, new.bundle, SOON).outcome is Outcome.IN_ORDER
    gone = verdict(body, bundle(body, old.number, SOON), SOON)
    assert [check.code for check in gone.checks if check.finding is Finding.FAILED] == ["status"]
    assert refusals(body, case, supersedes=old.number, at=SOON, valid_from=SOON) == [
        "issue-supersedes-wrong",
        "issue-certified-already",
    ]


def test_only_what_there_is_can_be_superseded(body: Body, case: Papers) -> None:
    assert refusals(body, case, supersedes="EX-2026-000009") == ["no-such-certificate"]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"preparer": "stranger"}, ["role-missing"]),
        ({"verifier": "stranger"}, ["role-missing"]),
        ({"reviewer": "stranger"}, ["role-missing"]),
        ({"verifier": "reviewer", "reviewer": "verifier"}, ["role-missing", "role-missing"]),
        ({"reviewer": "issue"}, ["role-missing", "role-twice"]),
        ({"preparer": "issue"}, ["role-missing", "role-twice"]),
        ({"reviewer": ""}, ["review-outstanding"]),
        ({"body": "did:web:other.example"}, ["statement-of-other"]),
        ({"level": Assurance.AGREED_PROCEDURES, "opinion": Opinion.NONE}, ["nothing-to-certify"]),
        ({"prepared": later(60)}, ["issue-order"]),
        ({"verified": later(500), "reviewed": later(500)}, ["issue-order"]),
        ({"prepared": MADE - timedelta(hours=1)}, ["role-missing"]),
    ],
)
def test_a_statement_that_a_verifier_would_refuse_is_refused(
    body: Body, tmp_path: Path, changes: dict[str, Any], codes: list[str]
) -> None:
    assert refusals(body, papers(tmp_path / "case", **changes)) == codes


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_from": ISSUED - timedelta(seconds=1)}, "issue-validity"),
        ({"valid_until": ISSUED}, "issue-validity"),
    ],
)
def test_dates_that_do_not_fit_are_refused(body: Body, case: Papers, changes: dict[str, Any], code: str) -> None:
    assert code in refusals(body, case, **changes)


def test_all_faults_are_told_at_once(body: Body, tmp_path: Path) -> None:
    case = papers(tmp_path / "case", preparer="stranger", reviewer="", body="did:web:other.example")
    found = refusals(body, case, valid_until=ISSUED, supersedes="EX-2026-000009")
    assert sorted(found) == [
        "issue-validity",
        "no-such-certificate",
        "review-outstanding",
        "role-missing",
        "statement-of-other",
    ]


def test_files_that_cannot_be_read_are_told_together(body: Body, case: Papers) -> None:
    case.preparation.write_text("{}")
    case.statement.write_text("{")
    case.dossier.write_bytes(b"PK")
    files = {problem.place.file for problem in _problems(body, case)}
    assert {"preparation.json", "statement.json"} <= files
    assert len(files) >= 3


def _problems(body: Body, case: Papers) -> Any:
    with pytest.raises(InputError) as error:
        issued(body, case)
    return error.value.problems


def test_a_preparation_of_another_dossier_is_refused(body: Body, case: Papers, tmp_path: Path) -> None:
    other = papers(tmp_path / "other", about=replace(facts(), dossier="sha256:" + "1" * 64))
    mixed = replace(case, preparation=other.preparation)
    assert refusals(body, mixed) == ["issue-preparation-other", "issue-preparation-other"]
    assert "statement-of-other" in refusals(body, replace(case, statement=other.statement))


def test_the_conformity_report_has_to_say_conformant(body: Body, case: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    for outcome in ("not_conformant", "undetermined"):
        monkeypatch.setattr(issuing, "facts_of", lambda *_, o=outcome: replace(facts(), outcome=o))
        assert refusals(body, case) == ["issue-not-conformant"]


def test_a_certificate_does_not_outlast_the_study(body: Body, case: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing, "study_holds_until", lambda *_: UNTIL - timedelta(days=1))
    assert refusals(body, case) == ["issue-beyond-study"]


def test_an_edition_that_is_not_in_force_is_refused(body: Body, case: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    document = facts().standard["document"]
    assert isinstance(document, dict)
    for times in ({"from": "2020-01-01", "to": "2026-03-01"}, {"from": "2026-12-01", "to": None}):
        standard = {**facts().standard, "document": {**document, "effective": {**times}}}
        monkeypatch.setattr(issuing, "facts_of", lambda *_, s=standard: replace(facts(), standard=s))
        assert refusals(body, case) == ["issue-edition-not-in-force"]


def test_other_keys_than_the_bodys_are_refused(body: Body, case: Papers) -> None:
    for keys in [("log", "log"), ("issue", "issue"), ("root", "log")]:
        with pytest.raises(InputError) as error:
            issue(body, case.application(), pair(keys[0]), pair(keys[1]), ISSUED)
        assert [problem.kind.code for problem in error.value.problems] == ["body-key-other"]
    assert list(body.registry.pending()) == []


def test_a_body_without_anybody_in_its_register_issues_nothing(tmp_path: Path, case: Papers) -> None:
    assert refusals(body_in(tmp_path / "body"), case) == ["role-missing"] * 3


def test_without_an_end_it_is_valid_for_two_years_or_as_long_as_the_study_holds(body: Body, case: Papers) -> None:
    made = issued(body, case, valid_until=None)
    assert made.bundle["certificate"]["validUntil"] == "2028-03-05T12:00:00Z"  # type: ignore[index, call-overload]
    longer = issued(body, case, valid_until=None, years=20, supersedes=made.number)
    assert longer.bundle["certificate"]["validUntil"] == "2039-12-31T16:00:00Z"  # type: ignore[index, call-overload]


def test_where_it_cannot_be_told_whether_the_study_conforms_the_opinion_has_to_be_modified(
    body: Body, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "facts_of", lambda *_: replace(facts(), outcome="undetermined"))
    limitation = Limitation("", "", {"en": "One requirement could not be looked at."})
    case = papers(tmp_path / "modified", opinion=Opinion.MODIFIED, limitations=(limitation,))
    assert issued(body, case).number == "EX-2026-000001"


def test_confidential_parts_have_to_be_shown_to_the_verifier(
    body: Body, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commitment = "hmac-sha256:" + "a" * 64
    dossier = sealed().dossier
    hidden = DossierEntry("hidden/recipe", "opening", "", 0, commitment)
    closed = replace(dossier, entries={**dossier.entries, hidden.name: hidden})
    monkeypatch.setattr(issuing, "read_dossier", lambda *_: closed)
    assert refusals(body, papers(tmp_path / "unseen")) == ["issue-hidden-not-shown"]
    assert issued(body, papers(tmp_path / "seen", shown=(commitment,))).number == "EX-2026-000001"


@pytest.mark.parametrize("state", [State.SUSPENDED, State.REVOKED])
def test_a_change_of_state_is_seen_in_the_next_bundle_and_in_public(body: Body, case: Papers, state: State) -> None:
    made = issued(body, case)
    change_state(body, made.number, state, "the meters were wrong", pair("issue"), pair("log"), SOON)
    found = verdict(body, bundle(body, made.number, SOON), SOON)
    assert [(check.code, check.reason.code) for check in found.checks if check.finding is Finding.FAILED] == [
        ("status", str(state))
    ]
    public = json.loads((body.folder / "public" / "status" / "revocation-1.json").read_bytes())
    assert public["validFrom"] == "2026-03-06T12:00:00Z"
    published = json.loads((body.folder / "public" / "certificates" / f"{made.number}.bundle.json").read_bytes())
    assert published == bundle(body, made.number, SOON)
    files = [path for path in (body.folder / "public").rglob("*") if path.is_file()]
    assert not [path for path in files if b"the meters were wrong" in path.read_bytes()]


def test_a_suspension_is_lifted_and_a_revocation_is_not(body: Body, case: Papers) -> None:
    number = issued(body, case).number
    for state in (State.SUSPENDED, State.ISSUED):
        change_state(body, number, state, "because", pair("issue"), pair("log"), SOON)
    assert verdict(body, bundle(body, number, SOON), SOON).outcome is Outcome.IN_ORDER
    change_state(body, number, State.REVOKED, "because", pair("issue"), pair("log"), SOON)
    with pytest.raises(InputError) as error:
        change_state(body, number, State.ISSUED, "because", pair("issue"), pair("log"), SOON)
    assert error.value.problems[0].kind.code == "state-change-impossible"
    assert body.registry.state_of(number) is State.REVOKED


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001, "two\nlines", "\x1b[31m"])
def test_a_change_of_state_needs_a_reason(body: Body, case: Papers, reason: str) -> None:
    number = issued(body, case).number
    with pytest.raises(InputError) as error:
        change_state(body, number, State.REVOKED, reason, pair("issue"), pair("log"), SOON)
    assert error.value.problems[0].kind.code == "state-reason"


def test_a_change_before_the_last_is_refused_and_nothing_is_kept(body: Body, case: Papers) -> None:
    number = issued(body, case).number
    with pytest.raises(InputError) as error:
        change_state(body, number, State.REVOKED, "because", pair("issue"), pair("log"), MADE)
    assert error.value.problems[0].kind.code == "state-change-backwards"
    assert body.registry.state_of(number) is State.ISSUED


def test_lists_that_run_out_are_signed_anew(body: Body, case: Papers) -> None:
    made = issued(body, case)
    late = ISSUED + timedelta(days=40)
    assert verdict(body, made.bundle, late).outcome is Outcome.CANNOT_TELL
    assert renew_status(body, pair("issue"), pair("log"), ISSUED + timedelta(days=1)) == 0
    assert renew_status(body, pair("issue"), pair("log"), late) == 2
    assert verdict(body, bundle(body, made.number, late), late).outcome is Outcome.IN_ORDER
    assert renew_status(body, pair("issue"), pair("log"), late) == 0


def test_a_certificate_issued_late_brings_a_list_that_can_be_rested_on(body: Body, case: Papers) -> None:
    first = issued(body, case)
    change_state(body, first.number, State.REVOKED, "because", pair("issue"), pair("log"), ISSUED)
    late = ISSUED + timedelta(days=40)
    second = issued(body, case, at=late, valid_from=late)
    assert verdict(body, second.bundle, late).outcome is Outcome.IN_ORDER


def test_validity_ends_on_the_same_day_of_a_later_year() -> None:
    assert years_after(MADE, 2).isoformat() == "2028-03-01T08:00:00+00:00"
    assert years_after(MADE.replace(year=2028, month=2, day=29), 2).isoformat() == "2030-02-28T08:00:00+00:00"

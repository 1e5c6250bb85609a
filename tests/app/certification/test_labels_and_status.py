"""A label whose certificate's bundle shows that it was revoked or suspended is refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from fourfold.app.certification.labels.labels import (
    LabelState,
    check_label,
    label_check_document,
    make_label,
    source_of_bundle,
)
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.certification.verification.verification import Outcome
from fourfold.core.canonical import canonical_bytes
from fourfold.core.words import words
from support.certified import ISSUED, SOON, UNTIL, Body, Certified
from support.command import Command

HOUR = timedelta(hours=1)


class Case:
    """A certificate with its label, whose status then changes."""

    def __init__(self, folder: Path) -> None:
        self.body, self.folder = Body(), folder
        self.certified: Certified = self.body.certify()
        self.good = self.written("good")
        self.text = make_label(
            source_of_bundle(self.good), self.body.keys.issue, folder / "label.svg", "", SOON, "en"
        ).text

    def written(self, name: str) -> Path:
        path = self.folder / f"{name}.bundle.json"
        path.write_bytes(canonical_bytes(self.body.bundle(self.certified)))
        return path


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


@pytest.mark.parametrize(
    ("purpose", "state"),
    [(StatusPurpose.REVOCATION, LabelState.REVOKED), (StatusPurpose.SUSPENSION, LabelState.SUSPENDED)],
)
def test_a_label_is_refused_by_the_status_in_the_bundle(case: Case, purpose: StatusPurpose, state: LabelState) -> None:
    case.body.set_bit(purpose)
    case.body.publish_status(ISSUED + HOUR)
    changed = case.written("changed")
    for trust in (case.body.trust(), None):
        check = check_label(case.text, SOON, [changed], trust)
        assert (check.state, check.outcome, check.is_signed) == (state, Outcome.REFUSED, True)
        assert f"{state.value}, as of 2026-03-01T09:00:00Z" in words("en")(check.reason.text, **check.params)
    assert label_check_document(check)["state"] == state.value
    assert check_label(case.text, UNTIL, [changed], case.body.trust()).state is state
    assert check_label(case.text, ISSUED, [changed], case.body.trust()).state is LabelState.STATUS_UNKNOWN


def test_of_two_bundles_the_newest_lists_count(case: Case) -> None:
    case.body.set_bit(StatusPurpose.SUSPENSION)
    case.body.publish_status(ISSUED + HOUR)
    suspended = case.written("suspended")
    bits = case.body.bits[StatusPurpose.SUSPENSION]
    bits[:] = bytes(len(bits))
    case.body.publish_status(ISSUED + 2 * HOUR)
    resumed, trust = case.written("resumed"), case.body.trust()
    for bundles in ([suspended, resumed], [resumed, suspended], [case.good, resumed]):
        assert check_label(case.text, SOON, bundles, trust).state is LabelState.STATUS_UNKNOWN
    assert check_label(case.text, SOON, [case.good, suspended], trust).state is LabelState.SUSPENDED


def test_lists_that_are_not_good_refuse_no_label(case: Case) -> None:
    case.body.set_bit(StatusPurpose.REVOCATION)
    case.body.publish_status(ISSUED + HOUR, log=False)
    unlogged = case.written("unlogged")
    assert check_label(case.text, SOON, [unlogged], case.body.trust()).state is LabelState.STATUS_UNKNOWN
    case.body.publish_status(ISSUED + HOUR)
    case.body.keys.witness = case.body.keys.client
    trust = case.body.trust()
    case.body.keys.witness = case.body.keys.verifier
    unseen = case.written("unseen")
    assert check_label(case.text, SOON, [unseen], trust).state is LabelState.STATUS_UNKNOWN


def test_another_certificate_s_status_refuses_no_label(case: Case) -> None:
    case.body.set_bit(StatusPurpose.REVOCATION, 2)
    case.certified = case.body.certify()
    case.body.publish_status(ISSUED + HOUR)
    other = case.written("other")
    assert check_label(case.text, SOON, [other], case.body.trust()).state is LabelState.STATUS_UNKNOWN


def test_the_command_says_so_with_exit_code_1(
    case: Case, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    fourfold = Command(monkeypatch, capfd)
    case.body.set_bit(StatusPurpose.REVOCATION)
    case.body.publish_status(ISSUED + HOUR)
    at = SOON.isoformat()
    done = fourfold("verify", "--label", case.text, case.written("revoked"), "--at", at)
    assert done.code == 1
    assert "is revoked, as of 2026-03-01T09:00:00Z" in " ".join(done.out.split())
    assert fourfold("verify", "--label", case.text, case.good, "--at", at).code == 3

"""A crash at any change of the disk: afterwards registry, log and public files agree, and nothing is given twice."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from fourfold.app.certification.bodies.body import Body
from fourfold.app.certification.certificates.bundling import bundle
from fourfold.app.certification.certificates.issuing import issue
from fourfold.app.certification.certificates.states import change_state
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.registry import State
from fourfold.certification.verification.verification import Outcome
from fourfold.core.canonical import canonical_bytes, digest_of_bytes
from fourfold.core.problems import InputError
from support.bodies import ISSUED, PASSPHRASE, Papers, pair, papers, staffed, verdict
from support.dying import DeathError, dying

SOON = ISSUED + timedelta(days=1)
NEVER = 10_000
EVERY = int(os.environ.get("FOURFOLD_TEST_CRASHES_EVERY", "8"))
"""At how few changes a crash is tried: 1 tries all of them, which takes a minute."""


def check_agreement(body: Body) -> None:
    """Log, registry and public files say the same; every certificate that is in the log holds."""
    registry, public = body.registry, body.folder / "public"
    assert (registry.published(), registry.size(), body.log.newest.size) == (registry.size(),) * 3
    logged = list(registry.logged_from(0))
    assert [one.leaf.data() for one in logged] == list(body.log.leaves())
    assert all(body.log.prove(one.index or 0).holds() for one in logged)
    certificates = [one for one in logged if one.number]
    assert len({one.number for one in certificates}) == len(certificates)
    assert len({registry.status_of(one.number) for one in certificates}) == len(certificates)
    assert json.loads((public / "register.json").read_bytes()) == body.register().credential  # type: ignore[union-attr]
    assert json.loads((public / "did.json").read_bytes()) == body.history()[-1].credential
    for path in (public / "status").glob("*.json"):
        url = f"{body.card.url}/status/{path.name}"
        newest = registry.newest(LeafKind.STATUS, url)
        assert newest is not None
        assert newest.digest == digest_of_bytes(path.read_bytes())
    for one in certificates:
        published = json.loads((public / "certificates" / f"{one.number}.bundle.json").read_bytes())
        assert published["certificate"] == body.credential(one)
    assert not [*body.folder.glob("**/.*.part"), *body.folder.glob("**/.writing/*")]


@cache
def case(folder: Path) -> Papers:
    """The case of a test, written once."""
    return papers(folder)


def issue_sheet(body: Body, folder: Path) -> None:
    """Issue, or be told that it is issued."""
    try:
        issue(body, case(folder).application(), pair("issue"), pair("log"), ISSUED)
    except InputError as error:
        assert [problem.kind.code for problem in error.problems] == ["issue-certified-already"]  # noqa: PT017


def revoke(body: Body, _folder: Path) -> None:
    """Revoke, or be told that it is revoked."""
    try:
        change_state(body, "EX-2026-000001", State.REVOKED, "because", pair("issue"), pair("log"), SOON)
    except InputError as error:
        assert [problem.kind.code for problem in error.problems] == ["state-change-impossible"]  # noqa: PT017


def crash_everywhere(
    start: Path, folder: Path, act: Callable[[Body, Path], None], monkeypatch: pytest.MonkeyPatch, first: int
) -> int:
    """Do something, dying at every few changes it makes; then again, undisturbed. How many changes there are."""
    shutil.copytree(start, folder / "counted")
    with dying(monkeypatch, NEVER) as changes:
        act(Body.open(folder / "counted"), folder / "case")
    for at in range(first, len(changes), EVERY):
        place = folder / f"{at}"
        shutil.copytree(start, place)
        with dying(monkeypatch, at), pytest.raises(DeathError):
            act(Body.open(place), folder / "case")
        body = Body.open(place)
        assert body.registry.size() == body.log.newest.size
        act(body, folder / "case")
        check_agreement(body)
        assert len(list(body.registry.documents(LeafKind.CERTIFICATE))) == 1
        shutil.rmtree(place)
    return len(changes)


@pytest.mark.slow
def test_a_crash_at_any_change_leaves_one_certificate_that_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = staffed(tmp_path / "start")
    case(tmp_path / "case")  # sealed here once, so that no change of sealing is counted below
    assert crash_everywhere(body.folder, tmp_path, issue_sheet, monkeypatch, 0) > 20
    counted = Body.open(tmp_path / "counted")
    check_agreement(counted)
    assert verdict(counted, bundle(counted, "EX-2026-000001", SOON), SOON).outcome is Outcome.IN_ORDER


@pytest.mark.slow
def test_a_crash_at_any_change_leaves_a_revocation_that_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = staffed(tmp_path / "start")
    issue_sheet(body, tmp_path / "case")
    assert crash_everywhere(body.folder, tmp_path, revoke, monkeypatch, 1) > 10
    counted = Body.open(tmp_path / "counted")
    assert counted.registry.state_of("EX-2026-000001") is State.REVOKED
    assert verdict(counted, bundle(counted, "EX-2026-000001", SOON), SOON).outcome is Outcome.REFUSED


PROGRAM = """
import sys
from datetime import datetime
from pathlib import Path
import pytest
from fourfold.app.certification.bodies.body import Body
from fourfold.app.certification.certificates.issuing import Application, issue
from fourfold.certification.identity.issuer import KeyUse
from support.dying import dying, killed

body, case, at = Body.open(Path(sys.argv[1])), Path(sys.argv[2]), int(sys.argv[3])
passphrase, moment = sys.argv[4].encode(), datetime.fromisoformat(sys.argv[5])
issue_key, log_key = body.key(KeyUse.ISSUE, passphrase), body.key(KeyUse.LOG, passphrase)
application = Application(case / "sheet.dossier", case / "preparation.json", case / "statement.json", moment)
with dying(pytest.MonkeyPatch(), at, killed):
    issue(body, application, issue_key, log_key, moment)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals there")
def test_a_program_that_is_killed_leaves_a_body_that_goes_on(tmp_path: Path) -> None:
    body = staffed(tmp_path / "body")
    case(tmp_path / "case")
    given = (body.folder, tmp_path / "case", "14", PASSPHRASE.decode(), ISSUED.isoformat())
    command = [sys.executable, "-c", PROGRAM, *map(str, given)]
    run = subprocess.run(command, env={"PYTHONPATH": "tests", "PATH": ""}, capture_output=True, check=False)
    assert run.returncode == -signal.SIGKILL, run.stderr
    again = Body.open(body.folder)
    issue_sheet(again, tmp_path / "case")
    check_agreement(again)
    found = list(again.registry.documents(LeafKind.CERTIFICATE))
    assert [one.number for one in found] == ["EX-2026-000001"]
    assert canonical_bytes(again.credential(found[0])) == found[0].data

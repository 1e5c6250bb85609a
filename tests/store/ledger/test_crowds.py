"""Many clients at once, some of them killed, and servers that die: sums stay exact, nothing is lost or doubled."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fourfold.core.problems import InputError
from fourfold.electricity.ledger.audit import audit
from fourfold.electricity.ledger.model import LotState
from fourfold.electricity.ledger.operations import Cancel, Claim, Range
from fourfold.store.ledger.sql import SqlLedger
from support import claimants
from support.claimants import CERTIFICATES, HOURS, WH
from support.ledger_invariants import broken
from support.ledgers import BUYER, DAY_S, NOW, ask, begin, issue, measure
from support.postgres import Cluster, own_cluster, skip_without_postgres
from support.sql_ledgers import postgres_url, sqlite_ledger

TESTS = Path(__file__).parents[2]
LEDGER_ID = "urn:uuid:00000000-0000-4000-8000-000000000000"


def prepare(ledger: SqlLedger) -> None:
    """Certificates that are cancelled, and hours with less than they hold."""
    names = [f"sun-{number}" for number in range(CERTIFICATES)]
    issued = [issue(name, hour, WH) for hour, name in enumerate(names)]
    cancelled = [ask(BUYER, Cancel(Range(name, 0, WH))) for name in names]
    begin(ledger, *issued, *cancelled, *(measure(hour, WH) for hour in range(HOURS)), time_s=NOW)


def start(where: str, threads: int, seed: str, tries: int) -> subprocess.Popen[str]:
    """A process with so many claimants."""
    command = [sys.executable, "-m", "support.claimants", where, str(threads), seed, str(tries)]
    paths = os.pathsep.join((str(TESTS), *filter(None, (os.environ.get("PYTHONPATH"),))))
    environment = {**os.environ, "PYTHONPATH": paths}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def told(process: subprocess.Popen[str], killed: bool = False) -> set[int]:
    """Entries a process was told of; nothing else went wrong in it."""
    out, errors = process.communicate(timeout=120)
    lines = out.splitlines() if out.endswith("\n") or not out else out.splitlines()[:-1]
    assert killed or (process.returncode == 0 and not errors), (out[-300:], errors[-2000:])
    return {int(line) for line in lines}


def exact(ledger: SqlLedger, kept: set[int]) -> None:
    """Nothing is lost, nothing doubled, everything somebody was told of is there."""
    assert not broken(ledger)
    claims = {claim.claim: claim for claim in ledger.claims()}
    assert kept <= set(claims)
    covered = sum(use.covered_wh for use in ledger.uses("mill"))
    claimed = sum(claim.energy_wh for claim in claims.values())
    balance = ledger.balance()
    assert covered == claimed == balance.claimed == sum(lot.energy_wh for lot in ledger.lots(state=LotState.CLAIMED))
    assert balance.total == CERTIFICATES * WH
    assert 0 < claimed <= HOURS * WH
    assert all(use.free_wh >= 0 for use in ledger.uses("mill"))
    ledger.close_day(NOW // DAY_S, NOW + 2 * DAY_S)
    found = audit(ledger, LEDGER_ID, lambda _key, _signed, _signature: True)
    assert not list(found.problems)


@pytest.mark.slow
def test_a_thousand_claimants_at_once_leave_sums_exact(postgres: Cluster) -> None:
    url = postgres_url(postgres)
    ledger = SqlLedger.on(url)
    prepare(ledger)
    crowd = [start(url, 250, f"p{number}", 1) for number in range(4)]
    kept = set[int]().union(*(told(process) for process in crowd))
    exact(ledger, kept)
    assert {claim.claim for claim in ledger.claims()} == kept


@pytest.mark.slow
def test_processes_killed_at_random_leave_sums_exact(postgres: Cluster) -> None:
    url = postgres_url(postgres)
    ledger = SqlLedger.on(url)
    prepare(ledger)
    exact(ledger, _kill_some(url, ledger, random.Random(7)))


@pytest.mark.slow
def test_processes_killed_at_random_leave_a_file_exact(tmp_path: Path) -> None:
    ledger = sqlite_ledger(tmp_path)
    prepare(ledger)
    exact(ledger, _kill_some(str(tmp_path / "ledger.sqlite"), ledger, random.Random(11)))


def _kill_some(where: str, ledger: SqlLedger, draw: random.Random) -> set[int]:
    """Claimants of whom half are killed, each when so many claims more are there; what they were told of."""
    crowd = [start(where, 4, f"k{number}", 1_000) for number in range(2)]
    kept = set[int]()
    for process in crowd:
        at = sum(1 for _ in ledger.claims()) + draw.randint(3, 15)
        while process.poll() is None and sum(1 for _ in ledger.claims()) < at:
            time.sleep(0.01)
        process.kill()
        kept |= told(process, killed=True)
    assert kept
    return kept | told(start(where, 4, "after", 5))


def test_claimants_in_several_processes_share_a_file(tmp_path: Path) -> None:
    ledger = sqlite_ledger(tmp_path)
    prepare(ledger)
    crowd = [start(str(tmp_path / "ledger.sqlite"), 4, f"s{number}", 5) for number in range(2)]
    kept = set[int]().union(*(told(process) for process in crowd))
    exact(ledger, kept)
    assert {claim.claim for claim in ledger.claims()} == kept


@pytest.mark.slow
def test_a_server_that_dies_loses_nothing_it_had_told_of() -> None:
    skip_without_postgres()
    with own_cluster() as cluster:
        url = cluster.make_database()
        ledger = SqlLedger.on(url, make=True)
        prepare(ledger)
        process = start(url, 6, "d", 1_000)
        while sum(1 for _ in ledger.claims()) < 10:
            time.sleep(0.01)
        cluster.kill()
        out, _ = process.communicate(timeout=120)
        kept = {int(line) for line in out.splitlines() if not line.startswith("!")}
        assert len(kept) >= 5
        assert "ledger-unreachable" in out
        with pytest.raises(InputError) as error:
            ledger.balance()
        assert error.value.problems[0].kind.code == "ledger-unreachable"
        cluster.start()
        kept |= told(start(url, 2, "after", 5))
        exact(ledger, kept)
        ledger.close()


def test_the_claims_that_are_tried_ask_for_more_than_there_is() -> None:
    draw = random.Random("all")
    wanted = [claimants.claim(draw, str(number)).operation for number in range(1_000)]
    assert sum(claim.covered_wh for claim in wanted if isinstance(claim, Claim)) > HOURS * WH

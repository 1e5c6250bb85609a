"""A PostgreSQL of the tests' own: one cluster a run, on a socket in a short folder, a database for whoever asks.

Where the run has several workers the first that needs the cluster starts it and the last to leave stops it. A guard
watches the run: when it is gone, however it ended, the guard stops the server and removes the folder. PostgreSQL does
not run as root; a run of root hands it to the user ``postgres`` (or ``nobody``).
"""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

import pytest

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "deadlock_timeout": "200ms",
    "autovacuum": "on",
    "log_min_messages": "fatal",
}
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""For a cluster that nobody kills: nothing is to survive it."""
_PATIENCE_S = 60
_names = count(1)


@dataclass(frozen=True)
class Cluster:
    """A running server.

    Attributes:
        folder: of its data and its socket.
        programs: folder of ``initdb`` and ``postgres``.
        user: of the system whose the server is; empty for whoever runs the tests.
        durable: whether what is committed is on the disk.
    """

    folder: Path
    programs: Path
    user: str
    durable: bool = False

    @property
    def data(self) -> Path:
        """Its data."""
        return self.folder / "data"

    def url(self, database: str) -> str:
        """Address of a database."""
        return f"postgresql://tests@/{database}?host={self.folder}"

    def make_database(self) -> str:
        """A new empty database; its address."""
        import psycopg
        from psycopg import sql

        name = f"db_{os.getpid()}_{next(_names)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        return self.url(name)

    def copy_database(self, url: str) -> str:
        """A copy of a database nobody is connected to; its address."""
        import psycopg
        from psycopg import sql

        name = f"db_{os.getpid()}_{next(_names)}"
        of = url.rpartition("?")[0].rpartition("/")[2]
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            named = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(of))
            connection.execute(named)
        return self.url(name)

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        settings = SETTINGS if self.durable else {**SETTINGS, **FAST}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, "-k", self.folder, *options],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                **_as(self.user),  # type: ignore[call-overload]
            )
        self._wait()

    def _wait(self) -> None:
        import psycopg

        until = time.monotonic() + _PATIENCE_S
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise RuntimeError((self.folder / "log").read_text("utf-8", "replace")[-2000:]) from None
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """Let the whole server die at once, as in a power cut, and wait until it is gone."""
        pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGQUIT)  # immediate: nothing is written, recovery follows at the next start
        until = time.monotonic() + _PATIENCE_S
        while _is_alive(pid) and time.monotonic() < until:
            time.sleep(0.02)


def _as(user: str) -> dict[str, object]:
    """How to run a program as a user."""
    if not user:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def programs() -> Path | None:
    """The folder of PostgreSQL's server programs, newest first."""
    named = os.environ.get("FOURFOLD_POSTGRES")
    on_path = shutil.which("initdb")
    folders = [Path(named)] if named else []
    folders += [Path(on_path).resolve().parent] if on_path else []
    for pattern in ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql*/bin"):
        folders += sorted(Path("/").glob(pattern), reverse=True)
    return next((each for each in folders if (each / "initdb").exists() and (each / "postgres").exists()), None)


def new_cluster(durable: bool) -> Cluster:
    """A cluster that was started just now.

    Args:
        durable: whether what is committed is on the disk.

    Raises:
        RuntimeError: it does not start.
    """
    found = programs()
    if found is None:
        raise RuntimeError("no PostgreSQL")
    user = _other_user() if os.geteuid() == 0 else ""
    folder = Path(tempfile.mkdtemp(prefix="ffpg-"))  # short: a socket's path has 107 characters at most
    if user:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    folder.chmod(0o711)
    cluster = Cluster(folder, found, user, durable)
    made = subprocess.run(
        [found / "initdb", "-D", cluster.data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        capture_output=True,
        text=True,
        cwd="/",
        **_as(user),  # type: ignore[call-overload]
    )
    if made.returncode:
        raise RuntimeError(made.stderr)
    cluster.start()
    return cluster


def _other_user() -> str:
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise RuntimeError("no user to run PostgreSQL as")


_GUARD = """
import os, shutil, signal, sys, time
watched, folder = int(sys.argv[1]), sys.argv[2]
while True:
    try:
        os.kill(watched, 0)
    except OSError:
        break
    if not os.path.isdir(folder):
        sys.exit()
    time.sleep(0.5)
try:
    with open(os.path.join(folder, "data", "postmaster.pid")) as file:
        os.kill(int(file.readline()), signal.SIGQUIT)
except (OSError, ValueError):
    pass
time.sleep(1)
for each in sys.argv[2:]:
    shutil.rmtree(each, ignore_errors=True)
"""


def watch(cluster: Cluster, run: int, meeting: Path | None = None) -> None:
    """Let a process of its own stop and remove a cluster, and the place its users met, when a run is gone."""
    folders = [str(cluster.folder), *([str(meeting)] if meeting else [])]
    subprocess.Popen(
        [sys.executable, "-I", "-c", _GUARD, str(run), *folders],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
    )


@cache
def shared_cluster() -> Cluster:
    """The cluster of this run of the tests, which its workers share; skips where there is none.

    The guard stops it: another worker may still be at work when this one ends.
    """
    skip_without_postgres()
    worker = "PYTEST_XDIST_WORKER" in os.environ
    run, name = (os.getppid(), os.environ["PYTEST_XDIST_TESTRUNUID"][:12]) if worker else (os.getpid(), "alone")
    meeting = Path(tempfile.gettempdir()) / f"ffrun-{run}-{name}"
    meeting.mkdir(exist_ok=True)
    card = meeting / "postgres.json"
    with (meeting / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if card.exists():
            folder, where, user = json.loads(card.read_text())
            return Cluster(Path(folder), Path(where), user)
        cluster = new_cluster(durable=False)
        watch(cluster, run, meeting)
        card.write_text(json.dumps([str(cluster.folder), str(cluster.programs), cluster.user]))
    return cluster


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """A cluster for one test, which may kill it."""
    cluster = new_cluster(durable=True)
    watch(cluster, os.getpid())
    try:
        yield cluster
    finally:
        cluster.kill()
        shutil.rmtree(cluster.folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # a child that has ended is there until it is asked for
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def skip_without_postgres() -> None:
    """Skip a test where there is no PostgreSQL; in CI that is a failure."""
    if programs() is not None:
        return
    reason = "NO POSTGRESQL: ledgers on PostgreSQL are not tested; run scripts/get-postgres"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)

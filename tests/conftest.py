"""Shared by all tests: hypothesis profiles, the folder of real input, a clean environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from support.postgres import Cluster

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("local", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", deadline=None, max_examples=150, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "local")

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Messages are English, tables wide, packs those of Fourfold, and nobody trusted, unless a test says otherwise."""
    for name in ("LANG", "PACKS", "TRUST", "BODY", "PASSPHRASE_FILE"):
        monkeypatch.delenv(f"FOURFOLD_{name}", raising=False)
    monkeypatch.setenv("FOURFOLD_SEEN", str(tmp_path_factory.getbasetemp() / "seen"))
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture(scope="session")
def postgres() -> Cluster:
    """The run's PostgreSQL; started when the first test asks for it, gone with the run."""
    from support.postgres import shared_cluster

    return shared_cluster()

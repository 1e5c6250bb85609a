"""One ledger, one body and one statement for the tests that change nothing about them."""

from __future__ import annotations

import pytest

from fourfold.app.supply.stating import Stated
from fourfold.core.canonical import JSON
from support.traced import Kept, kept_and_closed


@pytest.fixture(scope="session")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept_and_closed(tmp_path_factory.mktemp("keeper"))


@pytest.fixture(scope="session")
def stated(keeper: Kept) -> Stated:
    return keeper.state()


@pytest.fixture
def bundle(stated: Stated) -> dict[str, JSON]:
    return stated.bundle

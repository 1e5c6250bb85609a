"""One body and one certificate for the tests that change nothing about them."""

from __future__ import annotations

import pytest

from fourfold.core.canonical import JSON
from support.certified import Body, Certified


@pytest.fixture(scope="session")
def body() -> Body:
    return Body()


@pytest.fixture(scope="session")
def certified(body: Body) -> Certified:
    return body.certify()


@pytest.fixture
def bundle(body: Body, certified: Certified) -> dict[str, JSON]:
    return body.bundle(certified)

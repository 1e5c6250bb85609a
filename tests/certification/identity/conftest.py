"""A body whose issuer documents a test may change."""

from __future__ import annotations

import pytest

from support.identities import DID, IdentityBody


@pytest.fixture
def body() -> IdentityBody:
    return IdentityBody(DID)

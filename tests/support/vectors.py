"""Where the published test vectors lie, if they lie beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "data" / "vectors"
needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason="the shared data folder is not beside the repository")

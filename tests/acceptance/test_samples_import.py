"""Published samples of every format: each is imported, or refused with a reason; nothing ends otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.app.databases.importing import import_database
from fourfold.core.problems import InputError
from fourfold.store.databases import FolderShelf

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY.parent / "shared" / "data"
SAMPLES = DATA / "lca-samples"
IMPORTED = (
    "io/ecospold1",
    "io/ecospold2",
    "io/ilcd",
    "jsonld/input/exchange_sync-all.zip",
    "jsonld/input/unit_sync-all.zip",
)
REFUSED = {
    "io/simapro": "import-simapro-csv",
    "jsonld": "import-format-unknown",
    "jsonld/input/nw_set_sync-all.zip": "import-nothing-read",
    "jsonld/input/unit_sync-unit_group.zip": "import-nothing-read",
}

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the published samples are not beside the repository"),
]


@pytest.mark.parametrize("sample", IMPORTED)
def test_a_sample_is_imported_and_comes_back(tmp_path: Path, sample: str) -> None:
    shelf = FolderShelf(tmp_path)
    done = import_database(SAMPLES / sample, shelf, name="sample")
    assert done.is_new
    back = shelf.open("sample")
    assert back.info == done.info
    assert back.report.findings == done.report.findings
    assert back.exchanges.height == done.info.counts["exchanges"] > 0
    assert not import_database(SAMPLES / sample, shelf, name="sample").is_new


@pytest.mark.parametrize(("sample", "code"), REFUSED.items())
def test_a_sample_is_refused_with_a_reason(tmp_path: Path, sample: str, code: str) -> None:
    shelf = FolderShelf(tmp_path)
    with pytest.raises(InputError) as raised:
        import_database(SAMPLES / sample, shelf, name="sample")
    assert raised.value.problems[0].kind.code == code
    assert list(shelf.list()) == []

"""Dossiers for tests: small ones put together by hand, and studies sealed, bent and read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from fourfold.app.certification.dossiers import clean_process
from fourfold.app.certification.dossiers.sealing import SealedStudy
from fourfold.certification.dossier.archive import archive_bytes
from fourfold.certification.dossier.dossier import Dossier, read_dossier_stream
from fourfold.certification.dossier.entries import MANIFEST, DossierEntry
from fourfold.certification.dossier.head import Head
from fourfold.certification.dossier.sealing import Part, Sealed, seal
from fourfold.core.canonical import canonical_bytes, digest_of_bytes
from fourfold.core.problems import Place, Problems
from support.pack_folders import pack_folder
from support.studies import emits, output, own_factor, process, uses, write_study

ZERO = "sha256:" + "0" * 64
HEAD = Head(
    engine={
        "name": "fourfold",
        "version": "1.0",
        "lock": ZERO,
        "arithmetic": "decimal",
        "tzdata": "2026a",
        "python": "CPython 3.11.0",
        "packages": {"numpy": "2.0"},
    },
    study={
        "digest": ZERO,
        "title": {"en": "A study"},
        "product": {"names": {"en": "A product"}, "identifiers": [], "codes": {}},
        "workbook": "",
    },
    standard={
        "id": "rule",
        "standard": "rule",
        "version": "1.0",
        "digest": ZERO,
        "chain": [{"id": "rule", "version": "1.0", "digest": ZERO}],
    },
    day="2025-12-01",
    phase="issue",
    lang="en",
    method={"id": "rule"},
    precision={"quantum_kg_co2e": "0.000000000001", "solved_digits": 9},
)
PARTS = (
    Part("result.json", "result", b"{}"),
    Part("conformity.json", "conformity", b"{}"),
    Part("study/study.yaml", "study", b"fourfold: study/1\n"),
    Part("study/evidence/账单.txt", "study", "一\n".encode()),
    Part("study/empty.csv", "study", b""),
)
METHOD = [{"choice": "gwp_set", "value": "AR6"}]
RULES = [
    {"requirement": "title", "test": "present(study.title)"},
    {"requirement": "low", "test": "result.total_kg_co2e < param.limit", "fail_en": "Too much.", "fail_zh": "过高。"},
]


def by_hand(*more: Part, hidden: tuple[DossierEntry, ...] = ()) -> Sealed:
    """A dossier without a study behind it."""
    problems = Problems()
    sealed = seal([*PARTS, *more], HEAD, problems, hidden)
    assert sealed is not None, list(problems)
    return sealed


def read(data: bytes) -> tuple[Dossier | None, list[str]]:
    """A dossier from bytes, and the codes of what is wrong with it."""
    problems = Problems()
    dossier = read_dossier_stream(BytesIO(data), len(data), Place("d.dossier"), problems)
    return dossier, [problem.kind.code for problem in problems.errors]


def write_small_study(folder: Path) -> Path:
    """1 kg of a product: 2 kg of steel at 1.5 kg, and 1 kg of CO2 from a stack: 4 kg CO2e."""
    tables = {
        "processes": [process("main", site="")],
        "outputs": [output("main", "product")],
        "inputs": [uses("main", "sheet", "2", "factor", "steel"), uses("main", "coat", "0", "factor", "paint")],
        "emissions": [emits("main", "stack", "CO2", 1, evidence_file="evidence/stack.txt")],
        "factors": [own_factor("steel", "1.5"), own_factor("paint", "3")],
    }
    (folder / "evidence").mkdir(parents=True)
    (folder / "evidence" / "stack.txt").write_text("1 kg\n", encoding="utf-8")
    product = {"names": {"en": "Product", "zh": "产品"}, "codes": {"hs": "7308"}, "identifiers": ["urn:example:p:1"]}
    return write_study(folder, tables, product=product, date="2025-06-01")


def write_rules(folder: Path) -> Path:
    """A pack ``child`` that derives from a pack ``parent``."""
    limit = {"parameter": "limit", "unit": "kg", "value": "10", "clause": "1", "from": "2024-01-01", "source": "S"}
    pack_folder(folder, "parent", requirements=RULES, method=METHOD, parameters=[limit])
    pack_folder(folder, "child", "parent", requirements=[{"requirement": "own", "test": "present(study.company.name)"}])
    return folder


def rebuilt(sealed: SealedStudy | Sealed, contents: Mapping[str, bytes] = {}, **manifest: Any) -> bytes:
    """The archive with other contents, the manifest put right by hand, as somebody who cheats would do it.

    Args:
        sealed: what to bend.
        contents: bytes of entries to replace.
        manifest: members of the manifest to replace.
    """
    held = {**sealed.dossier.contents, **contents}
    document = json.loads(canonical_bytes({**sealed.dossier.manifest, **manifest}))
    for entry in document["entries"]:
        if entry["name"] in held:
            entry["digest"], entry["size_bytes"] = digest_of_bytes(held[entry["name"]]), len(held[entry["name"]])
    return archive_bytes({MANIFEST: canonical_bytes(document), **held})


def replaced(sealed: SealedStudy, name: str, old: str, new: str) -> dict[str, bytes]:
    """One entry with a text in it exchanged."""
    data = sealed.dossier.contents[name]
    assert data.count(old.encode()) >= 1, (name, old)
    return {name: data.replace(old.encode(), new.encode())}


def bent(sealed: SealedStudy, name: str, bend: Callable[[Any], None]) -> dict[str, bytes]:
    """One JSON entry, changed."""
    document = json.loads(sealed.dossier.contents[name])
    bend(document)
    return {name: canonical_bytes(document)}


def opened(data: bytes) -> Dossier:
    """A dossier that has nothing wrong."""
    dossier, codes = read(data)
    assert dossier is not None, codes
    return dossier


def in_this_process(folder: Path, _seconds: int) -> None:
    """What the clean process does, done here: quick, for tests of what it answers."""
    clean_process.answer(str(folder))

"""Files of a verifier's case on the sealed sheet: dossier, preparation, recomputation, case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fourfold.certification.documents.preparation import prepare
from fourfold.certification.keys.key import SigningKey
from fourfold.core.canonical import JSON, canonical_bytes
from support.certified import sealed

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
BODY = "did:web:certifier.example"
CASE = """\
fourfold: statement-case/1
dossier: {dossier}
level: reasonable
opinion: unmodified
scope:
  en: The whole dossier, and the works in person.
materiality:
  share: 0.05
findings: []
limitations: []
shown: []
"""


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """Where they are.

    Attributes:
        folder: holds all of them.
    """

    folder: Path

    @property
    def dossier(self) -> Path:
        """Of the sheet."""
        return self.folder / "sheet.dossier"

    @property
    def preparation(self) -> Path:
        """Signed by the client."""
        return self.folder / "preparation.json"

    @property
    def recomputation(self) -> Path:
        """That all is equal."""
        return self.folder / "recomputation.json"

    @property
    def case(self) -> Path:
        """What is to be stated."""
        return self.folder / "case.yaml"

    @property
    def statement(self) -> Path:
        """Where it goes."""
        return self.folder / "statement.json"

    def say(self, old: str, new: str) -> None:
        """Change the case."""
        text = self.case.read_text()
        assert old in text
        self.case.write_text(text.replace(old, new))

    def recomputed(self, **changes: JSON) -> None:
        """Write the report of a recomputation."""
        document: dict[str, JSON] = {
            "fourfold": "recomputation/1",
            "dossier": sealed().dossier.digest,
            "outcome": "equal",
            **changes,
        }
        self.recomputation.write_bytes(canonical_bytes(document) + b"\n")


def case_files(folder: Path, client: SigningKey) -> CaseFiles:
    """All that a statement on the sheet needs."""
    files = CaseFiles(folder)
    digest = sealed().dossier.digest
    files.dossier.write_bytes(sealed().data)
    files.preparation.write_bytes(canonical_bytes(prepare(digest, client, AT)))
    files.recomputed()
    files.case.write_text(CASE.format(dossier=digest))
    return files

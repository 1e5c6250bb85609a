"""A study whose steel comes with a supplier's certificate, on disk."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from fourfold.accounting.assess import Result
from fourfold.app.assess import assess_folder
from fourfold.certification.identity.trust import trust_document
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.core.canonical import canonical_bytes
from support.certified import EXAMPLES, SOON, Body

Change = Callable[[dict[str, str]], None]


class Chain:
    """The bracket of the example, whose steel comes with a certificate."""

    def __init__(self, folder: Path) -> None:
        self.body = Body()
        self.sheet = self.body.certify("sheet")
        self.folder, self.trust = folder / "bracket", folder / "trust.json"
        shutil.copytree(EXAMPLES / "bracket", self.folder)
        roots = self.body.trust()
        self.trust.write_bytes(canonical_bytes(trust_document((self.body.trusted(),), roots.witnesses, 1)))
        self.put(self.body.bundle(self.sheet))
        self.change_row(lambda row: row.update(certificate="sheet.bundle.json"))

    def put(self, document: dict[str, Any]) -> None:
        """Lay a bundle into the study."""
        (self.folder / "sheet.bundle.json").write_bytes(canonical_bytes(document))

    def change_row(self, change: Change) -> None:
        """Change the row of the supplier."""
        path = self.folder / "tables" / "suppliers.csv"
        (row,) = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        change(row)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(row))
            writer.writeheader()
            writer.writerow(row)

    def flag(self, purpose: StatusPurpose, at: datetime = SOON) -> None:
        """Set the certificate's bit and bring the new lists along."""
        self.body.set_bit(purpose)
        self.body.publish_status(at)
        self.put(self.body.bundle(self.sheet, at))

    def result(self, at: datetime = SOON, *, trusting: bool = True) -> Result:
        """The bracket assessed."""
        (found,) = assess_folder(self.folder, ["fourfold-default"], trust=(self.trust,) if trusting else (), at=at)
        return found

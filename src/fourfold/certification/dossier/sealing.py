"""From parts to a dossier: entries, manifest, archive. The same parts give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO

from fourfold.certification.dossier.archive import archive_bytes
from fourfold.certification.dossier.dossier import Dossier, read_dossier_stream
from fourfold.certification.dossier.entries import MANIFEST, DossierEntry, clashes, is_safe
from fourfold.certification.dossier.head import Head
from fourfold.certification.dossier.manifest import manifest_document
from fourfold.core.canonical import JSON, canonical_bytes, digest_of_bytes
from fourfold.core.problems import N_, MessageKind, Place, Problems

PART_NAME = MessageKind(
    "seal-part-name",
    N_("a dossier cannot hold the name {found}"),
    N_("names without signs or ends that some system does not take, such as : * ? or a dot at the end"),
    N_("rename the file in the study and seal again"),
)
PART_CLASHES = MessageKind(
    "seal-part-clashes",
    N_("{found} and {other} are one file on systems that do not tell capitals apart"),
    N_("names that differ by more than capitals"),
    N_("rename one of the files in the study and seal again"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """Something to be sealed.

    Attributes:
        name: path in the archive.
        role: as in `DossierEntry`.
        data: its bytes.
    """

    name: str
    role: str
    data: bytes

    @property
    def entry(self) -> DossierEntry:
        """What the manifest says of it."""
        return DossierEntry(self.name, self.role, digest_of_bytes(self.data), len(self.data))


@dataclass(frozen=True, slots=True)
class Sealed:
    """A dossier as it was sealed.

    Attributes:
        dossier: the dossier.
        data: bytes of its archive.
    """

    dossier: Dossier
    data: bytes


def document_part(name: str, role: str, document: Mapping[str, JSON]) -> Part:
    """A document as a part: canonical JSON, without a line break at the end."""
    return Part(name, role, canonical_bytes(dict(document)))


def check_names(names: Iterable[str], problems: Problems) -> None:
    """Report names that no dossier can hold, each at its file."""
    given = list(names)
    for name in given:
        if not is_safe(name):
            problems.error(PART_NAME, _place(name), found=_plain(name))
    for name, other in clashes(given):
        problems.error(PART_CLASHES, _place(name), found=_plain(name), other=_plain(other))


def seal(parts: Iterable[Part], head: Head, problems: Problems, hidden: Iterable[DossierEntry] = ()) -> Sealed | None:
    """Seal parts; ``None`` after reporting why they cannot be. What was sealed was read back by the strict reader.

    Args:
        parts: everything but the manifest.
        head: what the manifest says beside its entries.
        problems: receives names, numbers and sizes that no dossier can have.
        hidden: entries whose bytes stay away.
    """
    given = list(parts)
    own = Problems()
    check_names((part.name for part in given), own)
    if not own.errors:
        manifest = manifest_document(head, [*(part.entry for part in given), *hidden])
        data = archive_bytes({MANIFEST: canonical_bytes(manifest), **{part.name: part.data for part in given}})
        dossier = read_dossier_stream(BytesIO(data), len(data), Place(""), own)
    problems.absorb(own)
    return None if own.errors or dossier is None else Sealed(dossier, data)


def _plain(name: str) -> str:
    return name.removeprefix("study/")


def _place(name: str) -> Place:
    return Place(_plain(name))

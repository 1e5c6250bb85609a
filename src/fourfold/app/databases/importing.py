"""Bring a life-cycle database in: recognise, read, put in order, examine, and only then put it on the shelf.

A source that is there already, read by the same reader with the same choices, is not read again. A changed one makes a
new version. Whatever fails on the way leaves the shelf as it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from fourfold.app.databases.guarded import Watched, guarded
from fourfold.app.databases.unrecognised import nothing_in, reasons
from fourfold.app.databases.versions import digest_of_version, short
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, params_of
from fourfold.core.progress import Tick, no_tick
from fourfold.data.databases.assemble import ASSEMBLY, Assembled, assemble
from fourfold.data.databases.database import Database, DatabaseInfo
from fourfold.data.databases.examine import examine
from fourfold.data.databases.linking import NOBODY
from fourfold.data.databases.mapping.report import note_flows
from fourfold.data.databases.readers import Reader, readers
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.data.databases.shelf import Shelf
from fourfold.data.databases.shelving import check_name
from fourfold.formats.packages import Package, open_package

MAPPING_FILE = "fourfold-mapping.yaml"
"""Where readers find the mapping that a user gives."""
_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".7z", ".rar", ".bz2", ".xz", ".zolca", ".jar")
_ENDINGS = re.compile(r"(\.(zip|tar|gz|tgz|xml|json|xlsx|csv|spold|jsonld))+$", re.IGNORECASE)

FORMAT_UNKNOWN = MessageKind(
    "import-format-unknown",
    N_("{found} is in no format known here; it holds {seen}"),
    N_("one of: {formats}"),
    N_("name the format with --format; a table of factors needs a mapping (--mapping)"),
)
FORMAT_AMBIGUOUS = MessageKind(
    "import-format-ambiguous",
    N_("{found} may be read as {formats}; it holds {seen}"),
    N_("one format"),
    N_("name the format with --format"),
)
NO_SUCH_FORMAT = MessageKind(
    "import-no-such-format",
    N_("there is no format {found}"),
    N_("one of: {formats}"),
    N_("correct --format, or leave it out"),
)
NAME_MISSING = MessageKind(
    "import-name-missing",
    N_("no name can be made of {found}"),
    N_("a name of letters a to z, digits and hyphens"),
    N_("give one with --name"),
)
ARCHIVE_INSIDE = MessageKind(
    "import-archive-inside",
    N_("{found} is an archive inside the source; it was not opened"),
    N_("files"),
    N_("unpack it and import it by itself"),
)
CHOICE_LOST = MessageKind(
    "import-choice-lost",
    N_("the provider {provider} set for flow {flow} in process {process} no longer fits and was dropped"),
    N_("ids that the source still holds"),
    N_("set it again: fourfold data links NAME --set"),
)


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Attributes:
        info: of the version, stored or not.
        report: its counts and findings.
        is_new: whether the version was not there before.
        is_stored: False only where `strict` kept a source with refused parts out.
    """

    info: DatabaseInfo
    report: ImportReport
    is_new: bool
    is_stored: bool


def import_database(
    path: Path,
    shelf: Shelf,
    *,
    name: str = "",
    format: str = "",  # noqa: A002 - the word of the option
    mapping: Path | None = None,
    strict: bool = False,
    today: date | None = None,
    tick: Tick = no_tick,
) -> Imported:
    """Read a source and put it on the shelf as the current version of its name.

    Providers that a user has set in the version before are kept where they still fit.

    Args:
        path: file, archive or folder.
        shelf: where it goes.
        name: of the database; made of the name of the file where empty.
        format: id of a reader, where none or several recognise the source.
        mapping: file that tells what the columns of a table of factors mean.
        strict: store nothing when a part was refused.
        today: day of the import.
        tick: told of progress.

    Raises:
        InputError: the source cannot be read at all; the shelf is as it was.
    """
    name = name or name_of(path)
    check_name(name)
    beside = {} if mapping is None else {MAPPING_FILE: mapping}
    with open_package(path, tick, beside=beside) as opened:
        package = Watched(opened)
        reader = _reader(package, format)
        choices = _choices_before(shelf, name)
        digest = digest_of_version(package.digest, reader.id, _version(reader), choices)
        if any(info.digest == digest for info in shelf.versions(name)):
            return _known(shelf, name, digest)
        database = _read(package, reader, name, choices, today or datetime.now(UTC).date(), tick)
    refused = strict and any(database.report.of(Effect.REFUSED))
    is_new = not refused and shelf.add(database)
    return Imported(database.info, database.report, is_new, not refused)


def name_of(path: Path) -> str:
    """A name for a database, made of the name of its file.

    Raises:
        InputError: nothing is left of it.
    """
    plain = unicodedata.normalize("NFKD", _ENDINGS.sub("", path.resolve().name)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")[:64].strip("-")
    if not slug:
        raise InputError([Problem(NAME_MISSING, Place(path.name), {"found": path.name})])
    return slug


def _known(shelf: Shelf, name: str, digest: str) -> Imported:
    """A version that is there already becomes the current one."""
    database = shelf.open(name, digest)
    shelf.add(database)
    return Imported(database.info, database.report, is_new=False, is_stored=True)


def _reader(package: Watched, wanted: str) -> Reader:
    known = readers()
    if wanted:
        if wanted not in known:
            raise _failure(NO_SUCH_FORMAT, "--format", found=wanted, formats=_formats(list(known.values())))
        return known[wanted]
    fitting = [reader for reader in known.values() if _recognises(reader, package)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting and (told := reasons(package)):
        raise InputError(told)
    kind, offered = (FORMAT_AMBIGUOUS, fitting) if fitting else (FORMAT_UNKNOWN, list(known.values()))
    raise _failure(kind, package.name, found=package.name, seen=_seen(package), formats=_formats(offered))


def _recognises(reader: Reader, package: Watched) -> bool:
    with guarded(reader, package):
        return reader.recognises(package)


def _read(
    package: Watched,
    reader: Reader,
    name: str,
    choices: Mapping[tuple[str, str], str],
    today: date,
    tick: Tick,
) -> Database:
    report = ImportReport()
    for inside in package.names:
        if len(package.names) > 1 and inside.casefold().endswith(_ARCHIVES):
            report.note(Effect.NOT_READ, ARCHIVE_INSIDE, Place(inside), found=inside)
    with guarded(reader, package):
        assembled = assemble(reader.records(package, report, tick), report)
    if assembled.is_empty:
        raise nothing_in(package, reader, assembled, report)
    kept = _fitting(choices, assembled, report)
    digest = digest_of_version(package.digest, reader.id, _version(reader), kept)
    info = DatabaseInfo(
        name=name,
        version=short(digest),
        digest=digest,
        source=package.name,
        source_digest=package.digest,
        reader=reader.id,
        reader_version=_version(reader),
        imported=today.isoformat(),
        counts=_counts(assembled),
        licence=_licence(assembled),
    )
    database = Database(info, assembled.tables, assembled.factors, report, kept)
    note_flows(database.flows, database.exchanges, report)
    examine(database, report)
    return database


def _version(reader: Reader) -> str:
    """Version of the reader and of what is made of its records: where either changes, a database is read anew."""
    return f"{reader.version}.{ASSEMBLY}"


def _choices_before(shelf: Shelf, name: str) -> Mapping[tuple[str, str], str]:
    return shelf.open(name).choices if shelf.versions(name) else {}


def _fitting(
    choices: Mapping[tuple[str, str], str], assembled: Assembled, report: ImportReport
) -> Mapping[tuple[str, str], str]:
    """Choices whose ids are still there; the others are told."""
    if not choices:
        return {}
    processes = {"", NOBODY, *assembled.tables["processes"]["id"]}
    flows = set(assembled.tables["flows"]["id"])
    kept = {}
    for (process, flow), provider in choices.items():
        if process in processes and flow in flows and provider in processes:
            kept[process, flow] = provider
        else:
            report.note(Effect.UNLINKED, CHOICE_LOST, Place(""), provider=provider, flow=flow, process=process or "*")
    return kept


def _counts(assembled: Assembled) -> dict[str, int]:
    tables = ("processes", "flows", "exchanges", "allocations", "parameters", "results", "documents")
    return {**{name: assembled.tables[name].height for name in tables}, "factors": len(assembled.factors)}


def _licence(assembled: Assembled) -> str:
    """Licences that the source states, the most frequent first, at most three."""
    stated = Counter(text for text in assembled.tables["processes"]["licence"] if text)
    stated.update(factor.source.licence for factor in assembled.factors.values() if factor.source.licence)
    return "; ".join(text for text, _ in stated.most_common(3))


def _formats(offered: Sequence[Reader]) -> str:
    return "; ".join(f"{reader.id} ({reader.title})" for reader in offered) or "–"


def _seen(package: Package) -> str:
    """What a package holds, for people: how many files of which ending, and the first of the folders."""
    endings = Counter(Path(name).suffix.casefold() or name.rpartition("/")[2] for name in package.names)
    return ", ".join(f"{count} × {ending}" for ending, count in endings.most_common(5))


def _failure(kind: MessageKind, place: str, **params: object) -> InputError:
    return InputError([Problem(kind, Place(place), params_of(params))])

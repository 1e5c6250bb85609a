"""A traceability statement taken into a study: the file, its mention, and a row for each certificate it speaks of.

Nothing is verified here: rows that rest on a statement count only after it was verified, and are then held against it.
The study is read again afterwards; where it is not in order, everything is as it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from fourfold.accounting.sourcing import FACTOR_UNKNOWN
from fourfold.accounting.study.locate_tables import TABLES_FOLDER
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.proven import ProvenClaim
from fourfold.accounting.study.read import DECLARATIONS, load_study
from fourfold.accounting.study.schema import tables
from fourfold.app.certification.verifying.traces import read_trace_file
from fourfold.app.supply.listing import moment
from fourfold.app.supply.study_traces import proven_by
from fourfold.certification.documents.trace import TraceContent, read_trace
from fourfold.core.canonical import decimal_text
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.reading import DECLARATIONS_MOST_BYTES, TABLE_MOST_BYTES, read_bounded
from fourfold.data.library import shipped_library
from fourfold.electricity.instruments.codes import CODE_CHARACTERS
from fourfold.electricity.ledger.model import Certificate
from fourfold.formats.tables import Grid, read_csv, write_csv
from fourfold.formats.yaml_edit import with_entry
from fourfold.formats.yaml_text import read_yaml

INSTRUMENTS = f"{TABLES_FOLDER}/instruments.csv"

TRACE_TAKEN = MessageKind(
    "take-trace-there",
    N_("{found} is in the study already"),
    N_("each statement and each certificate of it once"),
    N_("nothing was changed; rename the file, or remove what is there"),
)
TRACE_SITE = MessageKind(
    "take-trace-site",
    N_("it is not said at which site of the study the power was used"),
    N_("one of: {choices}"),
    N_("name it with --site"),
)
TRACE_FACTOR = MessageKind(
    "take-trace-factor",
    N_("the technology {found} of the statement has no factor"),
    N_("a factor for each technology, by its id in the study or the library"),
    N_("add --factor {found}=FACTOR"),
)
STUDY_UNEDITABLE = MessageKind(
    "take-trace-uneditable",
    N_("{found} cannot be changed by a program without changing how it is written"),
    N_("tables as CSV files in tables/, and supply.traces as a list of lines that begin with a dash"),
    N_("add the entry by hand"),
)
TRACE_OF_LOTS = MessageKind(
    "take-trace-of-lots",
    N_("the file {found} proves lots and holds no statement"),
    N_("a traceability statement: fourfold supply statement"),
    N_("ask the keeper of the ledger for a statement"),
)
TRACE_OF_METERS = MessageKind(
    "take-trace-of-meters",
    N_("the trace of meters {found} is of no batch: what batches of the account used of these meters is part of it"),
    N_("a statement of what this study uses alone"),
    N_("if batches of these meters are stated for others, import the statement of your batch instead"),
)
TRACE_LOSSES = MessageKind(
    "take-trace-losses",
    N_("claims of the statement lose up to {found} ppm on the way; the rows hold what arrives"),
    N_("factors that count the losses of the network"),
    N_("see that the factors named do"),
)


@dataclass(frozen=True, slots=True)
class TakenTrace:
    """What became of a statement.

    Attributes:
        file: its name in the study.
        rows: rows added to the table instruments.
        covered_wh: what they cover.
        warnings: what to look at.
    """

    file: str
    rows: int
    covered_wh: int
    warnings: tuple[Problem, ...] = ()


def take_trace(path: Path, folder: Path, factors: Mapping[str, str], site: str = "") -> TakenTrace:
    """Take a traceability statement into a study.

    Args:
        path: the trace bundle.
        folder: the study folder.
        factors: id of the factor for each technology of the statement.
        site: where the power was used; may be empty where the study has one site.

    Raises:
        InputError: the statement or the study cannot be used, or one of it is there already; nothing was changed.
    """
    problems = Problems()
    content = _content(path, problems)
    study = load_study(folder)
    used_at = _site(study, site, problems)
    _check_factors(study, factors, problems)
    rows = _rows(content, path.name, used_at, factors, problems)
    _check_new(study, path.name, rows, problems)
    written = _written(folder, path, rows, problems)
    problems.raise_if_errors()
    _write(folder, written)
    warned = Problems()
    if lost := max(content.rule.losses_ppm, default=0):
        warned.warn(TRACE_LOSSES, Place(path.name), found=lost)
    if content.batch is None:
        warned.warn(TRACE_OF_METERS, Place(path.name), found=path.name)
    return TakenTrace(path.name, len(rows), sum(one.covered_wh for one in proven_by(content).values()), tuple(warned))


def _content(path: Path, problems: Problems) -> TraceContent:
    """What a statement says, by its form alone.

    Raises:
        InputError: the file is no trace bundle, or holds no statement.
    """
    bundle = read_trace_file(path, problems)
    if bundle is not None and bundle.statement is None:
        problems.error(TRACE_OF_LOTS, Place(path.name), found=path.name)
    statement = None if bundle is None else bundle.statement
    trace = None if statement is None else read_trace(statement, Place(path.name), problems)
    return problems.needed(trace).content


def _site(study: Study, site: str, problems: Problems) -> str:
    sites = [one.id for one in study.declarations.sites]
    found = site or (sites[0] if len(sites) == 1 else "")
    if found not in sites:
        problems.error(TRACE_SITE, Place("--site"), choices=", ".join(sites))
    return found


def _check_factors(study: Study, factors: Mapping[str, str], problems: Problems) -> None:
    own, library = {row.factor for row in study.tables.factors}, shipped_library()
    for technology, factor in factors.items():
        if factor not in own and library.get(factor) is None:
            similar = ", ".join(library.similar(factor)) or "–"
            problems.error(FACTOR_UNKNOWN, Place(f"--factor {technology}"), found=factor, similar=similar)


def _check_new(study: Study, name: str, rows: Sequence[Mapping[str, str]], problems: Problems) -> None:
    if (study.folder / name).exists():
        problems.error(TRACE_TAKEN, Place(name), found=name)
    taken = {row.instrument for row in study.tables.instruments} | {row.number for row in study.tables.instruments}
    for row in rows:
        if row["instrument"] in taken or row["certificate"] in taken:
            problems.error(TRACE_TAKEN, Place(INSTRUMENTS), found=row["certificate"])


def _rows(
    content: TraceContent, trace: str, site: str, factors: Mapping[str, str], problems: Problems
) -> list[dict[str, str]]:
    """A row for each certificate of which something counts."""
    proven = proven_by(content)
    technologies = {proven[one.certificate.certificate].technology for one in content.certificates}
    for technology in sorted(technologies - set(factors)):
        problems.error(TRACE_FACTOR, Place(trace), found=technology)
    names: set[str] = set()
    rows = []
    for traced in content.certificates:
        certificate = traced.certificate
        claim = proven[certificate.certificate]
        if claim.covered_wh:
            rows.append(_row(certificate, claim, content, names) | {"site": site, "trace": trace})
            rows[-1]["factor"] = factors.get(claim.technology, "")
    return rows


def _row(certificate: Certificate, claim: ProvenClaim, content: TraceContent, names: set[str]) -> dict[str, str]:
    stored = certificate.storage.value != ""
    return {
        "instrument": _short_name(certificate.certificate, names),
        "kind": certificate.kind.value,
        "start": moment(certificate.start_s),
        "end": moment(certificate.end_s),
        "amount": _kwh(claim.covered_wh),
        "unit": "kWh",
        "area": claim.area,
        "technology": claim.technology,
        "device": certificate.device,
        "stored": "yes" if stored else "",
        "storage_efficiency": decimal_text(Decimal(certificate.efficiency_ppm).scaleb(-6)) if stored else "",
        "attributes": "conveyed",
        "sole_claim": "yes",
        "retired": "yes",
        "retired_for": content.account_name or content.account,
        "certificate": certificate.certificate,
        "certificate_amount": _kwh(certificate.energy_wh),
        "green_code": certificate.code if len(certificate.code) == CODE_CHARACTERS else "",
    }


def _kwh(energy_wh: int) -> str:
    return decimal_text(Decimal(energy_wh).scaleb(-3))


def _short_name(number: str, names: set[str]) -> str:
    """A short name made of a certificate's number, told apart from others by a number behind it."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", number).strip("-._")[:56] or "certificate"
    name = next(name for at in range(len(names) + 1) if (name := f"{plain}-{at}" if at else plain) not in names)
    names.add(name)
    return name


def _written(folder: Path, path: Path, rows: Sequence[Mapping[str, str]], problems: Problems) -> Mapping[Path, bytes]:
    """What every file of the study becomes, the statement among them."""
    written: dict[Path, bytes] = {}
    data = read_bounded(path.parent, path.name, Place(path.name), problems, 1 << 30)
    declared = read_bounded(folder, DECLARATIONS, Place(DECLARATIONS), problems, DECLARATIONS_MOST_BYTES)
    yaml = None if declared is None else read_yaml(declared, DECLARATIONS, problems)
    if data is None or declared is None or yaml is None:
        return written
    edited = with_entry(yaml, declared, ("supply", "traces"), path.name)
    if edited is None or not (folder / TABLES_FOLDER).is_dir():
        problems.error(STUDY_UNEDITABLE, Place(DECLARATIONS), found=DECLARATIONS if edited is None else "study.xlsx")
        return written
    table = _extended(folder, rows, problems)
    if table is not None:
        written = {folder / path.name: data, folder / INSTRUMENTS: table, folder / DECLARATIONS: edited}
    return written


def _extended(folder: Path, rows: Sequence[Mapping[str, str]], problems: Problems) -> bytes | None:
    """The table instruments with the rows at its end; remarks above its header stay."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    grid, remarks = Grid(Place(INSTRUMENTS), (), ()), b""
    if (folder / INSTRUMENTS).exists():
        data = read_bounded(folder, INSTRUMENTS, Place(INSTRUMENTS), problems, TABLE_MOST_BYTES)
        read = None if data is None else read_csv(data, INSTRUMENTS, problems, tables()["instruments"].names)
        if data is None or read is None:
            return None
        grid, remarks = read, b"".join(data.splitlines(keepends=True)[: read.place.row - 1])
    header = [*grid.header, *(name for name in columns if name not in grid.header)]
    before = [[str(cell) for cell in row.cells] + [""] * (len(header) - len(grid.header)) for row in grid.rows]
    added = [[row.get(name, "") for name in header] for row in rows]
    return remarks + write_csv(header, [*before, *added])


def _write(folder: Path, written: Mapping[Path, bytes]) -> None:
    """Write all files and read the study; where anything is wrong, put back what was there.

    Raises:
        InputError: what is wrong with the study as it would be.
    """
    before = {path: path.read_bytes() if path.exists() else None for path in written}
    try:
        for path, data in written.items():
            write_atomically(path, data)
        load_study(folder)
    except (InputError, OSError):
        for path, old in before.items():
            if old is None:
                path.unlink(missing_ok=True)
            else:
                write_atomically(path, old)
        raise

"""What recomputing a dossier came to: a report (``recomputation/1``) that a statement can cite by its digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from fourfold.accounting.documents.parts import problem_document, text_document
from fourfold.certification.dossier.differences import DatabaseAnew, Difference
from fourfold.core.canonical import JSON, decimal_text, digest_of
from fourfold.core.problems import N_, Assumption, MessageKind, Problem

RECOMPUTATION_FORMAT = "recomputation/1"

ENGINE_OTHER_VERSION = MessageKind(
    "recompute-engine-version",
    N_("the dossier was calculated by fourfold {sealed}; this is {used}"),
    repair=N_(
        "where that version was published, this runs it: {command}; else run it from its source, which the lock names:"
        " {lock}"
    ),
)
ENGINE_OTHER_LOCK = MessageKind(
    "recompute-engine-lock",
    N_("the dossier was calculated with the lock {sealed}; this engine has {used}"),
    repair=N_("in the source tree whose uv.lock has that digest, this runs the same engine: {command}"),
)
ENGINE_LOCK_UNKNOWN = MessageKind(
    "recompute-engine-lock-unknown",
    N_(
        "whether the engine is the same to the last package cannot be told: a lock is not known (sealed: {sealed};"
        " here: {used})"
    ),
)
ENGINE_OTHER_PART = MessageKind(
    "recompute-engine-part",
    N_("{part} was {sealed} when the dossier was sealed; here it is {used}"),
)
PACK_OTHER_HERE = MessageKind(
    "recompute-pack-other",
    N_("the pack {pack} of the dossier is not the one that comes with this engine; that of the dossier was used"),
)
PACK_NOT_HERE = MessageKind(
    "recompute-pack-own",
    N_("the pack {pack} of the dossier does not come with this engine; that of the dossier was used"),
)
EVIDENCE_HIDDEN = MessageKind(
    "recompute-evidence-hidden",
    N_("{part} is confidential evidence; no figure is calculated from it"),
)
PART_HIDDEN = MessageKind(
    "recompute-part-hidden",
    N_("{part} is confidential: what rests on it is asserted, and was not recomputed from it"),
)
DATABASE_STATED = MessageKind(
    "recompute-database-stated",
    N_("the database {database} is not at hand: the figures of its datasets were taken as the dossier states them"),
    repair=N_("bring the database into the library and recompute again; its digest is {digest}"),
)
NOT_CALCULATED = MessageKind(
    "recompute-not-calculated",
    N_("from what the dossier holds no result can be calculated here; the problems say why"),
)


class Equality(StrEnum):
    """Whether a recomputation agrees with what was sealed."""

    EQUAL = "equal"
    DIFFERENT = "different"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Engines:
    """The engine that sealed and the one that recomputed, as manifests describe them.

    Attributes:
        sealed, used: both.
        command: what runs the sealed one; empty where it is the same, as far as that is known.
    """

    sealed: Mapping[str, JSON]
    used: Mapping[str, JSON]
    command: str = ""

    @property
    def is_same_version(self) -> bool:
        """Whether the versions are equal."""
        return self.sealed.get("version") == self.used.get("version")


@dataclass(frozen=True, slots=True)
class Recomputation:
    """What recomputing came to.

    Attributes:
        dossier: digest of the dossier.
        outcome: whether the result follows from what the dossier holds.
        total_sealed, total_recomputed: kg CO2e per unit; ``None`` where there is none.
        differences: causes first, then the whole before its parts; empty where all agrees.
        compared: how many numbers were compared, all of them exactly.
        databases: what became of each database the study takes from.
        engines: what sealed and what recomputed.
        asserted: names of what was taken from the dossier and not recomputed: hidden parts, figures of databases.
        notes: what has to be said of engine, packs and assertions.
        problems: why no result could be calculated.
    """

    dossier: str
    outcome: Equality
    total_sealed: Decimal | None
    total_recomputed: Decimal | None
    differences: tuple[Difference, ...]
    compared: int
    databases: tuple[DatabaseAnew, ...]
    engines: Engines
    asserted: tuple[str, ...]
    notes: tuple[Assumption, ...]
    problems: tuple[Problem, ...] = ()

    def document(self) -> dict[str, JSON]:
        """The report. It holds no time and no place, so that the same recomputation gives the same bytes."""
        return {
            "fourfold": RECOMPUTATION_FORMAT,
            "dossier": self.dossier,
            "outcome": str(self.outcome),
            "total_kg_co2e": {"sealed": _maybe(self.total_sealed), "recomputed": _maybe(self.total_recomputed)},
            "figures_compared": self.compared,
            "databases": [one.document() for one in self.databases],
            "differences": [one.document() for one in self.differences],
            "asserted": list(self.asserted),
            "engine": {
                "sealed": dict(self.engines.sealed),
                "used": dict(self.engines.used),
                "command": self.engines.command,
            },
            "notes": [note_document(note) for note in self.notes],
            "problems": [problem_document(problem) for problem in self.problems],
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the report in canonical form."""
        return digest_of(self.document())


def note_document(note: Assumption) -> dict[str, JSON]:
    """A note: code, and what it says in every language."""
    said = text_document(note.kind.text, note.params)
    repair = text_document(note.kind.repair, note.params) if note.kind.repair else {}
    return {"code": note.kind.code, "text": said, "repair": repair}


def engines_of(sealed: Mapping[str, JSON], used: Mapping[str, JSON]) -> tuple[Engines, tuple[Assumption, ...]]:
    """Two engines, the command that runs the sealed one where it is another, and what is to be said of it."""
    notes: list[Assumption] = []
    command, lock = "", sealed.get("lock")
    both = {"sealed": str(lock or "–"), "used": str(used.get("lock") or "–")}
    if sealed.get("version") != used.get("version"):
        command = f"uv tool run --from 'fourfold=={sealed.get('version')}' fourfold recompute FILE"
        versions = {"sealed": str(sealed.get("version")), "used": str(used.get("version"))}
        notes.append(Assumption(ENGINE_OTHER_VERSION, {**versions, "command": command, "lock": str(lock or "–")}))
    elif not lock or not used.get("lock"):
        notes.append(Assumption(ENGINE_LOCK_UNKNOWN, both))
    elif lock != used.get("lock"):
        command = "uv run --frozen fourfold recompute FILE"
        notes.append(Assumption(ENGINE_OTHER_LOCK, {**both, "command": command}))
    notes += [Assumption(ENGINE_OTHER_PART, params) for params in _other_parts(sealed, used)]
    return Engines(dict(sealed), dict(used), command), tuple(notes)


def _other_parts(sealed: Mapping[str, JSON], used: Mapping[str, JSON]) -> list[dict[str, str]]:
    """Interpreter, arithmetic, time-zone data and packages that are not the same."""
    before, now = _parts(sealed), _parts(used)
    names = dict.fromkeys((*before, *now))
    pairs = [(name, before.get(name, "–"), now.get(name, "–")) for name in names]
    return [{"part": name, "sealed": one, "used": other} for name, one, other in pairs if one != other]


def _parts(engine: Mapping[str, JSON]) -> dict[str, str]:
    packages = engine.get("packages")
    found = {name: str(engine.get(name, "–")) for name in ("arithmetic", "tzdata", "python")}
    return found | {name: str(version) for name, version in (packages if isinstance(packages, dict) else {}).items()}


def _maybe(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)

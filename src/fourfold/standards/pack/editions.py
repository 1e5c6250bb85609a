"""Which edition of a standard holds on the study's day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.formats.vocabulary import closest
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.model import RulePack
from fourfold.standards.pack.reading import read_pack

STANDARD_UNKNOWN = MessageKind(
    "standard-unknown",
    N_("there is no standard or pack named {found}"),
    N_("one of {known}, or the path of a pack; similar: {similar}"),
    N_("correct the name, or add the folder it lies in with --packs; fourfold standards list shows all"),
)
EDITION_NOT_IN_FORCE = MessageKind(
    "edition-not-in-force",
    N_("{found} is not in force on {day}, the date of the study"),
    N_("an edition in force on that day; there are: {editions}"),
    N_("name an edition that holds on that day, or correct the date of the study"),
)
EDITION_NONE = MessageKind(
    "edition-none",
    N_("no edition of {found} is in force on {day}, the date of the study"),
    N_("a day on which an edition is in force; there are: {editions}"),
    N_("ask for one of them by its own name where it may be used, or correct the date of the study"),
)
EDITIONS_OVERLAP = MessageKind(
    "editions-overlap",
    N_("{found}: several editions are in force on {day} ({editions}); the latest, {chosen}, is taken"),
    N_("the edition you mean, by its own name"),
    N_("name {chosen} or another of them instead of {found}"),
)


def choose(name: str, library: PackLibrary, day: date, problems: Problems) -> RulePack | None:
    """The pack a user means: a pack id, a standard (its edition in force on the day), or a path to a pack.

    A pack id outside its dates, or a standard without an edition on the day, is an error that names the editions there
    are. Drafts that never came into force may be asked for by id on any day. Where several editions of a standard are
    in force the latest is taken, with a warning.
    """
    if name in library.ids():
        pack = library.get(name, problems)
        return _in_force(pack, library, day, problems) if pack is not None else None
    if name in library.standards():
        return _edition(name, library, day, problems)
    if is_path(name):
        pack = read_pack(Path(name), problems)
        return _in_force(pack, library, day, problems) if pack is not None else None
    report_unknown(name, library, problems)
    return None


def report_unknown(name: str, library: PackLibrary, problems: Problems) -> None:
    """Report a name that is no pack, standard or path; what could not be read may be what was meant, so it is told."""
    known = sorted({*library.ids(), *library.standards()})
    problems.error(STANDARD_UNKNOWN, Place(name), found=name, known=", ".join(known), similar=closest(name, known))
    library.report_unreadable(problems)


def is_path(name: str) -> bool:
    """Whether something lies at a path; no, where the file system cannot say."""
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False


def spelled_dates(pack: RulePack) -> str:
    """When an edition is in force, as ``2024-01-01/2026-01-01``; open ends as ``..``, never in force as a dash."""
    effective = pack.identity.document.effective
    if effective.start is None:
        return "–"
    return f"{effective.start}/{effective.end or '..'}"


def _in_force(pack: RulePack, library: PackLibrary, day: date, problems: Problems) -> RulePack | None:
    effective = pack.identity.document.effective
    if effective.start is None or effective.holds(day):
        return pack
    others = {other.id: other for other in (*library.editions(pack.identity.standard, Problems()), pack)}
    editions = _spelled(list(others.values()))
    problems.error(EDITION_NOT_IN_FORCE, Place(pack.id), found=pack.id, day=day, editions=editions)
    return None


def _edition(standard: str, library: PackLibrary, day: date, problems: Problems) -> RulePack | None:
    own = Problems()
    editions = library.editions(standard, own)
    problems.absorb(own)
    if own.errors:
        return None
    holding = [pack for pack in editions if pack.identity.document.effective.holds(day)]
    if not holding:
        problems.error(EDITION_NONE, Place(standard), found=standard, day=day, editions=_spelled(editions))
        return None
    if len(holding) > 1:
        params = {"found": standard, "day": day, "editions": _spelled(holding), "chosen": holding[-1].id}
        problems.warn(EDITIONS_OVERLAP, Place(standard), **params)
    return holding[-1]


def _spelled(packs: Sequence[RulePack]) -> str:
    return ", ".join(f"{pack.id} ({spelled_dates(pack)})" for pack in packs) or "–"

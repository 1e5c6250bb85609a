"""Packs looked up: which there are, and one of them with everything it inherits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fourfold.core.problems import InputError, Problem, Problems
from fourfold.standards.pack.editions import choose, is_path, report_unknown
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.model import RulePack
from fourfold.standards.pack.reading import read_pack
from fourfold.standards.pack.resolve import resolve
from fourfold.standards.pack.resolved import Resolved
from fourfold.standards.pack.seldom import warn_of_rules
from fourfold.standards.testing.examples import first_day


@dataclass(frozen=True, slots=True)
class Listed:
    """The packs there are.

    Attributes:
        packs: those that can be used, by standard and beginning.
        problems: why others cannot, and what was said of these.
    """

    packs: tuple[RulePack, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One pack, resolved, and what was said while it was read."""

    resolved: Resolved
    warnings: tuple[Problem, ...]


def list_packs(roots: Sequence[Path] = ()) -> Listed:
    """All packs that come with Fourfold and those of the user.

    Args:
        roots: folders of packs, or single packs.
    """
    library, problems = PackLibrary(roots), Problems()
    packs = []
    for pack_id in library.ids():
        pack = library.get(pack_id, problems)
        packs += [pack] if pack is not None else []
    library.report_unreadable(problems)
    packs.sort(key=lambda pack: (pack.identity.standard, pack.identity.document.effective.start or date.max, pack.id))
    return Listed(tuple(packs), tuple(problems.sorted()))


def show_pack(name: str, roots: Sequence[Path] = (), day: date | None = None) -> Shown:
    """A pack with what it inherits.

    Args:
        name: id, standard or path of a pack.
        roots: folders of packs, or single packs.
        day: date of the study; without it a pack is shown on its first day, a standard by its latest edition.

    Raises:
        InputError: there is no such pack, or it or a parent cannot be used.
    """
    library, problems = PackLibrary(roots), Problems()
    pack = choose(name, library, day, problems) if day is not None else find_pack(name, library, problems)
    resolved = None if pack is None else resolve(pack, library, day or first_day(pack), problems)
    if resolved is None:
        raise InputError(problems.sorted())
    warn_of_rules(resolved, problems)
    return Shown(resolved, tuple(problems.sorted()))


def find_pack(name: str, library: PackLibrary, problems: Problems) -> RulePack | None:
    """The pack of an id or a path, or the latest edition of a standard; ``None`` where there is none (reported)."""
    if name in library.ids():
        return library.get(name, problems)
    if name in library.standards():
        editions = library.editions(name, problems)
        in_force = [pack for pack in editions if pack.identity.document.effective.start is not None]
        return next(reversed(in_force or editions), None)
    if is_path(name):
        return read_pack(Path(name), problems)
    report_unknown(name, library, problems)
    return None

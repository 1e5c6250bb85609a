"""What a pack descends from: every pack once, parents before children, the pack itself last."""

from __future__ import annotations

from dataclasses import dataclass, field

from fourfold.core.problems import N_, MessageKind, Problems
from fourfold.formats.vocabulary import closest
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.model import Parent, RulePack
from fourfold.standards.pack.versions import version_fits

PARENT_UNKNOWN = MessageKind(
    "pack-parent-unknown",
    N_("{pack} derives from {found}, which is not there"),
    N_("the id of a pack that comes with Fourfold or lies in a folder given with --packs"),
    N_("correct the id, or give the folder that holds it; similar: {similar}"),
)
PARENT_VERSION = MessageKind(
    "pack-parent-version",
    N_("{pack} derives from {found} {versions}, but version {version} is there"),
    N_("a version of {found} that lies in {versions}"),
    N_("get a fitting version of the parent, or check the pack against this one and widen the range"),
)
PARENT_CYCLE = MessageKind(
    "pack-parent-cycle",
    N_("the pack derives from itself: {cycle}"),
    N_("parents that do not lead back to the pack"),
    N_("remove one of the parents"),
)
PARENT_DEPTH = MessageKind(
    "pack-parent-depth",
    N_("{pack} stands at the end of a line of more than {most} parents"),
    N_("at most {most} packs above each other"),
    N_("derive from a pack nearer to the top"),
)
PARENT_TWICE = MessageKind(
    "pack-parent-twice",
    N_("{pack} names the parent {found} twice"),
    N_("each parent once"),
    N_("remove one of the two"),
)

_MOST_DEPTH = 20


def chain_of(pack: RulePack, library: PackLibrary, problems: Problems) -> tuple[RulePack, ...] | None:
    """The pack with everything it descends from; ``None`` when a parent cannot be used (reported)."""
    search = _Search(library, problems)
    return tuple(search.found.values()) if search.visit(pack, ()) else None


@dataclass(slots=True)
class _Search:
    """Walks up depth first; `found` holds the packs whose parents are all there, in the order of the chain."""

    library: PackLibrary
    problems: Problems
    found: dict[str, RulePack] = field(default_factory=dict)
    unusable: set[str] = field(default_factory=set)

    def visit(self, pack: RulePack, below: tuple[str, ...]) -> bool:
        """Add a pack after its parents; `below` are the packs on the way down to the one asked for."""
        if pack.id in self.found or pack.id in self.unusable:
            return pack.id in self.found
        if len(below) >= _MOST_DEPTH:
            self.problems.error(PARENT_DEPTH, pack.identity.place, pack=below[0], most=_MOST_DEPTH)
            return False
        complete = True
        seen: set[str] = set()
        for parent in pack.identity.derives_from:
            if parent.id in seen:
                self.problems.error(PARENT_TWICE, parent.place, pack=pack.id, found=parent.id)
            seen.add(parent.id)
            complete &= self._parent(parent, (*below, pack.id))
        if complete:
            self.found[pack.id] = pack
        else:
            self.unusable.add(pack.id)
        return complete

    def _parent(self, parent: Parent, below: tuple[str, ...]) -> bool:
        if parent.id in below:
            cycle = " → ".join((*below[below.index(parent.id) :], parent.id))
            self.problems.error(PARENT_CYCLE, parent.place, cycle=cycle)
            return False
        errors = len(self.problems.errors)
        pack = self.library.get(parent.id, self.problems)
        if pack is None:
            if len(self.problems.errors) == errors:
                similar = closest(parent.id, self.library.ids())
                self.problems.error(PARENT_UNKNOWN, parent.place, pack=below[-1], found=parent.id, similar=similar)
            return False
        version, said = pack.identity.version, {"pack": below[-1], "found": parent.id, "versions": parent.versions}
        if not version_fits(version, parent.versions):
            self.problems.error(PARENT_VERSION, parent.place, version=version, **said)
            return False
        return self.visit(pack, below)

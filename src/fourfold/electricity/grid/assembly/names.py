"""Names that are probably meant to be one: they differ only by blanks, invisible characters, case or Unicode form.

An area written in two ways is one area split in two, which no balance would show. Such names are refused, or made one
where the declaration asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import category, normalize

from fourfold.core.problems import N_, MessageKind, Place, Problems, Term

NAMES_ALIKE = MessageKind(
    "grid-names-alike",
    N_(
        "{found} and {other} differ only by blanks, invisible characters, case or the form of a letter; first as"
        " {other} in {first}"
    ),
    N_("one {what}, one spelling"),
    N_("correct one of the two; or set repairs: names: trim to read them as one"),
)
NAMES_UNIFIED = MessageKind("grid-names-unified", N_("read as {kept}: {others} ({what})"))

AREA, TECHNOLOGY, STORE = "area", "technology", "store"
_WHAT: Mapping[str, Term] = {AREA: Term(N_("area")), TECHNOLOGY: Term(N_("technology")), STORE: Term(N_("store"))}


_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters without ink that Unicode counts among letters, marks and symbols."""


def plain(name: str) -> str:
    """What two spellings of a name have in common: compatibility form, no blanks, nothing invisible, no case."""
    folded = normalize("NFKC", normalize("NFKC", name).casefold())
    return "".join(sign for sign in folded if not _is_unseen(sign))


def _is_unseen(sign: str) -> bool:
    """Blanks, controls, joiners, marks of direction, selectors of variants and fillers."""
    return sign.isspace() or category(sign) in ("Cc", "Cf") or sign in _UNSEEN or "\ufe00" <= sign <= "\ufe0f"


@dataclass(slots=True)
class Spellings:
    """The names of one sort that occur, and which of them are one.

    Attributes:
        sort: ``area``, ``technology`` or ``store``.
        unify: whether alike names are accepted as one.
        declared: spellings of the declaration and of the factors, which go before those of the data.
        found: by plain form, each spelling with where it first stood.
    """

    sort: str
    unify: bool
    declared: frozenset[str] = frozenset()
    found: dict[str, dict[str, Place]] = field(default_factory=dict)

    def declare(self, names: Iterable[tuple[str, Place]]) -> None:
        """Take in the spellings of the declaration."""
        for name, place in names:
            self.declared |= {name}
            self.key(name, place)

    def key(self, name: str, place: Place) -> str:
        """What identifies a name among the series: its plain form.

        Where alike names are refused they are one all the same while the rest is looked at, so that one fault is said
        once and not again as a gap.
        """
        form = plain(name)
        self.found.setdefault(form, {}).setdefault(name, place)
        return form

    def spelling(self, key: str) -> str:
        """How to write the name of a key: as declared, else the first in the order of the alphabet."""
        names = self.found[key]
        return min(names, key=lambda name: (name not in self.declared, _unseen_in(name), name))

    def report(self, problems: Problems) -> None:
        """Refuse names that are alike but not one."""
        if self.unify:
            return
        for names in self.found.values():
            if len(names) < 2:
                continue
            (kept, first), *others = sorted(names.items(), key=lambda item: (item[0] not in self.declared, item[1]))
            for name, place in others:
                problems.error(NAMES_ALIKE, place, found=quoted(name), other=quoted(kept), first=first, what=self.what)

    def unified(self) -> list[tuple[str, list[str], tuple[Place, ...]]]:
        """Names read as one: how they are written, the other spellings and where those first stand."""
        merged = []
        for form, names in sorted(self.found.items()):
            if self.unify and len(names) > 1:
                kept = self.spelling(form)
                others = sorted(name for name in names if name != kept)
                merged.append((kept, others, tuple(names[name] for name in others)))
        return merged

    @property
    def what(self) -> Term:
        """The sort in words."""
        return _WHAT[self.sort]


def quoted(name: str) -> str:
    """A name between quotes, so that a space at its end shows; signs that do not show are spelled by their numbers."""
    shown = (f"<U+{ord(sign):04X}>" if _is_unseen(sign) and sign != " " else sign for sign in name)
    return f"“{''.join(shown)}”"


def _unseen_in(name: str) -> int:
    """How many of its signs are blanks around it or do not show."""
    return len(name) - len(name.strip()) + sum(_is_unseen(sign) and sign != " " for sign in name)


def some_of(names: Sequence[str], most: int = 12) -> str:
    """Names joined, those beyond `most` counted."""
    more = [f"… (+{len(names) - most})"] if len(names) > most else []
    return ", ".join([*names[:most], *more])

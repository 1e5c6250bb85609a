"""Where packs are found: those that come with Fourfold, and folders, archives and workbooks of the user's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import DECLARATIONS_MOST_BYTES, FILE_MISSING, FILE_UNREADABLE, read_bounded
from fourfold.standards.pack.keys import read_keys
from fourfold.standards.pack.model import RulePack
from fourfold.standards.pack.reading import pack_of, read_pack_text
from fourfold.standards.pack.sheets import PACK_FILE, split_items
from fourfold.standards.pack.text import PackText

SHIPPED = Path(__file__).parent.parent / "packs"
"""Folder of the packs that come with Fourfold."""

PACK_TWICE = MessageKind(
    "pack-twice",
    N_("there are two packs named {found} that differ: {first} and {second}"),
    N_("one pack of a name; a pack that changes one of those that come with Fourfold has a name of its own"),
    N_("rename one of them (key id), or leave one of the two places out"),
)
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".xlsx")


@dataclass(slots=True)
class _Found:
    """A place where a pack lies, and what has been read of it so far."""

    path: Path
    origin: str
    problems: Problems = field(default_factory=Problems)
    text: PackText | None = None
    pack: RulePack | None = None
    keys: Mapping[str, str] | None = None
    is_read: bool = False
    is_typed: bool = False

    def read(self) -> PackText | None:
        """Its tables as text, read once."""
        if not self.is_read:
            self.is_read = True
            self.text = read_pack_text(self.path, self.problems)
        return self.text

    def key(self, key: str) -> str:
        """A key of its identity."""
        return self.identity().get(key, "")

    def identity(self) -> Mapping[str, str]:
        """All its keys. Of a folder ``pack.yaml`` alone is read for that; its faults are told by `read`."""
        if self.keys is None:
            found = _keys_in(self.path / PACK_FILE) if not self.is_read else None
            text = self.read() if found is None else None
            self.keys = found or (text.keys if text is not None else {})
        return self.keys

    def typed(self) -> RulePack | None:
        """The pack, read and checked once."""
        text = self.read()
        if text is not None and not self.is_typed:
            self.is_typed = True
            self.pack = pack_of(text, self.origin, self.problems)
        return self.pack


class PackLibrary:
    """Packs by id, and editions by standard. A pack is read when it is first asked for, and once.

    A pack of the user's never takes the place of another one unseen: two that have one id and differ are a fault,
    two that are equal are one.

    Args:
        roots: folders whose folders, archives and workbooks are packs, and single packs; the shipped ones come last.
        shipped: whether those that come with Fourfold are among them.
    """

    def __init__(self, roots: Sequence[Path] = (), *, shipped: bool = True) -> None:
        self._roots = tuple(roots)
        self._shipped = shipped
        self._problems = Problems()
        self._by_id: dict[str, list[_Found]] | None = None
        self._unnamed: list[_Found] = []

    def ids(self) -> tuple[str, ...]:
        """Ids of all packs, sorted."""
        return tuple(sorted(self._index()))

    def get(self, pack_id: str, problems: Problems) -> RulePack | None:
        """The pack of an id; ``None`` where there is none (not reported) or it cannot be used (reported)."""
        places = self._index().get(pack_id, [])
        if not places:
            return None
        first = places[0]
        for other in places[1:]:
            if _digest(first) != _digest(other):
                params = {"found": pack_id, "first": first.origin, "second": other.origin}
                problems.error(PACK_TWICE, Place(pack_id), **params)
                return None
        pack = first.typed()
        problems.absorb(first.problems)
        return pack

    def text(self, pack_id: str) -> PackText | None:
        """The tables of the pack of an id as text; ``None`` where there are none. Faults are told by `get`."""
        places = self._index().get(pack_id, [])
        return places[0].read() if places else None

    def editions(self, standard: str, problems: Problems) -> tuple[RulePack, ...]:
        """The editions of a standard, by beginning; drafts without one last."""
        packs = []
        for pack_id, places in self._index().items():
            if any(place.key("standard") == standard for place in places):
                pack = self.get(pack_id, problems)
                packs += [pack] if pack is not None else []
        return tuple(sorted(packs, key=_by_beginning))

    def standards(self) -> tuple[str, ...]:
        """Names of all standards, sorted."""
        found = {place.key("standard") for places in self._index().values() for place in places}
        return tuple(sorted(found - {""}))

    def for_products(self, day: date) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Packs in force on a day that hold for some products only: their product codes, as prefixes by scheme."""
        found = {}
        for pack_id, places in self._index().items():
            keys = places[0].identity()
            begin, end = keys.get("document.effective.from", ""), keys.get("document.effective.to", "")
            named = (key for key in keys if key.startswith(_APPLIES))
            codes = {key.removeprefix(_APPLIES): split_items(keys[key]) for key in named}
            if codes and begin and begin <= day.isoformat() and not (end and end <= day.isoformat()):
                found[pack_id] = codes
        return found

    def report_unreadable(self, problems: Problems) -> None:
        """Report roots that are not there, and files and folders in them that have no id to be found by."""
        self._index()
        problems.absorb(self._problems)
        for found in self._unnamed:
            problems.absorb(found.problems)

    def _index(self) -> dict[str, list[_Found]]:
        if self._by_id is None:
            self._by_id = {}
            for found in self._places():
                # Folders of shipped packs are called by the packs' ids, so that none is read before it is asked for.
                known = found.path.name if found.origin == _SHIPPED else found.key("id")
                if known:
                    self._by_id.setdefault(known, []).append(found)
                else:
                    self._unnamed.append(found)
        return self._by_id

    def _places(self) -> Iterator[_Found]:
        for root in self._roots:
            yield from (_Found(path, str(path)) for path in _packs_in(root, self._problems))
        if self._shipped:
            yield from (_Found(path, _SHIPPED) for path in _packs_in(SHIPPED, self._problems))


_SHIPPED = "shipped"
_APPLIES = "applies_to."


def _packs_in(root: Path, problems: Problems) -> list[Path]:
    """Paths of packs in a root: the root itself, or what lies in it; reports a root that cannot be looked into."""
    try:
        if not root.exists():
            problems.error(FILE_MISSING, Place(str(root)), found=root)
            return []
        if not root.is_dir() or (root / PACK_FILE).exists():
            return [root]
        return [path for path in sorted(root.iterdir()) if not path.name.startswith((".", "~$")) and _may_be_pack(path)]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        problems.error(FILE_UNREADABLE, Place(str(root)), found=root, reason=reason)
        return []


def _may_be_pack(path: Path) -> bool:
    return (path / PACK_FILE).exists() if path.is_dir() else path.name.casefold().endswith(_ARCHIVES)


def _keys_in(path: Path) -> Mapping[str, str] | None:
    """The keys of a ``pack.yaml`` that reads without fault, else ``None``."""
    problems = Problems()
    try:
        data = read_bounded(path.parent, path.name, Place(path.name), problems, DECLARATIONS_MOST_BYTES)
    except OSError:
        return None
    keys = read_keys(data, path.name, problems) if data is not None else None
    return keys.texts if keys is not None and not problems.errors else None


def _digest(found: _Found) -> str:
    text = found.read()
    return "" if text is None else text.digest


def _by_beginning(pack: RulePack) -> tuple[bool, date, str]:
    start = pack.identity.document.effective.start
    return start is None, start or date.min, pack.id

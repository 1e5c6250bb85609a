"""Green Button: the Atom feed of ESPI (NAESB REQ.21) with its meter readings, reading types and blocks of intervals.

Entries are found through their links: a block of intervals lies ``up`` in the collection that a meter reading names as
``related``, and so does the reading type. Times are seconds since 1970 in UTC at the start of an interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.electricity.metering.reading_types import Channel, ReadingType, reading_type_of_words
from fourfold.electricity.metering.xml_rows import ReadingRows, epoch_texts, leaves
from fourfold.electricity.specs import MeterSpec
from fourfold.formats.xml_text import Element, attribute, child, child_text, children, line_of, local_name

BLOCK_ASTRAY = MessageKind(
    "readings-block-astray",
    N_("no link of the feed says to which meter reading the block {found} belongs"),
    N_("an entry MeterReading that names it as related"),
    N_("export the feed again, complete"),
)
STAMP_IS_START = MessageKind(
    "readings-stamp-start",
    N_("stamp = {found} is declared, but times of Green Button mark the start of an interval"),
    N_("stamp = start"),
    N_("correct the column stamp in {declared}"),
)
_TYPE_ELEMENTS = {
    "uom": "unit",
    "powerOfTenMultiplier": "multiplier",
    "flowDirection": "flowDirection",
    "accumulationBehaviour": "accumulation",
    "commodity": "commodity",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the feed.

    Attributes:
        href: of itself; ``up`` and ``related`` those of its links.
        title: for people.
        content: the elements in it.
    """

    href: str
    up: str
    related: tuple[str, ...]
    title: str
    content: tuple[Element, ...]
    line: int


@dataclass(frozen=True, slots=True)
class GreenButtonChannel:
    """A meter reading and its blocks."""

    channel: Channel
    blocks: tuple[Element, ...]


def green_button_channels(root: Element, spec: MeterSpec, problems: Problems) -> list[GreenButtonChannel] | None:
    """The meter readings of a feed that have blocks; nothing after reporting a block that belongs to none."""
    entries = [_entry(one) for one in ([root] if local_name(root) == "entry" else children(root, "entry"))]
    types = _of_kind(entries, "ReadingType")
    readings = _of_kind(entries, "MeterReading")
    blocks: dict[int, list[Element]] = {}
    astray = False
    for entry in _of_kind(entries, "IntervalBlock"):
        owners = [at for at, reading in enumerate(readings) if _holds(reading, entry)]
        owner = owners[0] if owners else (0 if len(readings) <= 1 else None)
        if owner is None:
            problems.error(BLOCK_ASTRAY, Place(spec.file, entry.line), found=entry.href or entry.title or "–")
            astray = True
            continue
        blocks.setdefault(owner, []).extend(one for one in entry.content if local_name(one) == "IntervalBlock")
    if astray:
        return None
    found = []
    for at, elements in blocks.items():
        reading = readings[at] if readings else None
        found.append(GreenButtonChannel(_channel(reading, types, elements[0]), tuple(elements)))
    return found


def green_button_rows(chosen: GreenButtonChannel, spec: MeterSpec, problems: Problems) -> ReadingRows | None:
    """The readings of a channel; nothing where the declaration says that they are stamped at their end."""
    if spec.stamp != "start":
        problems.error(STAMP_IS_START, spec.place.at("stamp"), found=spec.stamp, declared=spec.place)
        return None
    rows = ReadingRows()
    is_interval = spec.reading != "register"
    for block in chosen.blocks:
        for reading in children(block, "IntervalReading"):
            found = leaves(reading)
            rows.times.append(" ".join(found.get("start", ())))
            rows.lengths.append(" ".join(found.get("duration", ())) if is_interval else "")
            rows.energies.append(" ".join(found.get("value", ())))
            rows.qualities.append(" ".join(found.get("quality", ())))
            rows.lines.append(line_of(reading))
    rows.times = epoch_texts(rows.times)
    return rows


def _entry(element: Element) -> _Entry:
    links: dict[str, list[str]] = {}
    for link in children(element, "link"):
        links.setdefault(attribute(link, "rel"), []).append(attribute(link, "href").rstrip("/"))
    content = child(element, "content")
    held = tuple(content.iterchildren("*")) if content is not None else ()
    own, up = ((links.get(rel) or [""])[0] for rel in ("self", "up"))
    related = tuple(links.get("related", ()))
    return _Entry(own, up, related, child_text(element, "title"), held, line_of(element))


def _of_kind(entries: Iterable[_Entry], kind: str) -> list[_Entry]:
    return [entry for entry in entries if any(local_name(one) == kind for one in entry.content)]


def _holds(reading: _Entry, block: _Entry) -> bool:
    """Whether a block belongs to a meter reading: named by it, or lying below it."""
    places = {place for place in (block.up, block.href) if place}
    below = bool(reading.href) and any(place.startswith(f"{reading.href}/") for place in places)
    return below or bool(places & set(reading.related))


def _channel(reading: _Entry | None, types: Sequence[_Entry], first: Element) -> Channel:
    named = [one for one in types if reading is not None and one.href and one.href in reading.related]
    kind = named[0] if named else (types[0] if len(types) == 1 else None)
    own = (reading.href, reading.title) if reading is not None else ()
    names = (*own, *((kind.href, kind.title) if kind is not None else ()))
    texts = tuple(dict.fromkeys(name for name in names if name)) or ("–",)
    return Channel(texts, _reading_type(kind), reading.line if reading is not None else line_of(first))


def _reading_type(entry: _Entry | None) -> ReadingType:
    if entry is None:
        return ReadingType()
    (element, *_) = (one for one in entry.content if local_name(one) == "ReadingType")
    words = {
        ours: child_text(element, theirs) for theirs, ours in _TYPE_ELEMENTS.items() if child_text(element, theirs)
    }
    return reading_type_of_words(words)

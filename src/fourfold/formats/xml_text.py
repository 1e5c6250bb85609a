"""XML from outside: no document type, no entities, no network, bounded depth, right line numbers (law 9).

libxml2 keeps line numbers in 16 bits. Where a file has more lines, the lines are counted by a second parser and kept
on the elements as an attribute of our own, which `line_of` reads.
"""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterator, Sequence
from typing import TypeAlias
from xml.parsers import expat

from lxml import etree

from fourfold.core.problems import N_, MessageKind, Place, Problems

Element: TypeAlias = etree._Element

MOST_DEPTH = 256
"""What libxml2 accepts unless it is asked for more."""
MOST_PROLOG_BYTES = 64 * 1024
_LINES_OF_LIBXML = 65_534
_LINE = "{urn:fourfold:line}line"

XML_BROKEN = MessageKind(
    "xml-broken",
    N_("this is no sound XML: {reason}"),
    N_("a complete XML document"),
    N_("export the file again; a file that was cut off in transfer ends in the middle"),
)
XML_DOCTYPE = MessageKind(
    "xml-doctype",
    N_("the file declares a document type, which may define entities or reach for other files"),
    N_("XML without DOCTYPE"),
    N_("remove the DOCTYPE line; the formats read here need none"),
)
XML_TOO_DEEP = MessageKind(
    "xml-too-deep",
    N_("the elements are nested more than {most} levels deep"),
    N_("at most {most} levels"),
    N_("export the file again with the program that made it"),
)
XML_NO_BEGINNING = MessageKind(
    "xml-no-beginning",
    N_("no element stands in the first {most} bytes"),
    N_("an XML document"),
    N_("export the file again; check that it is the right file"),
)


def parse_xml(data: bytes, name: str, problems: Problems) -> Element | None:
    """The root of an XML document; ``None`` when it cannot be read (reported).

    Comments and processing instructions are left out of the tree.

    Args:
        data: the bytes, already bounded in size.
        name: path for messages.
        problems: receives what is wrong.
    """
    if not _begins_well(data, name, problems):
        return None
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        _report(error, name, problems)
        return None
    _Lines(data, frozenset({local_name(root)})).write(root)
    return root


def iter_elements(data: bytes, name: str, tags: Sequence[str], problems: Problems) -> Iterator[Element]:
    """The elements with one of these local names, in the order of their end tags, each complete with all in it.

    An element is emptied when the next one is asked for, so that memory holds one at a time; take out of it what is
    needed. Elements inside others of `tags` come first and are empty when the outer one comes: name tags that do not
    stand in each other. A fault in the middle of the document is reported after the elements before it.

    Args:
        data: the bytes of the document, already bounded in size.
        name: path for messages.
        tags: local names, without namespace.
        problems: receives what is wrong.
    """
    if not _begins_well(data, name, problems):
        return
    lines = _Lines(data, frozenset(tags))
    events = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=[f"{{*}}{tag}" for tag in tags],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            lines.write(element)
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        _report(error, name, problems)


def root_name(beginning: bytes) -> tuple[str, str]:
    """Namespace and local name of the first element, from the first bytes of a file; empty texts where there is none.

    For recognising a format: nothing is reported.
    """
    root = _first_element(beginning)
    if root is None:
        return "", ""
    name = etree.QName(root)
    return name.namespace or "", name.localname


def local_name(element: Element) -> str:
    """The name of an element without its namespace; empty for an unresolved entity."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def line_of(element: Element) -> int:
    """The 1-based line of an element's start tag; 0 where it is not known."""
    counted = element.get(_LINE)
    return int(str(counted or element.sourceline or 0))


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of this local name, whatever their namespace."""
    return element.iterchildren(f"{{*}}{name}")


def child(element: Element, *path: str) -> Element | None:
    """The first descendant along a path of local names; ``None`` where there is none."""
    return element.find("/".join(f"{{*}}{name}" for name in path))


def text_of(element: Element | None) -> str:
    """All text inside an element, trimmed, runs of white space made one; empty for ``None``."""
    return "" if element is None else " ".join("".join(map(str, element.itertext(with_tail=False))).split())


def child_text(element: Element, *path: str) -> str:
    """`text_of` the first descendant along a path of local names."""
    return text_of(child(element, *path))


def attribute(element: Element, name: str) -> str:
    """An attribute by local name, whatever its namespace, trimmed; empty where it is missing."""
    if (plain := element.get(name)) is not None:
        return str(plain).strip()
    ends = f"}}{name}"
    return next((str(v).strip() for key, v in element.attrib.items() if str(key).endswith(ends) and key != _LINE), "")


def _begins_well(data: bytes, name: str, problems: Problems) -> bool:
    """Whether a document begins with an element and without a document type, before all of it is parsed."""
    try:
        root = _first_element(data[:MOST_PROLOG_BYTES], strictly=True)
    except (etree.XMLSyntaxError, ValueError) as error:
        _report(error, name, problems)
        return False
    if root is None:
        problems.error(XML_NO_BEGINNING, Place(name), most=MOST_PROLOG_BYTES)
        return False
    if root.getroottree().docinfo.internalDTD is not None:
        problems.error(XML_DOCTYPE, Place(name, 1))
        return False
    return True


def _first_element(beginning: bytes, strictly: bool = False) -> Element | None:
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    fault: Exception | None = None
    try:
        parser.feed(beginning)
    except (etree.XMLSyntaxError, ValueError) as error:
        fault = error
    for _, element in parser.read_events():
        return element if isinstance(element, etree._Element) else None
    if fault is not None and strictly:
        raise fault
    return None


def _report(error: Exception, name: str, problems: Problems) -> None:
    line = max(getattr(error, "lineno", 0) or 0, 0)
    text = str(error)
    if "xcessive depth" in text:
        problems.error(XML_TOO_DEEP, Place(name, line), most=MOST_DEPTH)
    else:
        problems.error(XML_BROKEN, Place(name, line), reason=text.partition(", line ")[0] or "–")


class _Lines:
    """Lines of start tags, counted only in documents with more lines than libxml2 can number."""

    def __init__(self, data: bytes, tags: frozenset[str]) -> None:
        self._lines = array("Q")
        self._firsts: list[int] = []
        self._next = 0
        if data.count(b"\n") >= _LINES_OF_LIBXML:
            self._count(data, tags)

    def write(self, element: Element) -> None:
        """Put lines on the next of the elements asked for, and on all in it."""
        if self._next >= len(self._firsts):
            return
        first = self._firsts[self._next]
        self._next += 1
        for offset, inner in enumerate(element.iter(etree.Element)):
            inner.set(_LINE, str(self._lines[first + offset]))

    def _count(self, data: bytes, tags: frozenset[str]) -> None:
        parser = expat.ParserCreate()
        open_elements: list[int] = []

        def start(_name: str, _attributes: object) -> None:
            open_elements.append(len(self._lines))
            self._lines.append(parser.CurrentLineNumber)

        def end(name: str) -> None:
            first = open_elements.pop()
            if name.rpartition(":")[2] in tags:
                self._firsts.append(first)

        parser.StartElementHandler, parser.EndElementHandler = start, end
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, ValueError, LookupError):
            # libxml2 reports what is wrong; elements beyond the fault are never asked for.
            return

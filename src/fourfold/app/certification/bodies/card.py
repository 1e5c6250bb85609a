"""``body.json``: who a body is, where it publishes, how it numbers its certificates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fourfold.certification.documents.parts import DID, TEXTS, URL
from fourfold.certification.identity.shapes import did_holds
from fourfold.core.canonical import canonical_bytes
from fourfold.core.json_nests import ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Choice, Integer, Text, check
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems, Term, Texts
from fourfold.core.reading import read_bounded
from fourfold.core.strict_json import read_json_object

CARD_FILE = "body.json"
CARD_FORMAT = "body/1"
STATUS_HOURS = 840
"""35 days: how long a status list may be rested on, unless the body says otherwise."""
_MOST_BYTES = 64 * 1024

PREFIX = Text("[A-Z0-9][A-Z0-9-]{0,31}", Term(N_("capital letters, digits and hyphens, up to 32")), 32)
CARD = ObjectOf(
    {
        "fourfold": Choice((CARD_FORMAT,)),
        "did": DID,
        "names": TEXTS,
        "url": URL,
        "prefix": PREFIX,
        "status_hours": Integer(1, 10 * 366 * 24),
    }
)
NO_BODY = MessageKind(
    "no-body",
    N_("{found} is no folder of a certification body"),
    N_("a folder with the file body.json"),
    N_("name the folder with --body or FOURFOLD_BODY; fourfold keys body makes one"),
)


@dataclass(frozen=True, slots=True)
class BodyCard:
    """``body.json``.

    Attributes:
        did: of the body.
        names: for people.
        url: public address of ``public/``, without slash at the end.
        prefix: of certificate numbers.
        status_hours: how long a status list may be rested on.
    """

    did: str
    names: Texts
    url: str
    prefix: str
    status_hours: int = STATUS_HOURS

    def data(self) -> bytes:
        """The file."""
        names = {str(lang): text for lang, text in self.names.items()}
        return canonical_bytes(
            {
                "fourfold": CARD_FORMAT,
                "did": self.did,
                "names": {**names},
                "url": self.url,
                "prefix": self.prefix,
                "status_hours": self.status_hours,
            }
        )


def read_card(folder: Path) -> BodyCard:
    """The card of a body's folder.

    Raises:
        InputError: there is none, or it is not in order.
    """
    place, problems = Place(CARD_FILE), Problems()
    if not (folder / CARD_FILE).is_file():
        raise InputError([Problem(NO_BODY, Place(str(folder)), {"found": folder.name or str(folder)})])
    data = read_bounded(folder, CARD_FILE, place, problems, _MOST_BYTES)
    card = None if data is None else card_of(data, place, problems)
    return problems.needed(card)


def card_of(data: bytes, place: Place, problems: Problems) -> BodyCard | None:
    """A card from its file."""
    document = read_json_object(data, place, problems)
    if document is None or not check(CARD, document, place, problems):
        return None
    node = Node(document)
    if not did_holds(node.text("did"), place.at("did"), problems):
        return None
    url = node.text("url").rstrip("/")
    return BodyCard(node.text("did"), node.text_map("names"), url, node.text("prefix"), node.integer("status_hours"))

"""China's green-certificate code: 32 characters, of which the two parts are known and the fields within them are not.

Of the code it is known (a secondary source of 2025-03-26) that 17 characters name the filed project and 15 the energy,
and which fields follow each other in both. The widths of the fields and the rule of the check character are not
confirmed. So the code is kept as it stands, its two parts are told apart, and of each field it is said that where it
stands is not known; nothing is concluded from characters whose meaning is not known, and no check digit is computed.
That codes are written in digits and capital letters is taken from codes seen; it is unconfirmed too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from fourfold.core.problems import N_, MessageKind, Place, Problems

CODE_CHARACTERS = 32
PROJECT_CHARACTERS = 17
ENERGY_CHARACTERS = 15

CODE_LENGTH = MessageKind(
    "green-code-length",
    N_("the green-certificate code {found} has {count} characters"),
    N_(
        "32 characters: 17 of the project, 15 of the energy (China's coding rule of green certificates, from a"
        " secondary source of 2025)"
    ),
    N_("copy the whole code from the certificate"),
)
CODE_SPELLING = MessageKind(
    "green-code-spelling",
    N_("the green-certificate code {found} has other characters than digits and capital letters: {others}"),
    N_(
        "digits 0 to 9 and capital letters A to Z, without blanks or hyphens, so that a code has one spelling (China's"
        " coding rule of green certificates, from a secondary source of 2025)"
    ),
    N_("write it as {offer}"),
)
CODE_OTHER_PROJECT = MessageKind(
    "green-code-other-project",
    N_("the code {found} has another project than {other} of the same plant {device}"),
    N_("codes of one plant that begin with the same 17 characters"),
    N_("correct the code, or register the other plant under a name of its own"),
)
_PLAIN = re.compile(r"[0-9A-Z]*")


class ParseStatus(StrEnum):
    """What is known of a part of a code."""

    KNOWN = "known"
    UNCONFIRMED = "unconfirmed"


class CodePart(StrEnum):
    """The two parts of a code."""

    PROJECT = "project"
    ENERGY = "energy"


@dataclass(frozen=True, slots=True)
class CodeField:
    """A field of a code.

    Attributes:
        name: what it says.
        part: in which part it stands.
        status: whether its place within the part is known; where it is not, the part has to be read as a whole.
    """

    name: str
    part: CodePart
    status: ParseStatus = ParseStatus.UNCONFIRMED


_CONTENT = {
    CodePart.PROJECT: (
        N_("project type"),
        N_("energy type"),
        N_("technology type"),
        N_("approval or filing date"),
        N_("address"),
        N_("serial number of the project"),
        N_("check character"),
    ),
    CodePart.ENERGY: (
        N_("production date"),
        N_("serial number of the certificate"),
        N_("energy class"),
        N_("trade class"),
    ),
}
CODE_FIELDS = tuple(CodeField(name, part) for part, names in _CONTENT.items() for name in names)
"""Fields of a code from left to right."""


@dataclass(frozen=True, slots=True)
class GreenCode:
    """A code whose form is in order.

    Attributes:
        text: all 32 characters.
    """

    text: str

    @property
    def project(self) -> str:
        """The 17 characters of the project file: the same for every certificate of a plant."""
        return self.text[:PROJECT_CHARACTERS]

    @property
    def energy(self) -> str:
        """The 15 characters of the energy."""
        return self.text[PROJECT_CHARACTERS:]

    def parts(self) -> tuple[tuple[CodePart, str, ParseStatus], ...]:
        """Both parts with what is known of them; joined they are the code."""
        return (
            (CodePart.PROJECT, self.project, ParseStatus.KNOWN),
            (CodePart.ENERGY, self.energy, ParseStatus.KNOWN),
        )


def read_code(text: str, place: Place, problems: Problems) -> GreenCode | None:
    """A code, or ``None`` after reporting what is wrong with its spelling or its length.

    Args:
        text: as it stands, surrounding blanks removed.
        place: where.
        problems: receives what is wrong.
    """
    if not _PLAIN.fullmatch(text):
        others = "".join(dict.fromkeys(sign for sign in text if not _PLAIN.fullmatch(sign)))
        offer = "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if _PLAIN.fullmatch(sign))
        problems.error(CODE_SPELLING, place, found=text, others=others, offer=offer or "–")
        return None
    if len(text) != CODE_CHARACTERS:
        problems.error(CODE_LENGTH, place, found=text, count=len(text))
        return None
    return GreenCode(text)

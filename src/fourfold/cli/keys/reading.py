"""What verbs on keys read from their arguments."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems

if TYPE_CHECKING:
    from fourfold.certification.keys.key import PublicKey

ROLE_MISSING = MessageKind(
    "register-role-missing",
    N_("nothing says what the key may do"),
    N_("--role prepare, verify, review or issue"),
    N_("give a role; or --end, to end what the key may do"),
)
END_WITH_OTHERS = MessageKind(
    "register-end-with-others",
    N_("--end ends what is there; {found} says something new"),
    N_("--end with the key, and a role if only that is to end"),
    N_("leave the option out; enter the key again with what it may do from now on"),
)

NOTHING_TO_SHOW = MessageKind(
    "keys-nothing-to-show",
    N_("neither a key nor a body was given"),
    N_("KEY, or --body FOLDER"),
    N_("name the key or the body to show"),
)


def key_or_body(body: Path | None) -> Path:
    """The folder of a body, where no key was given.

    Raises:
        InputError: neither was given.
    """
    if body is None:
        raise InputError([Problem(NOTHING_TO_SHOW, Place("KEY"))])
    return body


def public_key(key: Path) -> PublicKey:
    """The public half of a key given by file, did:key or multikey.

    Raises:
        InputError: it is none.
    """
    from fourfold.certification.keys.files import read_public

    problems = Problems()
    public = read_public(key, problems)
    if public is None:
        raise InputError(problems.sorted())
    return public


def role_given(role: str | None) -> str:
    """The role of an option.

    Raises:
        InputError: it was not given.
    """
    if role is None:
        raise InputError([Problem(ROLE_MISSING, Place("--role"))])
    return role


def refuse_ending_with(options: Mapping[str, object]) -> None:
    """Refuse options that say nothing about an end.

    Raises:
        InputError: some were given.
    """
    given = [name for name, value in options.items() if value]
    if given:
        raise InputError([Problem(END_WITH_OTHERS, Place("--end"), {"found": ", ".join(given)})])

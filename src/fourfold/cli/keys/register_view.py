"""A register at the terminal. Names of people are shown to whoever has the body's folder, and to nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.text import Text

from fourfold.app.certification.certificates.lists_anew import ListsAnew
from fourfold.certification.identity.register import Entry, Register, Role
from fourfold.cli.keys.body_view import lists_document, show_lists, state_of
from fourfold.cli.show import plain_console, print_json
from fourfold.core.canonical import JSON
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words

ROLE_WORDS = {
    Role.PREPARE: N_("may prepare"),
    Role.VERIFY: N_("may verify"),
    Role.REVIEW: N_("may review"),
    Role.ISSUE: N_("may issue"),
}


def show_register(register: Register, folder: Path, lists: ListsAnew, lang: Lang, *, as_json: bool) -> None:
    """Every line, the names of people from the body's folder; as JSON without names."""
    from fourfold.app.certification.bodies.people import names_of_people

    if as_json:
        print_json({**register_document(register), **lists_document(lists)})
        return
    w, console = words(lang), plain_console(soft_wrap=True)
    show_lines(register, names_of_people(folder), w, console)
    show_lists(lists, w, console)


def show_lines(register: Register, names: Mapping[str, str], w: Words, console: Console) -> None:
    """Version and lines."""
    params = {"version": register.version, "time": moment_text(register.updated)}
    console.print(Text(w(N_("Register: version {version} of {time}"), **params), style="bold"))
    for entry in register.entries:
        console.print(f"  {_what(entry, names, w)}: {entry.key.multikey}")
        console.print(f"    {state_of(entry.start, entry.end, entry.compromise, w)}")


def register_document(register: Register) -> dict[str, JSON]:
    """A register in short."""
    subject = register.credential["credentialSubject"]
    entries = subject["entries"] if isinstance(subject, dict) else []
    return {"did": register.body, "version": register.version, "digest": register.digest, "entries": entries}


def _what(entry: Entry, names: Mapping[str, str], w: Words) -> str:
    person = names.get(entry.person, w(N_("a person not known here")) if entry.person else "")
    scope = [*entry.standards, *(f"HS {product}" for product in entry.products)]
    parts = [person, w(ROLE_WORDS[entry.role]), f"({', '.join(scope)})" if scope else ""]
    return " ".join(part for part in parts if part)

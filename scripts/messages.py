"""The message catalogue: extract what people read from code and templates, compile the Chinese, check that it is whole.

    python scripts/messages.py extract-update    bring locale/zh_Hans/…/fourfold.po up to date with code and templates
    python scripts/messages.py compile           write fourfold.mo from it
    python scripts/messages.py check             fail unless every message has a Chinese text with the same named
                                                 fields, nothing is fuzzy or left over, and the .mo is current

Messages are the English templates in ``N_("…")``, ``w("…")`` and ``_("…")``. Line numbers are left out of the
catalogue so that it changes only when a message does.
"""

from __future__ import annotations

import argparse
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "fourfold"
PO = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "fourfold.po"
MO = PO.with_suffix(".mo")
METHODS = [("**.py", "python"), ("**.html.j2", "jinja2.ext:babel_extract")]
OPTIONS = {"**.html.j2": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
KEYWORDS = {"N_": None, "w": None, "_": None}
WRITTEN = datetime(2025, 1, 1, tzinfo=UTC)
"""Stands in the header instead of the hour of extraction: the same messages give the same file."""


def extracted() -> Catalog:
    """Every message in code and templates, with the files it stands in."""
    catalog = Catalog()
    found = extract_from_dir(str(PACKAGE), METHODS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=True)
    for name, _line, message, _comments, _context in sorted(found, key=lambda entry: entry[0]):
        for text in (message,) if isinstance(message, str) else message[:1]:
            if text:
                catalog.add(text, locations=[(f"src/fourfold/{name}", 0)])
    return catalog


def stored() -> Catalog:
    """The Chinese catalogue as it stands in the repository."""
    if not PO.exists():
        return Catalog(locale="zh_Hans")
    with PO.open("rb") as stream:
        return read_po(stream, locale="zh_Hans")


def update() -> int:
    """Add new messages without a text, drop those no longer used, keep the rest; nothing is guessed."""
    catalog = stored()
    catalog.update(extracted(), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    catalog.project, catalog.version = "fourfold", "1"
    catalog.last_translator, catalog.language_team = "Fourfold contributors", "Fourfold contributors"
    catalog.msgid_bugs_address = "CONTRIBUTING.md"
    catalog.header_comment = "# Chinese messages of Fourfold. Edit the texts here; scripts/messages.py keeps the rest."
    catalog.creation_date = catalog.revision_date = WRITTEN
    catalog.fuzzy = False
    PO.parent.mkdir(parents=True, exist_ok=True)
    text = io.BytesIO()
    write_po(text, catalog, width=110, sort_output=True, include_lineno=False)
    PO.write_bytes(text.getvalue())
    missing = sum(not message.string for message in messages(catalog))
    print(f"{len(catalog)} messages, {missing} without a Chinese text")
    return 0


def compiled(catalog: Catalog) -> bytes:
    """The binary catalogue."""
    binary = io.BytesIO()
    write_mo(binary, catalog)
    return binary.getvalue()


def messages(catalog: Catalog) -> list[Message]:
    """The messages without the header."""
    return [message for message in catalog if message.id]


def faults() -> list[str]:
    """What keeps the catalogue from being whole."""
    catalog, wanted = stored(), extracted()
    found = []
    for message in messages(wanted):
        known = catalog.get(message.id)
        where = ", ".join(sorted({name for name, _ in message.locations}))
        if known is None:
            found.append(f"not in the catalogue (run extract-update): {message.id!r}, {where}")
        elif not known.string:
            found.append(f"no Chinese text: {message.id!r}, {where}")
        elif known.fuzzy:
            found.append(f"marked fuzzy: {message.id!r}")
        elif fields(message.id) != fields(known.string):
            found.append(f"other named fields than the English: {message.id!r} → {known.string!r}")
    found += [f"no longer used: {m.id!r}" for m in messages(catalog) if wanted.get(m.id) is None]
    if not MO.exists() or MO.read_bytes() != compiled(catalog):
        found.append(f"{MO.relative_to(ROOT)} is not compiled from the catalogue (run compile)")
    return found


def fields(template: object) -> set[str] | None:
    """Named fields of a template, ``None`` when its braces do not match."""
    try:
        return {name for _text, name, _spec, _conversion in Formatter().parse(str(template)) if name is not None}
    except ValueError:
        return None


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand; the exit code says whether the catalogue is in order."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("extract-update", "compile", "check"))
    command = parser.parse_args(arguments).command
    if command == "extract-update":
        return update()
    if command == "compile":
        MO.write_bytes(compiled(stored()))
        return 0
    found = faults()
    for fault in found:
        print(fault, file=sys.stderr)
    if not found:
        print(f"{len(messages(stored()))} messages, all in Chinese")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

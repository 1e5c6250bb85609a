"""What must fit together in the identity of a pack and in its list of changes, and which languages it must have."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.formats.dates import read_date
from fourfold.standards.pack.sheets import COLUMNS, KEYS
from fourfold.standards.pack.text import PackText
from fourfold.standards.pack.versions import VERSION

STATUS_UNEARNED = MessageKind(
    "pack-status-unearned",
    N_("the pack is said to be verified, and its document was read {found}"),
    N_("read.extent full, and read.by: who read it"),
    N_("say reviewed or draft, or say who read the whole document"),
)
IN_FORCE_REVERSED = MessageKind(
    "pack-in-force-reversed",
    N_("the edition ends {found}, not after it begins {start}"),
    N_("an end after the beginning; the end is the day after the last day"),
    N_("correct one of the dates"),
)
IN_FORCE_WITHOUT_BEGINNING = MessageKind(
    "pack-in-force-without-beginning",
    N_("the edition ends {found} and never began"),
    N_("document.effective.from, where there is an end"),
    N_("add the first day in force, or remove the end"),
)
PARENT_WRONG = MessageKind(
    "pack-parent-wrong",
    N_("the pack derives from {found} twice, or from itself"),
    N_("other packs, each once"),
    N_("remove the entry"),
)
PARENT_UNNAMED = MessageKind(
    "pack-parent-unnamed",
    N_("an entry of derives_from gives versions ({found}) and no pack"),
    N_("id and versions"),
    N_("add the id of the pack, or remove the entry"),
)
LANGUAGE_MISSING = MessageKind(
    "pack-language-missing",
    N_("{column} is there in the other language only"),
    N_("both languages in a pack that is reviewed or verified"),
    N_("translate the text, or say draft as long as it is missing"),
)
TEXT_MISSING = MessageKind(
    "pack-text-missing",
    N_("{column} is missing in both languages"),
    N_("a text in English, in Chinese, or best in both"),
    N_("write it in words of your own"),
)
VERSION_UNEXPLAINED = MessageKind(
    "pack-version-unexplained",
    N_("the table changes does not say what version {found} changed"),
    N_("a row for every version"),
    N_("add a row for the version, or correct the version of the pack"),
)
VERSION_TOO_SMALL = MessageKind(
    "pack-version-too-small",
    N_("version {found} alters verdicts, and its second number is not 0"),
    N_("a new first number, such as {offer}, where a verdict may change; versions 0.Y may alter any"),
    N_("raise the first number, or write false if no verdict can change"),
)
_NEEDED = {"clauses": ("heading",), "disclosures": ("what",)}


def check_identity(text: PackText, problems: Problems) -> None:
    """Report what does not fit together in keys, changes and languages."""
    keys = text.keys
    if keys.get("status") == "verified" and not (keys.get("read.extent") == "full" and keys.get("read.by")):
        problems.error(STATUS_UNEARNED, text.place("status"), found=keys.get("read.extent", "–"))
    _check_in_force(text, problems)
    _check_parents(text, problems)
    _check_changes(text, problems)
    _check_languages(text, problems)


def _check_in_force(text: PackText, problems: Problems) -> None:
    key = "document.effective.to"
    start, end = text.keys.get("document.effective.from", ""), text.keys.get(key, "")
    if end and not start:
        problems.error(IN_FORCE_WITHOUT_BEGINNING, text.place(key), found=end)
    elif end and read_date(start) and read_date(end) and end <= start:
        problems.error(IN_FORCE_REVERSED, text.place(key), found=end, start=start)


def parent_numbers(text: PackText) -> list[str]:
    """The counts under ``derives_from``, in order."""
    steps = {key.split(".")[1] for key in text.keys if key.startswith("derives_from.") and key.count(".") == 2}
    return sorted((step for step in steps if step.isdecimal()), key=int)


def _check_parents(text: PackText, problems: Problems) -> None:
    seen = {text.id}
    for number in parent_numbers(text):
        key = f"derives_from.{number}.id"
        parent = text.keys.get(key, "")
        if not parent:
            versions = text.keys.get(f"derives_from.{number}.versions", "")
            problems.error(PARENT_UNNAMED, text.place(f"derives_from.{number}.versions"), found=versions)
        elif parent in seen:
            problems.error(PARENT_WRONG, text.place(key), found=parent)
        seen.add(parent)


def _check_changes(text: PackText, problems: Problems) -> None:
    rows, version = text.rows("changes"), text.keys.get("version", "")
    if rows and version and version not in {row["version"] for row in rows}:
        problems.warn(VERSION_UNEXPLAINED, text.place("version"), found=version)
    for row in rows:
        parts = VERSION.fullmatch(row["version"])
        if row["alters_verdicts"] == "true" and parts and "0" not in parts.groups():
            offer = f"{int(parts[1]) + 1}.0"
            problems.error(VERSION_TOO_SMALL, row.place.at("version"), found=parts[0], offer=offer)


def _check_languages(text: PackText, problems: Problems) -> None:
    is_draft = text.keys.get("status") not in ("reviewed", "verified")
    stems = {name[:-3] for name, column in KEYS.items() if column.is_for_translation}
    for stem in sorted(stems):
        pair = {f"{stem}.{lang}": bool(text.keys.get(f"{stem}.{lang}")) for lang in ("en", "zh")}
        _check_pair(pair, text.place(stem), stem == "title", is_draft, problems)
    for sheet, columns in COLUMNS.items():
        halves = {name[:-3] for name, column in columns.items() if column.is_for_translation}
        for row in text.rows(sheet):
            for stem in sorted(halves):
                pair = {f"{stem}_{lang}": bool(row[f"{stem}_{lang}"]) for lang in ("en", "zh")}
                _check_pair(pair, row.place, stem in _NEEDED.get(sheet, ()), is_draft, problems)


def _check_pair(pair: dict[str, bool], place: Place, needed: bool, is_draft: bool, problems: Problems) -> None:
    if not any(pair.values()):
        if needed:
            column = next(iter(pair))
            problems.error(TEXT_MISSING, place.at(column), column=column[:-3])
        return
    for column, given in pair.items():
        if not given:
            report = problems.warn if is_draft else problems.error
            report(LANGUAGE_MISSING, place.at(column), column=column)

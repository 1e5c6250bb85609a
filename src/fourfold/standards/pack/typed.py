"""From the text of a pack, checked, to values. Nothing can be wrong here any more: `cells` and `coherence` said so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fourfold.standards.pack.cells import severities
from fourfold.standards.pack.coherence_identity import parent_numbers
from fourfold.standards.pack.model import (
    Change,
    Choice,
    Clause,
    DatedValue,
    Disclosure,
    Document,
    Effective,
    Example,
    Identity,
    Modality,
    PackKind,
    Parameter,
    Parent,
    ReadExtent,
    Reading,
    Requirement,
    ReviewStatus,
    RulePack,
    Severity,
    Texts,
)
from fourfold.standards.pack.relations import grouped
from fourfold.standards.pack.sheets import split_items
from fourfold.standards.pack.text import PackText, TextRow

_APPLIES = "applies_to."
_LANGUAGES = ("en", "zh")
_SAYS = ("pass", "fail", "unknown")


def typed(text: PackText, origin: str) -> RulePack:
    """The pack a text without faults stands for.

    Args:
        text: checked by `check_cells` and `check_coherence`.
        origin: where it was found, for messages.
    """
    return RulePack(
        identity=_identity(text),
        clauses=tuple(_clause(row) for row in text.rows("clauses")),
        parameters=tuple(_parameter(rows) for rows in grouped(text.rows("parameters"), "parameter").values()),
        requirements=tuple(_requirement(row) for row in text.rows("requirements")),
        choices=tuple(_choice(row) for row in text.rows("method")),
        disclosures=tuple(_disclosure(row) for row in text.rows("disclosures")),
        examples=_examples(text),
        digest=text.digest,
        origin=origin,
    )


def _identity(text: PackText) -> Identity:
    get = text.keys.get
    return Identity(
        id=text.id,
        standard=text.keys["standard"],
        kind=PackKind(text.keys["kind"]),
        version=text.keys["version"],
        title=_key_texts(text, "title"),
        document=_document(text),
        reading=Reading(
            ReadExtent(text.keys["read.extent"]),
            get("read.by", ""),
            _day(get("read.on", "")),
            _key_texts(text, "read.note"),
        ),
        status=ReviewStatus(text.keys["status"]),
        derives_from=tuple(_parent(text, number) for number in parent_numbers(text)),
        codes={
            key.removeprefix(_APPLIES): split_items(cell)
            for key, cell in text.keys.items()
            if key.startswith(_APPLIES) and key.count(".") == 1
        },
        licence=get("licence", ""),
        unknown=_key_texts(text, "unknown"),
        place=text.place("id"),
    )


def _document(text: PackText) -> Document:
    get = text.keys.get
    return Document(
        number=text.keys["document.number"],
        issuer=get("document.issuer", ""),
        edition=get("document.edition", ""),
        url=get("document.url", ""),
        published=_day(get("document.published", "")),
        effective=Effective(_day(get("document.effective.from", "")), _day(get("document.effective.to", ""))),
        transition=_key_texts(text, "document.transition"),
    )


def _parent(text: PackText, number: str) -> Parent:
    key = f"derives_from.{number}.id"
    return Parent(text.keys[key], text.keys.get(f"derives_from.{number}.versions", ""), text.place(key))


def _clause(row: TextRow) -> Clause:
    return Clause(
        id=row["clause"],
        number=row["number"],
        parent=row["parent"],
        heading=_texts(row, "heading"),
        paraphrase=_texts(row, "paraphrase"),
        modality=Modality(row["modality"]),
        equivalents=split_items(row["equivalents"]),
        status=row["status"],
        place=row.place,
    )


def _parameter(rows: Sequence[TextRow]) -> Parameter:
    first = rows[0]
    return Parameter(
        name=first["parameter"],
        unit=first["unit"],
        stricter=first["stricter"],
        values=tuple(_dated(row) for row in rows if row["value"]),
        meaning=_texts(first, "meaning"),
        reason=_texts(first, "reason"),
        place=first.place,
    )


def _dated(row: TextRow) -> DatedValue:
    return DatedValue(
        start=_day(row["from"]),
        end=_day(row["to"]),
        value=row["value"],
        clause=row["clause"],
        source=row["source"],
        status=row["status"],
        place=row.place.at("value"),
    )


def _requirement(row: TextRow) -> Requirement:
    return Requirement(
        id=row["requirement"],
        item=row["item"],
        clause=row["clause"],
        modality=Modality(row["modality"]),
        applies_when=row["applies_when"],
        test=row["test"],
        ask=_texts(row, "ask"),
        evidence=split_items(row["evidence"]),
        severity={phase: Severity(word) for phase, word in (severities(row["severity"]) or {}).items()},
        says={what: texts for what in _SAYS if (texts := _texts(row, what))},
        guidance=_texts(row, "guidance"),
        change=Change(row["change"]),
        overrides=row["overrides"],
        reason=_texts(row, "reason"),
        place=row.place,
    )


def _choice(row: TextRow) -> Choice:
    return Choice(row["choice"], row["value"], row["clause"], row["status"], _texts(row, "reason"), row.place)


def _disclosure(row: TextRow) -> Disclosure:
    return Disclosure(row["disclosure"], row["clause"], _texts(row, "what"), row["fact"], row.place)


def _examples(text: PackText) -> tuple[Example, ...]:
    expected = grouped(text.rows("expected"), "example")
    return tuple(
        Example(
            id=name,
            base=next((row["base"] for row in rows if row["base"]), ""),
            given={row["fact"]: row["value"] for row in rows if row["fact"]},
            day=next((_day(row["day"]) for row in rows if row["day"]), None),
            expected={row["requirement"]: row["verdict"] for row in expected.get(name, ())},
            place=rows[0].place,
            given_at={row["fact"]: row.place for row in rows if row["fact"]},
            expected_at={row["requirement"]: row.place for row in expected.get(name, ())},
        )
        for name, rows in grouped(text.rows("examples"), "example").items()
    )


def _texts(row: TextRow, stem: str) -> Texts:
    return {lang: text for lang in _LANGUAGES if (text := row[f"{stem}_{lang}"])}


def _key_texts(text: PackText, stem: str) -> Texts:
    return {lang: cell for lang in _LANGUAGES if (cell := text.keys.get(f"{stem}.{lang}", ""))}


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None

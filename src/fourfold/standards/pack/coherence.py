"""What must fit together between the rows of a pack: names, references, dates, values, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fourfold.core.problems import N_, MessageKind, Named, Place, Problems
from fourfold.formats.cell_values import VALUE_MISSING
from fourfold.formats.dates import DATE_WRONG, read_date
from fourfold.formats.numbers import MOST_DIGITS, NumberFault, read_number
from fourfold.standards.pack.coherence_examples import check_examples
from fourfold.standards.pack.coherence_identity import check_identity
from fourfold.standards.pack.relations import check_known, check_same, check_unique, circles, grouped
from fourfold.standards.pack.sheets import COLUMNS
from fourfold.standards.pack.text import PackText, TextRow

CLAUSE_UNKNOWN = MessageKind(
    "pack-clause-unknown",
    N_("there is no clause {found} in the table clauses"),
    N_("the short name of a clause of this pack; similar: {similar}"),
    N_("correct the name, or add the clause; where its number is not known leave the number blank"),
)
CLAUSE_CIRCLE = MessageKind(
    "pack-clause-circle",
    N_("the clause lies within itself: {found}"),
    N_("clauses around clauses up to one without parent"),
    N_("correct the column parent of one of them"),
)
VALUE_UNDATED = MessageKind(
    "pack-value-missing",
    N_("the value of {name} is missing"),
    N_("a value where the row gives dates, or where the parameter has other values"),
    N_("enter the value; a parameter whose value is not known has one row without value and dates"),
)
DATES_REVERSED = MessageKind(
    "pack-dates-reversed",
    N_("it ends {found}, not after it begins {start}"),
    N_("an end after the beginning; the end is the day after the last day"),
    N_("correct one of the dates"),
)
DATES_OVERLAP = MessageKind(
    "pack-dates-overlap",
    N_("{name} has two values on {day}: this one and that of row {row}"),
    N_("at most one value on a day"),
    N_("let one end on the day the other begins"),
)
TEST_AND_ASK = MessageKind(
    "pack-test-and-ask",
    N_("{name} has both a test and a question"),
    N_("a test, or a question to a person"),
    N_("make two requirements of it, with the same item"),
)
TEST_OR_ASK = MessageKind(
    "pack-test-or-ask",
    N_("{name} has neither a test nor a question"),
    N_("a test, or a question to a person"),
    N_("write an expression into test, or a question into ask_en and ask_zh"),
)
CHANGE_WITHOUT_TARGET = MessageKind(
    "pack-change-without-target",
    N_("{name} changes a parent's requirement ({found}) and does not say which"),
    N_("PACK#REQUIREMENT in the column overrides"),
    N_("name the requirement, or clear the column change"),
)
TARGET_WITHOUT_CHANGE = MessageKind(
    "pack-target-without-change",
    N_("{name} names {found} and does not say what becomes of it"),
    N_("tighten, override or justified in the column change"),
    N_("fill the column change, or clear the column overrides"),
)
REASON_MISSING = MessageKind(
    "pack-reason-missing",
    N_("{name} takes the place of {found} without a reason"),
    N_("a reason in reason_en and reason_zh"),
    N_("say why, as the document does"),
)

_FIRST_DAY, _LAST_DAY = "0000-00-00", "9999-99-99"
_NAMES = {"clauses": "clause", "requirements": "requirement", "method": "choice", "disclosures": "disclosure"}
_OF_PARAMETER = ("unit", "stricter", "meaning_en", "meaning_zh", "reason_en", "reason_zh")


def check_coherence(text: PackText, problems: Problems) -> None:
    """Report everything that does not fit together; cells are checked one by one in `cells`."""
    check_identity(text, problems)
    for sheet, column in _NAMES.items():
        if sheet not in text.unread:
            check_unique(text.rows(sheet), (column,), problems)
    if "clauses" not in text.unread:
        _check_clauses(text, problems)
    for rows in grouped(text.rows("parameters"), "parameter").values():
        _check_parameter(rows, problems)
    for row in text.rows("requirements"):
        _check_requirement(row, problems)
    if not text.unread & {"examples", "expected"}:
        check_examples(text, problems)


def _check_clauses(text: PackText, problems: Problems) -> None:
    parents = {row["clause"]: row["parent"] for row in text.rows("clauses") if row["clause"]}
    refers = [("clauses", "parent")]
    refers += [(sheet, c.name) for sheet, columns in COLUMNS.items() for c in columns.values() if c.type == "clause"]
    for sheet, column in refers:
        check_known(text.rows(sheet), column, parents, CLAUSE_UNKNOWN, problems)
    places = {row["clause"]: row.place.at("parent") for row in text.rows("clauses")}
    for circle in circles(parents):
        problems.error(CLAUSE_CIRCLE, places[circle[0]], found=" → ".join(circle))


def _check_parameter(rows: Sequence[TextRow], problems: Problems) -> None:
    first, name = rows[0], rows[0]["parameter"]
    check_same(rows, name, _OF_PARAMETER, problems)
    if not first["unit"]:
        help_ = Named.of(COLUMNS["parameters"]["unit"].meaning)
        problems.error(VALUE_MISSING, first.place.at("unit"), column="unit", help=help_)
    for row in rows:
        if row["value"]:
            _check_value(row["value"], first["unit"], row.place.at("value"), problems)
        elif row["from"] or row["to"] or len(rows) > 1:
            problems.error(VALUE_UNDATED, row.place.at("value"), name=name)
    _check_dates(rows, name, problems)


def _check_value(cell: str, unit: str, place: Place, problems: Problems) -> None:
    if unit == "date":
        if read_date(cell) is None:
            problems.error(DATE_WRONG, place, found=cell)
    elif unit != "text":
        number = read_number(cell)
        if isinstance(number, NumberFault):
            problems.error(number.kind, place, found=cell, offer=number.offer, most=MOST_DIGITS)


def _check_dates(rows: Sequence[TextRow], name: str, problems: Problems) -> None:
    sound: list[tuple[str, str, TextRow]] = []
    for row in rows:
        if any(row[column] and read_date(row[column]) is None for column in ("from", "to")):
            continue
        start, end = row["from"] or _FIRST_DAY, row["to"] or _LAST_DAY
        if end <= start:
            problems.error(DATES_REVERSED, row.place.at("to"), found=end, start=start)
        else:
            sound.append((start, end, row))
    sound.sort(key=lambda dated: dated[:2])
    for (_, end, before), (start, _, row) in pairwise(sound):
        if start < end:
            day = row["from"] or before["from"] or before["to"] or row["to"] or "–"
            problems.error(DATES_OVERLAP, row.place.at("from"), name=name, day=day, row=before.place.row)


def _check_requirement(row: TextRow, problems: Problems) -> None:
    name, asks = row["requirement"], bool(row["ask_en"] or row["ask_zh"])
    taken_away = row["change"] == "justified" and row["modality"] == "info"
    if row["test"] and asks:
        problems.error(TEST_AND_ASK, row.place.at("test"), name=name)
    elif not row["test"] and not asks and not taken_away:
        problems.error(TEST_OR_ASK, row.place.at("test"), name=name)
    if row["change"] and not row["overrides"]:
        problems.error(CHANGE_WITHOUT_TARGET, row.place.at("overrides"), name=name, found=row["change"])
    if row["overrides"] and not row["change"]:
        problems.error(TARGET_WITHOUT_CHANGE, row.place.at("change"), name=name, found=row["overrides"])
    if row["change"] in ("override", "justified") and not (row["reason_en"] or row["reason_zh"]):
        problems.error(REASON_MISSING, row.place.at("reason_en"), name=name, found=row["overrides"])

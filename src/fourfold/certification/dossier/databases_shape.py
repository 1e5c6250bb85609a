"""The shape of the figures of a database in a dossier (``figures/1``)."""

from __future__ import annotations

from fourfold.core.json_nests import ListOf, Maybe, ObjectOf
from fourfold.core.json_shape import Choice, Integer, Text
from fourfold.core.lines import Line
from fourfold.core.problems import N_, Term
from fourfold.data.basis import GwpSet
from fourfold.data.factor_rows import COLUMNS

FIGURES_FORMAT = "figures/1"

_ANY = Text(r"[\s\S]*", Term(N_("a text")), 16_000)
_LINE = Text(r"[^\n]+", Term(N_("a text of one line")), 2_000)
_DECIMAL = Text("-?[0-9]{1,400}(?:[.][0-9]{1,400})?", Term(N_("a decimal number without exponent")), 500)
_DAY = Text("[0-9]{4}-[0-9]{2}-[0-9]{2}", Term(N_("a day as year-month-day")), 10)
_DIGEST = Text("sha256:[0-9a-f]{64}", Term(N_("sha256: and 64 hexadecimal digits in lower case")), 71)
_COUNT = Integer()
_PLACE = ObjectOf({"file": _ANY, "row": _COUNT, "sheet": _ANY})
_SCORE = ObjectOf(
    {"line": Choice(tuple(map(str, Line))), "gas": _LINE, "kg_gas": _DECIMAL, "kg_co2e": _DECIMAL},
    meanings={"kg_gas": "Mass per unit; negative for a removal.", "kg_co2e": "Weighted mass per unit."},
)
_DATASET = ObjectOf(
    {
        "id": _LINE,
        "name": _ANY,
        "unit": _LINE,
        "location": _ANY,
        "area": _ANY,
        "place": _PLACE,
        "period": Maybe(ListOf(_DAY, 2, 2, once=False)),
        "scores": ListOf(_SCORE),
    },
    meanings={"id": "Of the product, as in the database.", "period": "First day and day after the last; null: unsaid."},
)
NUMBERS = ("value", "low", "high")
DAYS = ("valid_from", "valid_to")
_FACTOR = ObjectOf(
    {
        **{name: _ANY for name in COLUMNS if name not in (*NUMBERS, *DAYS)},
        **dict.fromkeys(DAYS, _DAY),
        "value": _DECIMAL,
        "low": Maybe(_DECIMAL),
        "high": Maybe(_DECIMAL),
        **_PLACE.members,
    }
)
FIGURES_SHAPE = ObjectOf(
    {
        "fourfold": Choice((FIGURES_FORMAT,)),
        "name": _LINE,
        "version": _LINE,
        "digest": _DIGEST,
        "source": _ANY,
        "reader": _ANY,
        "reader_version": _ANY,
        "licence": _ANY,
        "profile": _LINE,
        "gwp_set": Choice(tuple(map(str, GwpSet))),
        "cut_offs": _COUNT,
        "unusable": _COUNT,
        "unmapped": _COUNT,
        "datasets": ListOf(_DATASET),
        "factors": ListOf(_FACTOR),
    },
    meanings={
        "version": "First digits of the digest of the version.",
        "profile": "How providers were chosen and several products treated.",
        "cut_offs": "Needs without a supplier, which count for nothing.",
        "unusable": "Rows that cannot be used.",
        "unmapped": "Flows that matter to the climate but have no factor.",
        "datasets": "Those the study used, by id.",
        "factors": "Those the study used, a row for each part, as in the table factors.",
    },
)
"""A file of figures."""

"""The shape of what a manifest says under ``redaction``."""

from __future__ import annotations

from fourfold.core.json_nests import ListOf, MapOf, Maybe, ObjectOf
from fourfold.core.json_shape import Text
from fourfold.core.lines import Line
from fourfold.core.problems import N_, Term

_LINE = Text(r"[^\n]+", Term(N_("a text of one line")), 1_000)
_DECIMAL = Text("-?[0-9]{1,60}(?:[.][0-9]{1,60})?", Term(N_("a decimal number without exponent")), 130)
_LINES = MapOf(Text("|".join(map(str, Line)), Term(N_("a result line")), 40), _DECIMAL, most=len(Line))
_ASSERTED = ObjectOf(
    {
        "process": _LINE,
        "flow": _LINE,
        "unit": _LINE,
        "total_kg_co2e": _DECIMAL,
        "lines_kg_co2e": _LINES,
        "share": Maybe(_DECIMAL),
    },
    meanings={
        "process": "Hidden process; its product is `flow`, counted in `unit`.",
        "total_kg_co2e": "What it comes to per declared unit, by the word of whoever sealed.",
        "lines_kg_co2e": "The same by result line.",
        "share": "Of the study's total; null where that is zero.",
    },
)
REDACTION_SHAPE = ObjectOf(
    {"asked": ListOf(_LINE, 1, 10_000), "added": ListOf(_LINE), "asserted": ListOf(_ASSERTED)},
    meanings={
        "asked": "What was to be hidden, as it was asked for.",
        "added": "Files of the redacted study that the whole one does not have.",
        "asserted": "What hidden processes come to.",
    },
)

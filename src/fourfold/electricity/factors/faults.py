"""What can be wrong with a factor file, and with what is to be published from it."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

FACTORS_COLUMN = MessageKind(
    "factors-column",
    N_("there is no column {found}"),
    N_("start, area, kg_co2e_per_mwh or kg_co2_per_mwh, and further attributes whose names end in _per_mwh"),
    N_("rename or add the column"),
)
FACTORS_COLUMN_UNKNOWN = MessageKind(
    "factors-column-unknown",
    N_("the column {found} is neither start, area, demand_mwh, reason nor an amount per MWh"),
    N_("attributes whose names end in their unit, _per_mwh"),
    N_("rename or remove the column"),
)
FACTORS_STAMP = MessageKind(
    "factors-stamp",
    N_("{found} is not an instant"),
    N_("ISO 8601 with the offset from UTC, such as 2024-01-01T00:00:00+08:00"),
    N_("correct the cell"),
)
FACTORS_CELL_BLANK = MessageKind(
    "factors-cell-blank", N_("the cell is empty"), N_("a value in every row"), N_("fill the cell or remove the row")
)
FACTORS_NUMBER = MessageKind(
    "factors-number",
    N_("{found} is not a number that can be used"),
    N_("a finite decimal number with a point"),
    N_("correct the cell; where there is no factor leave it empty and give the reason"),
)
FACTORS_DEMAND_NEGATIVE = MessageKind(
    "factors-demand-negative",
    N_("the demand {found} is negative"),
    N_("zero or more: demand weights the factors"),
    N_("correct the cell"),
)
FACTORS_REASON = MessageKind(
    "factors-reason",
    N_("{found} is not a known reason for having no factor"),
    N_("empty, or one of: {choices}"),
    N_("correct the cell"),
)
FACTORS_NO_REASON = MessageKind(
    "factors-no-reason",
    N_("there is no factor and no reason"),
    N_("every attribute, or none and one of: {choices}"),
    N_("add the factor, or the reason why there is none: a gap is never taken for zero"),
)
FACTORS_BOTH = MessageKind(
    "factors-factor-and-reason",
    N_("there is a factor, and the reason {found} for having none"),
    N_("either a factor or a reason"),
    N_("clear one of the two"),
)
FACTORS_TWICE = MessageKind(
    "factors-twice",
    N_("the area {area} stands twice at {found} (first in row {first})"),
    N_("each area once in an interval"),
    N_("remove one of the rows"),
)
FACTORS_ABSENT = MessageKind(
    "factors-absent",
    N_("the area {area} has no row at {found}"),
    N_("a row for every area and interval, with the reason where there is no factor"),
    N_("add the row"),
)
FACTORS_STEP = MessageKind(
    "factors-step",
    N_("the interval at {found} does not begin a multiple of {step} minutes after the first"),
    N_("intervals of one length"),
    N_("correct the stamp"),
)
FACTORS_CHANGED = MessageKind(
    "factors-changed",
    N_("the file is not the one that {meta} describes: its digest is another"),
    N_("the file as it was written"),
    N_("restore the file, or remove {meta} and give what it says as options"),
)
FACTORS_AXES = MessageKind(
    "factors-axes",
    N_("the {what} of the file ({found}) are not those that its meta lists ({wanted})"),
    N_("the file as it was written"),
    N_("restore both files"),
)
FACTORS_NEGATIVE = MessageKind(
    "factors-negative",
    N_("{found} is below zero"),
    N_("what a MWh carries, at least zero"),
    N_("correct the cell; where there is no factor leave it empty and give the reason"),
)
FACTORS_SHARE = MessageKind(
    "factors-share",
    N_("a share of {found} was measured"),
    N_("a share from 0 to 1"),
    N_("correct the cell"),
)
FACTORS_AGGREGATE = MessageKind(
    "factors-aggregate",
    N_("this is an aggregate by {by}: its rows are groups, not intervals"),
    N_("factors of intervals, as fourfold electricity trace writes them"),
    N_("give the factor file that the aggregate was made from"),
)
FACTORS_ZONE = MessageKind(
    "factors-zone-unknown",
    N_("in whose days the factors of {file} count is not known: its stamps share no offset, and no meta file says it"),
    N_("an IANA time zone, such as Asia/Shanghai"),
    N_("give it with --time-zone"),
)
PUBLISH_NAME = MessageKind(
    "publish-series-name",
    N_("{found} cannot be the short name of a series"),
    N_("up to 64 letters of English, digits, points, dashes and underscores, the first a letter or a digit"),
    N_("give another name with --series"),
)
PUBLISH_BLANK = MessageKind(
    "publish-blank",
    N_("there is no name of {what}"),
    N_("who vouches for the series, and as what it is published"),
    N_("give the name, or leave the option away where it is optional"),
)
PUBLISH_ENDS_EARLY = MessageKind(
    "publish-ends-early",
    N_("{end}, the day after the last, does not come after {start}, the first day"),
    N_("a later day"),
    N_("correct one of the two"),
)
PUBLISH_AREA = MessageKind(
    "publish-area-unknown",
    N_("the factors hold no area {found}"),
    N_("one of: {choices}"),
    N_("correct the code, or add the file that has it"),
)
PUBLISH_UNKNOWN = MessageKind(
    "publish-not-known",
    N_("a factor file came without what is known about it, so the {found} of its factors must be given"),
    N_("the file NAME.meta.json beside it, or the option"),
    N_("give the option, from the document the factors are from"),
)
PUBLISH_DIFFERS = MessageKind(
    "publish-differs",
    N_("the factor files differ in their {what}: {found} and {other}"),
    N_("factors of one kind: unlike ones are never mixed to fill a gap"),
    N_("publish them apart"),
)
PUBLISH_GAP = MessageKind(
    "publish-gap",
    N_("{area} has no factor in {found} ({count} intervals)"),
    N_("a factor for every interval of the period"),
    N_("choose another period, or allow a fallback: each value taken from it is labelled"),
)
PUBLISH_NEGATIVE = MessageKind(
    "publish-negative",
    N_("the factor of {area} is negative at {found}"),
    N_("zero or more"),
    N_("look into the factors: negative values are not clipped"),
)
PUBLISH_PERIOD = MessageKind(
    "publish-period",
    N_("intervals of {step} minutes do not fill the period from {start} to {end}"),
    N_("a period that begins and ends with intervals of the factors"),
    N_("correct the period"),
)

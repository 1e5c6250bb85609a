"""What can be wrong with facts that are given as text."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

FACT_UNKNOWN = MessageKind(
    "fact-unknown",
    N_("{found} is no fact of a study or its result"),
    N_("a name of the data dictionary{similar}"),
    N_("correct the name; the reference of the data dictionary lists all names with their meaning"),
)
FACT_NEEDS_ROW = MessageKind(
    "fact-needs-row",
    N_("{found} is a field of the rows of {list}, and the row is not said"),
    N_("the number of the row between the list and the field: {offer}"),
    N_("write {offer} for the first row"),
)
FACT_IS_LIST = MessageKind(
    "fact-is-list",
    N_("{name} is a list and cannot be {found}"),
    N_("its rows one by one as {offer}, or none for no rows"),
    N_("give the fields of each row on a line of their own"),
)
FACT_NO_LIST = MessageKind(
    "fact-no-list",
    N_("{found} counts rows of {name}, which has none"),
    N_("{name} alone"),
    N_("leave the number out"),
)
FACT_ROW_NUMBER = MessageKind(
    "fact-row-number",
    N_("{found} does not continue the rows of {list}: there is no row {wanted}"),
    N_("rows counted 1, 2, 3 … without a gap, at most {most}"),
    N_("count the rows of this list anew"),
)
FACT_NO_ROWS_AND_ROWS = MessageKind(
    "fact-rows-and-none",
    N_("{found} is said to have no rows, and rows of it are given"),
    N_("either none, or rows"),
    N_("take the line with none away, or the rows"),
)
FACT_FLAG_WRONG = MessageKind(
    "fact-flag-wrong", N_("{found} is no answer to {name}"), N_("true or false"), N_("write true or false")
)
FACT_CHOICE_WRONG = MessageKind(
    "fact-choice-wrong",
    N_("{name} cannot be {found}"),
    N_("one of: {choices}"),
    N_("write one of these words as it is"),
)
FACT_RESULT_WRONG = MessageKind(
    "fact-result-wrong",
    N_("result cannot be {found}"),
    N_("the word not-calculated, or single facts of the result such as result.total_kg_co2e"),
    N_("write not-calculated where the example is about a study that cannot be calculated"),
)
FACT_RESULT_CALCULATED = MessageKind(
    "fact-result-calculated",
    N_("{found} is given, and the result is said not to be calculated"),
    N_("either result as not-calculated, or facts of the result"),
    N_("take one of both away"),
)

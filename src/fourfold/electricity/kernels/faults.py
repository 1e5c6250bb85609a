"""What can be wrong with the tables of a portfolio."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

TABLE_MISSING = MessageKind(
    "portfolio-table-missing",
    N_("there is no table {found}"),
    N_("the file {table}.parquet, or a folder {table} with Parquet files"),
    N_("put it there; the reference page of portfolios describes every table"),
)
TABLE_TWICE = MessageKind(
    "portfolio-table-twice",
    N_("there are both a file {table}.parquet and a folder {table}"),
    N_("one of the two"),
    N_("remove the one that does not count"),
)
TABLE_UNREADABLE = MessageKind(
    "portfolio-table-unreadable",
    N_("{found} cannot be read: {reason}"),
    N_("a Parquet file"),
    N_("write the file again"),
)
COLUMN_MISSING = MessageKind(
    "portfolio-column-missing",
    N_("there is no column {found}"),
    N_("the columns {known}"),
    N_("add the column, or correct its name"),
)
COLUMN_TYPE = MessageKind(
    "portfolio-column-type",
    N_("the column has the type {found}"),
    N_("{wanted}"),
    N_("write the column with that type; fractions are not rounded here"),
)
CELL_EMPTY = MessageKind(
    "portfolio-cell-empty", N_("a cell is empty"), N_("a value in every row"), N_("fill it in, or leave the row out")
)
CELL_BEYOND = MessageKind(
    "portfolio-cell-beyond",
    N_("{found} is out of bounds"),
    N_("a whole number from {least} to {most}"),
    N_("correct the value or its unit"),
)
BASIS_UNKNOWN = MessageKind(
    "portfolio-basis-unknown",
    N_("{found} is no basis of factors"),
    N_("one of: {known}"),
    N_("correct the word"),
)
ZONE_UNKNOWN = MessageKind(
    "portfolio-zone-unknown",
    N_("{found} is no time zone of the IANA database"),
    N_("a name such as Asia/Shanghai"),
    N_("correct the name"),
)
ROW_TWICE = MessageKind(
    "portfolio-row-twice",
    N_("{found} rows have the same {columns}: {key}"),
    N_("one row"),
    N_("leave out the rows that repeat it; nothing is added up"),
)
NAME_UNKNOWN = MessageKind(
    "portfolio-name-unknown",
    N_("there is no {column} {found} in {table}"),
    N_("a number of that table"),
    N_("correct the number, or add the row there"),
)
TABLE_EMPTY = MessageKind(
    "portfolio-table-empty", N_("the table {found} has no rows"), N_("at least one row"), N_("fill the table")
)
READING_GAP = MessageKind(
    "portfolio-reading-gap",
    N_("meter {meter} has {found} of the {wanted} hours from its first to its last; the first missing is {hour}"),
    N_("every hour once; 0 Wh where nothing was drawn"),
    N_("complete the readings; nothing is filled in"),
)
FACTOR_MISSING = MessageKind(
    "portfolio-factor-missing",
    N_("area {area} has no factor by {bases} in {hour}, an hour in which a meter there was read"),
    N_("a factor for every hour in which a meter of the area was read"),
    N_("complete the factors; without a residual mix choose the factor of the grid for what is not claimed"),
)
CLAIMED_ABOVE = MessageKind(
    "portfolio-claimed-above",
    N_("{found} Wh of meter {meter} are claimed in {hour}, but it drew {metered} Wh"),
    N_("claims that sum to at most what the meter drew in the hour"),
    N_("correct the claims or the reading: each Wh is covered once"),
)
SHARES_UNEVEN = MessageKind(
    "portfolio-shares-uneven",
    N_("the shares of meter {meter} in {when} sum to {found}"),
    N_("1,000,000 millionths"),
    N_("correct the shares; whole_shares of the Python API makes them from amounts"),
)
UNSHARED = MessageKind(
    "portfolio-unshared",
    N_("meter {meter} has no shares for {when}"),
    N_("shares for every month, or every hour, in which the meter was read"),
    N_("add them; give energy that is nobody's a product of its own"),
)
SHARED_TWICE = MessageKind(
    "portfolio-shared-twice",
    N_("meter {meter} stands in both shares and hourly_shares"),
    N_("each meter in one of the two"),
    N_("leave it out of one"),
)
OUT_OF_MEMORY = MessageKind(
    "portfolio-out-of-memory",
    N_("the sums do not fit into {found} MiB and the room on disk to spill to: {reason}"),
    N_("more memory, or room in the system's temporary folder"),
    N_("give more with --memory, or make room; nothing was written"),
)
UNMATCHED_BY_GRID = MessageKind(
    "portfolio-unmatched-by-grid",
    N_("what is not claimed has the factor of the grid, not of a residual mix: energy others claimed counts here too"),
)
LOCAL_MONTHS = MessageKind(
    "portfolio-local-months",
    N_("an hour counts in the month in which it begins on the calendar of its area (time zones {edition})"),
)

"""What a single row of a table can have wrong with it, whatever stands in the others."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

NUMBER_NOT_FINITE = MessageKind(
    "grid-number-not-finite",
    N_("{series} holds {found} at {start}"),
    N_("a finite number, or a blank cell where there is none"),
    N_("correct the value; a blank cell is a gap, which repairs: gaps may fill"),
)
NEGATIVE_GENERATION = MessageKind(
    "grid-negative-generation",
    N_("{series} generates {found} MWh at {start}"),
    N_("energy of 0 or more"),
    N_("set repairs: negative_generation: to-demand (own use) or to-storage (pumping), or correct the value"),
)
NEGATIVE_ENERGY = MessageKind(
    "grid-negative-energy",
    N_("{series} holds {found} at {start}"),
    N_("a number of 0 or more"),
    N_("correct the value or its sign"),
)
ESTIMATED_WRONG = MessageKind(
    "grid-estimated-wrong",
    N_("{series} at {start}: {found} MWh of {whole} MWh are called estimated"),
    N_("estimated_mwh from 0 to energy_mwh"),
    N_("correct the value, or leave the cell blank where nothing is estimated"),
)
SHARE_WRONG = MessageKind(
    "grid-loss-share-wrong",
    N_("the loss of {series} at {start} is {found} of what is sent"),
    N_("a share from 0 to less than 1"),
    N_("give percentages as shares: 3 % is 0.03"),
)
LOSS_AMOUNT = MessageKind(
    "grid-loss-amount",
    N_("the loss of {series} at {start} has no amount, or two"),
    N_("either loss_mwh or loss_share; for an area loss_mwh"),
    N_("fill one of the two cells"),
)
NAME_BLANK = MessageKind(
    "grid-name-blank", N_("the {column} is blank at {start}"), N_("a name in every row"), N_("fill the cell")
)
SELF_TIE = MessageKind(
    "grid-self-tie",
    N_("{series} at {start}: an area does not exchange with itself"),
    N_("two different areas"),
    N_("correct one of the two areas, or leave the row out"),
)
STAMP_ODD = MessageKind(
    "grid-stamp-odd",
    N_("{series} has an interval that begins at {found}"),
    N_("starts on whole five minutes"),
    N_("correct the stamp"),
)
OUTSIDE_PERIOD = MessageKind(
    "grid-outside-period",
    N_("{series} has a row at {start}, outside the declared periods"),
    N_("rows inside periods only"),
    N_("correct the periods, or set repairs: outside_period: drop to leave such rows out"),
)
AREA_UNDECLARED = MessageKind(
    "grid-area-undeclared",
    N_("{area} has {count} rows in the table {table}, and grid.yaml lists the areas without it"),
    N_("rows of the areas listed under areas: or under boundary: areas:"),
    N_(
        "correct the name; or list it under areas: to trace it, or under boundary: areas: if it lies beyond the grid;"
        " similar: {similar}"
    ),
)
IMPLAUSIBLE = MessageKind(
    "grid-energy-implausible",
    N_("{series} holds {found} MWh at {start}"),
    N_("at most {most} MWh in an interval"),
    N_("correct the value or its unit"),
)

"""Why something cannot be hidden."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

HIDE_UNKNOWN = MessageKind(
    "hide-unknown",
    N_("there is nothing to hide under {found}"),
    N_("process:NAME, or the path of a file the tables name as evidence; known: {known}"),
    N_("correct the name; similar: {similar}"),
)
HIDE_FILE_NEEDED = MessageKind(
    "hide-file-needed",
    N_("{found} is needed to calculate ({role})"),
    N_("a file that is evidence only"),
    N_("hide the process that uses it: --hide process:NAME"),
)
HIDE_WORKBOOK = MessageKind(
    "hide-workbook",
    N_("the tables are in the workbook {found}, from which rows cannot be taken"),
    N_("tables as CSV files"),
    N_("save each sheet as a CSV file in the folder tables, and say tables: tables in study.yaml"),
)
HIDE_SEVERAL_PRODUCTS = MessageKind(
    "hide-several-products",
    N_("the process {found} makes {count} products; how its burdens are divided rests on what would be hidden"),
    N_("a process with one product"),
    N_("divide it into processes of one product, or hide nothing of it"),
)
HIDE_STILL_USED = MessageKind(
    "hide-only-serves-hidden",
    N_("the process {found} serves nothing but what is hidden; its rows would count for nothing"),
    N_("processes that still serve the declared unit, or are hidden as well"),
    N_("hide it too: --hide process:{found}"),
)
HIDE_SHARED = MessageKind(
    "hide-shared-electricity",
    N_("without what is hidden, {found} comes to another figure: they share electricity or an allocation"),
    N_("a hidden process that shares no meter, no generation and no instruments with what is shown"),
    N_("hide process {process} as well, or meter the hidden process on a site of its own"),
)
HIDE_NEGATIVE = MessageKind(
    "hide-negative",
    N_("on the line {line} the process {found} comes to {value} kg CO2e, which no declared footprint can hold"),
    N_("emissions zero or above, removals zero or below"),
    N_("leave the process that gives the credit unhidden, or hide nothing of it"),
)
HIDE_UNUSED = MessageKind(
    "hide-unused",
    N_("the process {found} supplies nothing to the declared unit, so there is nothing to assert"),
    N_("a process that counts"),
    N_("remove it from the study"),
)
HIDE_UNEQUAL = MessageKind(
    "hide-unequal",
    N_("without what is hidden the study comes to {found} kg CO2e on {line}, with it to {wanted}"),
    N_("the same figures to the last digit of the method"),
    N_("hide something else; the figure cannot be asserted exactly enough"),
)
HIDE_NOT_READ = MessageKind(
    "hide-unreadable-without",
    N_("without what is hidden the study cannot be used: {reason}"),
    N_("a study that stands without the hidden rows"),
    N_("remove what names them, or hide something else"),
)

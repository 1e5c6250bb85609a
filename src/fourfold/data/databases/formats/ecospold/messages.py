"""What the readers of EcoSpold can find in values both formats have."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

NUMBER_MISSING = MessageKind(
    "ecospold-number-missing",
    N_("the number {found} is missing"),
    N_("a finite number"),
    N_("enter the number in the source"),
)
CAS_DIFFERS = MessageKind(
    "cas-differs",
    N_("the flow {name} has the CAS number {found} here and {first} elsewhere; {first} was kept"),
    N_("one CAS number a flow"),
    N_("correct the source"),
)
DATE_OPEN = MessageKind(
    "validity-open",
    N_("an end of the period of validity cannot be read: {found}; it stays open"),
    N_("a year, or a date such as 2010-12-31"),
    N_("enter the period in the source"),
)
DATES_REVERSED = MessageKind(
    "validity-reversed",
    N_("the period of validity ends before it begins: {found}"),
    N_("a first and a last day"),
    N_("correct the period in the source"),
)
UNCERTAINTY_LEFT_OUT = MessageKind(
    "ecospold-uncertainty-left-out",
    N_("the distribution {found} cannot be used ({reason}); the amount is kept without it"),
    N_("a log-normal, normal, triangular or uniform distribution with all its parameters"),
    N_("correct the distribution in the source"),
)
EXCHANGE_GROUPS = MessageKind(
    "exchange-groups",
    N_("exchange {name} has the groups “{found}”; the row is left out"),
    N_("one input group or one output group that the format knows"),
    N_("correct the group in the source"),
)
EXCHANGE_INCOMPLETE = MessageKind(
    "exchange-incomplete",
    N_("exchange “{name}” has no {found}; the row is left out"),
    N_("a name, a unit and an amount"),
    N_("complete the exchange in the source"),
)
ROWS_LEFT_OUT = MessageKind(
    "rows-left-out",
    N_("the product of dataset {name} is in a row that cannot be read; the dataset is left out"),
    N_("a product with an amount"),
    N_("correct the row in the source"),
)
NO_NAME = MessageKind(
    "dataset-no-name",
    N_("dataset {found} has no name; it is left out"),
    N_("a name"),
    N_("complete the dataset in the source"),
)
DATASET_TWICE = MessageKind(
    "dataset-repeated",
    N_("dataset {name} stands there a second time, word for word; it was read once, from {first}"),
    N_("every dataset once"),
    N_("remove one of the two"),
)
TEXTS_TOO_LONG = MessageKind(
    "ecospold-text-too-long",
    N_("{name} has {found} characters where the format allows {most}; it was read whole"),
    N_("at most {most} characters"),
)
FILES_NOT_READ = MessageKind(
    "ecospold-file-not-read",
    N_("{found} is no EcoSpold dataset and is not read"),
)
DATASET_NOT_READ = MessageKind(
    "ecospold-dataset-not-read",
    N_("dataset {name} holds {found} and is not read"),
    N_("datasets of processes"),
)
NOTHING_READ = MessageKind(
    "ecospold-nothing-read",
    N_("{found} holds no dataset that can be read"),
    N_("EcoSpold files with datasets of processes"),
    N_("see the other messages; export the data again"),
)
FIELDS_NOT_READ = MessageKind(
    "ecospold-field-not-read",
    N_("{count} times the field {found} is not read, here the first"),
)

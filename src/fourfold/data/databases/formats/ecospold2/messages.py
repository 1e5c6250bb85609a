"""What the reader of EcoSpold 2 can find beside what both formats have."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

ID_MADE = MessageKind(
    "ecospold2-id-made",
    N_("{name} has no id; one was made of its name, unit and place"),
    N_("a UUID"),
    N_("complete the file in the source"),
)
ID_OF_BOTH = MessageKind(
    "ecospold2-id-of-both",
    N_("{found} is the id of a product and of an elementary flow; {name} was given another"),
    N_("an id of its own for every flow"),
    N_("correct the source"),
)
LINK_MISSING = MessageKind(
    "ecospold2-link-missing",
    N_("{name} is to come from activity {found}, which the source does not hold"),
    N_("an activity of the source"),
    N_("add the dataset; the supply is settled by the flow alone"),
)
LINK_OTHER = MessageKind(
    "ecospold2-link-other-product",
    N_("{name} is to come from activity {found}, which does not make it"),
    N_("an activity that makes the product"),
    N_("correct the link in the source; the supply is settled by the flow alone"),
)
LINK_OF_PRODUCT = MessageKind(
    "ecospold2-link-of-product",
    N_("the product {name} of the dataset names an activity as its supplier; the link is not read"),
    N_("links on inputs and on what goes to treatment"),
)
SYSTEM_MODELS = MessageKind(
    "ecospold2-system-models",
    N_("the source holds datasets of several system models: {found}"),
    N_("datasets of one system model"),
    N_("import them apart: links and amounts of one model are wrong in another"),
)
ZERO_PRODUCTS = MessageKind(
    "ecospold2-zero-products",
    N_("{count} outputs of {name} have the amount 0, as allocation leaves them; they are kept"),
)
NO_PRODUCT = MessageKind(
    "ecospold2-no-product",
    N_("dataset {name} has no reference product with an amount; its id is that of the activity alone"),
    N_("an intermediate exchange of output group 0 with an amount other than 0"),
    N_("correct the dataset in the source"),
)
CHILD_OPEN = MessageKind(
    "ecospold2-child",
    N_("dataset {name} is a child of {found} and may give only what differs from it; it was read as it stands"),
    N_("datasets in which what they inherit is written out"),
    N_("export the dataset merged with its parent"),
)
STOCK = MessageKind("ecospold2-stock", N_("{name} goes into stock; it was read as an output"))
CENTRE_MOVED = MessageKind(
    "ecospold2-centre-moved",
    N_("the distribution is about {found}, the amount is {amount}; its spread was taken about the amount"),
    N_("a distribution about the amount"),
    N_("correct the distribution in the source"),
)
MU_NOT_READ = MessageKind(
    "ecospold2-mu",
    N_("mu is not the logarithm of the mean value in {count} log-normals, here the first; the mean value counts"),
)
UNDEFINED_NOT_READ = MessageKind(
    "ecospold2-undefined",
    N_("{count} uncertainties have no form, here the first; the amounts are kept without them"),
)
PROPERTY_DIFFERS = MessageKind(
    "ecospold2-property-differs",
    N_("{property} of {name} is {low} to {high} in {count} exchanges; the flow is kept without it"),
    N_("one amount a flow"),
    N_("nothing, where the exchanges do differ in it"),
)
FLOW_DIFFERS = MessageKind(
    "ecospold2-flow-differs",
    N_("flow {id} is “{found}” here and “{name}” elsewhere; the first was kept"),
    N_("one name, unit and compartment for an id"),
    N_("correct the source"),
)
MASTER_NOT_READ = MessageKind("ecospold2-master-not-read", N_("the master data in {found} are not read"))
UNIT_OF_MASTER = MessageKind(
    "ecospold2-unit-of-master",
    N_("{name} names no unit; that of its id in the master data, {found}, was taken"),
)

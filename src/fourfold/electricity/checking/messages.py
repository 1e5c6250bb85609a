"""What each item of a check says, and why one may not apply."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

ROWS = MessageKind("check-rows", N_("every interval and area has one row, in order"))
FINITE = MessageKind("check-finite", N_("every number is finite"))
REASONED = MessageKind("check-reasoned", N_("every row has either factors or the reason why it has none"))
AXES = MessageKind("check-axes", N_("intervals and areas are those of the grid"))
DIGESTS = MessageKind("check-digests", N_("the files the grid was read from are unchanged ({files} files)"))
CONTENT = MessageKind("check-content", N_("the factor file is the one its meta file describes"))
DEMAND = MessageKind("check-demand", N_("the demand in the file is that of the grid"))
ENERGY = MessageKind("check-energy", N_("as much energy enters every area as leaves it"))
CONSERVED = MessageKind(
    "check-conservation", N_("emissions generated, imported and in stock are consumed, exported, lost or in stock")
)
CONSERVED_RUN = MessageKind("check-conservation-run", N_("the same over the whole run"))
MIXED = MessageKind("check-mixing", N_("every area's factor is the mix of what enters it"))
POOLED = MessageKind("check-pool", N_("every area's factor is that of its own generation and the pool, solved anew"))
BOUNDED = MessageKind("check-bounds", N_("every factor lies between the lowest and the highest of what is put in"))
ISLANDS = MessageKind("check-islands", N_("areas without exchange have the factor of their own generation"))
IMPORTERS = MessageKind("check-importers", N_("areas fed by one area only have its factor"))
SHARES = MessageKind("check-shares", N_("the shares of technologies sum to 1"))
MIX = MessageKind("check-mix", N_("shares times the factors of the technologies give the factor"))
COUPLINGS = MessageKind("check-couplings", N_("where no area both imports and exports, both couplings agree"))
LEDGER = MessageKind(
    "check-ledger", N_("what stores carry at the start and the end, replayed from the factors, is what the run booked")
)
STOCKS = MessageKind("check-stocks", N_("no store holds less than nothing"))
IDLE = MessageKind("check-idle", N_("exactly the areas that cannot have a factor have none, for the reason given"))
BOOKS = MessageKind("check-books", N_("the sums booked by the run are those recomputed"))
BASIS = MessageKind("check-basis", N_("the meta file states the kind of factors that the grid declares"))
STATUS = MessageKind("check-status", N_("the meta file calls the factors no better confirmed than they are ({status})"))
ATTRIBUTES = MessageKind(
    "check-attributes", N_("the attributes in the meta file are those of the grid and the options")
)
FILES = MessageKind("check-files", N_("the meta file lists every file the grid was read from"))
ASSUMPTIONS = MessageKind("check-assumptions", N_("the meta file lists what the factors rest on that no data say"))
MEASURED_RANGE = MessageKind("check-measured-range", N_("the measured share lies between 0 and 1"))
MEASURED_SHARE = MessageKind(
    "check-measured", N_("the measured share is that of the energy behind each factor, followed anew")
)
BOOKS_THERE = MessageKind("check-books-there", N_("the run booked every attribute"))
BOOKS_CLOSED = MessageKind("check-books-closed", N_("the books of the run close in every interval, as it tells"))

NO_SHARES = MessageKind("check-no-shares", N_("the file holds no shares of technologies"))
NO_STORES = MessageKind("check-no-stores", N_("the grid has no stores"))
NO_LOSS_BOUND = MessageKind("check-loss-bound", N_("losses carried on may raise factors beyond what is put in"))
STORE_BOUND = MessageKind("check-store-bound", N_("stores bring in what was put in earlier"))
ONE_COUPLING = MessageKind("check-one-coupling", N_("every interval has an area that both imports and exports"))
MANY_FACTORS = MessageKind(
    "check-many-factors", N_("technologies have different factors in different areas or intervals")
)
NONE_SUCH = MessageKind("check-none-such", N_("there is no such area"))
LOSSY_SHARES = MessageKind(
    "check-lossy-shares", N_("more is generated than consumed, so that shares sum to more than 1")
)
NOT_LOSSY = MessageKind("check-not-lossy", N_("nothing is lost on the way, so that it is mixed like the factors"))
NOT_SETTLED = MessageKind("check-not-settled", N_("what stores pass on did not settle within {steps} rounds"))
AGGREGATED = MessageKind("check-aggregated", N_("only under direct coupling"))
DIRECT = MessageKind("check-direct", N_("only under aggregated coupling"))
FREE_STORES = MessageKind("check-free-stores", N_("what is stored is not followed under the rule free"))

NOT_TRACED = MessageKind(
    "check-not-traced",
    N_("the factors of this file are of the kind {found}, not those a grid is traced to"),
    N_("a file that fourfold electricity trace wrote"),
    N_("check the file it was made from"),
)
GRID_REPAIRED = MessageKind("check-grid-repaired", N_("the grid is repaired as it is read"))
GRID_RECONCILED = MessageKind("check-grid-reconciled", N_("the factors are those of the reconciled grid"))
GRID_ADAPTED = MessageKind("check-grid-adapted", N_("the files are read by the adapter of their format"))
GRID_INVOLVED = MessageKind(
    "check-grid-involved", N_("reading it takes more than whole, complete tables of a tidy folder with their factors")
)

"""What the reader of EcoSpold 1 can find beside what both formats have."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

IDENTITY_SHARED = MessageKind(
    "ecospold1-identity-shared",
    N_("{count} datasets are called {name} in {location} with one unit and category; their numbers tell them apart"),
    N_("datasets that differ in name, location, unit, category or infrastructure"),
    N_("rename them in the source; their ids change when the numbers do"),
)
NUMBERS_SHARED = MessageKind(
    "ecospold1-number-shared",
    N_("dataset {name} shares name, place, unit, category and number {found} with another; it is told by its position"),
    N_("a number of its own for every dataset"),
    N_("correct the numbers in the source"),
)
EXCHANGE_NUMBERS_REPEATED = MessageKind(
    "ecospold1-exchange-numbers-repeated",
    N_("{count} rows of dataset {name} repeat the number of another row, first {found}"),
    N_("a number of its own for every row"),
    N_("the rows are all kept; an allocation factor that names such a number holds for each of them"),
)
PRODUCT_BY_NUMBER = MessageKind(
    "ecospold1-product-by-number",
    N_("{name} is asked for as {found}; the source makes the flow of that number as {taken}, which was taken"),
    N_("the location and category of the product as its dataset gives them"),
    N_("correct the exchange in the source"),
)
PRODUCT_BY_NAME = MessageKind(
    "ecospold1-product-by-name",
    N_("{name} is asked for as {found}; the only product of that name and unit, {taken}, was taken"),
    N_("the location and category of the product as its dataset gives them"),
    N_("correct the exchange in the source"),
)
PRODUCT_ELSEWHERE = MessageKind(
    "ecospold1-product-elsewhere",
    N_("{name} is asked for as {found}; the source makes it only as {offers}"),
    N_("a product that a dataset makes"),
    N_("no burden comes with it; correct the exchange in the source"),
)
OWN_NEED = MessageKind(
    "ecospold1-own-need",
    N_("dataset {name} needs {found} of its own product to make {taken}, and no other makes it; it gets none"),
    N_("a dataset that makes more of its product than it needs"),
    N_("name the product that is meant in the source"),
)
WASTE_TO_SERVICE = MessageKind(
    "ecospold1-waste-to-service",
    N_(
        "the waste {name} goes to treatment, which the source makes as a service; it was read as a need of that service"
    ),
)
SPELLINGS_JOINED = MessageKind(
    "ecospold1-spellings-joined",
    N_("“{found}” and “{name}” differ only in spaces and were read as one flow"),
    N_("one spelling"),
    N_("correct the name in the source"),
)
REFERENCE_DIFFERS = MessageKind(
    "ecospold1-reference-differs",
    N_("the reference function of {name} says {found}, its product row {taken}; the row counts"),
    N_("the same in both"),
    N_("correct the dataset in the source"),
)
REFERENCE_MADE = MessageKind(
    "ecospold1-reference-made",
    N_("dataset {name} has no row for its product; one was made of its reference function"),
    N_("an exchange with output group 0"),
    N_("add the row in the source"),
)
REFERENCE_OF_SEVERAL = MessageKind(
    "ecospold1-reference-of-several",
    N_("dataset {name} makes {count} co-products and no reference product; {found} stands first"),
    N_("allocation factors, by which the co-products are divided"),
)
NAME_OF_PRODUCT = MessageKind(
    "ecospold1-name-of-product",
    N_("the dataset has no name; that of its product, {found}, was taken"),
    N_("a reference function with a name"),
    N_("complete the dataset in the source"),
)
CODE_UNKNOWN = MessageKind(
    "ecospold1-code-unknown",
    N_("{found} is no code of {name}; it was read as {taken}"),
    N_("a code that the format knows"),
    N_("correct the code in the source"),
)
FORMULAS_EMPTY = MessageKind(
    "ecospold1-formulas-empty",
    N_("{count} chemical formulas say nothing (“{found}”), here the first"),
)
ALLOCATION_REFUSED = MessageKind(
    "ecospold1-allocation-refused",
    N_("an allocation factor of {name} names row {found}, which the dataset does not have or does not make"),
    N_("numbers of rows of the dataset"),
    N_("the factor is left out; correct it in the source"),
)
ALLOCATION_SUM = MessageKind(
    "ecospold1-allocation-sum",
    N_("the allocation factors of {name} for row {found} sum to {sum} %"),
    N_("100 %"),
    N_("correct the factors in the source"),
)
ALLOCATION_MIXED = MessageKind(
    "ecospold1-allocation-mixed",
    N_("dataset {name} gives allocation factors by several methods ({found}); they were read as given together"),
)
ALLOCATION_RANGE = MessageKind(
    "ecospold1-allocation-range",
    N_("an allocation factor of {name} is {found} %"),
    N_("0 to 100 %"),
    N_("correct the factor in the source"),
)
IMPACT_RESULTS = MessageKind(
    "ecospold1-impact-results",
    N_("dataset {name} says that it holds results of an impact assessment; its rows were read as exchanges"),
)
YEAR_EMPTY = MessageKind(
    "ecospold1-year-missing",
    N_("the source {name} has no year that can be read: “{found}”"),
    N_("a year"),
    N_("complete the source"),
)
REFERENCE_MISSING = MessageKind(
    "ecospold1-document-missing",
    N_("dataset {name} refers to {what} {found}, which it does not hold"),
    N_("the number of one of its own entries"),
    N_("correct the dataset in the source"),
)

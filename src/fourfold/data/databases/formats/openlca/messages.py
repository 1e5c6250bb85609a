"""What the reader of openLCA JSON-LD can find."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

VERSION_FOUND = MessageKind("jsonld-version", N_("read as version {version} of openLCA JSON-LD: {evidence}"))
VERSION_MIXED = MessageKind(
    "jsonld-version-mixed",
    N_("the file uses the field {found}, which belongs to the other version of the format"),
    N_("the field names of one version"),
    N_("it was read by the meaning of its name; export the data again with one program"),
)
FIELDS_DISAGREE = MessageKind(
    "jsonld-fields-disagree",
    N_("{found} and {other} say different things"),
    N_("one of the two, or both alike"),
    N_("{found} was taken; correct the dataset"),
)
NOT_AN_OBJECT = MessageKind(
    "jsonld-not-an-object",
    N_("here stands {found} where an object is expected"),
    N_("a JSON object in braces"),
    N_("export the data again; what stands here is left out"),
)
NOT_A_LIST = MessageKind(
    "jsonld-not-a-list",
    N_("here stands {found} where a list is expected"),
    N_("a JSON list in brackets"),
    N_("export the data again; what stands here is left out"),
)
NOT_A_TEXT = MessageKind(
    "jsonld-not-a-text",
    N_("here stands {found} where a text is expected"),
    N_("a text in quotes"),
    N_("correct the field; it is left out"),
)
NUMBER_AS_TEXT = MessageKind(
    "jsonld-number-as-text",
    N_("the number {found} is written as a text"),
    N_("a number without quotes"),
    N_("it was read as a number; correct the field"),
)
NOT_A_NUMBER = MessageKind(
    "jsonld-not-a-number",
    N_("{found} is not a number"),
    N_("a finite number"),
    N_("correct the field"),
)
FLAG_AS_OTHER = MessageKind(
    "jsonld-flag-as-other",
    N_("{found} stands where true or false is expected"),
    N_("true or false"),
    N_("it was read as {taken}; correct the field"),
)
NO_ID = MessageKind(
    "jsonld-no-id",
    N_("the dataset has no @id; the name of its file, {found}, was taken"),
    N_("an @id in every dataset"),
    N_("export the data again"),
)
ID_NOT_FILE = MessageKind(
    "jsonld-id-not-file",
    N_("the @id {found} is not the name of the file"),
    N_("files called by the @id of their dataset"),
    N_("the @id counts; rename the file"),
)
OTHER_TYPE = MessageKind(
    "jsonld-other-type",
    N_("the dataset says that it is a {found} and lies in folder {folder}"),
    N_("datasets in the folder of their type"),
    N_("it was read by its folder; move the file"),
)
CHOICE_UNKNOWN = MessageKind(
    "jsonld-choice-unknown",
    N_("{found} is not one of the words of this field"),
    N_("one of {choices}"),
    N_("correct the field"),
)
CATEGORY_MISSING = MessageKind(
    "jsonld-category-missing",
    N_("the category {found} is not in the source"),
    N_("every category that datasets name"),
    N_("the path begins below it; add the category"),
)
LOCATION_MISSING = MessageKind(
    "jsonld-location-missing",
    N_("the location {found} is not in the source"),
    N_("every location that datasets name"),
    N_("its name was taken as its code; add the location"),
)
REFERENCE_UNIT_TAKEN = MessageKind(
    "jsonld-reference-unit-taken",
    N_("unit group {group} marks {count} reference units; {found} was taken"),
    N_("one reference unit, of factor 1"),
    N_("mark it in the source"),
)
UNIT_FACTOR = MessageKind(
    "jsonld-unit-factor",
    N_("the unit {unit} has the conversion factor {found}"),
    N_("a number above 0"),
    N_("the unit is left out; correct its factor"),
)
UNIT_TWICE = MessageKind(
    "jsonld-unit-twice",
    N_("unit group {group} has two units {unit}, of factor {first} and of factor {second}"),
    N_("each name once"),
    N_("exchanges name them by id, so the second is called {name} here; give it a name of its own in the source"),
)
UNIT_SCALE = MessageKind(
    "jsonld-unit-scale",
    N_("the reference unit {unit} has the conversion factor {found}"),
    N_("1 for the reference unit"),
    N_("all factors of the group were divided by it; correct the group"),
)
PROPERTY_FACTOR = MessageKind(
    "jsonld-property-factor",
    N_("a property of flow {flow} has the conversion factor {found}"),
    N_("a number, and not 0 for the reference property"),
    N_("the property is left out; correct its factor"),
)
PROPERTY_UNNAMED = MessageKind(
    "jsonld-property-unnamed",
    N_("a property of flow {flow} names no flow property"),
    N_("a reference to a flow property"),
    N_("it is left out; correct the flow"),
)
PROPERTY_TWICE = MessageKind(
    "jsonld-property-twice",
    N_("flow {flow} has the property {found} twice, by {first} and by {second}"),
    N_("each property once"),
    N_("the first was taken; correct the flow"),
)
REFERENCE_PROPERTY_TAKEN = MessageKind(
    "jsonld-reference-property-taken",
    N_("flow {flow} marks {count} reference properties; {found} was taken"),
    N_("one reference property, of factor 1"),
    N_("mark it in the source"),
)
PROPERTY_SCALE = MessageKind(
    "jsonld-property-scale",
    N_("the reference property of flow {flow} has the conversion factor {found}"),
    N_("1 for the reference property"),
    N_("all factors of the flow were divided by it; correct the flow"),
)
FLOW_OF_REFERENCE = MessageKind(
    "jsonld-flow-of-reference",
    N_("the flow {found} is not in the source; its name and kind were taken from a reference to it"),
    N_("every flow that exchanges name"),
    N_("add the flow to the source"),
)
EXCHANGE_WITHOUT_FLOW = MessageKind(
    "jsonld-exchange-without-flow",
    N_("an exchange of process {process} names no flow"),
    N_("a reference to a flow"),
    N_("the exchange is left out; correct it in the source"),
)
AMOUNT_MISSING = MessageKind(
    "jsonld-amount-missing",
    N_("an exchange of process {process} has no amount that can be read: {found}"),
    N_("a finite number"),
    N_("correct the amount; the row is kept but does not count"),
)
INTERNAL_ID_TWICE = MessageKind(
    "jsonld-internal-id-twice",
    N_("a second exchange of process {process} has the internal id {found}; it is called {taken} here"),
    N_("each internal id once in a process"),
    N_("allocation factors of this id are taken for the first exchange; correct the ids in the source"),
)
NO_DIRECTION = MessageKind(
    "jsonld-no-direction",
    N_("an exchange does not say whether it goes in or out; it was read as going out"),
    N_("isInput (version 2) or input (version 1)"),
    N_("correct the exchange"),
)
PEDIGREE_UNREADABLE = MessageKind(
    "jsonld-pedigree-unreadable",
    N_("the quality scores {found} are not five numbers from 1 to 5"),
    N_("such as (1;3;2;n.a.;4)"),
    N_("they are left out; correct them in the source"),
)
TRIANGLE_SORTED = MessageKind(
    "jsonld-triangle-sorted",
    N_("a distribution has lowest, most likely and highest value out of order: {found}"),
    N_("lowest ≤ most likely ≤ highest"),
    N_("they were sorted; correct them in the source"),
)
UNCERTAINTY_UNREADABLE = MessageKind(
    "jsonld-uncertainty-unreadable",
    N_("the distribution {found} cannot be used: {reason}"),
    N_("log-normal, normal, triangle or uniform with finite parameters"),
    N_("the amount is kept without it; correct it in the source"),
)
UNCERTAINTY_OFF = MessageKind(
    "jsonld-uncertainty-off",
    N_("the amount {amount} is not the middle of its distribution, {found}"),
    N_("an amount that its distribution is about"),
    N_("both are kept as they are; check them in the source"),
)
DATE_UNREADABLE = MessageKind(
    "jsonld-date-unreadable",
    N_("{found} is no date of validity"),
    N_("a date such as 2010-12-31"),
    N_("it is left out; correct it in the source"),
)
FACTOR_WITHOUT_PRODUCT = MessageKind(
    "jsonld-factor-without-product",
    N_("an allocation factor of process {process} names no product"),
    N_("the product whose share it is"),
    N_("the factor is left out; correct it in the source"),
)
FACTOR_UNREADABLE = MessageKind(
    "jsonld-factor-unreadable",
    N_("an allocation factor of process {process} has no value that can be read: {found}"),
    N_("a share from 0 to 1"),
    N_("the factor is left out; correct it in the source"),
)
FACTOR_OF_ALL = MessageKind(
    "jsonld-factor-of-all",
    N_("an allocation factor of process {process} names flow {found}, which {count} exchanges have"),
    N_("the number of one exchange"),
    N_("it was taken for each of them"),
)
NO_ALLOCATION = MessageKind(
    "jsonld-no-allocation",
    N_("process {process} asks for no allocation: all burdens to its reference"),
    N_("a rule for several products, where it has several"),
    N_("choose the profile that gives all burdens to the reference, if that is meant"),
)
PARAMETER_UNREADABLE = MessageKind(
    "jsonld-parameter-unreadable",
    N_("the parameter {name} has no value that can be read: {found}"),
    N_("a number"),
    N_("it is left out; correct it in the source"),
)
DATASETS_NOT_READ = MessageKind(
    "jsonld-datasets-not-read",
    N_("{count} datasets of type {found} are counted and not read"),
)
FILES_NOT_READ = MessageKind("jsonld-files-not-read", N_("{count} files in {found} are no datasets and are not read"))
FIELDS_NOT_READ = MessageKind("jsonld-fields-not-read", N_("{count} times the field {found} is not read"))

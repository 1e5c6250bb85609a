"""What can be said about ILCD and TIDAS datasets."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

DATASET_UNREADABLE = MessageKind(
    "ilcd-dataset-unreadable",
    N_("{found} cannot be read as a dataset"),
    N_("one ILCD dataset in the file"),
    N_("export the dataset again; it was left out"),
)
DATASET_WITHOUT_ID = MessageKind(
    "ilcd-dataset-without-id",
    N_("the {what} has no UUID"),
    N_("a UUID in dataSetInformation"),
    N_("add it; the dataset was left out, because nothing can refer to it"),
)
OLDER_VERSION = MessageKind(
    "ilcd-older-version",
    N_("version {found} of {what} {id} is older than version {newest}, which was taken"),
    N_("one version of each dataset"),
    N_("remove the older file if it is not wanted"),
)
SAME_VERSION = MessageKind(
    "ilcd-same-version",
    N_("version {found} of {what} {id} stands in two files; the other one was taken"),
    N_("one file for each version"),
    N_("remove one of the two files"),
)
FILES_NOT_READ = MessageKind(
    "ilcd-files-not-read",
    N_("{count} files ending in {found} are no datasets and were not read"),
)
TYPE_NOT_READ = MessageKind(
    "ilcd-type-not-read",
    N_("a file of type {found} is counted, but nothing of it is used"),
)
NUMBER_WRONG = MessageKind(
    "ilcd-number-wrong",
    N_("{name} is {found}, which is no number"),
    N_("a number with a decimal point"),
    N_("correct it in the source; the row was left out"),
)
RESULTING_MISSING = MessageKind(
    "ilcd-resulting-amount-missing",
    N_("the exchange has no resultingAmount; its meanAmount {found} was taken"),
    N_("resultingAmount, which holds the parameter already"),
    N_("add resultingAmount, above all where the exchange names a variable"),
)
AMOUNT_MISSING = MessageKind(
    "ilcd-amount-missing",
    N_("the exchange has no amount"),
    N_("resultingAmount"),
    N_("add it; the row was left out"),
)
DIRECTION_MISSING = MessageKind(
    "ilcd-direction-missing",
    N_("the exchange has the direction {found}"),
    N_("Input or Output"),
    N_("add it; the row was left out"),
)
REFERENCE_AS_OUTPUT = MessageKind(
    "ilcd-reference-as-output",
    N_("the reference flow has no direction; it was read as an output"),
    N_("Input or Output"),
    N_("add exchangeDirection to the reference flow"),
)
FLOW_UNNAMED = MessageKind(
    "ilcd-flow-unnamed",
    N_("the exchange names no flow"),
    N_("referenceToFlowDataSet with a UUID"),
    N_("add it; the row was left out"),
)
REFERENCE_UNKNOWN = MessageKind(
    "ilcd-reference-unknown",
    N_("the reference flow {found} is not among the exchanges"),
    N_("the internal id of an exchange"),
    N_("correct referenceToReferenceFlow"),
)
SEVERAL_REFERENCES = MessageKind(
    "ilcd-several-references",
    N_("the process names {count} reference flows; the first is the reference, the others are products"),
)
INTERNAL_ID_TWICE = MessageKind(
    "ilcd-internal-id-twice",
    N_("the internal id {found} stands on two exchanges"),
    N_("each internal id once"),
    N_("number the exchanges again; what refers to the id means the first"),
)
REMINDER_FLOW = MessageKind(
    "ilcd-reminder-flow",
    N_("the exchange is a reminder ({found}) and is not part of the inventory"),
)
EXTENSION_NOT_READ = MessageKind(
    "ilcd-extension-not-read",
    N_("the extensions {found} are not read"),
)
SHARE_WRONG = MessageKind(
    "ilcd-allocation-share-wrong",
    N_("an allocated fraction is {found}"),
    N_("a number from 0 to 100"),
    N_("correct it; the fractions of this exchange were left out"),
)
SHARES_WRONG = MessageKind(
    "ilcd-allocation-sum-wrong",
    N_("the allocated fractions of the exchange add up to {found} per cent"),
    N_("100 per cent"),
    N_("correct them; the fractions of this exchange were left out"),
)
SHARES_SCALED = MessageKind(
    "ilcd-allocation-scaled",
    N_("the allocated fractions of the exchange add up to {found} per cent; they were scaled to 100"),
    N_("100 per cent"),
    N_("correct them in the source"),
)
SHARES_AS_FRACTIONS = MessageKind(
    "ilcd-allocation-as-fractions",
    N_("the allocated fractions of the exchange add up to 1; they were read as shares of 1, not as per cent"),
    N_("per cent"),
    N_("write per cent"),
)
COPRODUCT_UNKNOWN = MessageKind(
    "ilcd-coproduct-unknown",
    N_("an allocated fraction is for exchange {found}, which is not there"),
    N_("the internal id of a product"),
    N_("correct internalReferenceToCoProduct; the fraction was left out"),
)
UNCERTAINTY_UNCLEAR = MessageKind(
    "ilcd-uncertainty-unclear",
    N_("the distribution {distribution} with deviation {found} cannot be read: {reason}"),
    N_("log-normal: SDg² in per cent, at least 100; normal: 2·SD in per cent; others: minimum and maximum"),
    N_("correct it; the amount is kept without uncertainty"),
)
DEVIATION_AS_RATIO = MessageKind(
    "ilcd-deviation-as-ratio",
    N_("the log-normal deviation {found} is below 100 per cent; it was read as the ratio SDg² itself"),
    N_("SDg² in per cent, so 100 or more"),
    N_("write it in per cent"),
)
MODE_TAKEN = MessageKind(
    "ilcd-mode-taken",
    N_("of a triangular distribution the amount {found} was read as the most likely value, not the middle {middle}"),
)
YEAR_WRONG = MessageKind(
    "ilcd-year-wrong",
    N_("{name} is {found}, which is no year"),
    N_("a year such as 2020"),
    N_("correct it; the period is left open"),
)
FLOW_TYPE_TAKEN = MessageKind(
    "ilcd-flow-type-taken",
    N_("the flow has the type {found}; it was read as {taken}"),
    N_("Elementary flow, Product flow or Waste flow"),
    N_("add typeOfDataSet in the source"),
)
REFERENCE_PROPERTY_MISSING = MessageKind(
    "ilcd-reference-property-missing",
    N_("the flow names {found} as its reference property, which it does not have"),
    N_("the internal id of one of its flow properties"),
    N_("correct referenceToReferenceFlowProperty; the flow has no unit"),
)
REFERENCE_PROPERTY_NOT_ONE = MessageKind(
    "ilcd-reference-property-not-one",
    N_("one of the flow is {found} of its reference property; amounts of the flow were multiplied by it"),
    N_("1"),
    N_("give amounts in the reference unit and the factor 1"),
)
REFERENCE_UNIT_NOT_ONE = MessageKind(
    "ilcd-reference-unit-not-one",
    N_("the factor of the reference unit is {found}; all factors were divided by it"),
    N_("1"),
    N_("correct the factors in the source"),
)
REFERENCE_UNIT_MISSING = MessageKind(
    "ilcd-reference-unit-missing",
    N_("the unit group {found} names no reference unit that it holds"),
    N_("the internal id of one of its units"),
    N_("correct referenceToReferenceUnit; the group was left out"),
)
MODEL_PROCESS_UNKNOWN = MessageKind(
    "ilcd-model-process-unknown",
    N_("a connection of the life-cycle model leads to process instance {found}, which the model does not hold"),
    N_("the id of a process instance of the model"),
    N_("correct the connection; it was left out"),
)
MODEL_LINK_TWICE = MessageKind(
    "ilcd-model-link-twice",
    N_("models connect flow {flow} of process {process} to {found} too; the first provider, {first}, was taken"),
    N_("one provider for each input of a process"),
    N_("set the provider, or copy the process for each use"),
)
RESULT_UNREADABLE = MessageKind(
    "ilcd-result-unreadable",
    N_("the declared value {found} of {name} in module {module} is no number; it is kept as not declared"),
    N_("a number, or ND where it is not declared"),
    N_("correct the value"),
)
INDICATOR_UNNAMED = MessageKind(
    "ilcd-indicator-unnamed",
    N_("a declared result names no indicator"),
    N_("a reference to a flow or an LCIA method, with an id or a name"),
    N_("add it; the result was left out"),
)
NOT_A_RESULT = MessageKind(
    "ilcd-result-without-value",
    N_("the result of {found} has neither an amount nor amounts by module"),
    N_("an amount"),
    N_("add it, or leave the result out"),
)
PARAMETER_WITHOUT_VALUE = MessageKind(
    "ilcd-parameter-without-value",
    N_("the parameter {found} has no value, only a formula, which is not evaluated"),
    N_("meanValue beside the formula"),
    N_("save the dataset with calculated values; amounts hold the value of their formula already"),
)

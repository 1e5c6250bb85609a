"""Elements of a dataset and the attributes of each that are read, or that repeat what others say."""

from __future__ import annotations

_EXCHANGE = "id unitId variableName casNumber amount isCalculatedAmount mathematicalRelation"
_VARIANCES = "meanValue variance varianceWithPedigreeUncertainty"

KNOWN = {
    tag: frozenset(attributes.split())
    for tag, attributes in {
        "activityDescription": "",
        "activity": "id activityNameId parentActivityId inheritanceDepth type",
        "activityName": "",
        "includedActivitiesStart": "",
        "includedActivitiesEnd": "",
        "allocationComment": "",
        "generalComment": "",
        "text": "index",
        "comment": "",
        "classification": "classificationId",
        "classificationSystem": "",
        "classificationValue": "",
        "geography": "geographyId",
        "shortname": "",
        "technology": "",
        "timePeriod": "startDate endDate",
        "flowData": "",
        "intermediateExchange": f"{_EXCHANGE} intermediateExchangeId activityLinkId",
        "elementaryExchange": f"{_EXCHANGE} elementaryExchangeId formula",
        "name": "",
        "unitName": "",
        "synonym": "",
        "compartment": "subcompartmentId",
        "subcompartment": "",
        "inputGroup": "",
        "outputGroup": "",
        "property": "propertyId amount unitId variableName mathematicalRelation isCalculatedAmount",
        "uncertainty": "",
        "lognormal": f"{_VARIANCES} mu",
        "normal": _VARIANCES,
        "triangular": "minValue mostLikelyValue maxValue",
        "uniform": "minValue maxValue",
        **dict.fromkeys(("beta", "gamma", "binomial"), "minValue mostLikelyValue maxValue shape scale n p"),
        "undefined": "minValue maxValue standardDeviation95",
        "pedigreeMatrix": "reliability completeness temporalCorrelation geographicalCorrelation "
        "furtherTechnologyCorrelation",
        "parameter": "parameterId variableName amount mathematicalRelation isCalculatedAmount unitId",
        "impactIndicator": "impactIndicatorId amount unitId",
        "impactMethodName": "",
        "impactCategoryName": "",
        "modellingAndValidation": "",
        "representativeness": "systemModelId",
        "systemModelName": "",
        "samplingProcedure": "",
        "extrapolations": "",
        "administrativeInformation": "",
        "dataEntryBy": "personId personName",
        "dataGeneratorAndPublication": "personId personName publishedSourceId publishedSourceYear "
        "publishedSourceFirstAuthor isCopyrightProtected accessRestrictedTo",
        "fileAttributes": "majorRelease minorRelease majorRevision minorRevision",
    }.items()
}

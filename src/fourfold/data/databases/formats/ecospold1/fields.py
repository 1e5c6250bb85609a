"""Elements of a dataset and the attributes of each that are read, or that repeat what others say."""

from __future__ import annotations

_NAMES = "name category subCategory localName localCategory localSubCategory infrastructureProcess unit CASNumber"
_TEXT = "text"

KNOWN = {
    tag: frozenset(attributes.split())
    for tag, attributes in {
        "metaInformation": "",
        "processInformation": "",
        "referenceFunction": f"{_NAMES} amount generalComment includedProcesses",
        "synonym": "",
        "geography": f"location {_TEXT}",
        "technology": _TEXT,
        "timePeriod": _TEXT,
        "startYear": "",
        "startYearMonth": "",
        "startDate": "",
        "endYear": "",
        "endYearMonth": "",
        "endDate": "",
        "dataSetInformation": "type impactAssessmentResult version localLanguageCode",
        "modellingAndValidation": "",
        "representativeness": "samplingProcedure extrapolations uncertaintyAdjustments productionVolume percent",
        "source": "number firstAuthor year title titleOfAnthology journal publisher placeOfPublications",
        "validation": "proofReadingDetails",
        "administrativeInformation": "",
        "dataGeneratorAndPublication": "referenceToPublishedSource copyright",
        "person": "number name companyCode countryCode",
        "flowData": "",
        "exchange": f"{_NAMES} number location meanValue uncertaintyType standardDeviation95 minValue maxValue "
        "mostLikelyValue formula generalComment",
        "inputGroup": "",
        "outputGroup": "",
        "allocation": "referenceToCoProduct allocationMethod fraction",
        "referenceToInputOutput": "",
    }.items()
}
